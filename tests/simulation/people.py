"""Those who sit in the room: pages that come back as ours do, phones that ask until they are answered, two desks of one
secretariat whose people err and take it back, and walls.
"""

import asyncio
import itertools
import json
import random
from typing import TYPE_CHECKING

import msgspec

from live.room.authority import PUBLIC, Actor
from live.web.cli.delegates import merged
from tests.given import DESK, badge
from tests.simulation.history import Answer, Ask, Json, Shown
from tests.simulation.plans import DELEGATIONS, DESKS, ROOMS, WALLS
from tests.simulation.under_daphne import Visitor
from tests.simulation.wires import Wire

if TYPE_CHECKING:
    from tests.simulation.venue import Venue

SILENT_SECONDS = 2.0
"""After which a page asks the time, to see whether anybody is there; after as much again it comes back anew."""
GIVES_UP_SECONDS = 3.0
"""After which a command of a desk counts as lost; a phone's is asked again until it is answered."""
ASKS_AGAIN_SECONDS = 1.5
LONGEST_WAIT, FIRST_WAIT = 4.0, 0.3
UNDER_DAPHNE = 0.5
"""So many connections are under the product's own Daphne, the others under a server that makes its consumers wait."""
CROWD = 12
ASKS_KEPT = 100
"""So many of its commands a page may still be answered."""


class Page:
    """One view of one room on one screen."""

    def __init__(self, venue: "Venue", name: str, room: str, view: str, actor: Actor) -> None:
        self.name, self.room, self.view_name, self.actor = name, room, view, actor
        self.view: Json = {}
        self.epoch, self.position = "", -1
        self.current = False
        self.reads_again_at = 0.0
        self.wire: Wire | None = None
        self._venue = venue
        self._chance = random.Random(f"{name} {venue.plan.order}")
        self._failures = 0
        self._questions = itertools.count(1)
        self._now = ""

    async def attend(self) -> None:
        """Look for ever; come back whenever the connection is lost."""
        while True:
            if (process := self._venue.some_process(self._chance)) is not None:
                address = f"10.0.0.{self._venue.pages.index(self) + 1}"
                visitor = Visitor(self.room, self.view_name, self.actor, address)
                under_daphne = self._chance.random() < UNDER_DAPHNE
                self.wire = process.open(visitor, self._venue.delay, under_daphne=under_daphne)
                code = await self._sit(self.wire)
                self._venue.note(f"{self.name} is closed with {code}")
                if code in (4001, 4003, 4504):
                    self._venue.history.wrong.append(f"{self.name} was sent away for good with {code}")
            self.current, self.wire = False, None
            longest = min(LONGEST_WAIT, FIRST_WAIT * 2.0**self._failures)
            self._failures += 1
            await asyncio.sleep(self._chance.uniform(0.05, longest))

    async def _sit(self, wire: Wire) -> int:
        """Take in what comes, to the end of the connection, and say with which code it was closed."""
        asked = False
        while True:
            if (wait := self.reads_again_at - self._venue.loop.time()) > 0:
                await asyncio.sleep(wait)
            found = await wire.next(SILENT_SECONDS)
            match found:
                case int():
                    return found
                case None if asked:
                    wire.fail()
                    return 1006
                case None:
                    asked = True
                    wire.say(json.dumps({"kind": "time", "id": f"t{next(self._questions)}"}))
                case str():
                    asked = False
                    self._take_in(msgspec.json.decode(found))

    def _take_in(self, frame: Json) -> None:
        match frame["kind"]:
            case "view":
                if self.current and frame["epoch"] == self.epoch and frame["position"] < self.position:
                    self._is_wrong(f"was shown {frame['position']} after {self.position}")
                self._in_order(frame)
                self.epoch, self.position, self.view = frame["epoch"], frame["position"], frame["view"]
                self._shows()
                if not self.current:
                    self.current, self._failures = True, 0
                    self._returned()
            case "change":
                if frame["from"] != self.position or frame["position"] <= self.position:
                    self._is_wrong(f"holds {self.position} and was sent {frame['from']} to {frame['position']}")
                self._in_order(frame)
                self.position, self.view = frame["position"], merged(self.view, frame["patch"])
                self._shows()
            case "answer" if frame["id"] == "":
                pass  # It asked too much, and is sent away.
            case "answer":
                self._answered(frame)
            case "notice" if frame["code"] == "clock_set":
                self._now = ""
            case _:
                pass

    def _in_order(self, frame: Json) -> None:
        """The time of what is sent on one connection never goes back."""
        if self.current and frame["now"] < self._now and self._venue.is_time_known():
            self._is_wrong(f"was told {frame['now']} after {self._now}")
        self._now = frame["now"]

    def _shows(self) -> None:
        self._venue.history.shown.append(Shown(self.room, self.view_name, self.epoch, self.position, self.view))
        self._venue.note(f"{self.name} shows {self.epoch} {self.position}")

    def _is_wrong(self, what: str) -> None:
        self._venue.history.wrong.append(f"{self.name} {what}")

    def _returned(self) -> None:
        """The page is connected, and shows its view."""
        self._now = self._now or ""

    def _answered(self, frame: Json) -> None:
        self._is_wrong(f"was answered what it did not ask: {frame}")


class Asking(Page):
    """A page of somebody who asks."""

    def __init__(self, venue: "Venue", name: str, room: str, view: str, actor: Actor) -> None:
        super().__init__(venue, name, room, view, actor)
        self.open: Ask | None = None
        self._asks: dict[str, Ask] = {}
        self._ids = itertools.count(1)

    def act(self, roll: int, times: int = 1) -> None:
        """Ask what comes to mind, if nothing asked before is still open."""
        if self.open is not None or not self.current:
            return
        for n in range(times):
            if (command := self.wish(random.Random(roll + n))) is not None:
                self.open = self._ask(command)
                self._pursue(self.open)

    def wish(self, chance: random.Random) -> Json | None:
        """What this page would ask for next, going by what it sees."""
        raise NotImplementedError

    def _ask(self, command: Json) -> Ask:
        venue = self._venue
        ask = Ask(
            f"{self.name}-{next(self._ids)}", self.room, self.actor, command, venue.loop.time(), venue.end(self.room)
        )
        self._asks[ask.id] = ask
        if len(self._asks) > ASKS_KEPT:
            del self._asks[next(iter(self._asks))]
        venue.history.asks.append(ask)
        return ask

    def _pursue(self, ask: Ask) -> None:
        """Send it, and see what comes of it."""
        self._send(ask)
        self._venue.loop.call_later(GIVES_UP_SECONDS, self._give_up, ask)

    def _give_up(self, ask: Ask) -> None:
        if self.open is ask:
            self.open = None

    def _send(self, ask: Ask) -> None:
        if self.wire is not None:
            ask.sent += 1
            self._venue.note(f"{self.name} asks {ask.id} {ask.command}")
            self.wire.say(json.dumps({"kind": "command", "id": ask.id, "command": ask.command}))

    def _answered(self, frame: Json) -> None:
        venue = self._venue
        if (ask := self._asks.get(frame["id"])) is None:
            super()._answered(frame)
            return
        venue.note(f"{self.name} is answered {frame}")
        ask.answers.append(Answer(venue.loop.time(), frame, venue.end(self.room)))
        if ask is self.open and ask.is_decided:
            self.open = None


class Phone(Asking):
    """Asks for the floor, says who will speak, withdraws; the same command until it is told what came of it."""

    def wish(self, chance: random.Random) -> Json | None:
        if (listed := self.view.get("list")) is None:
            return None
        mine = self.actor.delegation
        own = [name for name, one in listed["waiting"].items() if one["speaker"].get("delegation") == mine]
        if own and chance.random() < 0.3:
            return {"type": "withdraw_request", "request": own[0]}
        if own and chance.random() < 0.8:
            return {"type": "amend_request", "request": own[0], "person": f"Delegate {chance.randrange(1000)}"}
        return {"type": "request_floor", "segment": listed["segment"]}

    def _pursue(self, ask: Ask) -> None:
        self._send(ask)
        self._venue.loop.call_later(ASKS_AGAIN_SECONDS, self._again, ask)

    def _again(self, ask: Ask) -> None:
        if not ask.is_decided:
            self._pursue(ask)

    def _returned(self) -> None:
        super()._returned()
        if self.open is not None:
            self._send(self.open)


class Desk(Asking):
    """Conducts the meeting, now and then wrongly. Asks once: a press is not kept."""

    def wish(self, chance: random.Random) -> Json | None:
        floor, listed = self.view.get("floor"), self.view.get("list") or {"order": [], "waiting": {}}
        following = self.view.get("next")
        wishes: list[Json] = [{"type": "add_speaker", "delegation": chance.choice(DELEGATIONS)}]
        if following is not None:
            wishes += [{"type": "call_next_speaker", "expecting": following["id"]}] * 3
        if floor is not None:
            on_floor = {"intervention": floor["id"]}
            wishes += [{"type": "extend_time", "seconds": chance.randrange(1, 90), **on_floor}] * 2
            wishes += [{"type": kind, **on_floor} for kind in ("end_intervention", "start_clock", "pause_clock")]
            wishes += [{"type": "resume_clock", **on_floor}]
        if self.view.get("acts"):
            wishes += [{"type": "undo", "position": max(map(int, self.view["acts"]))}] * 2
        if order := listed["order"]:
            moved = chance.choice(order)
            wishes += [{"type": "move_request", "request": moved, "seen": order, "ahead_of": order[0]}]
            wishes += [{"type": "withdraw_request", "request": moved}]
        wishes += [{"type": chance.choice(["close_list", "open_list"])}]
        return chance.choice(wishes)


def people(venue: "Venue", room: str) -> list[Page]:
    """Everyone who sits in `room`: those of the first room by their names, the same people in another with its name."""
    at = "" if room == ROOMS[0] else f" in {room}"
    walls = [Page(venue, f"{view}{at}", room, view, PUBLIC) for view in WALLS]
    phones: list[Page] = [Phone(venue, f"{name}{at}", room, "phone", badge(name)) for name in DELEGATIONS]
    desks: list[Page] = [Desk(venue, f"{name}{at}", room, "control", DESK) for name in DESKS]
    return [*walls, *phones, *desks]
