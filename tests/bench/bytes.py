"""What one more name on a long list costs on the wire, for a screen of each kind."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from tests.bench.crowd import crowd
from tests.bench.figures import Figures, Wrong, median, spread
from tests.bench.product import address, product

ABOUT = "bytes for one more name on a long list, by view"
SET_UP = True

VIEWS = ("phone", "hall", "control", "podium", "interpreters", "overlay")


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--listed", type=int, default=150, help="names on the list before (150)")
    parser.add_argument("--names", type=int, default=20, help="names that are then added, one by one (20)")


async def run(options: Namespace, folder: Path) -> Figures:
    """Add name after name; one screen of each view is looked at, and held to the server in the end."""
    async with product(folder) as served, crowd() as screens:
        # One page may send 40 frames at once, and this is not about patience.
        async with served.desk(1 + (options.listed + options.names) // 20) as desk:
            await served.open_floor(desk)
            delegations = await served.delegations(options.listed + options.names)
            for delegation in delegations[: options.listed]:
                await desk.command({"type": "add_speaker", "delegation": delegation})
            for view in VIEWS:
                await screens.join(served.port, address(view), 1, cookies=[served.cookies])
            whole = {view: await served.view_bytes(view) for view in VIEWS}
            await screens.forget()
            for delegation in delegations[options.listed :]:
                position = await desk.command({"type": "add_speaker", "delegation": delegation})
                # Phones are shown a change last of all.
                await screens.reach(position, address("phone"))
        frames = (await screens.changes())["frames"]
        await served.all_show_the_same(screens)
    sizes = {view: [frame["size"] for frame in frames if frame["path"] == address(view)] for view in VIEWS}
    if len(sizes["phone"]) != options.names:
        raise Wrong(f"a phone was sent {len(sizes['phone'])} changes for {options.names} names")
    return {
        "bytes_per_change": median(sizes["phone"]),
        **{f"{view}_bytes_per_change": spread(sizes[view]) if sizes[view] else 0 for view in VIEWS},
        **{f"{view}_whole_view_bytes": size for view, size in whole.items()},
        "listed": options.listed,
        "names": options.names,
    }
