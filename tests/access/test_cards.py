"""Cards of appointees: a link that works once, then a sign-in of 18 hours on that device; both can be taken back."""

import asyncio
import html
import json
import re
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.access.test_revocation import SIGN_IN, set_up_page
from tests.daphne import Answer, Daphne, Visitor, serving_well
from tests.set_up import OPERATOR, ORGANISER, PASSWORD, VISITOR

Json = dict[str, Any]
ROOM = "breakout-1"


@pytest.fixture(scope="module")
async def daphne(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    async with serving_well(tmp_path_factory.mktemp("cards")) as running:
        yield running


@pytest.fixture
async def desk(daphne: Daphne) -> AsyncIterator[Visitor]:
    """An operator of the secretariat, signed in."""
    async with daphne.visitor() as visitor:
        assert (await visitor.post("/api/sign-in", {"username": OPERATOR, "password": PASSWORD})).status == 200
        yield visitor


async def appointed(desk: Visitor, name: str, role: str = "moderator", room: str | None = ROOM) -> Json:
    answer = await desk.post("/api/appointees/", {"name": name, "role": role, "room": room})
    assert answer.status == 201, answer
    person: Json = answer.json
    return person


async def card_for(desk: Visitor, person: Json) -> Json:
    answer = await desk.post(f"/api/appointees/{person['id']}/card", {})
    assert answer.status == 201, answer
    made: Json = answer.json
    return made


async def shows(device: Visitor, code: str) -> Answer:
    return await device.post("/api/card", {"code": code})


async def test_a_card_signs_one_device_in_and_leads_to_the_page_of_the_duty(daphne: Daphne, desk: Visitor) -> None:
    person = await appointed(desk, "Ana Paula Ruiz")
    assert person["username"] == "Ana.Paula.Ruiz"
    card = await card_for(desk, person)
    assert card["made"]["link"] == f"{daphne.address}/card/#{card['made']['code']}"
    assert card["made"]["qr"].startswith("data:image/svg+xml")
    async with daphne.visitor() as tablet, daphne.visitor() as other:
        answer = await shows(tablet, card["made"]["code"])
        assert (answer.status, answer.json["role"], answer.json["home"]) == (200, "moderator", f"/moderator/{ROOM}/")
        assert (await tablet.get("/api/me")).json == answer.json
        async with daphne.screen(ROOM, "control", cookies=tablet.cookies()) as control:
            assert (await control.ask({"type": "open_list"}))["refused"] == "segment_not_running", "theirs to ask"
        again = await shows(other, card["made"]["code"])
        assert (again.status, again.json) == (403, {"refused": "card_refused"})
        assert (await other.get("/api/me")).json["role"] == "public"


async def test_a_card_may_be_typed_in_any_case_and_spacing(daphne: Daphne, desk: Visitor) -> None:
    made = (await card_for(desk, await appointed(desk, "Types it")))["made"]
    async with daphne.visitor() as tablet:
        assert (await shows(tablet, made["code"].lower().replace("-", "  "))).status == 200


async def test_to_look_at_the_link_uses_nothing_up(daphne: Daphne, desk: Visitor) -> None:
    made = (await card_for(desk, await appointed(desk, "Previewed")))["made"]
    async with daphne.visitor() as preview:
        for method in ("GET", "HEAD"):
            page = await preview.ask(method, "/card/")
            assert page.status == 200
            assert page.headers["Referrer-Policy"] == "same-origin"
        assert (await preview.get("/api/card")).status == 405
    async with daphne.visitor() as tablet:
        assert (await shows(tablet, made["code"])).status == 200


async def test_of_many_devices_that_show_one_card_at_once_one_comes_in(daphne: Daphne, desk: Visitor) -> None:
    made = (await card_for(desk, await appointed(desk, "Raced")))["made"]

    async def one() -> int:
        async with daphne.visitor() as device:
            return (await shows(device, made["code"])).status

    assert sorted(await asyncio.gather(*(one() for _ in range(8)))) == [200] + [403] * 7


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param("card.used_at = timezone.now()", id="used"),
        pytest.param("card.revoked_at = timezone.now()", id="revoked"),
        pytest.param("card.opens_until = timezone.now()", id="too old"),
        pytest.param("card.user.appointments.all().delete()", id="no duty any more"),
        pytest.param("card.user.is_active = False; card.user.save()", id="locked out"),
        pytest.param("card.user.is_staff = True; card.user.save()", id="of the secretariat now"),
        pytest.param("card.user.is_superuser = True; card.user.save()", id="an administrator now"),
        pytest.param("card.delete()", id="deleted"),
    ],
)
async def test_every_card_that_opens_nothing_is_answered_alike(daphne: Daphne, desk: Visitor, spoil: str) -> None:
    person = await appointed(desk, f"Spoilt {spoil}")
    made = (await card_for(desk, person))["made"]
    save = "" if "delete" in spoil else "card.save()\n"
    set_up_page(
        daphne,
        "from django.utils import timezone\nfrom live.access.models import Card\n"
        f"card = Card.objects.get(user={person['id']})\n{spoil}\n{save}",
    )
    async with daphne.visitor() as device:
        spoilt, wrong = await shows(device, made["code"]), await shows(device, "0000-0000-0000-0000-0000")
        none = await shows(device, "no code at all")
        assert {(answer.status, answer.text) for answer in (spoilt, wrong, none)} == {
            (403, '{"refused":"card_refused"}')
        }
        assert (await device.get("/api/me")).json["role"] == "public"


async def test_a_new_card_is_worth_more_than_the_one_before_which_was_not_used(daphne: Daphne, desk: Visitor) -> None:
    person = await appointed(desk, "Lost the first")
    first, second = await card_for(desk, person), await card_for(desk, person)
    assert [card["state"] for card in second["cards"]] == ["open"]
    async with daphne.visitor() as tablet:
        assert (await shows(tablet, first["made"]["code"])).status == 403
        assert (await shows(tablet, second["made"]["code"])).status == 200
        third = await card_for(desk, person)
        assert [card["state"] for card in third["cards"]] == ["in_use", "open"]
        assert (await tablet.get("/api/me")).json["role"] == "moderator", "who came in stays"


async def test_a_card_that_is_revoked_sends_its_device_away_and_no_other(daphne: Daphne, desk: Visitor) -> None:
    person = await appointed(desk, "Sent away")
    first = await card_for(desk, person)
    async with daphne.visitor() as tablet, daphne.visitor() as second:
        await shows(tablet, first["made"]["code"])
        await shows(second, (await card_for(desk, person))["made"]["code"])
        async with (
            daphne.screen(ROOM, "control", cookies=tablet.cookies()) as control,
            daphne.screen(ROOM, "control", cookies=second.cookies()) as stays,
        ):
            left = await desk.delete(f"/api/cards/{first['cards'][0]['id']}")
            assert [card["state"] for card in left.json["cards"]] == ["in_use"]
            assert await control.closed() == SIGN_IN
            assert (await stays.ask({"type": "open_list"}))["refused"] == "segment_not_running"
        assert (await tablet.get("/api/me")).json["role"] == "public"
        assert (await shows(tablet, first["made"]["code"])).status == 403


@pytest.mark.parametrize("left_to_go, role", [(60, "moderator"), (-1, "public")])
async def test_a_card_signs_in_for_18_hours(daphne: Daphne, desk: Visitor, left_to_go: int, role: str) -> None:
    person = await appointed(desk, f"Eighteen hours {left_to_go}")
    made = (await card_for(desk, person))["made"]
    async with daphne.visitor() as tablet:
        await shows(tablet, made["code"])
        cookie = re.search(r"session=.*", tablet.cookies())
        assert cookie is not None
        set_up_page(
            daphne,
            "from datetime import timedelta\nfrom django.utils import timezone\nfrom live.access.models import Card\n"
            f"at = timezone.now() - timedelta(hours=18) + timedelta(seconds={left_to_go})\n"
            f"Card.objects.filter(user={person['id']}).update(used_at=at)\n",
        )
        assert (await tablet.get("/api/me")).json["role"] == role


async def test_whoever_is_of_the_secretariat_later_comes_in_by_password_alone(daphne: Daphne, desk: Visitor) -> None:
    person = await appointed(desk, "Promoted")
    made = (await card_for(desk, person))["made"]
    async with daphne.visitor() as tablet:
        await shows(tablet, made["code"])
        set_up_page(
            daphne,
            "from django.contrib.auth import get_user_model\n"
            f"get_user_model().objects.filter(pk={person['id']}).update(is_staff=True, is_superuser=True)\n",
        )
        assert (await tablet.get("/api/me")).json["role"] == "public"
        assert (await tablet.get("/admin/")).status == 302


async def test_who_signs_out_is_out_and_the_desk_sees_it(daphne: Daphne, desk: Visitor) -> None:
    person = await appointed(desk, "Signs out")
    made = (await card_for(desk, person))["made"]
    async with daphne.visitor() as tablet:
        await shows(tablet, made["code"])
        await tablet.delete("/api/sign-in")
        assert (await tablet.get("/api/me")).json["role"] == "public"
    listed = (await desk.get("/api/appointees/")).json
    assert next(one for one in listed if one["id"] == person["id"])["cards"] == []


async def test_a_device_on_which_the_secretariat_was_signed_in_is_the_appointees_alone(
    daphne: Daphne, desk: Visitor
) -> None:
    made = (await card_for(desk, await appointed(desk, "Takes over")))["made"]
    async with daphne.visitor() as shared:
        await shared.post("/api/sign-in", {"username": ORGANISER, "password": PASSWORD})
        was = shared.cookies()
        await shows(shared, made["code"])
        assert (await shared.get("/api/me")).json["role"] == "moderator"
        assert await daphne.closes("/ws/overview/", cookies=was) == SIGN_IN


async def test_only_the_secretariat_makes_lists_and_revokes_cards(daphne: Daphne, desk: Visitor) -> None:
    person = await appointed(desk, "Asks for more", "presiding_officer", None)
    made = await card_for(desk, person)
    async with daphne.visitor() as presiding, daphne.visitor() as nobody:
        assert (await shows(presiding, made["made"]["code"])).json["home"] == "/control/"
        for visitor, status in ((presiding, 403), (nobody, 401)):
            duty = {"name": "Another", "role": "moderator"}
            card = made["cards"][0]["id"]
            answers = [
                await visitor.get("/api/appointees/"),
                await visitor.post("/api/appointees/", duty),
                await visitor.post(f"/api/appointees/{person['id']}/card", {}),
                await visitor.delete(f"/api/appointees/{person['id']}/duties/{person['duties'][0]['id']}"),
                await visitor.delete(f"/api/cards/{card}"),
            ]
            assert [(answer.status, answer.json["refused"]) for answer in answers] == [(status, "not_permitted")] * 5
    page = await desk.ask("POST", f"/api/appointees/{person['id']}/card", {})
    assert (page.status, page.json["refused"]) == (403, "forged"), "another site's page makes none"


@pytest.mark.parametrize(
    "duty, status, says",
    [
        ({"name": " ", "role": "moderator"}, 400, "$.name"),
        ({"name": "A", "role": "operator"}, 400, "$.role"),
        ({"name": "A", "role": "moderator", "room": "nowhere"}, 404, "unknown_room"),
        ({"person": 999_999, "role": "moderator"}, 404, "unknown_person"),
        ({"name": "A", "role": "moderator", "room": ROOM, "segment": "d2-action-group-1"}, 400, "rapporteur"),
        ({"name": "A\0", "role": "moderator"}, 400, "NUL"),
    ],
)
async def test_a_duty_that_cannot_be_is_refused_and_nobody_is_added(
    desk: Visitor, duty: Json, status: int, says: str
) -> None:
    before = (await desk.get("/api/appointees/")).json
    answer = await desk.post("/api/appointees/", duty)
    assert answer.status == status
    assert says in answer.text
    assert (await desk.get("/api/appointees/")).json == before


async def test_two_of_one_name_are_told_apart_and_names_of_every_script_are_taken(desk: Visitor) -> None:
    first, second = await appointed(desk, "José Álvarez"), await appointed(desk, "José Álvarez", "rapporteur")
    assert (first["username"], second["username"]) == ("José.Álvarez", "José.Álvarez-2")
    assert (await appointed(desk, "أمينة الخطيب"))["name"] == "أمينة الخطيب"
    assert (await appointed(desk, "!!!"))["username"] == "appointee"


async def test_somebody_may_have_several_duties_and_chooses_among_their_pages(daphne: Daphne, desk: Visitor) -> None:
    person = await appointed(desk, "Of many duties")
    more = {"person": person["id"], "role": "rapporteur", "room": "breakout-2", "segment": "d2-action-group-2"}
    assert (await desk.post("/api/appointees/", more)).status == 201
    made = await card_for(desk, person)
    async with daphne.visitor() as tablet:
        me = (await shows(tablet, made["made"]["code"])).json
        assert me["home"] == "/duties/"
        assert sorted(duty["room"] for duty in me["duties"]) == [ROOM, "breakout-2"]
        moderates = next(duty["id"] for duty in made["duties"] if duty["role"] == "moderator")
        await desk.delete(f"/api/appointees/{person['id']}/duties/{moderates}")
        assert (await tablet.get("/api/me")).json["home"] == "/rapporteur/breakout-2/"


async def test_everyone_who_signs_in_is_told_their_own_page(daphne: Daphne) -> None:
    async with daphne.visitor() as organiser, daphne.visitor() as visitor:
        body = {"username": ORGANISER, "password": PASSWORD}
        assert (await organiser.post("/api/sign-in", body)).json["home"] == "/control/"
        set_up_page(
            daphne,
            "from django.contrib.auth import get_user_model\n"
            f"visitor = get_user_model().objects.get(username={VISITOR!r})\n"
            f"visitor.appointments.create(role='interpreter', room_id={ROOM!r})\n",
        )
        body = {"username": VISITOR, "password": PASSWORD}
        assert (await visitor.post("/api/sign-in", body)).json["home"] == f"/interpreters/{ROOM}/"


async def test_what_was_done_with_cards_is_in_the_audit_trail_and_their_codes_nowhere(
    daphne: Daphne, desk: Visitor
) -> None:
    person = await appointed(desk, "On the trail")
    made = (await card_for(desk, person))["made"]
    async with daphne.visitor() as tablet:
        await shows(tablet, made["code"])
        await shows(tablet, made["code"])
    listed = (await desk.get("/api/appointees/")).json
    held = next(one for one in listed if one["id"] == person["id"])["cards"]
    assert (await desk.delete(f"/api/cards/{held[0]['id']}")).status == 200
    acts = [json.loads(line) for line in daphne.manage("audit", "--format", "json").splitlines()]
    mine = [(act["actor"], act["act"]) for act in acts]
    assert ("user:On.the.trail", "card") in mine
    assert ("", "card_refused") in mine
    added = [act["about"] for act in acts if act["act"] == "set_up_added" and act["actor"] == f"user:{OPERATOR}"]
    assert any(about.startswith("card On.the.trail") for about in added)
    assert any(about.startswith("appointment On.the.trail") for about in added)
    assert any(act["act"] == "set_up_changed" and act["about"].startswith("card") for act in acts)

    secrets = {made["code"], made["code"].replace("-", "")}
    kept = [daphne.log.read_bytes(), json.dumps(acts).encode(), *dumped(daphne)]
    for text in kept:
        assert not any(secret.encode() in text for secret in secrets)


def dumped(daphne: Daphne) -> list[bytes]:
    """Everything in the database, where it is a file; as text."""
    data = Path(daphne.environment["ROSTRUM_DATA"])
    found = [*data.glob("*.sqlite3"), *data.glob("*.sqlite")]
    if not daphne.environment["DATABASE_URL"]:
        assert found
    texts = []
    for file in found:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
            texts.append(html.unescape("\n".join(database.iterdump())).encode())
    return texts
