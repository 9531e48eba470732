"""What is changed by hand is kept: with who did it, and through another start."""

import pytest
from django.contrib.auth.models import User

from live.programme.desk import edits
from live.programme.desk.parts import InvalidChange, PartKind, Parts, seen
from live.programme.examples import install_builtin
from live.programme.publishing import current_programme
from live.web.management.commands.demo import Command

pytestmark = pytest.mark.django_db
GROUP = "d2-action-group-2"


def parts() -> Parts:
    return Parts(current_programme())


def test_taken_apart_and_put_together_a_programme_is_the_same() -> None:
    install_builtin()
    whole = current_programme()
    again = Parts(whole).programme()
    assert again.rooms == whole.rooms
    assert (again.groups, again.process_chairs, again.names) == (whole.groups, whole.process_chairs, whole.names)
    assert again.version == Parts(again).programme().version


def test_what_changes_nothing_is_not_written_and_what_is_faulty_leaves_all_as_it_was() -> None:
    install_builtin()
    user, before = User.objects.create(username="ada"), current_programme()
    held = parts().get(PartKind.SEGMENT, GROUP)
    assert held is not None
    edits.change(PartKind.SEGMENT, GROUP, seen(held), dict(held), user)
    assert list(edits.latest(parts())) == []
    with pytest.raises(InvalidChange) as faulty:
        edits.change(PartKind.SEGMENT, GROUP, seen(held), held | {"room": "nowhere"}, user)
    assert (GROUP, "room") in [(fault.key, fault.field) for fault in faulty.value.faults]
    with pytest.raises(edits.Meanwhile):
        edits.change(PartKind.SEGMENT, GROUP, "as it never was", held, user)
    assert current_programme() == before


def test_a_demonstration_that_is_started_again_keeps_what_was_changed_by_hand(
    capsys: pytest.CaptureFixture[str],
) -> None:
    install_builtin()
    assert not edits.is_made_by_hand()
    held = parts().get(PartKind.SEGMENT, GROUP)
    assert held is not None
    edits.change(PartKind.SEGMENT, GROUP, seen(held), held | {"starts": "10:50"}, User.objects.create(username="ada"))
    command = Command()
    command.set_up_programme(None)
    assert (parts().get(PartKind.SEGMENT, GROUP) or {})["starts"] == "10:50"
    assert "stays as it is" in capsys.readouterr().err
