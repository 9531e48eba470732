"""Badge codes and screen tokens: hard to guess, easy to type, and in no table of the database."""

from math import log2

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from live.programme import credentials
from live.programme.credentials import derive_code, find_badge, pair_screen, read_code
from live.programme.models import MOST_BADGES, Badge, Delegation, Room, Screen, ScreenView
from live.programme.publishing import issue_badges
from live.room.authority import Role

SECRET = b"a secret of the tests"


@pytest.fixture
def kenya(db: None) -> Delegation:
    delegation = Delegation.objects.create(slug="ken", names={"en": "Kenya"}, category="member_state", iso3="KEN")
    issue_badges()
    return delegation


@pytest.fixture
def hall(db: None) -> Room:
    return Room.objects.create(slug="plenary", names={"en": "Plenary"})


def test_a_code_has_at_least_fifty_bits() -> None:
    symbols = derive_code(SECRET, "ken", 1).replace("-", "")
    assert len(symbols) * log2(len(credentials.ALPHABET)) >= 50


def test_a_code_uses_all_symbols_and_differs_by_secret_delegation_number_and_generation() -> None:
    codes = {
        derive_code(secret, delegation, number, generation)
        for secret in (SECRET, b"another")
        for delegation in ("ken", "fji", "che")
        for number in (1, 2, 3, 4)
        for generation in (1, 2)
    }
    assert len(codes) == 2 * 3 * 4 * 2
    assert set("".join(codes)) == set(credentials.ALPHABET) | {"-"}


def test_a_code_is_the_same_after_a_restart() -> None:
    assert derive_code(SECRET, "ken", 1) == derive_code(SECRET, "ken", 1)


@pytest.mark.parametrize(
    "typed",
    [
        "0123-4567-89AB",
        "0123456789ab",
        " 0123 4567 89ab\n",
        "O123-4567-89ab",
        "oi23-4567-89AB",
        "0l23–4567–89AB",
        "٠١٢٣-٤٥٦٧-٨٩AB",
        "０１２３４５６７８９ａｂ",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "0123456789AB"


@pytest.mark.parametrize(
    "typed", ["", "0123-4567-89A", "0123-4567-89ABC", "0123-4567-89AU", "x" * 10_000, "²²²²²²²²²²²½"]
)
def test_what_is_no_code_is_read_as_none(typed: str) -> None:
    assert read_code(typed) is None


def test_a_delegation_has_four_badges_and_the_first_is_its_heads(kenya: Delegation) -> None:
    assert [(badge.number, badge.is_head) for badge in kenya.badges.all()] == [
        (1, True),
        (2, False),
        (3, False),
        (4, False),
    ]


@pytest.mark.parametrize("number", [0, MOST_BADGES + 1])
def test_the_database_takes_no_badge_without_a_number_and_none_beyond_the_most(kenya: Delegation, number: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Badge.objects.create(delegation=kenya, number=number, code_hash="another")


def test_the_database_takes_no_second_badge_of_a_number_and_no_second_head(kenya: Delegation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Badge.objects.create(delegation=kenya, number=2, code_hash="another")
    with pytest.raises(IntegrityError), transaction.atomic():
        kenya.badges.filter(number=2).update(is_head=True)


def test_a_badge_is_found_by_its_code_and_is_its_delegations(kenya: Delegation) -> None:
    head = kenya.badges.get(number=1)
    found = find_badge(credentials.badge_code(head).lower())
    assert found == head
    actor = head.to_actor()
    assert (actor.id, actor.role, actor.delegation) == ("badge:ken-1", Role.HEAD_OF_DELEGATION, "ken")
    assert kenya.badges.get(number=2).to_actor().role is Role.DELEGATE


def test_no_code_is_stored(kenya: Delegation) -> None:
    codes = {credentials.badge_code(badge) for badge in kenya.badges.all()}
    stored = {str(column) for row in Badge.objects.values_list() for column in row}
    assert not codes & stored
    assert not {code.replace("-", "") for code in codes} & stored


def test_a_wrong_code_finds_nobody(kenya: Delegation) -> None:
    assert find_badge("0000-0000-0000") is None
    assert find_badge("not a code") is None


def test_a_replaced_code_lets_in_and_the_old_one_no_more(kenya: Delegation) -> None:
    badge = kenya.badges.get(number=3)
    old = credentials.badge_code(badge)
    new = credentials.replace_badge(badge)
    assert (find_badge(old), find_badge(new)) == (None, badge)
    assert credentials.badge_code(badge) == new


def test_a_revoked_badge_lets_nobody_in_until_it_is_replaced(kenya: Delegation) -> None:
    badge = kenya.badges.get(number=4)
    credentials.revoke_badge(badge)
    assert find_badge(credentials.badge_code(badge)) is None
    assert find_badge(credentials.replace_badge(badge)) == badge


def test_the_badges_of_a_withdrawn_delegation_let_nobody_in(kenya: Delegation) -> None:
    Delegation.objects.filter(pk=kenya.pk).update(withdrawn_at=timezone.now())
    assert find_badge(credentials.badge_code(kenya.badges.get(number=1))) is None


def test_it_is_remembered_when_a_badge_was_last_used(kenya: Delegation) -> None:
    badge = kenya.badges.get(number=1)
    credentials.badge_used(badge)
    badge.refresh_from_db()
    assert badge.last_used_at is not None


def test_a_screen_is_found_by_the_code_it_was_paired_by_and_belongs_to_its_room(hall: Room) -> None:
    screen = credentials.pair_screen("ABCD-EFGH", "Left wall", ScreenView.HALL, hall)
    assert credentials.paired_screen("abcd efgh") == screen
    assert credentials.paired_screen("ABCD-EFGJ") is None
    actor = screen.to_actor()
    assert (actor.role, actor.rooms) == (Role.SCREEN, frozenset({"plenary"}))
    kept = {str(column) for row in Screen.objects.values_list() for column in row}
    assert kept & {"ABCD-EFGH", "ABCDEFGH"} == set()


def test_a_screen_shows_one_room_and_the_foyers_all(hall: Room) -> None:
    assert pair_screen("ABCD-EFG0", "Foyer", ScreenView.FOYER).to_actor().rooms is None
    with pytest.raises(IntegrityError), transaction.atomic():
        pair_screen("ABCD-EFG1", "Foyer", ScreenView.FOYER, hall)
    with pytest.raises(IntegrityError), transaction.atomic():
        pair_screen("ABCD-EFG2", "Nowhere", ScreenView.HALL)
