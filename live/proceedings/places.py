"""Where things happen: a segment, its day and its meeting, by the programme in force."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from live.proceedings.statements import Place
from live.room.model.plan import BREAKS, Names, Phase, Segment, SpeakerSlot
from live.room.model.state import RoomState

LONGEST_PAUSE = timedelta(minutes=30)
"""Where nothing is printed for so long, another meeting begins."""


class Places:
    """The places of one room. What a later programme leaves out is remembered."""

    def __init__(self, room: str) -> None:
        self._room = room
        self._names: Names = {"en": room}
        self._zone = ZoneInfo("UTC")
        self._segments: dict[str, Segment] = {}
        self._programme: tuple[Segment, ...] = ()
        self._known: dict[tuple[str | None, str | None], Place] = {}

    def see(self, state: RoomState) -> None:
        """From now on places are those of the programme of `state`."""
        if state.rundown.segments is self._programme:
            return
        self._programme = state.rundown.segments
        self._segments |= {segment.id: segment for segment in state.rundown.segments}
        self._known.clear()
        if state.profile is not None:
            self._names, self._zone = state.profile.names, ZoneInfo(state.profile.zone)

    def at(self, segment: str | None, phase: str | None = None) -> Place:
        """The place of `segment` and `phase`, which may be of an earlier programme."""
        if (segment, phase) not in self._known:
            self._known[segment, phase] = self._place(segment, phase)
        return self._known[segment, phase]

    def segment(self, segment: str) -> Segment | None:
        """The segment as it was last printed."""
        return self._segments.get(segment)

    def phase(self, segment: str, phase: str | None) -> Phase | None:
        """The phase as it was last printed."""
        known = self._segments.get(segment)
        return next((one for one in known.phases if one.id == phase), None) if known else None

    def slot(self, segment: str, slot: str) -> tuple[SpeakerSlot, Phase] | None:
        """The slot of a line-up of `segment`, and the phase whose line-up it is."""
        known = self._segments.get(segment)
        here = ((one, phase) for phase in (known.phases if known else ()) for one in phase.lineup)
        return next((found for found in here if found[0].id == slot), None)

    def _place(self, segment: str | None, phase: str | None) -> Place:
        known = self._segments.get(segment or "")
        if segment is None or known is None:
            return Place(self._room, self._names, segment, None if segment is None else {"en": segment})
        part = next((one for one in known.phases if one.id == phase), None)
        return Place(
            room=self._room,
            room_names=self._names,
            segment=known.id,
            segment_names=known.names,
            format=known.format,
            phase=part.id if part else None,
            phase_names=part.names if part else None,
            phase_kind=part.kind if part else None,
            day=self._day(known),
            meeting=self._meeting(known),
        )

    def _day(self, segment: Segment) -> date:
        return segment.starts_at.astimezone(self._zone).date()

    def _meeting(self, wanted: Segment) -> int | None:
        """Which meeting of its day `wanted` is part of; `None` of a break."""
        if wanted.format in BREAKS:
            return None
        number, sits = 0, False
        until = wanted.starts_at
        today = (one for one in self._programme if self._day(one) == self._day(wanted))
        for segment in sorted(today, key=lambda one: (one.starts_at, one.ends_at)):
            if segment.format in BREAKS:
                sits = False
                continue
            if not sits or segment.starts_at - until >= LONGEST_PAUSE:
                number += 1
            sits, until = True, segment.ends_at
            if segment.id == wanted.id:
                return number
        return max(1, number)
