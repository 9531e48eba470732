"""Who may be on a list: 193 Member States, 4 observer States, and others the note invites."""

from collections import Counter

import pytest

from live.programme.examples import install_builtin
from live.programme.models import Delegation
from live.programme.register import builtin, register
from live.room.model.plan import Category

STATES = [known.delegation for known in builtin() if known.delegation.iso3]
OTHERS = [known.delegation for known in builtin() if not known.delegation.iso3]


def test_the_register_holds_193_member_states_and_four_observer_states() -> None:
    assert Counter(state.category for state in STATES) == {Category.MEMBER_STATE: 193, Category.OBSERVER_STATE: 4}
    observers = {state.id for state in STATES if state.category == Category.OBSERVER_STATE}
    assert observers == {"vat", "pse", "cok", "niu"}


def test_a_state_is_known_by_its_three_letters() -> None:
    assert {state.id for state in STATES} == {(state.iso3 or "").lower() for state in STATES}
    assert {"ken", "fji", "mex", "che"} <= {state.id for state in STATES}


def test_states_are_named_in_six_languages_and_a_name_that_reads_as_in_english_is_left_out() -> None:
    for state in STATES:
        assert all(language in state.names for language in ("en", "ru", "zh", "ar"))
        assert all(name != state.names["en"] for language, name in state.names.items() if language != "en")


def test_all_kinds_of_participants_that_the_note_invites_are_there() -> None:
    assert {known.delegation.category for known in builtin()} == set(Category)
    assert 40 <= len(OTHERS) <= 70


def test_no_two_delegations_have_the_same_id_or_name() -> None:
    assert len({known.delegation.id for known in builtin()}) == len(builtin())
    assert len({known.delegation.names["en"] for known in builtin()}) == len(builtin())


@pytest.mark.django_db
def test_states_come_first_and_in_english_alphabetical_order_whatever_their_accents() -> None:
    install_builtin()
    names = [known.names["en"] for known in register()]
    assert names[:3] == ["Afghanistan", "Albania", "Algeria"]
    assert names.index("Costa Rica") < names.index("Côte d’Ivoire") < names.index("Croatia")
    assert names.index("Zimbabwe") < names.index("Holy See") < names.index("African Union")


@pytest.mark.django_db
def test_a_delegation_that_withdrew_overnight_is_on_the_register_no_more() -> None:
    install_builtin()
    Delegation.objects.filter(slug="usa").update(withdrawn_at="2017-12-03T03:00Z")
    assert len(register()) == len(builtin()) - 1
    assert "usa" not in {known.id for known in register()}
