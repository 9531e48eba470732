"""The proceedings, counted by hand."""

from datetime import timedelta

from live.proceedings.conference import together
from live.proceedings.folding import proceedings_of
from live.proceedings.publicity import in_public
from live.proceedings.statistics import Group, Share, Statistics, spread, statistics_of
from live.room.commands import CallSecretariat, CorrectPerson
from live.room.model.plan import Category, Delegation
from live.room.model.record import Gender
from tests.given import (
    AT,
    NOTHING,
    Step,
    asks,
    calls_next,
    ends,
    entries,
    gives_back,
    goes_to,
    later,
    opens_list,
    programme,
    secretariat,
    starts,
    starts_clock,
)

STATES = {"kenya": "Africa", "fiji": "Oceania", "nepal": None}
REGISTER = (
    *(Delegation(name, {"en": name.title()}, Category.MEMBER_STATE, region) for name, region in STATES.items()),
    Delegation("iom", {"en": "IOM"}, Category.UN_SYSTEM),
    Delegation("caritas", {"en": "Caritas"}, Category.NGO),
)
BEGINS = (secretariat(programme(delegations=REGISTER)), starts("panel"), goes_to("openings"))


def counted(*steps: Step) -> Statistics:
    return statistics_of(together([proceedings_of("plenary", entries(NOTHING, *steps))]))


def speaks(seconds: int) -> tuple[Step, ...]:
    return calls_next(), starts_clock(), later(seconds), gives_back()


A_PANEL = (
    *BEGINS,
    *speaks(300),
    goes_to("floor"),
    opens_list(),
    *(asks(name) for name in ("kenya", "fiji", "nepal", "iom", "caritas")),
    *speaks(130),
    *speaks(60),
    *speaks(100),
    *speaks(121),
    asks("kenya"),
    secretariat(CallSecretariat(None)),
    later(35),
    gives_back(),
    ends("panel"),
)


def test_every_way_of_counting_adds_up_to_the_same() -> None:
    found = counted(*A_PANEL)
    assert found.total == Share(statements=6, turns=4, seconds=300 + 130 + 60 + 100 + 121 + 35, over=11)
    assert found.groups == {
        Group.STATES: Share(3, 3, 290, 10),
        Group.PANEL: Share(1, 0, 300, 0),
        Group.UN_AND_IGO: Share(1, 1, 121, 1),
        Group.SECRETARIAT: Share(1, 0, 35, 0),
    }
    assert found.regions == {
        "Africa": Share(1, 1, 130, 10),
        "Oceania": Share(1, 1, 60, 0),
        None: Share(1, 1, 100, 0),
    }
    assert found.categories == {
        Category.MEMBER_STATE: Share(3, 3, 290, 10),
        Category.UN_SYSTEM: Share(1, 1, 121, 1),
    }
    assert [row.who.delegation for row in found.delegations] == ["kenya", "iom", "nepal", "fiji"]
    assert (found.heard, found.first_turns, found.not_reached) == (4, 4, 2)
    assert sum(share.seconds for share in found.kinds.values()) == found.total.seconds


def test_waiting_is_from_asking_to_speaking() -> None:
    waited = counted(*A_PANEL).waited
    assert waited is not None
    assert (waited.count, waited.least, waited.lower, waited.median, waited.upper, waited.most) == (
        4,
        0,
        0,
        130,
        190,
        290,
    )


def test_genders_count_where_they_were_entered() -> None:
    found = counted(
        *A_PANEL, secretariat(CorrectPerson("r9", AT + timedelta(seconds=300), "A. Delegate", None, Gender.WOMAN))
    )
    assert found.genders == {Gender.WOMAN: Share(1, 1, 130, 10), None: Share(4, 3, 581, 1)}


def test_a_spread_is_made_of_figures_that_occurred() -> None:
    assert spread([]) is None
    one = spread([7])
    assert one is not None
    assert (one.least, one.lower, one.median, one.upper, one.most) == (7,) * 5
    many = spread(range(1, 101))
    assert many is not None
    assert (many.least, many.lower, many.median, many.upper, many.most) == (1, 25, 50, 75, 100)


def test_in_public_nobody_waited_and_nobody_was_left_over() -> None:
    shown = in_public(together([proceedings_of("plenary", entries(NOTHING, *A_PANEL))]))
    found = statistics_of(shown)
    assert (found.waited, found.forecast_off, found.not_reached, found.list_estimates) == (None, None, 0, ())
    assert found.total == counted(*A_PANEL).total
