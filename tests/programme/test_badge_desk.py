"""The badge desk: whose code it is, what is done with a badge, two desks at once, and every act taken back."""

import json
from base64 import b64encode
from collections.abc import Callable
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from msgspec.structs import replace

from live.programme.badges import acts, finding, rows
from live.programme.badges.acts import BadgeActKind, BadgeDesk
from live.programme.badges.finding import ScanRefusal, find
from live.programme.badges.places import HasBadge, NoSuchBadge, PlacesTaken, PlaceWanted
from live.programme.badges.printing import PrintWanted, chosen
from live.programme.credentials import badge_code, find_badge, revoke_badge
from live.programme.models import Allowance, Badge, BadgeAct, Participant
from live.record.audit import Period, trail
from tests.imports.samples import FILES

pytestmark = [pytest.mark.usefixtures("installed"), pytest.mark.django_db]
KAMAU = PlaceWanted(delegation="ken", title="Ms.", given="Wanjiru", family="Kamau", function="Ambassador")
OTIENO = PlaceWanted(delegation="ken", title="Mr.", given="Peter", family="Otieno")


@pytest.fixture
def user() -> Any:
    return get_user_model().objects.create_user("okafor", first_name="R.", last_name="Okafor")


@pytest.fixture
def desk(user: Any) -> BadgeDesk:
    return BadgeDesk(user, "left")


def badge(number: int = 1, delegation: str = "ken") -> Badge:
    return Badge.objects.select_related("delegation", "participant").get(delegation=delegation, number=number)


def seen(number: int = 1, delegation: str = "ken") -> tuple[int, str]:
    held = badge(number, delegation)
    return held.pk, rows.seen(rows.state_of(held))


def ticket(registration: UUID, *more: UUID, host: str = "indico.example.org") -> str:
    return json.dumps({"i": [2, host, *(b64encode(one.bytes).decode() for one in (registration, *more))]})


def last(desk: str = "left") -> acts.BadgeActListed:
    return next(acts.latest(desk))


def test_a_code_is_read_as_a_scanner_a_phone_or_a_hand_brings_it() -> None:
    held = badge()
    code = badge_code(held)
    for scanned in (code, code.lower().replace("-", ""), f" {code} ", f"https://there.example/phone/#badge={code}"):
        assert find(scanned).badge == held.pk, scanned
    assert find("kamau").why is ScanRefusal.NO_CODE
    assert find("0000-0000-0000").why is ScanRefusal.UNKNOWN
    assert find("http://[").why is ScanRefusal.NO_CODE


def test_a_replaced_code_says_when_and_whose_it_was_and_no_generation_comes_twice(desk: BadgeDesk) -> None:
    first = badge_code(badge())
    desk.replace(*seen())
    second = badge_code(badge())
    found = find(first)
    assert (found.badge, found.why) == (badge().pk, ScanRefusal.REPLACED)
    assert found.at is not None
    assert (find_badge(first), find_badge(second)) == (None, badge())
    desk.undo(last().number)
    assert (find_badge(first), find_badge(second)) == (badge(), None)
    assert find(second).why is ScanRefusal.REPLACED
    desk.replace(*seen())
    assert badge_code(badge()) not in (first, second), "what was printed meanwhile stays worthless"


def test_each_act_is_undone_by_its_number_and_once(desk: BadgeDesk) -> None:
    desk.give_place(KAMAU, *seen())
    steps: list[tuple[BadgeActKind, Callable[[], object]]] = [
        (BadgeActKind.HANDED_OVER, lambda: desk.hand_over(*seen())),
        (BadgeActKind.REVOKED, lambda: desk.revoke(*seen())),
        (BadgeActKind.REPLACED, lambda: desk.replace(*seen())),
        (BadgeActKind.LINKED, lambda: desk.link(*seen(), finding.ticket_hash(ticket(uuid4())) or "")),
        (BadgeActKind.UNLINKED, lambda: desk.unlink(*seen())),
        (BadgeActKind.HOLDER_NOTED, lambda: desk.give_place(replace(KAMAU, function="Head"), *seen())),
        (BadgeActKind.PASSED_ON, lambda: desk.give_place(replace(OTIENO, another=True), *seen())),
        (BadgeActKind.PRINTED, lambda: desk.printed([badge()])),
    ]
    states = []
    for kind, act in steps:
        before = rows.state_of(badge())
        act()
        assert last().kind is kind and last().stands
        number = last().number
        desk.undo(number)
        assert rows.state_of(badge()) == before, kind
        assert (last().undoes, last().stands) == (number, False)
        with pytest.raises((acts.Meanwhile, acts.NoSuchAct)):
            desk.undo(number)
        act()  # And done in earnest, before the next.
        states.append(rows.state_of(badge()))
    assert {one["participant"] for one in states[-2:]} != {states[0]["participant"]}
    assert Participant.objects.filter(delegation="ken", left_at=None).count() == 1, "who went is not lost, but has left"
    assert Participant.objects.filter(delegation="ken").count() >= 2


def test_two_desks_with_one_badge_lose_nothing(desk: BadgeDesk, user: Any) -> None:
    other = BadgeDesk(get_user_model().objects.create_user("second"), "right")
    at_both = seen()
    desk.hand_over(*at_both)
    with pytest.raises(acts.Meanwhile) as meanwhile:
        other.replace(*at_both)
    assert meanwhile.value.by == "R. Okafor"
    assert rows.state_of(badge())["handed_over_at"] is not None
    at_both = seen()
    other.replace(*at_both)
    with pytest.raises(acts.Meanwhile):
        desk.undo(last().number)  # It is no longer as this desk left it.
    assert [one.kind for one in acts.latest("right")] == [BadgeActKind.REPLACED]


def test_what_is_done_again_is_written_once(desk: BadgeDesk) -> None:
    desk.hand_over(*seen())
    desk.hand_over(*seen())
    assert BadgeAct.objects.count() == 1


def test_a_revoked_badge_is_not_handed_over_until_it_is_replaced(desk: BadgeDesk) -> None:
    desk.revoke(*seen())
    assert find(badge_code(badge())).why is ScanRefusal.REVOKED
    with pytest.raises(acts.NotValid):
        desk.hand_over(*seen())
    desk.replace(*seen())
    desk.hand_over(*seen())
    with pytest.raises(NoSuchBadge):
        desk.hand_over(0, "")


def test_places_run_out_and_more_are_let_in_only_by_somebody_who_says_why(desk: BadgeDesk) -> None:
    people = [replace(KAMAU, given=f"Given{number}") for number in range(6)]
    numbers = []
    for person in people[:4]:
        desk.give_place(person, None, "")
        numbers.append(Badge.objects.get(participant__given=person.given).number)
    assert numbers == [2, 3, 4, 1], "the place of the head comes last"
    with pytest.raises(PlacesTaken) as taken:
        desk.give_place(people[4], None, "")
    assert (taken.value.most, len(taken.value.names)) == (4, 4)
    assert "Given3" in " ".join(taken.value.names)
    with pytest.raises(HasBadge):
        desk.give_place(replace(people[0], why="again"), None, "")
    desk.give_place(replace(people[4], why="An island far away"), None, "")
    (written,) = Allowance.objects.filter(delegation="ken")
    assert (written.most, written.why, written.by) == (5, "An island far away", "okafor")
    assert badge(5).holder == "Ms. Given4 Kamau"


def test_a_place_that_somebody_had_gets_another_code_with_another_wearer(desk: BadgeDesk) -> None:
    desk.give_place(KAMAU, *seen())
    first = badge_code(badge())
    desk.give_place(replace(KAMAU, family="Kamau-Otieno"), *seen())
    assert badge_code(badge()) == first, "a name that was mended keeps the code"
    assert badge().participant.is_head
    desk.give_place(replace(OTIENO, another=True), *seen())
    assert find(first).why is ScanRefusal.REPLACED
    assert badge().holder == "Mr. Peter Otieno"


def test_a_ticket_of_indico_is_linked_to_one_badge(desk: BadgeDesk) -> None:
    one, other = uuid4(), uuid4()
    assert find(ticket(one)).why is ScanRefusal.TICKET_UNLINKED
    desk.link(*seen(), finding.ticket_hash(ticket(one)) or "")
    assert (find(ticket(one)).badge, find(ticket(one)).ticket) == (badge().pk, True)
    assert find(ticket(one, other)).why is ScanRefusal.TICKET_UNLINKED, "who accompanies is somebody else"
    with pytest.raises(acts.TicketTaken):
        desk.link(*seen(2), finding.ticket_hash(ticket(one)) or "")
    assert one.hex not in (badge().ticket_hash or "")
    desk.replace(*seen())
    assert find(ticket(one)).badge == badge().pk, "it is of the person, and not of the code"
    samples = (FILES / "indico-badge-qr.txt").read_text().splitlines()
    told = [find(line).why for line in samples if line.strip()]
    assert told.count(ScanRefusal.TICKET_UNLINKED) == 5
    assert told.count(ScanRefusal.TICKET_DAMAGED) == 3
    assert told.count(ScanRefusal.NO_CODE) == 1


def test_who_is_registered_with_the_number_of_a_ticket_is_found_by_it() -> None:
    registration = uuid4()
    Participant.objects.create(delegation_id="ken", given="A", badge=badge(), key=str(registration))
    assert find(ticket(registration)).badge == badge().pk


def test_every_act_is_in_the_audit_trail_with_who_did_it(desk: BadgeDesk) -> None:
    desk.give_place(KAMAU, *seen())
    desk.hand_over(*seen())
    desk.undo(last().number)
    desk.printed(chosen(PrintWanted(delegations=("ken",))))
    done = [(act.act, act.actor, act.about) for act in trail(Period()) if act.act.startswith("badge_")]
    assert done == [
        ("badge_holder_noted", "user:okafor", "badge ken 1 Ms. Wanjiru Kamau"),
        ("badge_handed_over", "user:okafor", "badge ken 1 Ms. Wanjiru Kamau"),
        ("badge_handed_over_undone", "user:okafor", "badge ken 1 Ms. Wanjiru Kamau"),
        ("badge_printed", "user:okafor", "4 badges"),
    ]


def test_what_is_wanted_on_paper(desk: BadgeDesk) -> None:
    desk.give_place(KAMAU, *seen())
    revoke_badge(badge(2))
    assert [one.number for one in chosen(PrintWanted(delegations=("ken",)))] == [1, 3, 4]
    assert [one.number for one in chosen(PrintWanted(delegations=("ken", "fji"), named=True))] == [1]
    assert [one.number for one in chosen(PrintWanted(badges=(badge(3).pk,)))] == [3]
    desk.printed(chosen(PrintWanted(delegations=("ken",))))
    assert chosen(PrintWanted(delegations=("ken",), unprinted=True)) == []
    desk.replace(*seen(3))
    assert [one.number for one in chosen(PrintWanted(delegations=("ken",), unprinted=True))] == [3]
    desk.give_place(replace(KAMAU, title="Dr."), *seen())
    assert [one.number for one in chosen(PrintWanted(delegations=("ken",), unprinted=True))] == [1, 3]


def test_one_that_was_replaced_while_its_sheet_was_made_is_not_printed(desk: BadgeDesk) -> None:
    wanted = chosen(PrintWanted(delegations=("ken",)))
    desk.replace(*seen())
    desk.printed(wanted)
    assert [one.number for one in chosen(PrintWanted(delegations=("ken",), unprinted=True))] == [1]


def test_the_shell_writes_the_same_sheets(tmp_path: Any) -> None:
    file = tmp_path / "badges.pdf"
    call_command("programme", "badges", "--pdf", str(file), "--delegation", "ken", "--labels", "label_62x100")
    assert file.read_bytes().startswith(b"%PDF")
    assert badge().printed_at is not None
    for wrong, told in (
        (["--width", "900"], "--width: from 30 to 300"),
        (["--columns", "3"], "--width: from 30 to 65"),
        (["--badge", "ken/9"], "ken/9"),
        (["--delegation", "mars"], "mars"),
    ):
        with pytest.raises(CommandError, match=told):
            call_command("programme", "badges", "--pdf", str(file), *wrong, stdout=StringIO())
