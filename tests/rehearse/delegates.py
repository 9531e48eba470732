"""Delegates: each has a phone in the room where their delegation sits, and wishes."""

import asyncio
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from tests.faults.people import Json
from tests.rehearse.screens import Screen, Venue

THINKS_EVERY = timedelta(minutes=7)
HURRIES = 0.5
"""How many ask as soon as a list opens."""
ASKS, WITHDRAWS, SAYS_WHO, IS_HERE, INTERRUPTS, REPLIES, LOSES_WIFI = 0.35, 0.06, 0.1, 0.15, 0.004, 0.01, 0.02
IN_ANOTHER_NAME = 0.08
DECLINES = 0.02
PERSONS = ("Ana Ruiz", "Bo Chen", "Chidi Okafor", "Dana Levi", "Émile Zénon", "Fatou Diop", "Олег Иванов", "ليلى حداد")
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")

RoomOf = Callable[[datetime], str]


class Delegate:
    """One delegation's phone. `room_of` says where they sit at which time."""

    def __init__(self, delegation: str, phones: dict[str, Screen], room_of: RoomOf, venue: Venue, seed: int) -> None:
        self.delegation = delegation
        self.resting = False
        self._phones = phones
        self._room_of = room_of
        self._venue = venue
        self._chance = random.Random(seed)
        self._hurried: set[str] = set()
        self._looking: tuple[str, asyncio.Task[None]] | None = None

    @property
    def phone(self) -> Screen:
        return self._phones[self._looking[0] if self._looking else self._room_of(self._venue.lapse.now())]

    async def attend(self) -> None:
        """Sit where the delegation sits, think now and then, and do what comes of it; until cancelled."""
        try:
            while True:
                self._move()
                phone = self.phone
                wait = self._chance.expovariate(1) * THINKS_EVERY.total_seconds() / self._venue.lapse.speed
                listed = phone.view.get("list")
                if listed and listed["status"] == "open" and listed["segment"] not in self._hurried:
                    self._hurried.add(listed["segment"])
                    if self._chance.random() < HURRIES:
                        wait = self._chance.uniform(0, 90) / self._venue.lapse.speed
                await asyncio.sleep(max(wait, 0.02))
                if self.resting or not phone.current:
                    continue
                if self._chance.random() < LOSES_WIFI:
                    phone.cut(self._chance.uniform(0.05, 1.5))
                elif (wish := self._wish(phone.view)) is not None:
                    await phone.ask(wish, again=True)
        finally:
            if self._looking is not None:
                self._looking[1].cancel()

    def _move(self) -> None:
        room = self._room_of(self._venue.lapse.now())
        if self._looking is None or self._looking[0] != room:
            if self._looking is not None:
                self._looking[1].cancel()
            self._phones[room].held, self._phones[room].current = None, False
            self._looking = room, asyncio.create_task(self._phones[room].attend())

    def _wish(self, view: Json) -> Json | None:  # noqa: PLR0911  One for each thing that a delegate may want.
        listed, chance = view.get("list"), self._chance
        rules = view.get("rules") or {}
        floor = view.get("floor") or {}
        if floor.get("speaker", {}).get("delegation") == self.delegation and not floor.get("clock", {}).get(
            "runs_from"
        ):
            return {"type": "decline_floor", "intervention": floor["id"]} if chance.random() < DECLINES else None
        if view.get("segment") and floor and rules.get("points_of_order") and chance.random() < INTERRUPTS:
            return {"type": "request_floor", "kind": "point_of_order"}
        if view.get("segment") and rules.get("right_of_reply") and chance.random() < REPLIES:
            return {"type": "request_floor", "kind": "right_of_reply"}
        if listed is None:
            return None
        own = [
            (key, one) for key, one in listed["waiting"].items() if one["speaker"].get("delegation") == self.delegation
        ]
        if own:
            return self._with_a_place(*own[0])
        if listed["status"] not in ("open", "closing") or chance.random() > ASKS:
            return None
        return self._request(listed["segment"], view)

    def _with_a_place(self, key: str, place: Json) -> Json | None:
        drawn = self._chance.random()
        if drawn < WITHDRAWS:
            return {"type": "withdraw_request", "request": key}
        if drawn < WITHDRAWS + SAYS_WHO:
            return {"type": "amend_request", "request": key, "person": f"{self._chance.choice(PERSONS)} {drawn:.4f}"}
        if drawn < WITHDRAWS + SAYS_WHO + IS_HERE and not place.get("ready"):
            return {"type": "mark_ready", "request": key}
        return None

    def _request(self, segment: str, view: Json) -> Json:
        chance = self._chance
        asked: Json = {"type": "request_floor", "segment": segment, "language": chance.choice(LANGUAGES)}
        if (groups := view.get("groups")) and chance.random() < IN_ANOTHER_NAME:
            group = chance.choice(groups)
            asked |= {"capacity": group["capacity"], "on_behalf_of": group["names"]["en"]}
        elif view.get("floor") and chance.random() < 0.1:
            asked |= {"kind": "reaction", "about": view["floor"]["id"]}
        if questions := view.get("questions"):
            asked["question"] = chance.randint(1, len(questions))
        return asked
