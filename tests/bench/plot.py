"""What the stored results say: the plots `fanout.svg` and `scale.svg`, and the table in `README.md`. All are made from
`results/`.
"""

import json
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
RESULTS = HERE / "results"
PLOT = HERE / "fanout.svg"
SCALE = HERE / "scale.svg"
README = HERE / "README.md"
TABLE_BEGINS, TABLE_ENDS = "<!-- results: written by `rostrum bench plot` -->\n", "<!-- end of results -->\n"

Stored = dict[str, dict[str, Any]]
"""The results by the name of their file."""


class Wanted(NamedTuple):
    """A figure that is to be reached: where it stands, how it reads, and its bound."""

    what: str
    result: str
    figure: str
    at_least: float | None = None
    at_most: float | None = None
    unit: str = ""


WANTED = (
    Wanted("fan-out, 500 screens, beside `websockets.broadcast`", "fanout-500", "ratio_to_websockets", 0.9, unit="×"),
    Wanted(
        "fan-out, 5,000 screens, beside `websockets.broadcast`", "fanout-5000", "ratio_to_websockets", 0.9, unit="×"
    ),
    Wanted("fan-out, 500 screens, beside Channels", "fanout-500", "ratio_to_channels_redis", 12, unit="×"),
    Wanted("fan-out, 5,000 screens, beside Channels", "fanout-5000", "ratio_to_channels_redis", 30, unit="×"),
    Wanted("command asked to last of 5,000 screens, p99", "fanout-5000", "rostrum_last_screen_p99_ms", None, 80, "ms"),
    Wanted("fan-out, 5,000 screens, beside picows", "fanout-5000", "ratio_to_picows", 1, unit="×"),
    Wanted("the same while changes never stop", "fanout-5000", "busy_ratio_to_picows", 0.9, unit="×"),
    Wanted("the same, beside `websockets.broadcast`", "fanout-5000", "busy_ratio_to_websockets", 1, unit="×"),
    Wanted("command asked to 5,000 screens, p99", "fanout-5000", "p99_ms", None, 70, "ms"),
    Wanted("handshakes a second, on one core", "connect", "rostrum_handshakes_per_s", 2000),
    Wanted("memory per idle socket (RSS)", "memory", "rss_per_socket_kib", None, 16, "KiB"),
    Wanted("what a screen that came and went leaves behind", "leaving", "left_by_each_bytes", None, 500, "bytes"),
    Wanted("1,500 screens back at once: all current", "storm", "all_current_s", None, 3, "s"),
    Wanted("1,500 screens back at once: longest gap of those who stayed", "storm", "longest_gap_ms", None, 100, "ms"),
    Wanted("the same without jitter: all current", "storm-no-jitter", "all_current_s", None, 3, "s"),
    Wanted("the same without jitter: longest gap", "storm-no-jitter", "longest_gap_ms", None, 100, "ms"),
    Wanted("5,000 screens back, a change every 250 ms: all current", "storm-5000", "all_current_s", None, 6, "s"),
    Wanted("5,000 screens back: longest gap", "storm-5000", "longest_gap_ms", None, 100, "ms"),
    Wanted("the same without jitter: all current", "storm-5000-no-jitter", "all_current_s", None, 6, "s"),
    Wanted("the same without jitter: longest gap", "storm-5000-no-jitter", "longest_gap_ms", None, 100, "ms"),
    Wanted("200 delegates ask within a second, p99", "burst", "p99_ms", None, 300, "ms"),
    Wanted("200 delegates: lost", "burst", "lost", None, 0),
    Wanted("200 delegates: doubled", "burst", "doubled", None, 0),
    Wanted("decisions a second over eight rooms, each on the disk first", "commits", "commits_per_s", 5000),
    Wanted("decisions at half of that rate, p99", "commits", "at_half_p99_ms", None, 50, "ms"),
    Wanted("one more name on a list of 150, per phone", "bytes", "bytes_per_change", None, 400, "bytes"),
    Wanted("first view of a list of 150, per phone", "bytes", "phone_first_view_bytes", None, 10_000, "bytes"),
    Wanted("the same, per control page", "bytes", "control_first_view_bytes", None, 50_000, "bytes"),
    Wanted("a hall on a slow phone network shows the floor, from nothing", "opening", "hall_shown_s", None, 3, "s"),
    Wanted("the same, from what the browser kept", "opening", "hall_shown_again_s", None, 1, "s"),
    Wanted("a phone with a badge on the same network, from nothing", "opening", "phone_shown_s", None, 3, "s"),
    Wanted(
        "a control page with 300 who wait, slowed down to a quarter: one frame", "redraw", "frame_ms", None, 16, "ms"
    ),
    Wanted("5,000 idle screens: longest stall", "stalls", "longest_ms", None, 25, "ms"),
    Wanted("the same with a change a second", "stalls", "changing_longest_ms", None, 25, "ms"),
    Wanted("idle room: frames that nobody asked for", "idle", "frames_unasked", None, 0),
    Wanted("idle room: of a core, for each screen", "idle", "us_per_screen_and_s", None, 3, "µs/s"),
    Wanted("start of `rostrum demo`, page served, new folder", "demo", "page_served_s", None, 3, "s"),
    Wanted("start of `rostrum demo`, page served, old folder", "demo", "page_served_again_s", None, 3, "s"),
    Wanted("replay of 10,000 entries", "replay", "seconds", None, 0.5, "s"),
    Wanted("decision with 200 on the list", "replay", "decide_ms", None, 1, "ms"),
    Wanted("2,000 statements as a document, in the slowest format", "record", "slowest_seconds", None, 10, "s"),
    Wanted("under attack, beside peace: an organiser's p99", "hostile", "organiser_ratio", None, 3, "×"),
    Wanted("under attack: an organiser's p99", "hostile", "organiser_p99_ms_during", None, 150, "ms"),
    Wanted("under attack: growth of the data", "hostile", "data_bytes_per_s", None, 50_000, "bytes/s"),
    Wanted("under attack: growth of memory", "hostile", "rss_growth_mib", None, 64, "MiB"),
)

BARS = {
    "rostrum": ("Rostrum", "#1d6fa5"),
    "picows": ("picows (Cython)", "#a8a8a8"),
    "websockets_broadcast": ("websockets.broadcast", "#a8a8a8"),
    "channels_redis_pubsub": ("Channels, channels_redis pubsub", "#a8a8a8"),
}
BEFORE = ("Rostrum before, through ASGI send", "#8fb8d3")
WIDTH, BAR, GAP, LABELS, RIGHT = 760, 20, 8, 230, 90


def draw() -> None:
    """Write the plots and the table anew."""
    stored = read()
    PLOT.write_text(plot(stored))
    SCALE.write_text(plot_of_scale(stored))
    README.write_text(with_table(README.read_text(), stored))


def read() -> Stored:
    """All stored results; those of an earlier state are named `before/...`."""
    return {
        str(path.relative_to(RESULTS).with_suffix("")): json.loads(path.read_text())
        for path in sorted(RESULTS.rglob("*.json"))
    }


def with_table(text: str, stored: Stored) -> str:
    """`text` with the table of `stored` in its place; what was not measured yet is left out."""
    measured = [wanted for wanted in WANTED if wanted.result in stored]
    before, _, rest = text.partition(TABLE_BEGINS)
    _, _, after = rest.partition(TABLE_ENDS)
    rows = ["| what | asked for | found | |", "|---|---|---|---|", *(_row(wanted, stored) for wanted in measured)]
    return before + TABLE_BEGINS + "\n" + "\n".join(rows) + "\n\n" + TABLE_ENDS + after


def _row(wanted: Wanted, stored: Stored) -> str:
    found = stored[wanted.result][wanted.figure]
    bound = f"≥ {wanted.at_least:g}" if wanted.at_least is not None else f"≤ {wanted.at_most:g}"
    met = (wanted.at_least is None or found >= wanted.at_least) and (wanted.at_most is None or found <= wanted.at_most)
    unit = f" {wanted.unit}" if wanted.unit else ""
    return f"| {wanted.what} | {bound}{unit} | {found:,g}{unit} | {'met' if met else 'missed'} |"


def plot(stored: Stored) -> str:
    """An SVG: deliveries per second of everyone, one panel for every number of screens and way of asking."""
    parts: list[str] = []
    top = 30
    runs = {name: run for name, run in stored.items() if name.startswith("fanout-")}
    for name, run in sorted(runs.items(), key=lambda named: int(named[1]["sockets"])):
        earlier = stored.get(f"before/{name}", {})
        for infix, how in (("", "one change at a time"), ("_busy", "change after change")):
            figure = f"{infix}_deliveries_per_s"
            bars = [(*BARS[who], run[who + figure], run[f"{who}{figure}_spread"]) for who in BARS]
            if earlier:
                bars.insert(1, (*BEFORE, earlier[f"rostrum{figure}"], earlier[f"rostrum{figure}_spread"]))
            panel, height = _panel(f"{run['sockets']:,} screens, {how}: deliveries per second", bars, top)
            parts += panel
            top += height
    return _drawing("Deliveries per second, Rostrum and its rivals in the same run", parts, top)


def plot_of_scale(stored: Stored) -> str:
    """An SVG: server processes beside one another; how soon all have a change, what each of them costs."""
    parts: list[str] = []
    top = 30
    runs = [run for name, run in sorted(stored.items()) if name.startswith("scale-")]
    names = [f"{run['processes']} processes, {run['sockets']:,} screens" for run in runs]
    for title, lowest, highest in (
        ("ms until a change is shown: half of all screens, and with the line 99 of 100", "p50_ms", "p99_ms"),
        ("µs of a core for each screen that is shown a change", "us_per_delivery", "us_per_delivery"),
        ("µs of a core for a screen that comes in", "us_per_screen_that_comes_in", "us_per_screen_that_comes_in"),
    ):
        bars = [
            (name, BARS["rostrum"][1], run[lowest], [run[lowest], run[lowest], run[highest]])
            for name, run in zip(names, runs, strict=True)
        ]
        panel, height = _panel(title, bars, top)
        parts += panel
        top += height
    return _drawing("One, two and four server processes on two cores", parts, top)


def _drawing(title: str, parts: list[str], height: int) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'font-family="system-ui, sans-serif" font-size="13">'
        f"<title>{escape(title)}</title>"
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>'
    )
    return "\n".join([head, *parts, "</svg>", ""])


def _panel(title: str, bars: list[tuple[str, str, float, list[float]]], top: int) -> tuple[list[str], int]:
    """One group of bars, with a line from the lowest to the highest of each; and its height."""
    scale = (WIDTH - LABELS - RIGHT) / max(spread[2] for *_, spread in bars)
    parts = [f'<text x="12" y="{top}" font-weight="600">{escape(title)}</text>']
    y = top + 14
    for label, colour, rate, (lowest, _, highest) in bars:
        middle = y + BAR / 2
        parts += [
            f'<text x="{LABELS - 10}" y="{middle + 4:g}" text-anchor="end">{escape(label)}</text>',
            f'<rect x="{LABELS}" y="{y}" width="{rate * scale:.1f}" height="{BAR}" fill="{colour}"/>',
            f'<path d="M{LABELS + lowest * scale:.1f} {middle:g}H{LABELS + highest * scale:.1f}" stroke="#333"/>',
            f'<text x="{LABELS + highest * scale + 8:.1f}" y="{middle + 4:g}">{rate:,}</text>',
        ]
        y += BAR + GAP
    return parts, y - top + 24
