"""A whole conference, played: the product started, people let in, the days played, and all held to the logs."""

import asyncio
import random
import secrets
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from live.background import cancel
from live.programme.register import builtin
from live.room.authority import Actor, Role, id_of_badge
from live.rooms import Rooms
from live.store.embedded import EmbeddedValkey
from live.store.redis_log import RedisStore
from live.store.room_log import Unavailable
from tests.daphne import Daphne, Visitor, badge_code, serving, set_up
from tests.faults.harm import FAULTS, Product
from tests.faults.link import tcp_link, unix_link
from tests.rehearse import programme
from tests.rehearse.again import Replayer, differences
from tests.rehearse.conductors import Conductor, Rapporteur
from tests.rehearse.delegates import Delegate
from tests.rehearse.fold import AllRooms, Fold
from tests.rehearse.lapse import ENVIRONMENT, Lapse, lapsing, sittings_of
from tests.rehearse.recorded import Meeting, asked_by_badge
from tests.rehearse.report import Report, Segment
from tests.rehearse.screens import Screen, Venue
from tests.set_up import OPERATOR, ORGANISER, PASSWORD, SPENT

PLENARY = "plenary"
WALLS = {PLENARY: ("hall", "hall", "podium", "interpreters", "overlay", "proceedings")}
IN_A_BREAKOUT = ("hall", "podium", "overlay")
COME_IN_AT_ONCE = 8
GIVEN_UP_SECONDS = 90.0
CHECKS_EVERY_SECONDS = 25.0
LOOKS_EVERY_SECONDS = 15.0
REBOOTS_EVERY = timedelta(minutes=15)
HARM_EVERY_SECONDS = (4.0, 9.0)
CHANGE, DESK, PUBLISH = "/api/setup/desk/change", "/api/setup/desk", "/api/setup/publish"

Say = Callable[[str, float], None]
"""What is told while it is played: a sentence, and which share of it is done."""


@dataclass(frozen=True)
class Asked:
    """What is to be played."""

    speed: float = 60.0
    delegations: int = 200
    days: tuple[int, ...] = (1, 2, 3)
    seed: int = 1
    faults: bool = False
    minutes: float | None = None
    """Only so many of the conference's minutes."""
    patience: float = GIVEN_UP_SECONDS
    """Seconds within which all screens have to be right once all rest."""
    recorded: Meeting | None = None
    """A meeting that is asked again, in the place of people who are made up."""
    spoiled: bool = False
    """One screen is fed a wrong frame, to see that it is found."""


class NotRight(Exception):
    """Screens do not come to show what the logs say."""


@dataclass
class Conference:
    """What is running, and who is there."""

    asked: Asked
    venue: Venue
    daphne: Daphne
    product: Product
    store: RedisStore
    folds: dict[str, Fold] = field(default_factory=dict)
    screens: list[Screen] = field(default_factory=list)
    """Those that stand still, and of those who conduct; phones move."""
    overall: list[Screen] = field(default_factory=list)
    conductors: list[Conductor] = field(default_factory=list)
    rapporteurs: list[Rapporteur] = field(default_factory=list)
    delegates: list[Delegate] = field(default_factory=list)
    replayers: list[Replayer] = field(default_factory=list)
    harmed: dict[str, int] = field(default_factory=dict)

    @property
    def people(self) -> list[Conductor | Rapporteur | Delegate | Replayer]:
        return [*self.conductors, *self.rapporteurs, *self.delegates, *self.replayers]

    def all_screens(self) -> list[Screen]:
        return [*self.screens, *(one.phone for one in self.delegates)]


async def play(asked: Asked, say: Say) -> Report:
    """Play what is `asked` on a product of its own: `rostrum serve` in two processes, a Valkey, real sockets."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rehearse-") as name:
        async with _running(Path(name), asked) as conference:
            report = Report(asked.seed, asked.speed, asked.delegations, asked.days, asked.faults)
            say("people come in", 0)
            if asked.recorded is None:
                await _let_all_in(conference)
            else:
                await _let_those_of_a_record_in(conference, asked.recorded)
            await _begin_rehearsals(conference)
            await _play(conference, report, say)
            say("the record is read", 1)
            report.otherwise = [one for replayer in conference.replayers for one in replayer.otherwise]
            report.faults += differences(conference.replayers, conference.folds)
            report.finish(conference.venue, conference.folds, conference.harmed, time.monotonic() - started)
            report.segments = _segments(conference)
            return report


@asynccontextmanager
async def _running(folder: Path, asked: Asked) -> AsyncIterator[Conference]:
    times = asked.recorded.times() if asked.recorded else None
    sittings = sittings_of(times, programme.BEFORE, programme.AFTER) if times else programme.sittings(asked.days)
    lapse = Lapse(folder / "lapse.json", asked.speed, sittings)
    lapse.write()
    with EmbeddedValkey(folder / "store") as store:
        path = folder / "link.sock"
        async with unix_link(store.socket, path) as to_store:
            environment, keys = await asyncio.to_thread(_set_up, folder, f"unix://{path}?db=0", lapse.place)
            environment["ROSTRUM_BOUNDS"] = str(min(1000, max(100, int(10 * asked.speed))))
            with serving(folder, environment, keys, processes=2) as daphne:
                await _ready(daphne)
                async with tcp_link(daphne.port) as (to_screens, port):
                    venue = Venue(port, lapse, asked.seed, random.Random(asked.seed))
                    product = Product(store, daphne.process.pid, to_store, to_screens)
                    straight = RedisStore(store.url, environment["ROSTRUM_PREFIX"])
                    try:
                        yield Conference(asked, venue, daphne, product, straight)
                    finally:
                        await straight.close()


async def _ready(daphne: Daphne) -> None:
    """Wait until it serves. Raises `NotRight` with what it had to say if it does not."""
    async with asyncio.timeout(GIVEN_UP_SECONDS):
        while daphne.process.poll() is None:
            with suppress(OSError):
                await daphne.ready()
                return
            await asyncio.sleep(0.2)
    raise NotRight(f"the server ended: {daphne.log.read_text()[-2000:]}")


def _set_up(folder: Path, store: str, lapse: Path) -> tuple[dict[str, str], dict[str, str]]:
    return set_up(folder, store, **{"DJANGO_SETTINGS_MODULE": "tests.rehearse.settings", ENVIRONMENT: str(lapse)})


async def _let_all_in(conference: Conference) -> None:
    """Everyone by their own sign-in: operators by password, moderators and rapporteurs by card, delegates by badge."""
    venue, chance = conference.venue, conference.venue.chance
    names = [one.delegation.id for one in builtin() if one.delegation.id != SPENT[0]][: conference.asked.delegations]
    gate = asyncio.Semaphore(COME_IN_AT_ONCE)

    async def badge(name: str) -> tuple[str, str]:
        async with gate:
            return name, await _by_badge(conference.daphne, name)

    desks = [await _signed_in(conference.daphne, name) for name in (ORGANISER, OPERATOR)]
    times, rooms = programme.breakouts()
    for number, cookies in enumerate(desks):
        page = Screen(venue, PLENARY, "control", cookies, actor=Actor("desk", Role.OPERATOR))
        conference.conductors.append(Conductor(page, venue, chance.getrandbits(32), busy=(0.9, 0.35)[number]))
    for room in rooms:
        cookies = await _by_card(conference.daphne, room, "moderator")
        page = Screen(venue, room, "control", cookies, actor=Actor("moderator", Role.MODERATOR))
        conference.conductors.append(Conductor(page, venue, chance.getrandbits(32)))
        cookies = await _by_card(conference.daphne, room, "rapporteur")
        page = Screen(venue, room, "rapporteur", cookies, actor=Actor("rapporteur", Role.RAPPORTEUR))
        conference.rapporteurs.append(Rapporteur(page, venue, chance.getrandbits(32)))
    for room in (PLENARY, *rooms):
        conference.screens += [Screen(venue, room, view, desks[0]) for view in WALLS.get(room, IN_A_BREAKOUT)]
    conference.overall = [
        Screen(venue, "", "foyer", path="/ws/foyer/"),
        Screen(venue, "", "overview", desks[0], path="/ws/overview/"),
    ]
    conference.screens += [one.page for one in conference.conductors]
    conference.screens += [one.page for one in conference.rapporteurs]
    for conductor in conference.conductors[: len(desks)]:
        conductor.others = [one.page for one in conference.conductors[len(desks) :]]
    for number, (name, cookies) in enumerate(await asyncio.gather(*map(badge, names))):
        actor = Actor(id_of_badge(name, 1), Role.HEAD_OF_DELEGATION, name)
        phones = {room: Screen(venue, room, "phone", cookies, actor=actor) for room in (PLENARY, *rooms)}
        sits = _sits_in(times, rooms[number % len(rooms)])
        conference.delegates.append(Delegate(name, phones, sits, venue, chance.getrandbits(32)))


async def _let_those_of_a_record_in(conference: Conference, meeting: Meeting) -> None:
    """Put the programme that was recorded in force; and a desk for each room, a phone for all who asked by one."""
    venue, daphne = conference.venue, conference.daphne

    class LapsingStore(RedisStore):
        clock_of = lapsing(venue.lapse)

    rooms = Rooms(LapsingStore(conference.product.store.url, daphne.environment["ROSTRUM_PREFIX"]))
    await rooms.publish(meeting.first_programme())
    await rooms.close()
    desk = await _signed_in(daphne, ORGANISER)
    known = {one.delegation.id for one in builtin()} - {SPENT[0]}
    for room, entries in meeting.rooms.items():
        page = Screen(venue, room, "control", desk, actor=Actor("desk", Role.OPERATOR))
        conference.screens += [page, *(Screen(venue, room, view, desk) for view in WALLS[PLENARY])]
        phones = {}
        for name in sorted({asked for entry in entries if (asked := asked_by_badge(entry)) in known and asked}):
            actor = Actor(id_of_badge(name, 1), Role.HEAD_OF_DELEGATION, name)
            phones[name] = Screen(venue, room, "phone", await _by_badge(daphne, name), actor=actor)
        conference.screens += phones.values()
        conference.replayers.append(Replayer(room, entries, page, phones, venue))


async def _by_badge(daphne: Daphne, name: str) -> str:
    async with daphne.visitor() as visitor:
        answer = await visitor.post("/api/badge", {"code": badge_code(name)})
        assert answer.status == 200, answer.text
        return visitor.cookies()


def _sits_in(times: Sequence[tuple[datetime, datetime]], room: str) -> Callable[[datetime], str]:
    return lambda at: room if any(starts <= at < ends for starts, ends in times) else PLENARY


async def _signed_in(daphne: Daphne, name: str) -> str:
    async with daphne.visitor() as visitor:
        answer = await visitor.post("/api/sign-in", {"username": name, "password": PASSWORD})
        assert answer.status == 200, answer.text
        return visitor.cookies()


async def _by_card(daphne: Daphne, room: str, role: str) -> str:
    """A duty, a card for it, and the device on which the card is used."""
    async with daphne.visitor() as desk, daphne.visitor() as device:
        await desk.post("/api/sign-in", {"username": ORGANISER, "password": PASSWORD})
        person = await desk.post("/api/appointees/", {"name": f"{role} of {room}", "role": role, "room": room})
        assert person.status == 201, person.text
        card = await desk.post(f"/api/appointees/{person.json['id']}/card", {})
        assert card.status == 201, card.text
        answer = await device.post("/api/card", {"code": card.json["made"]["code"]})
        assert answer.status == 200, answer.text
        return device.cookies()


async def _begin_rehearsals(conference: Conference) -> None:
    """In every room, as an operator does it; and the folds of their logs."""
    async with conference.daphne.visitor() as desk:
        await desk.post("/api/sign-in", {"username": ORGANISER, "password": PASSWORD})
        for room in (one["id"] for one in (await desk.get("/api/rooms/")).json):
            asked = {"id": f"begin-{secrets.token_hex(4)}", "command": {"type": "begin_rehearsal"}}
            answer = await desk.post(f"/api/rooms/{room}/commands", asked)
            assert answer.status == 200, answer.text
            conference.folds[room] = Fold(room, await _rehearsal_of(desk, room))


async def _rehearsal_of(desk: Visitor, room: str) -> str:
    """Which rehearsal the room is in, once it has its programme."""
    async with asyncio.timeout(GIVEN_UP_SECONDS):
        while True:
            view = (await desk.get(f"/api/rooms/{room}/control")).json["view"]
            if (rehearsal := view["room"].get("rehearsal")) and view.get("version"):
                return str(rehearsal)
            await asyncio.sleep(0.05)


async def _play(conference: Conference, report: Report, say: Say) -> None:
    asked, venue = conference.asked, conference.venue
    looking = [asyncio.create_task(screen.attend()) for screen in (*conference.screens, *conference.overall)]
    acting = [asyncio.create_task(one.attend()) for one in conference.people]
    sundry = [asyncio.create_task(_reboots(conference)), asyncio.create_task(_look(conference, report))]
    if asked.recorded is None:
        sundry.append(asyncio.create_task(_at_noon(conference, report)))
    tasks = [*looking, *acting, *sundry]
    replaying = asked.recorded is not None
    venue.lapse.begin()
    length = _minutes(conference)
    try:
        if asked.spoiled:
            await _spoil(conference)
        while (passed := _passed(venue.lapse)) < length or (replaying and not all(task.done() for task in acting)):
            say(_told(conference), min(1.0, passed / length))
            until = asyncio.sleep(min(CHECKS_EVERY_SECONDS, max(0.5, (length - passed) * 60 / asked.speed)))
            await asyncio.gather(until, *([_harm(conference)] if asked.faults else []))
            await _check(conference, report)
            _broken(tasks, report)
            if report.faults:
                break
        await _check(conference, report, last=True)
        _broken([*looking, *acting], report)
    finally:
        await cancel(tasks)


def _minutes(conference: Conference) -> float:
    whole = sum((ends - starts).total_seconds() / 60 for starts, ends in conference.venue.lapse.sittings)
    return min(whole, conference.asked.minutes or whole)


def _passed(lapse: Lapse) -> float:
    began = lapse.began()
    return 0.0 if began is None else (time.time() - began) * lapse.speed / 60


def _told(conference: Conference) -> str:
    entries = sum(len(fold.entries) for fold in conference.folds.values())
    return f"{conference.venue.lapse.now():%d %b %H:%M} UTC, {entries} entries"


def _broken(tasks: Sequence[asyncio.Task[Any]], report: Report) -> None:
    report.faults += [
        f"somebody ended: {task.exception()!r}"
        for task in tasks
        if task.done() and not task.cancelled() and task.exception()
    ]


async def _check(conference: Conference, report: Report, *, last: bool = False) -> None:
    """Let all people rest for a moment, until every screen shows the end of its log; hold all that was shown to it."""
    venue = conference.venue
    for one in conference.people:
        one.resting = True
    try:
        try:
            report.settled.append(await _right(conference))
        except NotRight as wrong:
            report.faults.append(str(wrong))
        for fold in conference.folds.values():
            await fold.check_views(venue, report.verdict)
        report.verdict.views += len(conference.overall)
        venue.settle()
        if last:
            for fold in conference.folds.values():
                fold.check_beyond(venue, report.verdict)
                report.verdict.add(fold.check_commands(venue))
    finally:
        for one in conference.people:
            one.resting = False


async def _right(conference: Conference) -> float:
    """Wait until every screen holds the end of its log, on a connection that was proved since; how long that took."""
    started, question = time.monotonic(), f"proof-{secrets.token_hex(4)}"
    everywhere = AllRooms(conference.folds)
    while True:
        with suppress(Unavailable):
            for fold in conference.folds.values():
                await fold.read_on(conference.store)
        screens = conference.all_screens()
        for screen in (*screens, *conference.overall):
            await screen.prove(question)
        wrong = [one for one in screens if not (one.proved == question and conference.folds[one.room].says(one))]
        wrong += [one for one in conference.overall if one.proved != question or not everywhere.says(one)]
        if not wrong and not conference.venue.asking:
            return time.monotonic() - started
        if time.monotonic() - started > conference.asked.patience:
            ends = {room: len(fold.entries) for room, fold in conference.folds.items()}
            seen = [(one.room, one.view_name, one.current, one.held and one.held.position) for one in wrong[:8]]
            raise NotRight(f"{len(wrong)} screens, {seen}, and the logs end at {ends}")
        await asyncio.sleep(0.05)


async def _look(conference: Conference, report: Report) -> None:
    """See at times what every process of the product holds."""
    async with conference.daphne.visitor() as keeper:
        while True:
            entries = sum(len(fold.entries) for fold in conference.folds.values())
            with suppress(OSError, aiohttp.ClientError, TimeoutError):  # A server is being harmed.
                await report.holdings.look(keeper, entries, conference.product.store.pid)
            await asyncio.sleep(LOOKS_EVERY_SECONDS)


async def _reboots(conference: Conference) -> None:
    """Now and then a screen is switched off and on again."""
    chance = random.Random(conference.asked.seed)
    while True:
        await asyncio.sleep(chance.uniform(0.5, 1.5) * REBOOTS_EVERY.total_seconds() / conference.asked.speed)
        chance.choice(conference.screens).switch_off()


async def _at_noon(conference: Conference, report: Report) -> None:
    """The programme of an afternoon is moved by five minutes, and published."""
    venue, days = conference.venue, conference.asked.days
    noon = programme.noon(days)
    await asyncio.sleep(max(0.0, venue.lapse.real(noon) - time.time()))
    key = {1: "d1-panel-2", 2: "d2-action-group-4", 3: "d3-concluding"}[min(days)]
    async with conference.daphne.visitor() as desk:
        await desk.post("/api/sign-in", {"username": ORGANISER, "password": PASSWORD})
        shown = (await desk.get(DESK)).json
        found = next((one for one in shown["segments"] if one["held"]["id"] == key), shown["segments"][-1])
        hours, minutes = map(int, found["held"]["starts"].split(":"))
        held = found["held"] | {"starts": f"{hours:02}:{minutes + 5:02}"}
        place = {name: held[name] for name in ("day", "order") if name in held}
        body = {"part": "segment", "key": held["id"], "seen": found["seen"], "held": held, **place}
        moved = await desk.post(CHANGE, body)
        if moved.status == 200:
            moved = await desk.post(PUBLISH, {"version": moved.json["status"]["version"]})
        report.republished = moved.status == 200
        if not report.republished:
            report.faults.append(f"the programme was not published at noon: {moved.text[:200]}")


async def _harm(conference: Conference) -> None:
    """One fault after another, as `rostrum faults` does them, until it is time to check."""
    chance, until = conference.venue.chance, time.monotonic() + CHECKS_EVERY_SECONDS - max(HARM_EVERY_SECONDS)
    while time.monotonic() < until:
        await asyncio.sleep(chance.uniform(*HARM_EVERY_SECONDS))
        fault = chance.choice(FAULTS)
        conference.harmed[fault.__name__] = conference.harmed.get(fault.__name__, 0) + 1
        await fault(conference.product, chance)


async def _spoil(conference: Conference) -> None:
    """Feed one screen a frame that the server never sent."""
    hall = next(one for one in conference.screens if one.view_name == "hall")
    while hall.held is None:
        hall.changed.clear()
        await hall.changed.wait()
    held = hall.held.position
    await hall.take_in(f'{{"kind":"change","from":{held},"position":{held + 1},"patch":{{"spoiled":true}}}}')


def _segments(conference: Conference) -> list[Segment]:
    """Printed against what was, in the order of the programme."""
    found = []
    for room, fold in conference.folds.items():
        rundown = fold.state.rundown
        for planned in rundown.segments:
            progress = rundown.progress.get(planned.id)
            if progress is None or progress.started_at is None:
                continue
            turns = sum(turn.segment == planned.id for turn in fold.state.turns)
            found.append(
                Segment(
                    room, planned.id, planned.starts_at, planned.ends_at, progress.started_at, progress.ended_at, turns
                )
            )
    return sorted(found, key=lambda one: (one.starts_at, one.room))
