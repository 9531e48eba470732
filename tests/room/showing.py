"""What each screen shows of a room, said once more, of the state alone: for the tests that visit many rooms."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

from live.room.model.plan import PhaseKind, Segment, SpeakerSlot
from live.room.model.state import RoomState, SegmentStatus
from live.room.model.turns import FloorRequest, Outcome
from live.room.outlook import forecast
from live.room.views import ControlView, HallView, PhoneView, ProceedingsView, RapporteurView, Shown, stamp
from live.room.views.one_language import in_one_language
from live.room.views.timetable import timetable

SILENT = {PhaseKind.CEREMONY, PhaseKind.TALK, PhaseKind.BREAK}


def check(state: RoomState, views: dict[str, Any]) -> None:
    """All of it; `views` are those of `state`, by name."""
    for name, most in {"hall": 3, "overlay": 3, "podium": 3, "interpreters": 5}.items():
        a_display_shows_the_next_few(state, views[name], most)
    a_phone_knows_every_place(state, views["phone"])
    the_desk_sees_every_lane(state, views["control"])
    the_public_sees_no_clock_that_would_hurry_anybody(state, views)
    what_was_said_is_told_to_those_who_write_it_down(state, views["rapporteur"], views["proceedings"])
    times_are_told_where_they_are_others_than_printed(state)


def names_are_read_in_one_language(view: Shown, shown: Any) -> None:
    """`shown` is `view` as JSON: in Spanish a name is Spanish, or English, or whatever it is."""
    assert in_one_language(type(view), shown, "es") == _in_spanish(shown)


def _in_spanish(shown: Any) -> Any:
    if isinstance(shown, list):
        return [_in_spanish(part) for part in shown]
    if not isinstance(shown, dict):
        return shown
    if shown and shown.keys() <= {"en", "fr", "es", "ru", "zh", "ar"}:
        code = next((code for code in ("es", "en") if code in shown), next(iter(shown)))
        return {code: shown[code]}
    return {name: _in_spanish(part) for name, part in shown.items()}


def runs(state: RoomState) -> Segment | None:
    return next((known for known in state.rundown.segments if known.id == state.rundown.current), None)


def comes_next(state: RoomState) -> list[FloorRequest | SpeakerSlot]:
    """Whoever may be called without being picked: the rest of the line-up, else those on the list."""
    segment = runs(state)
    phase = next((known for known in segment.phases if known.id == state.rundown.phase), None) if segment else None
    if segment is None or phase is None:
        return []
    lineup = [slot for slot in phase.lineup if slot.id not in state.heard and not slot.withdrawn]
    listed = state.lists.get(segment.id)
    return [*lineup] or [*(listed.waiting if listed and phase.serves_list else ())]


def a_display_shows_the_next_few(state: RoomState, view: HallView, most: int) -> None:
    following = comes_next(state)
    assert list(view.list.order) == [who.id for who in following[:most]]
    assert list(view.list.waiting) == list(view.list.order)
    assert view.list.count == len(following)
    assert view.list.from_lineup == any(isinstance(who, SpeakerSlot) for who in following)
    planned = [known for known in state.rundown.segments if known.id not in state.rundown.progress]
    assert view.upcoming is None or view.upcoming.id in {known.id for known in planned}


def a_phone_knows_every_place(state: RoomState, view: PhoneView) -> None:
    if (shown := view.list) is None:
        return
    listed = state.lists.get(shown.segment)
    waiting = [request.id for request in listed.waiting] if listed else []
    assert shown.count == len(waiting)
    assert list(shown.order) == waiting[:10]
    assert sorted(shown.waiting) == sorted(waiting)
    ranks = [shown.waiting[request].rank for request in waiting]
    assert all(one < other for one, other in pairwise(ranks))


def the_desk_sees_every_lane(state: RoomState, view: ControlView) -> None:
    acts = {str(act.position): act.did for act in state.acts}
    assert {position: act.did for position, act in view.acts.items()} == acts
    assert list(view.turns) == [str(n) for n in range(len(state.turns))][-10:]
    following = comes_next(state)
    assert (view.next.id if view.next else None) == (following[0].id if following else None)
    if view.list is None or (listed := state.lists.get(view.list.segment)) is None:
        return
    lanes = {"order": listed.waiting, "points_order": listed.points, "replies_order": listed.replies}
    for name, requests in lanes.items():
        assert getattr(view.list, name) == tuple(request.id for request in requests)
    assert view.list.aside_order == tuple(gone.request.id for gone in listed.aside) == tuple(view.list.aside)
    for shown, request in zip(view.list.waiting.values(), listed.waiting, strict=True):
        joint = [other.id for other in listed.waiting if request.speaker.delegation in other.joint]
        speaks = state.floor.request if state.floor else None
        joint += [speaks.id] if speaks and request.speaker.delegation in speaks.joint else []
        assert shown.in_joint == (joint[-1] if joint else None)
        assert (shown.claims, shown.pending) == ((None, False) if request.verified else (request.on_behalf_of, True))


def the_public_sees_no_clock_that_would_hurry_anybody(state: RoomState, views: dict[str, Any]) -> None:
    turn, segment = state.floor, runs(state)
    for name, view in views.items():
        if not hasattr(view, "floor"):
            continue
        assert (view.floor.id if view.floor else None) == (turn.id if turn else None), name
        if turn is None or segment is None:
            continue
        kind = next(phase.kind for phase in segment.phases if phase.id == state.rundown.phase)
        hushed = kind in SILENT if name in ("hall", "overlay", "proceedings") else kind is PhaseKind.CEREMONY
        hidden = name not in ("control", "rapporteur") and (hushed or turn.allotted is None)
        assert (view.floor.clock is None) == hidden, name
        assert [waits.id for waits in view.floor.interrupted] == [waits.id for waits in state.interrupted], name


def what_was_said_is_told_to_those_who_write_it_down(
    state: RoomState, rapporteur: RapporteurView, proceedings: ProceedingsView
) -> None:
    last = state.turns[-1].segment if state.turns else None
    of = state.rundown.current or next((known.id for known in state.rundown.segments if known.id == last), None)
    said = [str(n) for n, turn in enumerate(state.turns) if turn.segment == of and turn.outcome is Outcome.SPOKE]
    assert list(proceedings.turns) == (said if of else [])
    assert list(rapporteur.turns) == (said if state.rundown.current else [])
    for turn in (*proceedings.turns.values(), *rapporteur.turns.values()):
        assert (turn.called_by, turn.unlisted, turn.outcome) == (None, False, Outcome.SPOKE)


def times_are_told_where_they_are_others_than_printed(state: RoomState) -> None:
    expected = forecast.outlook(state)
    told = timetable(state, "plenary").segments
    assert [known.id for known in told] == [segment.id for segment in state.rundown.segments]
    for shown, segment in zip(told, state.rundown.segments, strict=True):
        assert (shown.starts_at, shown.ends_at) == (stamp(segment.starts_at), stamp(segment.ends_at))
        seen = expected.get(segment.id)
        late = seen is not None and abs(seen.starts_at - segment.starts_at) > timedelta(minutes=2)
        moved = seen is not None and late and shown.status is SegmentStatus.PLANNED
        assert shown.expected_start == (stamp(seen.starts_at) if seen is not None and moved else None)
