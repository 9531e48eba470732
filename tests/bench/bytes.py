"""What the first view of a long list, and one more name on it, cost on the wire, for a screen of each kind."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from live.programme.reading import LANGUAGES
from live.room.views.one_language import IN_ONE_LANGUAGE
from tests.bench.crowd import crowd
from tests.bench.figures import Figures, Wrong, median, spread
from tests.bench.product import address, product

ABOUT = "bytes for the first view of a long list, and for one more name on it, by view"
SET_UP = True

WALLS = ("hall", "podium", "interpreters", "overlay")
PAGES = sorted(map(str, IN_ONE_LANGUAGE))
"""They are told in the language of their reader; other clients that look at the same, in all."""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--listed", type=int, default=150, help="names on the list before (150)")
    parser.add_argument("--names", type=int, default=20, help="names that are then added, one by one (20)")


async def run(options: Namespace, folder: Path) -> Figures:
    """Add name after name; one screen of each view and language is looked at, and held to the server in the end."""
    told = {page: [f"{address(page)}?lang={language}" for language in LANGUAGES] for page in PAGES}
    everywhere = [*map(address, (*WALLS, *PAGES)), *(path for paths in told.values() for path in paths)]
    async with product(folder) as served, crowd() as screens:
        # One page may send 40 frames at once, and this is not about patience.
        async with served.desk(1 + (options.listed + options.names) // 20) as desk:
            await served.open_floor(desk)
            delegations = await served.delegations(options.listed + options.names)
            for delegation in delegations[: options.listed]:
                await desk.command({"type": "add_speaker", "delegation": delegation})
            for path in everywhere:
                await screens.join(served.port, path, 1, cookies=[served.cookies])
            first = {path: shown["size"] for path, shown in (await screens.views()).items()}
            await screens.forget()
            for delegation in delegations[options.listed :]:
                position = await desk.command({"type": "add_speaker", "delegation": delegation})
                await screens.reach(position, address("control"))
                # Phones are shown a change last of all.
                for path in (address("phone"), *told["phone"]):
                    await screens.reach(position, path)
        frames = (await screens.changes())["frames"]
        await served.all_show_the_same(screens)
    sizes = {path: [frame["size"] for frame in frames if frame["path"] == path] for path in everywhere}
    if any(len(sizes[path]) != options.names for path in told["phone"]):
        raise Wrong(f"a phone was sent {len(sizes[told['phone'][0]])} changes for {options.names} names")
    return {
        "bytes_per_change": max(median(sizes[path]) for path in told["phone"]),
        **{f"{page}_first_view_bytes": max(first[path] for path in told[page]) for page in PAGES},
        **{f"{page}_first_view_bytes_by_language": _by_language(first, told[page]) for page in PAGES},
        **{f"{view}_whole_view_bytes": first[address(view)] for view in (*PAGES, *WALLS)},
        **{
            f"{view}_bytes_per_change": spread(found) if (found := sizes[address(view)]) else 0
            for view in (*PAGES, *WALLS)
        },
        "listed": options.listed,
        "names": options.names,
    }


def _by_language(sizes: dict[str, int], paths: list[str]) -> dict[str, int]:
    return {language: sizes[path] for language, path in zip(LANGUAGES, paths, strict=True)}
