"""A recorded meeting, asked again in its order and at its times: by the phones that asked then, else by the desk."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from live.room.model.state import RoomState
from live.room.transitions import Entry, replay
from tests.rehearse.fold import Fold
from tests.rehearse.recorded import Again, asked_by_badge, is_done_by_itself, published
from tests.rehearse.screens import Screen, Venue

SEES_WITHIN_SECONDS = 2.0
Turn = tuple[str, str, str | None]


@dataclass
class Replayer:
    """Asks what was recorded of one room. `desk` asks what no phone of `phones` asked then."""

    room: str
    entries: Sequence[Entry]
    desk: Screen
    phones: Mapping[str, Screen]
    venue: Venue
    resting: bool = False
    asked: int = 0
    otherwise: list[str] = field(default_factory=list)
    """What was refused now, or could not be asked."""

    async def attend(self) -> None:
        """Ask everything; then it is over."""
        again, known = Again(), 1
        for entry in self.entries:
            if published(entry) is not None or is_done_by_itself(entry):
                continue
            await asyncio.sleep(max(0.0, self.venue.lapse.real(entry.at) - time.time()))
            while self.resting:  # noqa: ASYNC110  It is told to nobody, only looked at.
                await asyncio.sleep(0.05)
            phone = self.phones.get(asked_by_badge(entry) or "")
            await self._sees(known)
            listed = self.desk.view.get("list") or {}
            command = again.command(entry, listed.get("order", ()), by_phone=phone is not None)
            if command is None:
                self.otherwise.append(f"{entry.position} cannot be asked: {type(entry.events[0]).__name__}")
                continue
            self.asked += 1
            answer = await (phone or self.desk).ask(command, again=True)
            if answer is None or "refused" in answer:
                why = answer and answer["refused"]
                self.otherwise.append(f"{entry.position} {command['type']} was refused: {why}")
            else:
                known = again.positions[entry.position] = answer["position"]

    async def _sees(self, position: int) -> None:
        """Wait until the desk's page shows what was asked before, as whoever sat there saw it."""
        until = time.monotonic() + SEES_WITHIN_SECONDS
        while time.monotonic() < until:
            if self.desk.current and self.desk.held is not None and self.desk.held.position >= position:
                return
            await asyncio.sleep(0.01)


def differences(replayers: Sequence[Replayer], folds: Mapping[str, Fold]) -> list[str]:
    """In which rooms other turns were taken than were recorded."""
    found = []
    for one in replayers:
        was, now = _turns(replay(one.entries)), _turns(folds[one.room].head)
        if was != now:
            first = next((n for n, pair in enumerate(zip(was, now, strict=False)) if pair[0] != pair[1]), len(now))
            found.append(
                f"{one.room}: {len(was)} turns were recorded and {len(now)} taken; the first other is {first + 1}"
            )
    return found


def _turns(state: RoomState) -> list[Turn]:
    return [(one.speaker.delegation or one.speaker.names["en"], str(one.kind), one.outcome) for one in state.turns]
