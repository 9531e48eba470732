"""Rights that are taken away close the sockets they opened, and a duty holds only where it was given."""

import sys
from collections.abc import AsyncIterator

import pytest

from tests import forked
from tests.daphne import Daphne, badge_code, serving_well
from tests.set_up import ORGANISER, PASSWORD, VISITOR

SIGN_IN, NOT_ALLOWED = 4001, 4003


@pytest.fixture(scope="module")
async def daphne(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Daphne]:
    """A server of our own: what is taken away here would be missed elsewhere."""
    async with serving_well(tmp_path_factory.mktemp("standing")) as running:
        yield running


def set_up_page(daphne: Daphne, change: str) -> None:
    """What the secretariat does in the set-up pages, in another process than the server's."""
    command = [sys.executable, "-m", "django", "shell", "-v", "0", "-c", change]
    forked.run(command, env=daphne.environment, check=True, capture_output=True, timeout=60)


def appoint(daphne: Daphne, role: str, room: str, segment: str = "") -> None:
    """Give the visitor this duty, and no other."""
    set_up_page(
        daphne,
        "from django.contrib.auth import get_user_model\n"
        f"user = get_user_model().objects.get(username={VISITOR!r})\n"
        "user.appointments.all().delete()\n"
        f"user.appointments.create(role={role!r}, room_id={room!r}, segment={segment!r})\n",
    )


async def signed_in(daphne: Daphne, name: str) -> str:
    """The cookies of somebody who signed in."""
    async with daphne.visitor() as visitor:
        answer = await visitor.post("/api/sign-in", {"username": name, "password": PASSWORD})
        assert answer.status == 200, answer
        return visitor.cookies()


async def test_case_46_a_revoked_badge_closes_the_phone_it_opened_and_no_other(daphne: Daphne) -> None:
    async with daphne.visitor() as phone, daphne.visitor() as other:
        await phone.post("/api/badge", {"code": badge_code("nor")})
        await other.post("/api/badge", {"code": badge_code("nor", 2)})
        async with (
            daphne.screen("plenary", "phone", cookies=phone.cookies()) as shown,
            daphne.screen("plenary", "phone", cookies=other.cookies()) as stays,
        ):
            set_up_page(
                daphne,
                "from live.programme.credentials import revoke_badge\n"
                "from live.programme.models import Badge\n"
                "revoke_badge(Badge.objects.get(delegation='nor', number=1))\n",
            )
            assert await shown.closed() == SIGN_IN
            answer = await stays.ask({"type": "request_floor"})
            assert answer["kind"] == "answer", "its socket is open and answers"


async def test_an_organiser_who_signs_out_leaves_no_control_page_behind(daphne: Daphne) -> None:
    async with daphne.visitor() as desk:
        await desk.post("/api/sign-in", {"username": ORGANISER, "password": PASSWORD})
        async with (
            daphne.screen("plenary", "control", cookies=desk.cookies()) as control,
            daphne.knock("/ws/overview/", cookies=desk.cookies()) as overview,
        ):
            await overview.next("view")
            await desk.delete("/api/sign-in")
            assert await control.closed() == SIGN_IN
            assert await overview.closed() == SIGN_IN


async def test_a_moderator_runs_their_own_room_until_the_duty_is_taken_away(daphne: Daphne) -> None:
    appoint(daphne, "moderator", "breakout-1")
    cookies = await signed_in(daphne, VISITOR)
    assert await daphne.closes("/ws/rooms/plenary/control/", cookies=cookies) == SIGN_IN
    assert await daphne.closes("/ws/overview/", cookies=cookies) == NOT_ALLOWED
    async with daphne.screen("breakout-1", "control", cookies=cookies) as control:
        answer = await control.ask({"type": "open_list"})
        assert answer["refused"] == "segment_not_running", "theirs to ask, though nothing runs yet"
        set_up_page(daphne, "from live.programme.models import Appointment\nAppointment.objects.all().delete()\n")
        assert await control.closed() == SIGN_IN


async def test_a_rapporteur_writes_on_their_own_segment_only(daphne: Daphne) -> None:
    rooms = await daphne.elsewhere()
    room = await rooms.room("breakout-1")
    mine, other, *_ = (segment.id for segment in room.state.rundown.segments)
    appoint(daphne, "rapporteur", "breakout-1", mine)
    cookies = await signed_in(daphne, VISITOR)
    async with daphne.screen("breakout-1", "rapporteur", cookies=cookies) as page:
        bullets = {"type": "save_bullets", "heading": "commitments", "bullets": ["Ratify by 2030"]}
        assert (await page.ask(bullets | {"segment": other}))["refused"] == "not_permitted"
        assert (await page.ask(bullets | {"segment": mine})).get("refused") != "not_permitted"
