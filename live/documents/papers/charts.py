"""The drawings of papers, as SVG: bars, and planned against actual on one line of time.

What a drawing says stands in the table beneath it, so names may be cut here. Time runs from left to right in every
language; bars begin where the language begins.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from xml.sax.saxutils import escape

from live.documents.words import duration

INK, SOFT, RULE, ACCENT, GROUND, WALL, HATCH = (
    "#0b1a2e",
    "#3a4a61",
    "#b9c4d3",
    "#00489c",
    "#e7ecf3",
    "#93102a",
    "#ffe2a6",
)
WIDTH = 660
TYPE = 11
ARABIC_TYPE = 13
FONTS = "Noto Sans, Noto Sans SC, Amiri"
LABEL = 216
FIGURES = 110
ROW, LINE = 22, 13
SIDE = 30
STEPS = (10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400)
MOST_TICKS = 8


@dataclass(frozen=True)
class Drawing:
    svg: str
    width: int
    height: int


@dataclass(frozen=True)
class Measure:
    """One bar: how long it is against the others, and the figures beside it."""

    name: str
    amount: int
    figures: str


@dataclass(frozen=True)
class Bar:
    """A segment from minute to minute of its day; from `split` on without interpretation."""

    name: str
    start: float
    end: float
    split: float | None = None


@dataclass
class Lane:
    """What was planned in a room and what was, with the ends that were fixed."""

    name: str
    planned: list[Bar] = field(default_factory=list)
    actual: list[Bar] = field(default_factory=list)
    walls: list[float] = field(default_factory=list)


def bars(measures: Sequence[Measure], *, right_to_left: bool) -> Drawing:
    """Bars on one scale that starts at zero, each with its figures beside it."""
    most = max((measure.amount for measure in measures), default=0) or 1
    room = WIDTH - LABEL - FIGURES
    before, behind = ("end", "start") if right_to_left else ("start", "end")
    parts: list[str] = []
    y = 0
    for measure in measures:
        name = in_lines(measure.name, LABEL - 8)
        length = room * measure.amount / most
        # In a language from the right everything is mirrored.
        start = LABEL if not right_to_left else WIDTH - LABEL - length
        ground = LABEL if not right_to_left else FIGURES
        parts += [
            f'<rect x="{ground}" y="{y + 4}" width="{room}" height="13" rx="2" fill="{GROUND}"/>',
            f'<rect x="{start:.1f}" y="{y + 4}" width="{length:.1f}" height="13" rx="2" fill="{ACCENT}"/>',
            *(_text(0 if not right_to_left else WIDTH, y + 15 + LINE * n, one, before) for n, one in enumerate(name)),
            _text(WIDTH if not right_to_left else 0, y + 15, measure.figures, behind),
        ]
        y += ROW + LINE * (len(name) - 1)
    return _drawing(parts, y + 2)


def spread(least: int, lower: int, median: int, upper: int, most: int) -> Drawing:
    """How figures in seconds spread, on a line of time: the middle half as a bar, the median marked, a line at 0."""
    first, last = min(least, 0), max(most, 0, least + 1)
    step = next((one for one in STEPS if (last - first) / one <= MOST_TICKS), STEPS[-1])
    first, last = first // step * step, -(-last // step) * step
    scale = (WIDTH - 2 * SIDE) / (last - first)

    def x(seconds: int) -> float:
        return SIDE + (seconds - first) * scale

    def mark(start: float, end: float, top: int, tall: int, fill: str) -> str:
        return f'<rect x="{start:.1f}" y="{top}" width="{max(end - start, 0.6):.1f}" height="{tall}" fill="{fill}"/>'

    parts: list[str] = []
    for tick in range(first, last + 1, step):
        parts += [mark(x(tick), x(tick) + 0.6, 0, 34, RULE)]
        parts += [_text(x(tick), 48, duration(tick, signed=first < 0), "middle", f'fill="{SOFT}"')]
    parts += [
        mark(x(least), x(most), 16, 2, ACCENT),
        mark(x(least) - 1, x(least) + 1, 10, 14, ACCENT),
        mark(x(most) - 1, x(most) + 1, 10, 14, ACCENT),
        mark(x(lower), x(upper), 6, 22, ACCENT),
        mark(x(median) - 2, x(median) + 2, 3, 28, INK),
        mark(x(median) - 1, x(median) + 1, 4, 26, HATCH),
    ]
    if first < 0:
        parts.append(f'<rect x="{x(0) - 1:.1f}" y="0" width="2" height="34" fill="{WALL}"/>')
    return _drawing(parts, 52)


def bar_of(name: str, start: datetime, end: datetime) -> Bar:
    """From `start` to `end`, which may be on the next day, in minutes of the day of `start`."""
    first = start.hour * 60 + start.minute + start.second / 60
    return Bar(name, first, first + (end - start).total_seconds() / 60)


def timeline(lanes: Sequence[Lane], planned: str, actual: str) -> Drawing:
    """Each room's segments as planned above and as they ran below, on one line of time with hours."""
    everything = [bar for lane in lanes for bar in (*lane.planned, *lane.actual)]
    first = int(min(bar.start for bar in everything) // 60 * 60)
    last = int(-(-max(bar.end for bar in everything) // 60) * 60)
    side = 62
    scale = (WIDTH - side - 20) / max(last - first, 60)

    def x(minute: float) -> float:
        return side + (minute - first) * scale

    parts: list[str] = []
    y = 0.0
    for lane in lanes:
        parts.append(_text(0, y + 12, fitting(lane.name, WIDTH), look=f'font-weight="700" fill="{INK}"'))
        y += 18
        for bars_of, label, fill, ink in ((lane.planned, planned, GROUND, INK), (lane.actual, actual, ACCENT, "#fff")):
            parts.append(_text(0, y + 14, fitting(label, side - 4), look=f'fill="{SOFT}"'))
            for bar in bars_of:
                parts += _bar(bar, x, y, fill, ink)
            y += 24
        parts += [
            f'<rect x="{x(wall) - 1:.1f}" y="{y - 50}" width="2" height="50" fill="{WALL}"/>' for wall in lane.walls
        ]
        y += 6
    step = 60 if last - first <= 10 * 60 else 120
    for minute in range(first, last + 1, step):
        parts.insert(0, f'<rect x="{x(minute):.1f}" y="0" width="0.6" height="{y}" fill="{RULE}"/>')
        label = f"{minute // 60 % 24:02}:{minute % 60:02}"
        parts.append(_text(x(minute), y + 12, label, "middle", f'fill="{SOFT}"'))
    return _drawing(parts, int(y) + 18)


def _bar(bar: Bar, at: Callable[[float], float], y: float, fill: str, ink: str) -> list[str]:
    start, end = at(bar.start), at(bar.end)
    width = max(end - start - 1, 1.5)
    parts = [f'<rect x="{start:.1f}" y="{y}" width="{width:.1f}" height="20" rx="2" fill="{fill}" stroke="{RULE}"/>']
    if bar.split is not None:
        split = max(at(bar.split), start)
        parts.append(f'<rect x="{split:.1f}" y="{y}" width="{max(end - split, 2):.1f}" height="20" fill="{HATCH}"/>')
    if name := fitting(bar.name, width - 8):
        parts.append(_text(start + 4, y + 14, name, look=f'fill="{ink}"'))
    return parts


def wide(text: str, size: float = TYPE) -> float:
    """How wide `text` is in type of `size`, somewhat generously."""
    return sum(map(_wide, text)) * size / TYPE


def in_lines(text: str, width: float) -> list[str]:
    """`text` in one line or in two, of which the second is cut if it must."""
    words = text.split(" ")
    first = words.pop(0)
    while words and wide(f"{first} {words[0]}") <= width:
        first = f"{first} {words.pop(0)}"
    return [fitting(first, width), *([fitting(" ".join(words), width)] if words else [])]


def fitting(text: str, width: float) -> str:
    """As much of `text` as there is room for; nothing where not even three letters have it."""
    if wide(text) <= width:
        return text
    taken, kept = _wide("…"), ""
    for letter in text:
        taken += _wide(letter)
        if taken > width:
            break
        kept += letter
    if len(kept) < 3:
        return ""
    # In the direction of what it continues.
    mark = "\N{RIGHT-TO-LEFT MARK}" if _is_arabic(kept) else ""
    return f"{kept.rstrip()}…{mark}"


def _is_arabic(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) == "AL" for letter in text)


def _wide(letter: str) -> float:
    """How wide a letter is, somewhat generously."""
    if unicodedata.east_asian_width(letter) in "WF":
        return TYPE
    if unicodedata.category(letter) in ("Mn", "Me"):
        return 0
    if _is_arabic(letter):
        return TYPE * 0.48
    return TYPE * (0.75 if letter.isupper() or letter in "mwMWжшщюмф—" else 0.58)


def _text(x: float, y: float, text: str, anchor: str = "start", look: str = f'fill="{INK}"') -> str:
    size = ARABIC_TYPE if _is_arabic(text) else TYPE
    at = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"'
    return f"<text {at} {look}>{escape(text)}</text>"


def _drawing(parts: Sequence[str], height: int) -> Drawing:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="{FONTS}" direction="ltr">{"".join(parts)}</svg>'
    )
    return Drawing(svg, WIDTH, height)
