"""The list that comes with Rostrum is taken again and again, and what was changed by hand stays."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from live.programme import publishing
from live.programme.examples import install_builtin
from live.programme.models import Badge, Delegation, Room, check_aliases
from live.programme.publishing import install, programme_commands, register_builtin
from live.programme.register import Registered, builtin, directory, register
from live.room.model.plan import Category
from live.room.model.plan import Delegation as Planned
from tests.programme.test_importing import WHOLE, written
from tests.programme.test_publishing import command, desk

pytestmark = pytest.mark.django_db
__all__ = ["desk"]


def named(**names: str) -> None:
    """Somebody of the secretariat gives Kenya these names."""
    kenya = Delegation.objects.get(slug="ken")
    kenya.names |= names
    kenya.save()


def listed(monkeypatch: pytest.MonkeyPatch, names: dict[str, str], *aliases: str, region: str = "Africa") -> None:
    """The list says this of Kenya, and knows of nobody else."""
    kenya = Planned(id="ken", names=names, category=Category.MEMBER_STATE, region=region, iso3="KEN")
    monkeypatch.setattr(publishing, "builtin", lambda: (Registered(kenya, "Eastern Africa", aliases),))


def kenya() -> Delegation:
    return Delegation.objects.get(slug="ken")


def test_what_was_changed_by_hand_stays_and_is_listed() -> None:
    register_builtin()
    named(en="Kenya (host)")
    told = command("register")
    assert kenya().names["en"] == "Kenya (host)"
    assert "kept: ken: names.en is 'Kenya (host)' here and 'Kenya' in the list\n" in told
    assert "--overwrite takes what is listed" in told
    assert "ken: names.en" in command("register")  # And again, as long as it differs.


def test_it_can_be_overwritten_and_that_is_listed_too() -> None:
    register_builtin()
    named(en="Kenya (host)")
    Delegation.objects.filter(slug="ken").update(region="", category="ngo", iso3="XYZ", subregion="here")
    told = command("register", "--overwrite")
    assert told.count("overwritten: ken: ") == 5
    assert (kenya().names["en"], kenya().region, kenya().category) == ("Kenya", "Africa", "member_state")
    assert "ken" not in command("register")


def test_what_changed_in_the_list_is_taken_where_nobody_touched_it(monkeypatch: pytest.MonkeyPatch) -> None:
    listed(monkeypatch, {"en": "Kenya", "fr": "Le Kenya", "ru": "Кения"}, "KE")
    register_builtin()
    named(ru="Республика Кения")
    listed(monkeypatch, {"en": "Kenia", "ru": "Кенiя", "zh": "肯尼亚"}, "KE", region="Afrique")
    (difference,) = register_builtin().differences
    assert kenya().names == {"en": "Kenia", "ru": "Республика Кения", "zh": "肯尼亚"}
    assert kenya().region == "Afrique"
    assert str(difference) == "ken: names.ru is 'Республика Кения' here and 'Кенiя' in the list"


def test_a_name_taken_out_by_hand_does_not_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    listed(monkeypatch, {"en": "Kenya", "fr": "Le Kenya"})
    register_builtin()
    Delegation.objects.filter(slug="ken").update(names={"en": "Kenya"})
    (difference,) = register_builtin().differences
    assert (kenya().names, str(difference)) == (
        {"en": "Kenya"},
        "ken: names.fr is empty here and 'Le Kenya' in the list",
    )


def test_other_names_added_and_taken_out_by_hand_stay_so(monkeypatch: pytest.MonkeyPatch) -> None:
    listed(monkeypatch, {"en": "Kenya"}, "KE", "British East Africa")
    register_builtin()
    Delegation.objects.filter(slug="ken").update(aliases=["KE", "Hosts"])
    listed(monkeypatch, {"en": "Kenya"}, "KE", "British East Africa", "Republic of Kenya")
    (difference,) = register_builtin().differences
    assert kenya().aliases == ["KE", "Republic of Kenya", "Hosts"]
    assert str(difference) == "ken: aliases is 'Hosts' here and 'British East Africa' in the list"
    register_builtin(overwrite=True)
    assert kenya().aliases == ["KE", "British East Africa", "Republic of Kenya"]


def test_of_a_register_that_an_earlier_release_made_everything_is_taken_to_be_meant() -> None:
    register_builtin()
    Delegation.objects.update(registered=None, aliases=[])
    named(en="Kenya (host)")
    (difference,) = register_builtin().differences
    assert (difference.delegation, kenya().names["en"], "KE" in kenya().aliases) == ("ken", "Kenya (host)", True)


def test_who_was_withdrawn_and_whose_badge_was_changed_stay_so() -> None:
    register_builtin()
    Delegation.objects.filter(slug="usa").update(withdrawn_at="2017-12-03T03:00Z")
    Badge.objects.filter(delegation="ken", number=1).update(is_head=False, holder="Somebody")
    Badge.objects.filter(delegation="ken", number=2).update(is_head=True)
    before = list(Badge.objects.order_by("pk").values())
    register_builtin(overwrite=True)
    assert list(Badge.objects.order_by("pk").values()) == before
    assert "usa" not in {known.id for known in register()}


def test_the_demo_started_again_takes_nothing_back() -> None:
    install_builtin()
    named(en="Kenya (host)")
    Delegation.objects.get(slug="fji").delete()  # The stamp of the register is of the list, which is as it was.
    install_builtin()
    assert kenya().names["en"] == "Kenya (host)"


def test_who_is_put_back_in_the_register_is_named() -> None:
    register_builtin()
    Delegation.objects.get(slug="fji").delete()
    assert "added: fji\n" in command("register")


def test_a_label_and_an_order_changed_by_hand_stay_though_the_programme_changes(tmp_path: Path) -> None:
    two = WHOLE.replace("[offices.chair]", '[[rooms]]\nid = "annex"\nnames = { en = "Annex" }\n\n[offices.chair]')
    install(written(tmp_path, two))
    Room.objects.filter(slug="hall").update(names={"en": "Salón"}, order=5)
    changed = two.replace('{ en = "Hall" }', '{ en = "Great hall" }').replace('"Annex"', '"New annex"')
    installed = install(written(tmp_path, changed))
    assert {room.slug: room.names for room in Room.objects.all()} == {
        "hall": {"en": "Salón"},
        "annex": {"en": "New annex"},
    }
    assert list(programme_commands()) == ["annex", "hall"]
    assert installed.differences == (
        "hall: names.en is 'Salón' here and 'Great hall' in the programme",
        "hall is room 6 here and room 1 in the programme",
    )
    assert "kept: hall: names.en" in command("import", str(tmp_path / "programme.toml"))
    assert "overwritten: hall: names.en is 'Salón' here" in command(
        "import", str(tmp_path / "programme.toml"), "--overwrite"
    )
    assert Room.objects.get(slug="hall").names == {"en": "Great hall"}
    assert list(programme_commands()) == ["hall", "annex"]


def test_the_directory_holds_other_names_and_the_rooms_do_not() -> None:
    register_builtin()
    here = {known.id: known for known in directory()}
    assert [known.id for known in directory()] == [known.id for known in register()]
    assert {"UK", "Britain", "Великобритания", "英国"} <= set(here["gbr"].aliases)
    assert not hasattr(register()[0], "aliases")


def test_everyone_in_the_list_has_other_names_and_nobody_has_one_twice() -> None:
    for known in builtin():
        assert known.aliases, known.delegation.id
        assert len(set(known.aliases)) == len(known.aliases)
        assert not set(known.aliases) & set(known.delegation.names.values())
        check_aliases(list(known.aliases))


@pytest.mark.parametrize(
    "aliases", ["UK", [1], [""], [" "], ["a\nb"], ["\u202ea"], ["a" * 121], ["a"] * 101, {"a": "b"}]
)
def test_other_names_are_a_list_of_texts(aliases: object) -> None:
    with pytest.raises(ValidationError):
        check_aliases(aliases)


def test_the_secretariat_adds_another_name_on_its_pages(desk: Client) -> None:
    typed = {"slug": "late", "names": '{"en": "Late"}', "category": "ngo", "aliases": '["LTE", "Latecomers"]'}
    none_yet = {"badges-TOTAL_FORMS": "0", "badges-INITIAL_FORMS": "0"}
    desk.post("/admin/programme/delegation/add/", typed | none_yet)
    assert [known.aliases for known in directory()] == [("LTE", "Latecomers")]
