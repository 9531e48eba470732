"""What précis-writers and journalists see while the meeting runs."""

from live.room.authority import PUBLIC, Role, View, may_see, seen_by
from live.room.commands import MarkAbsent
from live.room.views import ProceedingsView, render
from live.wire import to_json
from tests.given import (
    NOTHING,
    Step,
    after,
    asks,
    calls_next,
    ends,
    gives_back,
    goes_to,
    later,
    on_floor,
    opens_list,
    programme,
    secretariat,
    starts,
    starts_clock,
)

PANEL = (secretariat(programme()), starts("panel"), goes_to("floor"), opens_list())


def shown(*steps: Step) -> ProceedingsView:
    view = render(View.PROCEEDINGS, after(NOTHING, *PANEL, *steps))
    assert isinstance(view, ProceedingsView)
    return view


def test_the_record_grows_by_whoever_spoke_and_says_who_speaks() -> None:
    speaks = (calls_next(), starts_clock(), later(90), gives_back())
    view = shown(asks("kenya"), asks("fiji"), asks("peru"), *speaks, *speaks, calls_next())
    assert [turn.speaker.delegation for turn in view.turns.values()] == ["kenya", "fiji"]
    assert [turn.spoke for turn in view.turns.values()] == [90, 90]
    assert view.floor is not None
    assert view.floor.speaker.delegation == "peru"


def test_it_says_nothing_of_absences_nor_of_who_called() -> None:
    view = shown(asks("kenya"), asks("fiji"), calls_next(), on_floor(MarkAbsent), calls_next(), gives_back())
    assert [turn.speaker.delegation for turn in view.turns.values()] == ["fiji"]
    assert "called_by" not in str(to_json(view))
    assert "absen" not in str(to_json(view))


def test_what_was_said_stays_when_its_segment_has_ended() -> None:
    view = shown(asks("kenya"), calls_next(), later(60), ends("panel"))
    assert view.segment is None
    assert [turn.speaker.delegation for turn in view.turns.values()] == ["kenya"]
    assert view.of == {"en": "Panel"}


def test_the_public_sees_it_where_the_conference_publishes_it_and_not_otherwise() -> None:
    assert not may_see(PUBLIC, View.PROCEEDINGS, "plenary", seen_by({View.HALL}))
    assert may_see(PUBLIC, View.PROCEEDINGS, "plenary", seen_by({View.PROCEEDINGS}))
    assert Role.PUBLIC not in seen_by({View.PROCEEDINGS})[View.HALL]
