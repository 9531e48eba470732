"""The morning of day 1, lived through by two delegates, a secretary and whoever looks up at the wall."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from tests.journeys.conftest import Invite
from tests.journeys.people import Delegate, Demo, Hall, Person, Secretary, demo

pytestmark = [pytest.mark.journey, pytest.mark.browser]

OPENERS = 4
"""Panellists who open panel I, in the programme's order."""


async def everyone(conference: Demo, invite: Invite) -> tuple[Secretary, Hall, Delegate, Delegate]:
    secretary, hall = await invite(Secretary), await invite(Hall)
    kenya, fiji = await invite(Delegate), await invite(Delegate)
    await asyncio.gather(
        secretary.arrives(conference),
        hall.arrives(conference),
        kenya.arrives(conference, "ken"),
        fiji.arrives(conference, "fji"),
    )
    return secretary, hall, kenya, fiji


async def test_the_morning_of_day_1_is_run_by_hand_and_the_store_is_killed_in_mid_speech(
    conference: Demo, invite: Invite
) -> None:
    people = await everyone(conference, invite)
    await the_first_panel(*people)
    secretary, *_ = people
    await secretary.presses_go("call_next", "start_clock", "end_intervention", "end_segment")
    await to_the_floor(secretary, "d1-panel-2")
    await the_store_is_killed_in_mid_speech_and_all_is_right_again(conference, *people)


async def the_first_panel(secretary: Secretary, hall: Hall, kenya: Delegate, fiji: Delegate) -> None:
    """From registration to the second speaker from the floor."""

    # Registration, then the ceremony: a named order, and no clock on the wall.
    await secretary.presses_go("start_segment", "end_segment", "start_segment")
    await kenya.stands("no_list")
    await secretary.presses_go("call_next", "start_clock")
    await hall.sees_speaking("President of Mexico")
    await hall.sees_no_clock()
    await secretary.presses_go("call_next", "start_clock", "call_next", "start_clock", "call_next", "start_clock")
    await secretary.presses_go("end_intervention", "end_segment")

    # Panel I: an introduction, four openings of five minutes each, a discussion nobody is timed in.
    await secretary.presses_go("start_segment", "call_next", "start_clock", "end_intervention", "start_phase")
    for _ in range(OPENERS):
        await secretary.presses_go("call_next", "start_clock")
        await hall.sees_the_clock_run()
        await hall.sees_the_right_time()
    await secretary.presses_go("end_intervention", "start_phase")
    await hall.sees_nobody_speaking()

    # Questions and answers: two phones ask, and one nameplate is seen.
    await secretary.presses_go("start_phase", "open_list")
    await kenya.asks_for_the_floor()
    await fiji.asks_for_the_floor()
    await secretary.adds("Switz")
    await kenya.is_at_place(1)
    await fiji.is_at_place(2)
    await hall.sees_next("Kenya", "Fiji", "Switzerland")
    await secretary.presses_go("call_next")
    await kenya.has_the_floor()
    await hall.sees_speaking("Kenya")
    await secretary.presses_go("start_clock")
    await hall.sees_the_clock_run()
    await secretary.closes_the_list()
    await secretary.presses_go("call_next", "start_clock")
    await fiji.has_the_floor()
    await kenya.stands("closed")
    await hall.sees_speaking("Fiji")


async def the_store_is_killed_in_mid_speech_and_all_is_right_again(
    conference: Demo, secretary: Secretary, hall: Hall, kenya: Delegate, fiji: Delegate
) -> None:
    people: list[Person] = [secretary, hall, kenya, fiji]
    loads = [person.loads for person in people]
    await kenya.asks_for_the_floor()
    await secretary.presses_go("call_next", "start_clock")
    await hall.sees_speaking("Kenya")
    clock = await hall.clock()

    os.kill(conference.store, signal.SIGKILL)
    await hall.sees_the_clock_run()
    await fiji.asks_for_the_floor()
    await fiji.is_at_place(1)
    await hall.sees_next("Fiji")
    await hall.sees_speaking("Kenya")
    await hall.sees_the_right_time()
    assert await hall.clock() == clock
    await secretary.next_is("Fiji")
    await secretary.presses_go("call_next")
    await hall.sees_speaking("Fiji")
    await fiji.has_the_floor()
    for person in people:
        await person.is_up_to_date()
    assert [person.loads for person in people] == loads


@pytest.mark.long
async def test_a_demo_that_is_started_again_goes_on_where_it_was(tmp_path: Path, invite: Invite) -> None:
    with demo(tmp_path / "data") as before:
        secretary, hall, kenya, _ = await everyone(before, invite)
        await to_the_floor(secretary)
        await kenya.asks_for_the_floor()
        await secretary.presses_go("call_next", "start_clock")
        await hall.sees_speaking("Kenya")
        clock = await hall.clock()
        assert before.end() == 0
    with demo(tmp_path / "data") as again:
        hall = await invite(Hall)
        await hall.arrives(again)
        await hall.sees_speaking("Kenya")
        await hall.sees_the_clock_run()
        await hall.sees_the_right_time()
        assert await hall.clock() == clock


async def to_the_floor(secretary: Secretary, panel: str = "d1-panel-1") -> None:
    """A panel at its questions and answers, with its list open."""
    await secretary.starts(panel, f"{panel}-floor")
    await secretary.presses_go("open_list")
