"""The sockets, through real servers: frames as the contract has them, doors, bounds, and an end that is told."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from live.live_room import LiveRoom
from live.room.commands import AddSpeaker, CallNextSpeaker, CloseList, OpenList, StartClock, StartPhase, StartSegment
from live.wire import MAX_FRAME_BYTES
from tests.daphne import Daphne, Kind, Screen, badge_code, serving, serving_well
from tests.given import DESK, in_three_languages, programme
from tests.set_up import OPERATOR, ORGANISER, PASSWORD

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


async def opened(room: LiveRoom) -> int:
    """The panel takes the floor, and its list is open; the position after that."""
    await room.handle(StartSegment("panel"), DESK, "start")
    await room.handle(StartPhase("floor"), DESK, "floor")
    return await room.handle(OpenList(), DESK, "open")


async def whole(daphne: Daphne, room: LiveRoom, view: str, cookies: str = "") -> dict[str, Any]:
    """The view as somebody who comes now is shown it."""
    async with daphne.screen(room.id, view, cookies=cookies) as screen:
        return screen.view


async def phone_of(daphne: Daphne, delegation: str, number: int = 1) -> str:
    """The cookies of a phone that has read its badge."""
    async with daphne.visitor() as phone:
        answer = await phone.post("/api/badge", {"code": badge_code(delegation, number)})
        assert answer.status == 200
        return phone.cookies()


async def organiser(daphne: Daphne, name: str = ORGANISER) -> str:
    """The cookies of an organiser who has signed in."""
    async with daphne.visitor() as desk:
        answer = await desk.post("/api/sign-in", {"username": name, "password": PASSWORD})
        assert answer.status == 200
        return desk.cookies()


@pytest.fixture(scope="module", params=Kind)
async def daphne(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    """The consumers keep to ASGI: what they do under our server they do under another."""
    async with serving_well(tmp_path_factory.mktemp(request.param), request.param) as running:
        yield running


@pytest.fixture(scope="module")
async def kenya(daphne: Daphne) -> str:
    return await phone_of(daphne, "ken")


@pytest.fixture(scope="module")
async def desk(daphne: Daphne) -> str:
    return await organiser(daphne)


# What a screen is shown


async def test_whoever_comes_is_shown_the_whole_view(daphne: Daphne, room: LiveRoom) -> None:
    async with daphne.knock(f"/ws/rooms/{room.id}/hall/") as screen:
        frame = await screen.frame()
    assert sorted(frame) == ["epoch", "kind", "now", "position", "view"]
    assert (frame["kind"], frame["epoch"], frame["position"]) == ("view", room.state.epoch, 1)
    assert INSTANT.fullmatch(frame["now"])
    assert frame["view"]["room"]["id"] == room.id


async def test_a_change_is_a_merge_patch_from_what_is_held(daphne: Daphne, room: LiveRoom) -> None:
    position = await opened(room)
    async with daphne.screen(room.id, "hall") as screen:
        assert screen.position == position
        added = await room.handle(AddSpeaker("ken"), DESK, "add")
        frame = await screen.frame()
        ken = {"names": {"en": "Ken"}, "delegation": "ken", "category": "member_state"}
        assert INSTANT.fullmatch(frame.pop("now"))
        assert frame == {
            "kind": "change",
            "from": position,
            "position": added,
            "patch": {"list": {"count": 1, "order": [f"r{added}"], "waiting": {f"r{added}": ken}}},
        }
        await room.handle(CallNextSpeaker(f"r{added}"), DESK, "call")
        frame = await screen.frame()
        assert frame["patch"]["list"] == {"count": 0, "order": [], "waiting": {f"r{added}": None}}
        assert screen.view["floor"]["clock"] == {"allotted": 120}


@pytest.mark.parametrize(
    "view", ["hall", "podium", "interpreters", "overlay", "phone", "control", "rapporteur", "proceedings"]
)
async def test_the_patches_of_every_view_give_what_a_fresh_look_gives(
    daphne: Daphne, room: LiveRoom, desk: str, view: str
) -> None:
    async with daphne.screen(room.id, view, cookies=desk) as screen:
        await opened(room)
        for n, name in enumerate(("ken", "fji", "kenya", "peru")):
            await room.handle(AddSpeaker(name), DESK, f"add-{n}")
        await room.handle(CallNextSpeaker(room.state.lists["panel"].waiting[0].id), DESK, "call")
        assert room.state.floor is not None
        position = await room.handle(StartClock(room.state.floor.id), DESK, "clock")
        await screen.reach(position)
        assert screen.view == await whole(daphne, room, view, cookies=desk)


async def test_a_page_that_names_its_language_is_told_in_that_alone_and_in_another_when_it_asks(
    daphne: Daphne, room: LiveRoom, desk: str
) -> None:
    delegations = in_three_languages("ken", "fji", "npl", "per", "che", "mex")
    await room.handle(programme(room.id, "second", delegations=delegations), DESK, "publish-again")
    await opened(room)
    positions = [await room.handle(AddSpeaker(known.id), DESK, known.id) for known in delegations]
    async with daphne.screen(room.id, "control", cookies=desk) as page:
        await page.reach(positions[-1])  # From now on the server knows of all of them.

    async def told(of: str) -> Any:
        async with daphne.visitor() as visitor:
            return (await visitor.get(f"/api/rooms/{room.id}/{of}", Cookie=desk)).json["view"]

    def names(page: Screen) -> Any:
        return page.view["list"]["waiting"][page.view["list"]["order"][0]]["speaker"]["names"]

    for view in ("phone", "control"):
        path = f"/ws/rooms/{room.id}/{view}/?lang=ar"
        async with daphne.knock(path, cookies=desk) as page, daphne.screen(room.id, view, cookies=desk) as other:
            assert ["list", "waiting"] in [table["at"] for table in (await page.frame())["tables"]]
            assert names(page) == {"ar": "Fiji in Arabic"}
            assert page.view == await told(f"{view}?lang=ar")
            await page.say({"kind": "resync", "position": page.position, "lang": "fr"})
            await page.next("view")
            assert names(page) == {"fr": "Fiji in French"}
            # From here on each is sent what belongs to what it holds.
            await room.handle(CloseList(), DESK, f"close-{view}")
            position = await room.handle(OpenList(), DESK, f"open-{view}")
            await page.reach(position)
            await other.reach(position)
            assert page.view == await told(f"{view}?lang=fr")
            assert other.view == await told(view)
            assert "tables" not in json.loads(other.raw[0])
            await page.say({"kind": "resync", "lang": "tlh"})
            assert (await page.next("answer"))["detail"]["path"] == "$.lang"
            await other.say({"kind": "resync", "lang": "fr"})
            assert (await other.next("answer"))["detail"]["path"] == "$.lang"
        assert await daphne.closes(f"/ws/rooms/{room.id}/{view}/?lang=tlh", cookies=desk) == 4504


async def test_a_wall_that_names_its_language_is_told_in_all(daphne: Daphne, room: LiveRoom) -> None:
    async with daphne.knock(f"/ws/rooms/{room.id}/hall/?lang=ar") as hall, daphne.screen(room.id, "hall") as other:
        assert (await hall.frame())["view"] == other.view
        position = await opened(room)
        assert (await hall.reach(position)).raw[1:] == (await other.reach(position)).raw[1:]


async def test_what_a_view_does_not_show_sends_nothing(daphne: Daphne, room: LiveRoom) -> None:
    await opened(room)
    async with daphne.knock("/ws/foyer/") as foyer:
        await foyer.next("view")
        await room.handle(AddSpeaker("ken"), DESK, "add")
        async with daphne.screen(room.id, "hall") as hall:
            await hall.reach(room.state.position)
        await foyer.say({"kind": "time", "id": "t1"})
        assert (await foyer.frame())["kind"] == "time"


async def test_two_screens_of_one_view_are_sent_the_same_bytes(daphne: Daphne, room: LiveRoom) -> None:
    position = await opened(room)
    async with daphne.screen(room.id, "hall") as one, daphne.screen(room.id, "hall") as other:
        await one.reach(position)
        await other.reach(position)
        before, other_before = len(one.raw), len(other.raw)
        for name in ("ken", "fji", "peru"):
            position = await room.handle(AddSpeaker(name), DESK, f"add-{name}")
        await one.reach(position)
        await other.reach(position)
        assert one.raw[before:] == other.raw[other_before:]
        assert len(one.raw) > before


async def test_the_overlay_says_less_than_the_podium(daphne: Daphne, room: LiveRoom) -> None:
    await room.handle(StartSegment("group-work"), DESK, "start")
    await room.handle(CallNextSpeaker("first-talk"), DESK, "call")
    podium, hall = await whole(daphne, room, "podium"), await whole(daphne, room, "hall")
    assert podium["floor"]["clock"] == {"allotted": 900, "guide": True}
    assert "clock" not in hall["floor"]


async def test_a_screen_that_asks_is_shown_the_whole_view_again(daphne: Daphne, room: LiveRoom) -> None:
    async with daphne.screen(room.id, "hall") as screen:
        before = screen.view
        await screen.say({"kind": "resync", "position": 0, "epoch": "another"})
        frame = await screen.frame()
        assert (frame["kind"], frame["view"]) == ("view", before)


async def test_case_15_whoever_joins_in_a_storm_of_changes_neither_misses_nor_doubles(
    daphne: Daphne, room: LiveRoom
) -> None:
    await opened(room)
    async with AsyncExitStack() as stack:

        async def storm() -> int:
            for n in range(150):
                await room.handle((CloseList, OpenList)[n % 2](), DESK, f"storm-{n}")
            return await room.handle(AddSpeaker("ken"), DESK, "last")

        async def join() -> Screen:
            return await stack.enter_async_context(daphne.screen(room.id, "hall"))

        blowing = asyncio.create_task(storm())
        screens = [await join() for _ in range(25)]
        position = await blowing
        await asyncio.gather(*(screen.reach(position) for screen in screens))
        views = [screen.view for screen in screens]
    assert views == [await whole(daphne, room, "hall")] * 25


async def test_a_room_that_is_added_reaches_those_who_look_at_all_rooms(daphne: Daphne) -> None:
    desk = await organiser(daphne)
    async with daphne.knock("/ws/foyer/") as foyer, daphne.knock("/ws/overview/", cookies=desk) as overview:
        for screen in (foyer, overview):
            await screen.next("view")
        added = await daphne.new_room()
        for screen in (foyer, overview):
            while added.id not in screen.view["rooms"]:
                await screen.frame()
        await added.handle(StartSegment("panel"), DESK, "start")
        for screen in (foyer, overview):
            while "segment" not in screen.view["rooms"][added.id]:
                await screen.frame()


async def test_the_foyer_sees_all_rooms(daphne: Daphne) -> None:
    async with daphne.knock("/ws/foyer/") as foyer:
        frame = await foyer.next("view")
        assert frame["view"]["order"][:4] == ["plenary", "breakout-1", "breakout-2", "breakout-3"]
        assert (await foyer.ask({"type": "open_list"}))["refused"] == "not_permitted"


# What is asked


async def test_the_time_is_told_to_whoever_asks(daphne: Daphne, room: LiveRoom) -> None:
    async with daphne.screen(room.id, "hall") as screen:
        await screen.say({"kind": "time", "id": "t7"})
        frame = await screen.frame()
    assert (frame["kind"], frame["id"], sorted(frame)) == ("time", "t7", ["id", "kind", "now"])
    assert INSTANT.fullmatch(frame["now"])


async def test_a_phone_asks_for_the_floor_and_every_screen_sees_it(daphne: Daphne, room: LiveRoom, kenya: str) -> None:
    position = await opened(room)
    async with daphne.screen(room.id, "phone", cookies=kenya) as phone, daphne.screen(room.id, "hall") as hall:
        answer = await phone.ask({"type": "request_floor"}, "c7")
        assert answer == {"kind": "answer", "id": "c7", "position": position + 1}
        await hall.reach(position + 1)
        assert [place["delegation"] for place in hall.view["list"]["waiting"].values()] == ["ken"]
        assert await phone.ask({"type": "request_floor"}, "c7") == answer
        assert (await phone.ask({"type": "request_floor"}, "c8")) == {
            "kind": "answer",
            "id": "c8",
            "refused": "already_on_list",
            "detail": {"request": f"r{position + 1}"},
        }


async def test_a_command_asked_again_from_another_connection_is_done_once(
    daphne: Daphne, room: LiveRoom, kenya: str
) -> None:
    await opened(room)
    answers = []
    for _ in range(2):
        async with daphne.screen(room.id, "phone", cookies=kenya) as phone:
            answers.append(await phone.ask({"type": "request_floor"}, "same"))
    assert answers[0] == answers[1]


async def test_an_organiser_runs_the_room(daphne: Daphne, room: LiveRoom, desk: str) -> None:
    async with daphne.screen(room.id, "control", cookies=desk) as control:
        answer: dict[str, Any] = {}
        for command in (
            {"type": "start_segment", "segment": "panel"},
            {"type": "start_phase", "phase": "floor", "expecting": "introduction"},
            {"type": "open_list"},
            {"type": "add_speaker", "delegation": "ken"},
        ):
            answer = await control.ask(command)
            assert sorted(answer) == ["id", "kind", "position"]
        await control.reach(answer["position"])
        expected = control.view["next"]["id"]
        assert (await control.ask({"type": "call_next_speaker", "expecting": "r1"}))["detail"] == {"next": expected}
        answer = await control.ask({"type": "call_next_speaker", "expecting": expected})
        await control.reach(answer["position"])
        assert control.view["floor"]["speaker"]["delegation"] == "ken"


async def test_case_9_a_second_laptop_takes_over_while_the_first_is_open(
    daphne: Daphne, room: LiveRoom, desk: str
) -> None:
    await opened(room)
    for name in ("ken", "fji"):
        await room.handle(AddSpeaker(name), DESK, f"add-{name}")
    other = await organiser(daphne, OPERATOR)
    async with (
        daphne.screen(room.id, "control", cookies=desk) as first,
        daphne.screen(room.id, "control", cookies=other) as second,
    ):
        assert second.view == first.view
        call = {"type": "call_next_speaker", "expecting": first.view["next"]["id"]}
        called = await second.ask(call)
        assert "refused" not in called
        assert (await first.ask(call))["refused"] == "not_next", "what it saw when it was pressed is over"
        await first.reach(called["position"])
        await second.reach(called["position"])
        assert first.view["floor"]["speaker"]["delegation"] == "ken"
        assert first.view == second.view


async def test_a_display_may_ask_nothing(daphne: Daphne, room: LiveRoom) -> None:
    async with daphne.screen(room.id, "hall") as screen:
        assert await screen.ask({"type": "start_segment", "segment": "panel"}, "c1") == {
            "kind": "answer",
            "id": "c1",
            "refused": "not_permitted",
        }


@pytest.mark.parametrize(
    ("frame", "answer"),
    [
        ("nonsense", ["", "malformed", "$"]),
        (b"\x00\xff", ["", "malformed", "$"]),
        ({"kind": "view"}, ["", "malformed", "$.kind"]),
        ({"kind": "command", "id": "", "command": {}}, ["", "malformed", "$.id"]),
        ({"kind": "command", "id": "c1", "command": {"type": "fly"}}, ["c1", "unknown_command", "$.command.type"]),
        ({"kind": "command", "id": "c1", "command": {"type": "start_clock"}}, ["c1", "malformed", "$.command"]),
        (
            {"kind": "command", "id": "c1", "command": {"type": "extend_time", "intervention": "r", "seconds": "x"}},
            ["c1", "malformed", "$.command.seconds"],
        ),
    ],
)
async def test_a_bad_frame_is_answered_with_the_place_of_its_fault(
    daphne: Daphne, room: LiveRoom, frame: object, answer: list[str]
) -> None:
    async with daphne.screen(room.id, "hall") as screen:
        await screen.say(frame)
        told = await screen.next("answer")
        assert [told["id"], told["refused"], told["detail"]["path"]] == answer
        # And the screen is none the worse for it.
        await screen.say({"kind": "time", "id": "t1"})
        assert (await screen.frame())["id"] == "t1"


# Bounds


async def test_the_largest_frame_is_read(daphne: Daphne, room: LiveRoom) -> None:
    async with daphne.screen(room.id, "hall") as screen:
        await screen.say("x" * MAX_FRAME_BYTES)
        assert (await screen.next("answer"))["refused"] == "malformed"


@pytest.mark.parametrize("frame", ["x" * (MAX_FRAME_BYTES + 1), "é" * (MAX_FRAME_BYTES // 2 + 1), b"x" * 100_000])
async def test_a_frame_that_is_too_large_closes_the_socket(daphne: Daphne, room: LiveRoom, frame: str | bytes) -> None:
    async with daphne.screen(room.id, "hall") as screen:
        await screen.say(frame)
        assert await screen.closed() == 4009


async def test_too_many_frames_close_the_socket(daphne: Daphne, room: LiveRoom) -> None:
    async with daphne.screen(room.id, "hall") as screen, daphne.screen(room.id, "hall") as neighbour:
        for n in range(100):
            await screen.say({"kind": "time", "id": f"t{n}"})
        assert await screen.closed() == 4009
        await neighbour.say({"kind": "time", "id": "t1"})
        assert (await neighbour.frame())["id"] == "t1"


# Doors


@pytest.mark.parametrize(
    "path",
    [
        "/ws/rooms/dinner/hall/",
        "/ws/rooms/plenary/kitchen/",
        "/ws/rooms/plenary/",
        "/ws/",
        "/nothing/",
        "/ws/rooms/plenary/foyer/",
    ],
)
async def test_where_there_is_no_door_nobody_need_come_back(daphne: Daphne, path: str) -> None:
    assert await daphne.closes(path) == 4504


@pytest.mark.parametrize("view", ["control", "rapporteur", "phone", "proceedings"])
async def test_case_45_whoever_knows_only_the_address_of_a_room_is_asked_to_sign_in(
    daphne: Daphne, room: LiveRoom, kenya: str, desk: str, view: str
) -> None:
    assert await daphne.closes(f"/ws/rooms/{room.id}/{view}/") == 4001
    # What those who came in hold, with one letter changed.
    forged = "; ".join(
        f"{name}={text[:-3]}{'a' if text[-3] != 'a' else 'b'}{text[-2:]}"
        for name, text in (cookie.split("=", 1) for cookie in f"{kenya}; {desk}".split("; "))
    )
    assert await daphne.closes(f"/ws/rooms/{room.id}/{view}/", cookies=forged) == 4001


@pytest.mark.parametrize("view", ["control", "rapporteur"])
async def test_a_delegate_is_not_let_in_where_the_room_is_run(
    daphne: Daphne, room: LiveRoom, kenya: str, view: str
) -> None:
    assert await daphne.closes(f"/ws/rooms/{room.id}/{view}/", cookies=kenya) == 4003


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost"])
async def test_a_page_of_another_site_is_not_let_in(
    daphne: Daphne, room: LiveRoom, desk: str, kenya: str, origin: str
) -> None:
    assert await daphne.closes(f"/ws/rooms/{room.id}/control/", cookies=desk, origin=origin) == 4003
    assert await daphne.closes(f"/ws/rooms/{room.id}/phone/", cookies=kenya, origin=origin) == 4003
    assert await daphne.closes("/ws/foyer/", origin=origin) == 4003


async def test_a_page_of_our_own_is_let_in(daphne: Daphne, room: LiveRoom, desk: str) -> None:
    async with daphne.screen(room.id, "control", cookies=desk, origin=daphne.address) as control:
        assert control.view["rundown"]["order"][0] == "welcome"


async def test_a_badge_put_away_lets_nobody_in(daphne: Daphne, room: LiveRoom) -> None:
    async with daphne.visitor() as phone:
        await phone.post("/api/badge", {"code": badge_code("fji")})
        async with daphne.screen(room.id, "phone", cookies=phone.cookies()) as shown:
            assert shown.view["room"]["id"] == room.id
        await phone.delete("/api/badge")
        assert await daphne.closes(f"/ws/rooms/{room.id}/phone/", cookies=phone.cookies()) == 4001


async def test_whoever_signed_out_is_asked_to_sign_in(daphne: Daphne, room: LiveRoom) -> None:
    async with daphne.visitor() as visitor:
        await visitor.post("/api/sign-in", {"username": ORGANISER, "password": PASSWORD})
        before = visitor.cookies()
        await visitor.delete("/api/sign-in")
        assert await daphne.closes(f"/ws/rooms/{room.id}/control/", cookies=before) == 4001


# The end


@pytest.mark.fault
async def test_at_the_end_every_screen_is_told_to_come_back(daphne: Daphne, room: LiveRoom, tmp_path: Path) -> None:
    with serving(tmp_path, daphne.environment, daphne.keys) as ending:
        async with AsyncExitStack() as stack:
            screens = [await stack.enter_async_context(ending.screen(room.id, "hall")) for _ in range(10)]
            screens.append(await stack.enter_async_context(ending.knock("/ws/foyer/")))
            code = asyncio.create_task(asyncio.to_thread(ending.end))
            assert await asyncio.gather(*(screen.closed() for screen in screens)) == [4012] * 11
            assert await code == 0
        assert ending.log.read_text() == f"Rostrum serves at {ending.address}\n"


@pytest.mark.fault
async def test_a_server_nobody_looks_at_ends_at_once(daphne: Daphne, tmp_path: Path) -> None:
    with serving(tmp_path, daphne.environment, daphne.keys) as ending:
        async with ending.visitor() as visitor:
            assert (await visitor.get("/healthz")).status == 200
        assert await asyncio.to_thread(ending.end) == 0


@pytest.mark.fault
async def test_a_room_goes_on_where_it_was_after_the_server_was_killed(
    daphne: Daphne, room: LiveRoom, kenya: str, tmp_path: Path
) -> None:
    await opened(room)
    with serving(tmp_path, daphne.environment, daphne.keys) as dying:
        async with dying.screen(room.id, "phone", cookies=kenya) as phone:
            answer = await phone.ask({"type": "request_floor"}, "c1")
            dying.process.kill()
            dying.process.wait()
    with serving(tmp_path, daphne.environment, daphne.keys) as again:
        async with again.screen(room.id, "phone", cookies=kenya) as phone:
            assert await phone.ask({"type": "request_floor"}, "c1") == answer
            assert json.dumps(phone.view["list"]["order"]) == json.dumps([f"r{answer['position']}"])
