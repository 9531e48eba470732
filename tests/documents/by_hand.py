"""The same day, added up from the entries as they are stored, by nothing of `live.proceedings` and of the room's rules.

It knows what its rehearsed day does: acts that were undone are left out, and nothing else is undone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

INTERRUPTS = ("point_of_order", "secretariat")


@dataclass
class Turn:
    """A turn with its clock: seconds that ran until `stopped`, or from `runs` on."""

    segment: str
    names: dict[str, str]
    delegation: str | None
    kind: str
    called: datetime
    allotted: int | None
    guide: bool
    person: str | None = None
    ran: timedelta = timedelta()
    runs: datetime | None = None
    clocked: bool = False
    away: timedelta = timedelta()
    used: int = 0

    def stop(self, at: datetime) -> None:
        if self.runs is not None:
            self.ran, self.runs = self.ran + (at - self.runs), None

    @property
    def over(self) -> int | None:
        return None if self.allotted is None or self.guide else max(0, self.used - self.allotted)


@dataclass
class Day:
    """What was added up."""

    said: list[Turn]
    absent: list[str]
    declined: list[str]
    not_reached: list[str]


def added_up(log: list[dict[str, Any]]) -> Day:  # noqa: PLR0912, PLR0915  a few lines for each event
    """The day in `log`, entries as JSON."""
    undone = {event["position"] for entry in log for event in entry["events"] if event["type"] == "undone"}
    day = Day([], [], [], [])
    waiting: dict[str, list[tuple[str, str]]] = {}
    floor: list[Turn] = []
    silent: datetime | None = None
    for entry in log:
        at = datetime.fromisoformat(entry["at"])
        for event in entry["events"] if entry["position"] not in undone else ():
            match event["type"]:
                case "floor_requested" if event["request"].get("kind") not in ("point_of_order", "right_of_reply"):
                    asked = event["request"]
                    waiting.setdefault(event["segment"], []).append((asked["id"], asked["speaker"]["delegation"]))
                case "place_ceded":
                    held = waiting[event["segment"]]
                    place = [request for request, _ in held].index(event["request"])
                    held[place] = (event["request"], event["speaker"]["delegation"])
                case "list_carried_over":
                    moved = [one for one in waiting[event["from_segment"]] if one[0] in event["requests"]]
                    waiting.setdefault(event["to_segment"], []).extend(moved)
                case "speaker_called":
                    told = event["intervention"]
                    gone(waiting, told["id"])
                    if floor:
                        assert told["kind"] in INTERRUPTS
                        floor[-1].stop(at)
                    floor.append(turn_of(told))
                case "speaker_corrected":
                    floor[-1].names = event["speaker"]["names"]
                    floor[-1].delegation = event["speaker"]["delegation"]
                    gone(waiting, event.get("taken", ""))
                    if returned := event.get("returned"):
                        one = (returned["id"], returned["speaker"]["delegation"])
                        waiting[floor[-1].segment].insert(0, one)
                case "clock_started":
                    floor[-1].runs, floor[-1].clocked = at, True
                case "clock_paused":
                    floor[-1].stop(at)
                case "clock_resumed":
                    floor[-1].runs = at
                case "time_extended":
                    assert floor[-1].allotted is not None
                    floor[-1].allotted += event["seconds"]
                case "meeting_suspended":
                    silent = at
                case "meeting_resumed":
                    assert silent is not None
                    for turn in floor:
                        turn.away += at - silent
                case "intervention_ended":
                    turn = floor.pop()
                    turn.stop(at)
                    turn.used = int((turn.ran if turn.clocked else at - turn.called - turn.away).total_seconds())
                    for below in floor:
                        below.away += at - turn.called
                    day.said.append(turn)
                case "intervention_logged":
                    told = event["intervention"]
                    turn = turn_of(told)
                    took = datetime.fromisoformat(told["ended_at"]) - turn.called
                    turn.used, turn.clocked = int(took.total_seconds()), True
                    day.said.append(turn)
                case "speaker_absent":
                    turn = floor.pop()
                    day.absent.append(turn.names["en"])
                    waiting[turn.segment].append((event["request"]["id"], event["request"]["speaker"]["delegation"]))
                case "floor_declined":
                    day.declined.append(floor.pop().names["en"])
                case "segment_ended":
                    day.not_reached += [who for _, who in waiting.get(event["segment"], [])]
                case "person_corrected":
                    fixed = event["identity"]
                    called = datetime.fromisoformat(fixed["called_at"])
                    next(one for one in day.said if one.called == called).person = fixed["person"]
                case _:
                    pass
    day.said.sort(key=lambda turn: turn.called)
    return day


def turn_of(told: dict[str, Any]) -> Turn:
    speaker = told["speaker"]
    return Turn(
        segment=told["segment"],
        names=speaker["names"],
        delegation=speaker.get("delegation"),
        kind=told.get("kind", "statement"),
        called=datetime.fromisoformat(told["called_at"]),
        allotted=told.get("allotted"),
        guide=told.get("allotted_is_guide", False),
        person=speaker.get("person"),
    )


def gone(waiting: dict[str, list[tuple[str, str]]], request: str) -> None:
    for held in waiting.values():
        held[:] = [one for one in held if one[0] != request]
