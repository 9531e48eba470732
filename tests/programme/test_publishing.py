"""Installing twice is as good as once, and the rooms are told what is in force."""

from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from live.programme import credentials
from live.programme.examples import install_builtin
from live.programme.models import Badge, Conference, Delegation, Room, ScreenView
from live.programme.publishing import (
    BUILTIN,
    Installed,
    NotInstalled,
    current_programme,
    install,
    issue_badges,
    programme_commands,
)
from live.room.authority import Actor, Role
from live.room.commands import PublishProgramme
from live.room.model.state import RoomState
from live.room.transitions import Entry, decide, evolve
from tests.programme.test_importing import WHOLE, written

pytestmark = pytest.mark.django_db


def rows() -> list[object]:
    return [list(model.objects.order_by("pk").values()) for model in (Conference, Room, Delegation, Badge)]


def test_all_is_set_up_the_first_time() -> None:
    installed = install_builtin()
    assert installed.changed
    assert installed.rooms == ("plenary", "breakout-1", "breakout-2", "breakout-3")
    assert installed.badges == 4 * installed.delegations == Badge.objects.count()


def test_the_second_time_nothing_changes_and_little_is_asked() -> None:
    first = install_builtin()
    before = rows()
    with CaptureQueriesContext(connection) as asked:
        second = install_builtin()
    assert second == msgspec.structs.replace(first, changed=False)
    assert rows() == before
    assert not [query for query in asked.captured_queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_another_first_day_moves_the_conference_and_keeps_the_badges() -> None:
    first, badges = install_builtin(), rows()[-1]
    moved = install_builtin(date(2026, 12, 7))
    assert (moved.changed, moved.version != first.version) == (True, True)
    assert rows()[-1] == badges
    assert Conference.objects.get().first_day == date(2026, 12, 7)


def test_what_the_secretariat_did_outlives_a_restart() -> None:
    install_builtin()
    Room.objects.filter(slug="breakout-1").update(names={"en": "Salón Vallarta"})
    credentials.replace_badge(Badge.objects.get(delegation="ken", number=1))
    credentials.revoke_badge(Badge.objects.get(delegation="fji", number=2))
    before = rows()[1:]
    install_builtin(date(2026, 12, 7))
    assert rows()[1:] == before


def test_another_secret_key_makes_the_stored_hashes_anew() -> None:
    install_builtin()
    badge = Badge.objects.get(delegation="ken", number=1)
    with override_settings(SECRET_KEY="another secret key, with which every code is another"):
        assert credentials.find_badge(credentials.badge_code(badge)) is None
        assert install_builtin().changed
        assert credentials.find_badge(credentials.badge_code(badge)) == badge


def test_a_late_registration_is_told_to_the_rooms() -> None:
    install_builtin()
    before = programme_commands()["plenary"]
    Delegation.objects.create(slug="late", names={"en": "Late"}, category="ngo")
    issue_badges(["late"])
    now = programme_commands()["plenary"]
    assert {known.id for known in now.register} - {known.id for known in before.register} == {"late"}
    assert now.version != before.version
    assert Badge.objects.filter(delegation="late").count() == 4


def test_a_label_changed_late_is_told_to_the_room() -> None:
    install_builtin()
    before = programme_commands()["breakout-1"]
    Room.objects.filter(slug="breakout-1").update(names={"en": "Salón Vallarta"})
    now = programme_commands()["breakout-1"]
    assert (now.profile.id, now.profile.names) == ("breakout-1", {"en": "Salón Vallarta"})
    assert now.version != before.version


def test_commands_are_the_same_while_nothing_changes() -> None:
    install_builtin()
    assert programme_commands() == programme_commands()
    assert len({command.version for command in programme_commands().values()}) == 1


def test_every_room_takes_what_it_is_told() -> None:
    install_builtin()
    at = datetime(2017, 12, 4, tzinfo=UTC)
    publisher = Actor(id="programme", role=Role.OPERATOR)
    for room, command in programme_commands().items():
        wired = msgspec.json.decode(msgspec.json.encode(command), type=PublishProgramme)
        events = decide(RoomState(), wired, publisher, at)
        state = evolve(
            RoomState(), Entry(position=1, at=at, actor=publisher.id, role=publisher.role, command="c1", events=events)
        )
        assert state.profile is not None
        assert (state.profile.id, state.version, len(state.register)) == (room, command.version, len(command.register))


def test_nothing_is_published_before_anything_was_installed() -> None:
    with pytest.raises(NotInstalled):
        programme_commands()


def test_another_conference_takes_the_place_of_the_first(tmp_path: Path) -> None:
    install_builtin()
    installed = install(written(tmp_path, WHOLE))
    assert (installed.conference, list(programme_commands())) == ("small", ["hall"])
    back: Installed = install_builtin()
    assert (back.conference, current_programme().id) == ("puerto-vallarta", "puerto-vallarta")


def register_one(slug: str) -> Delegation:
    return Delegation.objects.create(slug=slug, names={"en": slug.title()}, category="ngo")


def command(*arguments: str) -> str:
    told = StringIO()
    call_command("programme", *arguments, stdout=told)
    return told.getvalue()


def test_the_command_checks_imports_and_shows() -> None:
    assert "nothing is planned from 2017-12-05 15:00" in command("check", str(BUILTIN))
    assert not Conference.objects.exists()
    assert "51 notes" in command("import", str(BUILTIN), "--first-day", "2026-12-07")
    shown = command("show")
    assert "Monday 07 December 2026" in shown
    assert "Enrique Peña" in shown


def test_the_command_names_every_fault_and_imports_nothing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"(?s)nothing was imported:.*ends: 10:00 is when it starts"):
        command("import", str(written(tmp_path, WHOLE.replace('"11:00"', '"10:00"'))))
    assert not Conference.objects.exists()


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("desk", password="a long enough password"))
    return client


def test_the_secretariat_replaces_a_code_on_its_pages_and_sees_it_once(desk: Client) -> None:
    install_builtin()
    badge = Badge.objects.get(delegation="ken", number=1)
    chosen = {"action": "replace_code", "_selected_action": [str(badge.pk)]}
    page = desk.post("/admin/programme/badge/", chosen, follow=True).content.decode()
    badge.refresh_from_db()
    assert (badge.generation, credentials.badge_code(badge) in page) == (2, True)
    assert credentials.badge_code(badge) not in desk.get("/admin/programme/badge/").content.decode()


def test_a_delegation_registered_on_the_pages_has_its_badges_at_once(desk: Client) -> None:
    typed = {"slug": "late", "names": '{"en": "Late"}', "category": "ngo"}
    none_yet = {"badges-TOTAL_FORMS": "0", "badges-INITIAL_FORMS": "0"}
    desk.post("/admin/programme/delegation/add/", typed | none_yet)
    assert Badge.objects.filter(delegation="late").count() == 4


@pytest.mark.parametrize(
    "names",
    ['{"fr": "Retard"}', '{"en": ""}', '{"en": "Late", "de": "Spät"}', '"Late"', "[]", '{"en": "\\u2800"}'],
)
def test_names_without_english_are_not_taken_for_every_language_falls_back_to_it(desk: Client, names: str) -> None:
    typed = {"slug": "late", "names": names, "category": "ngo"}
    none_yet = {"badges-TOTAL_FORMS": "0", "badges-INITIAL_FORMS": "0"}
    desk.post("/admin/programme/delegation/add/", typed | none_yet)
    assert not Delegation.objects.exists()


def test_a_screen_is_paired_and_not_added_on_the_pages(desk: Client) -> None:
    Room.objects.create(slug="plenary", names={"en": "Plenary"})
    typed = {"name": "Wall", "view": "hall", "room": "plenary"}
    assert desk.post("/admin/programme/screen/add/", typed).status_code == 403
    screen = credentials.pair_screen("ABCD-EFGH", "Wall", ScreenView.HALL, Room.objects.get())
    page = desk.get(f"/admin/programme/screen/{screen.pk}/change/").content.decode()
    assert "Wall" in page
    assert screen.code_hash not in page
