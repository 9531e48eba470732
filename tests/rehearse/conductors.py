"""Those who conduct a room: at the desk of the plenary two at once, in a breakout a moderator alone.

Each goes by what the own page shows and by the programme's times, is at times late, presses wrong and takes it back.
"""

import asyncio
import random
from datetime import datetime, timedelta
from typing import Any

from tests.faults.people import Json
from tests.rehearse.lapse import parsed
from tests.rehearse.screens import Screen, Venue

LOOKS_EVERY = (2.0, 6.0)
"""Seconds of the conference between two looks at the page."""
MISTAKES, ABSENT, EXTENDS, PAUSES, CLEARS, CARRIES_OVER = 0.04, 0.05, 0.06, 0.04, 0.1, 0.7
SPEAKS = (0.55, 1.35)
"""How much of the allotted time a statement takes: some speak over."""
WITHOUT_LIMIT = (40.0, 150.0)
LATEST_START = 240.0
LATEST_END = 150.0
SUMMARY = timedelta(minutes=14)
CLOSES_BEFORE = timedelta(minutes=9)
NEARLY_OVER = timedelta(minutes=4.5)
"""What was missed by so much is passed over: registration, before anybody sat."""


class Conductor:
    """Somebody at a control page. `busy` is how often they act where two could."""

    def __init__(self, page: Screen, venue: Venue, seed: int, busy: float = 1.0) -> None:
        self.page = page
        self.resting = False
        self._venue = venue
        self._chance = random.Random(seed)
        self._busy = busy
        self._turns: dict[str, Json] = {}
        """What was made up of each statement: how long it takes, whether its speaker is there."""
        self._drawn: dict[str, float] = {}
        self._taken: set[str] = set()
        self.others: list[Screen] = []
        """The control pages of the breakouts, from which reports are taken over."""

    async def attend(self) -> None:
        """Conduct until cancelled."""
        while True:
            await asyncio.sleep(self._chance.uniform(*LOOKS_EVERY) / self._venue.lapse.speed)
            if self.resting or not self.page.current or self._chance.random() > self._busy:
                continue
            wish = self._wish(self.page.view, self._venue.lapse.now())
            if wish is None:
                continue
            answer = await self.page.ask(wish)
            if answer is not None and "refused" not in answer and self._chance.random() < MISTAKES:
                await asyncio.sleep(self._chance.uniform(2, 8) / self._venue.lapse.speed)
                await self._take_back()

    async def _take_back(self) -> None:
        """Undo the latest act, unless all are asked to rest."""
        acts = self.page.view.get("acts")
        if acts and not self.resting:
            await self.page.ask({"type": "undo", "position": max(map(int, acts))})

    def _made_up(self, name: str, low: float, high: float) -> float:
        """Something of which nobody knows why it is so: the same whenever it is asked."""
        return self._drawn.setdefault(name, random.Random(f"{name} {self._venue.seed}").uniform(low, high))

    def _wish(self, view: Json, now: datetime) -> Json | None:
        rundown = view["rundown"]
        running = rundown.get("running")
        if running is None:
            return self._next_segment(rundown, now)
        segment = rundown["segments"][running]
        if view.get("sitting"):
            return {"type": "resume_meeting"}
        ends = parsed(segment["ends_at"])
        late = timedelta(seconds=0 if segment.get("hard_end") else self._made_up(f"end {running}", 0, LATEST_END))
        floor = view.get("floor")
        if now >= ends + late:
            return self._end(view, segment, floor)
        if (ruled := self._rule(view)) is not None:
            return ruled
        if floor is not None:
            return self._with_the_floor(view, floor, now)
        return self._in_phase(view, segment, rundown, now)

    def _next_segment(self, rundown: Json, now: datetime) -> Json | None:
        for name in rundown["order"]:
            segment = rundown["segments"][name]
            if segment["status"] != "planned" or now >= parsed(segment["ends_at"]) - NEARLY_OVER:
                continue
            late = timedelta(seconds=self._made_up(f"start {name}", 0, LATEST_START))
            return {"type": "start_segment", "segment": name} if now >= parsed(segment["starts_at"]) + late else None
        return None

    def _end(self, view: Json, segment: Json, floor: Json | None) -> Json:
        if floor is not None:
            return {"type": "end_intervention", "intervention": floor["id"]}
        listed = view.get("list")
        once = f"carry {segment['id']}"
        if listed and listed["segment"] == segment["id"] and listed["order"] and once not in self._taken:
            self._taken.add(once)  # Those who were called and not there stay behind.
            following = self._list_after(view["rundown"], segment["id"])
            if following is not None and self._made_up(f"carry {segment['id']}", 0, 1) < CARRIES_OVER:
                return {
                    "type": "carry_over",
                    "from_segment": segment["id"],
                    "to_segment": following,
                    "leave_absent": True,
                }
        return {"type": "end_segment", "segment": segment["id"]}

    def _list_after(self, rundown: Json, name: str) -> str | None:
        later = rundown["order"][rundown["order"].index(name) + 1 :]
        return next((one for one in later if rundown["segments"][one].get("takes_list")), None)

    def _rule(self, view: Json) -> Json | None:
        """On points of order, replies and claims, which wait for nothing."""
        listed = view.get("list") or {}
        floor = view.get("floor")
        speaking = {"speaking": floor["id"]} if floor else {}
        for point in listed.get("points_order", ()):
            if self._made_up(f"point {point}", 0, 1) < 0.7:
                return {"type": "call_speaker", "who": point, **speaking}
            return {"type": "dismiss_point", "request": point}
        for key in listed.get("order", ()):
            if listed["waiting"][key].get("pending"):
                return {"type": "verify_capacity", "request": key, "holds": self._made_up(f"claim {key}", 0, 1) < 0.6}
        return None

    def _with_the_floor(self, view: Json, floor: Json, now: datetime) -> Json | None:  # noqa: PLR0911  One for each thing to do.
        clock: Json = floor.get("clock") or {}
        turn = self._turns.setdefault(floor["id"], self._turn(floor, clock))
        speaker = floor["speaker"]
        if clock.get("runs_from") is None:
            if now < parsed(floor["called_at"]) + timedelta(seconds=turn["walks"]):
                return None
            if turn["absent"] and speaker.get("delegation") and speaker.get("kind", "statement") == "statement":
                return {"type": "mark_absent", "intervention": floor["id"]}
            return {"type": "start_clock", "intervention": floor["id"]}
        if clock.get("paused_at"):
            return {"type": "resume_clock", "intervention": floor["id"]}
        spoken = (now - parsed(clock["runs_from"])).total_seconds()
        for does, share in (("pauses", 0.3), ("extends", 0.6)):
            if turn[does] and spoken > share * turn["seconds"]:
                turn[does] = False
                if does == "pauses":
                    return {"type": "pause_clock", "intervention": floor["id"]}
                if clock.get("allotted") is not None:
                    return {"type": "extend_time", "intervention": floor["id"], "seconds": 30}
        if spoken < turn["seconds"]:
            return None
        if self._chance.random() < 0.5 and view.get("next") and not floor.get("interrupted"):
            return {"type": "call_next_speaker", "expecting": view["next"]["id"]}
        return {"type": "end_intervention", "intervention": floor["id"]}

    def _turn(self, floor: Json, clock: Json) -> Json:
        chance = random.Random(f"{floor['id']} {self._venue.seed}")
        allotted: Any = clock.get("allotted")
        return {
            "walks": chance.uniform(4, 25),
            "seconds": allotted * chance.uniform(*SPEAKS) if allotted else chance.uniform(*WITHOUT_LIMIT),
            "absent": chance.random() < ABSENT,
            "pauses": chance.random() < PAUSES,
            "extends": chance.random() < EXTENDS,
        }

    def _in_phase(self, view: Json, segment: Json, rundown: Json, now: datetime) -> Json | None:  # noqa: PLR0911  One for each thing to do.
        phases = segment["phases"]
        at = next((n for n, one in enumerate(phases) if one["id"] == rundown.get("phase")), 0)
        phase, starts, ends = phases[at], parsed(segment["starts_at"]), parsed(segment["ends_at"])
        following = phases[at + 1] if at + 1 < len(phases) else None
        if (taken_over := self._report(view, phase)) is not None:
            return taken_over
        if phase.get("serves_list"):
            if following is not None and now >= ends - SUMMARY:
                return _go_to(following, phase)
            return self._with_the_list(view, segment, now, ends - (SUMMARY if following else timedelta()))
        began = parsed(rundown["phase_started_at"]) if rundown.get("phase_started_at") else starts
        slot = next((one for one in phase.get("lineup", ()) if not one.get("heard") and not one.get("withdrawn")), None)
        share = (ends - starts) / max(2, len(phases))
        if slot is not None and slot["id"] not in self._taken and now < began + 2 * share:
            self._taken.add(slot["id"])
            if self._made_up(f"comes {slot['id']}", 0, 1) < 0.93:
                return {"type": "call_speaker", "who": slot["id"]}
            return None
        if following is not None and (now >= began + share or (slot is None and phase.get("lineup"))):
            return _go_to(following, phase)
        return None

    def _report(self, view: Json, phase: Json) -> Json | None:
        """Take the reports of the breakouts over in which the rapporteurs of this phase report, and show each once."""
        for segment in (slot["reports_on"] for slot in phase.get("lineup", ()) if slot.get("reports_on")):
            if segment in (view.get("reports") or {}):
                if f"show {segment}" not in self._taken:
                    self._taken.add(f"show {segment}")
                    return {"type": "show_report", "segment": segment}
                continue
            for other in self.others:
                report = (other.view.get("reports") or {}).get(segment) or {}
                if report.get("submitted_at") and report.get("room") is None:
                    carried = {key: report[key] for key in ("noted", "submitted_at", "submitted_by") if key in report}
                    told = {"room": other.room, "segment": segment, "report": carried, "rehearsed": True}
                    return {"type": "receive_report", **told}
        return None

    def _with_the_list(self, view: Json, segment: Json, now: datetime, until: datetime) -> Json | None:
        listed = view.get("list")
        status = listed["status"] if listed and listed["segment"] == segment["id"] else segment.get("list_status")
        closes = until - CLOSES_BEFORE
        if status == "not_open":
            return {"type": "open_list", "segment": segment["id"]}
        if status == "open" and now >= closes:
            return {"type": "close_list", "segment": segment["id"], "in_seconds": 120}
        following = view.get("next")
        if following is None:
            return None
        order = listed["order"] if listed else []
        if len(order) > 1 and self._chance.random() < MISTAKES:
            return {"type": "call_speaker", "who": self._chance.choice(order[1:3])}
        if len(order) > 2 and self._chance.random() < MISTAKES:
            return {"type": "move_request", "request": order[-1], "seen": order, "ahead_of": order[0]}
        return {"type": "call_next_speaker", "expecting": following["id"]}


def _go_to(phase: Json, leaving: Json) -> Json:
    return {"type": "start_phase", "phase": phase["id"], "expecting": leaving["id"]}


class Rapporteur:
    """Writes under the three headings while the group discusses, and hands in at its end."""

    HEADINGS = ("commitments", "means_of_implementation", "follow_up_and_review")

    def __init__(self, page: Screen, venue: Venue, seed: int) -> None:
        self.page = page
        self.resting = False
        self._venue = venue
        self._chance = random.Random(seed)

    async def attend(self) -> None:
        """Write until cancelled."""
        while True:
            await asyncio.sleep(self._chance.uniform(60, 400) / self._venue.lapse.speed)
            if self.resting or not self.page.current:
                continue
            view = self.page.view
            segment = (view.get("segment") or {}).get("id")
            if segment is None or segment not in view.get("order", ()):
                continue
            report = (view.get("reports") or {}).get(segment) or {}
            if report.get("submitted_at"):
                continue
            if (view.get("phase") or {}).get("kind") == "summary" and report.get("noted"):
                await self.page.ask({"type": "submit_report", "segment": segment})
                continue
            heading = self._chance.choice(self.HEADINGS)
            noted = (report.get("noted") or {}).get(heading) or {}
            bullets = [*noted.get("bullets", ()), f"Point {self._chance.randint(100, 999)}"][-8:]
            await self.page.ask(
                {
                    "type": "save_bullets",
                    "segment": segment,
                    "heading": heading,
                    "bullets": bullets,
                    "version": noted.get("version", 0),
                }
            )
