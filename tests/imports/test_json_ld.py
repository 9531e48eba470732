"""The programme in schema.org's terms: every event has what its readers want, and nothing is invented."""

import json
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from live.programme.exports.json_ld import json_ld
from live.programme.importing import import_programme
from live.programme.programme import Programme
from live.room.model.plan import BREAKS
from tests.daphne import Daphne, serving_well

Json = dict[str, Any]
STATUS = {f"https://schema.org/Event{status}" for status in ("Scheduled", "Rescheduled")}


@pytest.fixture(scope="module")
def planned() -> Programme:
    return import_programme(Path("live/programme/puerto_vallarta"))


def is_event(event: Json) -> None:
    """What schema.org and those who read it ask of an `Event`: a name, a place, times with their offset."""
    assert event["@type"] == "Event"
    assert event["name"].strip()
    starts, ends = (datetime.fromisoformat(event[name]) for name in ("startDate", "endDate"))
    assert starts.utcoffset() == ends.utcoffset() == timedelta(hours=-6), "as the clocks of the venue are"
    assert starts < ends
    assert event["eventStatus"] in STATUS
    assert ("previousStartDate" in event) == event["eventStatus"].endswith("Rescheduled")
    places = event["location"] if isinstance(event["location"], list) else [event["location"]]
    assert places
    assert all(place["@type"] == "Place" and place["name"].strip() for place in places)
    assert all(one["@type"] in ("Person", "Organization") and one["name"] for one in event.get("performer", []))


def test_every_segment_but_breaks_is_an_event_inside_the_conference(planned: Programme) -> None:
    told = json_ld(planned)
    assert told["@context"] == "https://schema.org"
    last = max(event["endDate"] for event in told["subEvent"])
    assert (told["startDate"], told["endDate"]) == ("2017-12-04T08:00:00-06:00", last)
    for event in (told, *told["subEvent"]):
        is_event(event)
    working = [one for room in planned.rooms for one in room.segments if one.format not in BREAKS]
    assert {event["@id"] for event in told["subEvent"]} == {f"#{one.id}" for one in working}
    assert {event["superEvent"]["@id"] for event in told["subEvent"]} == {told["@id"]}
    text = json.dumps(told)
    assert "to be confirmed" not in text.lower()


def test_what_was_moved_says_when_it_was_to_be(planned: Programme) -> None:
    one = next(one for one in planned.rooms[0].segments if one.format not in BREAKS)
    told = json_ld(planned, {one.id: one.starts_at - timedelta(minutes=30)}, "fr")
    (event,) = [event for event in told["subEvent"] if "previousStartDate" in event]
    is_event(event)
    assert event["name"] == one.names["fr"]


@pytest.fixture
async def daphne(tmp_path: Path) -> AsyncIterator[Daphne]:
    async with serving_well(tmp_path, bounds=10) as running:
        yield running


async def test_the_front_page_tells_machines_what_is_published(daphne: Daphne) -> None:
    async with daphne.visitor() as visitor:
        page = await visitor.get("/")
    found = re.search('<script type="application/ld[+]json">(.*?)</script></head>', page.text)
    assert found is not None
    told = json.loads(found[1])
    is_event(told)
    assert len(told["subEvent"]) > 10
