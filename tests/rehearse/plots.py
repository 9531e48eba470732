"""Pictures of a rehearsal: how long commands took, what was printed against what was, what every process held."""

from datetime import datetime
from html import escape
from itertools import cycle
from math import log10
from pathlib import Path

from tests.rehearse.holdings import KINDS
from tests.rehearse.report import Report

WIDTH, ROW = 860, 22
BLUE, BROWN, GREY, INK = "#1d6fa5", "#b4531a", "#ddd", "#333"
COLOURS = (BLUE, BROWN, "#3f7d3a", "#7a3f8f", "#8a6d00")
BAND = 90
LEFT, RIGHT, TOP, BOTTOM = 60, WIDTH - 20, 40, 260
DECADES = range(-1, 5)
"""From a tenth of a millisecond to ten seconds."""


def plot(report: Report, folder: Path) -> list[Path]:
    """Write them into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {"latency.svg": latency(report), "lateness.svg": lateness(report), "held.svg": held(report)}
    for name, picture in made.items():
        (folder / name).write_text(picture)
    return [folder / name for name in made]


def latency(report: Report) -> str:
    """The share of all below each duration, on a scale that grows by ten."""
    parts = []
    for exponent in DECADES:
        x = _across(10**exponent)
        parts += [_line(x, TOP, x, BOTTOM), _text(x, BOTTOM + 16, f"{10**exponent:g} ms", "middle")]
    for share in (0.5, 0.95, 0.99):
        y = _up(share)
        parts += [_line(LEFT, y, RIGHT, y), _text(LEFT - 6, y + 4, f"{share:.0%}", "end")]
    measures = (("answered", BLUE, report.answers), ("on a screen", BROWN, report.shown))
    for number, (name, colour, measured) in enumerate(measures):
        shares = [n / 200 for n in range(1, 201)] if measured.count else []
        points = " ".join(f"{_across(measured.percentile(share)):.1f},{_up(share):.1f}" for share in shares)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(_text(LEFT + 10, TOP + 16 + 18 * number, f"{name} ({measured.count:,})", "start", colour))
    return _svg("From the press to the answer, and to every screen", BOTTOM + 30, parts)


def lateness(report: Report) -> str:
    """Each segment: printed as an outline, as it was as a bar, by the hours of its day."""
    parts, y, left = [], TOP, 210
    scale = (WIDTH - left - 20) / 11
    for one in report.segments:
        day = one.starts_at.replace(hour=15, minute=0, second=0, microsecond=0)

        def across(at: datetime, day: datetime = day) -> float:
            return left + scale * (at - day).total_seconds() / 3600

        was, printed = (one.started_at, one.ended_at or one.ends_at), (one.starts_at, one.ends_at)
        parts += [
            _text(left - 8, y + 12, one.id, "end"),
            _box(across(was[0]), y + 3, across(was[1]) - across(was[0]), ROW - 10, f'fill="{BLUE}"'),
            _box(
                across(printed[0]), y, across(printed[1]) - across(printed[0]), ROW - 4, f'fill="none" stroke="{INK}"'
            ),
        ]
        y += ROW
    return _svg("Printed (outline) and as it was (bar), from 15:00 UTC", y + 14, parts)


def held(report: Report) -> str:
    """What every process held, each kind in a band of its own from nothing to the most there was."""
    parts, top = [], TOP
    seen = report.holdings.by_process()
    longest = max((one.seconds for held in seen.values() for one in held), default=1.0) or 1.0
    colours = dict(zip(seen, cycle(COLOURS), strict=False))
    for number, kind in enumerate(KINDS):
        bottom = top + BAND
        most = max((getattr(one, kind) or 0 for held in seen.values() for one in held), default=0) or 1
        parts += [_line(LEFT, bottom, RIGHT, bottom), _line(LEFT, top, RIGHT, top)]
        parts += [_text(LEFT - 6, bottom, "0", "end"), _text(LEFT - 6, top + 10, f"{most:g}", "end")]
        parts.append(_text(LEFT + 6, top + 14, kind.replace("_", " "), "start"))
        for name, held in seen.items():
            places = [
                (LEFT + (RIGHT - LEFT) * one.seconds / longest, bottom - BAND * value / most)
                for one in held
                if (value := getattr(one, kind)) is not None
            ]
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
            parts.append(f'<polyline points="{points}" fill="none" stroke="{colours[name]}" stroke-width="1.5"/>')
        if not number:
            for place, name in enumerate(seen):
                parts.append(_text(RIGHT - 130 * place, top - 6, name, "end", colours[name]))
        top = bottom + 24
    parts.append(_text(RIGHT, top, f"{longest / 60:.0f} minutes", "end"))
    return _svg("What every process held", top + 14, parts)


def _across(milliseconds: float) -> float:
    decades = len(DECADES)
    return LEFT + (RIGHT - LEFT) * (log10(max(milliseconds, 10.0 ** DECADES[0])) - DECADES[0]) / decades


def _up(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" stroke="{GREY}"/>'


def _box(x: float, y: float, width: float, height: float, how: str) -> str:
    return f'<rect x="{x:.1f}" y="{y}" width="{max(1.0, width):.1f}" height="{height}" {how}/>'


def _text(x: float, y: float, says: str, anchor: str, colour: str = INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(says)}</text>'


def _svg(title: str, height: int, parts: list[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="12"><title>{escape(title)}</title>'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>'
    )
    return "\n".join([head, _text(12, 20, title, "start"), *parts, "</svg>", ""])
