"""In whose name a delegation speaks: what is registered is known in every language, and its chair needs no proof."""

from typing import Any

import pytest
from msgspec.structs import replace

from live.room.authority import View
from live.room.commands import PublishProgramme, VerifyCapacity
from live.room.model.plan import Capacity, RegisteredGroup
from live.room.model.state import RoomState
from live.room.model.turns import FloorRequest
from live.room.refusals import Refused
from tests.given import (
    OPEN,
    REGIONAL_PROCESS,
    adds,
    after,
    asks,
    calls_next,
    calls_up,
    goes_to,
    of,
    opens_list,
    programme,
    secretariat,
    starts,
)
from tests.room.test_views import shown

GROUPS = (
    RegisteredGroup(
        {"en": "Colombo Process", "fr": "Processus de Colombo", "zh": "科伦坡进程"}, Capacity.REGIONAL_PROCESS, "nepal"
    ),
    RegisteredGroup({"en": "Group of 77 and China", "es": "Grupo de los 77 y China"}, Capacity.GROUP, "kenya"),
    RegisteredGroup({"en": "European Union", "ru": "Европейский союз"}),
)


def published() -> PublishProgramme:
    return replace(programme(), groups=GROUPS)


REGISTERED = after(OPEN, secretariat(published()))


def waits(state: RoomState) -> FloorRequest:
    (request,) = state.lists["panel"].waiting
    return request


@pytest.mark.parametrize("typed", ["Colombo Process", "colombo  process ", "PROCESSUS DE COLOMBO", "科伦坡进程"])
def test_a_registered_chair_is_known_however_the_process_is_written(typed: str) -> None:
    request = waits(after(REGISTERED, asks("nepal", REGIONAL_PROCESS, typed)))
    assert (request.on_behalf_of, request.verified) == ("Colombo Process", True)


@pytest.mark.parametrize(
    ("capacity", "name", "delegation", "verified"),
    [
        (Capacity.GROUP, "grupo de los 77 y china", "kenya", True),
        (Capacity.GROUP, "Group of 77 and China", "fiji", False),
        (Capacity.GROUP, "European Union", "fiji", False),
        (Capacity.GROUP, "Friends of the Sea", "kenya", False),
        # A process is no group: who chairs the one says nothing of the other.
        (Capacity.GROUP, "Colombo Process", "nepal", False),
        (Capacity.REGIONAL_PROCESS, "Group of 77 and China", "kenya", False),
    ],
)
def test_whoever_does_not_chair_what_they_name_waits_for_the_desk(
    capacity: Capacity, name: str, delegation: str, verified: bool
) -> None:
    assert waits(after(REGISTERED, asks(delegation, capacity, name))).verified is verified


def test_two_spellings_of_one_process_are_one_place() -> None:
    state = after(REGISTERED, asks("nepal", REGIONAL_PROCESS, "processus de colombo"))
    with pytest.raises(Refused, match="already_on_list"):
        after(state, asks("nepal", REGIONAL_PROCESS, "Colombo Process"))


def test_screens_name_what_is_spoken_for_in_every_language_it_is_registered_in() -> None:
    state = after(REGISTERED, asks("nepal", REGIONAL_PROCESS, "colombo process"), calls_next())
    for view in (View.HALL, View.PODIUM, View.PHONE, View.CONTROL, View.INTERPRETERS, View.OVERLAY):
        speaker = shown(view, state)["floor"]["speaker"]
        assert speaker["on_behalf_of_names"] == GROUPS[0].names, view


def test_a_claim_is_named_to_the_desk_alone_in_its_language_until_it_is_verified() -> None:
    state = after(REGISTERED, asks("fiji", Capacity.GROUP, "Европейский союз"))
    row = the_row(shown(View.CONTROL, state))
    assert (row["claims"], row["claims_names"]) == ("European Union", GROUPS[2].names)
    assert "European" not in str(shown(View.PHONE, state)["list"])
    verified = after(state, of("fiji", lambda request: VerifyCapacity(request, holds=True)))
    assert the_row(shown(View.CONTROL, verified))["speaker"]["on_behalf_of_names"] == GROUPS[2].names


def the_row(view: dict[str, Any]) -> dict[str, Any]:
    (row,) = view["list"]["waiting"].values()
    return dict(row)


def test_the_desk_writes_what_is_registered_as_it_is_registered() -> None:
    assert waits(after(REGISTERED, adds("fiji", Capacity.GROUP, "group of 77 AND china"))).on_behalf_of == (
        "Group of 77 and China"
    )
    called = after(REGISTERED, calls_up("fiji", capacity=REGIONAL_PROCESS, on_behalf_of="科伦坡进程"))
    assert called.floor is not None
    assert called.floor.on_behalf_of == "Colombo Process"


@pytest.mark.parametrize("view", [View.PHONE, View.CONTROL])
def test_phones_and_the_desk_are_given_what_to_choose_from(view: View) -> None:
    given = shown(view, REGISTERED)["groups"]
    assert [group["names"]["en"] for group in given] == [group.names["en"] for group in GROUPS] + ["Puebla Process"]
    assert given[0] == {"names": GROUPS[0].names, "capacity": "regional_process", "chair": "nepal"}


def test_a_programme_that_names_only_chairs_has_their_processes() -> None:
    state = after(OPEN, asks("nepal", REGIONAL_PROCESS, "colombo process"))
    assert (waits(state).on_behalf_of, waits(state).verified) == ("Colombo Process", True)
    assert [group["names"] for group in shown(View.PHONE, state)["groups"]] == [
        {"en": "Colombo Process"},
        {"en": "Puebla Process"},
    ]


def test_whoever_waits_keeps_the_name_when_the_registered_ones_change() -> None:
    state = after(REGISTERED, asks("nepal", REGIONAL_PROCESS, "colombo process"), secretariat(programme()))
    assert (waits(state).on_behalf_of, waits(state).verified) == ("Colombo Process", True)
    again = after(state, starts("lunch"), starts("panel"), goes_to("floor"), opens_list())
    assert again.lists["panel"].waiting
