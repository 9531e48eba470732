"""What a running server lets its keepers see: counts, and a line for every command."""

import json
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from live.live_room import LiveRoom
from tests.daphne import Daphne, badge_code, serving
from tests.set_up import OPERATOR, PASSWORD


def counted(text: str) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_screens_commands_and_refusals_are_counted(daphne: Daphne, room: LiveRoom) -> None:
    request = {"id": "c1", "command": {"type": "request_floor"}}
    async with daphne.visitor() as keeper:
        before = counted((await keeper.get("/metrics")).text)
        async with daphne.screen(room.id, "overlay"), daphne.screen(room.id, "overlay") as screen:
            now = counted((await keeper.get("/metrics")).text)
            assert now["rostrum_screens", "overlay"] == before.get(("rostrum_screens", "overlay"), 0) + 2
            refused = await keeper.with_token(badge_code("ken"), f"/api/rooms/{room.id}/commands", request)
            await screen.say({"kind": "time", "id": "t1"})
            await screen.next("time")
        now = counted((await keeper.get("/metrics")).text)
    reason = ("rostrum_refusals_total", refused.json["refused"])
    assert now[reason] == before.get(reason, 0) + 1
    answers = "rostrum_answer_seconds_count"
    assert now[answers,] == before[answers,] + 1


async def test_counts_of_several_processes_add_up(daphne: Daphne, room: LiveRoom, tmp_path: Path) -> None:
    with serving(tmp_path, daphne.environment, daphne.keys, processes=2) as both:
        async with both.visitor() as keeper, AsyncExitStack() as stack:
            for _ in range(6):
                await stack.enter_async_context(both.screen(room.id, "podium"))
            now = counted((await keeper.get("/metrics")).text)
            assert now["rostrum_screens", "podium"] == 6
            held = {name[0]: [now[one] for one in now if one[0] == name[0]] for name in now if "_process_" in name[0]}
            kinds = ("memory_bytes", "open_files", "connections", "tasks")
            assert set(held) == {f"rostrum_process_{kind}" for kind in kinds}
            assert {len(of) for of in held.values()} <= {1, 2}, "each process by itself, if it serves already"
            assert min(held["rostrum_process_memory_bytes"]) > 20e6
            assert min(held["rostrum_process_open_files"]) > 5


@pytest.mark.parametrize("headers", [{"X-Forwarded-For": "203.0.113.9"}, {"Forwarded": "for=203.0.113.9"}])
async def test_counts_are_not_for_whoever_comes_through_the_proxy(daphne: Daphne, headers: dict[str, str]) -> None:
    async with daphne.visitor() as visitor:
        assert (await visitor.get("/metrics", **headers)).status == 401
        badge = {"Authorization": f"Bearer {badge_code('ken')}"}
        assert (await visitor.get("/metrics", **headers, **badge)).status == 401
        organiser = {"Authorization": f"Bearer {daphne.manage('token', OPERATOR)}"}
        assert (await visitor.get("/metrics", **headers, **organiser)).status == 200


async def test_every_command_leaves_a_line_that_says_whose_it_was(
    daphne: Daphne, room: LiveRoom, tmp_path: Path
) -> None:
    environment = daphne.environment | {"ROSTRUM_LOG": "json"}
    path = f"/api/rooms/{room.id}/commands"
    with serving(tmp_path, environment, daphne.keys) as talking:
        async with talking.visitor() as visitor:
            assert (await visitor.post("/api/sign-in", {"username": OPERATOR, "password": PASSWORD})).status == 200
            await visitor.post(path, {"id": "c1", "command": {"type": "open_list", "segment": "panel"}})
            await visitor.post(path, {"id": "c2", "command": {"type": "open_list", "segment": "nowhere"}})
        talking.end()
        lines = [json.loads(line) for line in talking.log.read_text().splitlines()]
    about = {"room": room.id, "actor": f"user:{OPERATOR}", "command": "open_list", "level": "info"}
    said = [line for line in lines if line.get("room") == room.id]
    assert [line["event"] for line in said] == ["carried out", "refused"]
    assert [line["command_id"] for line in said] == ["c1", "c2"]
    assert all(about.items() <= line.items() for line in said)
    assert (said[0]["position"], said[1]["reason"]) == (2, "unknown_segment")
