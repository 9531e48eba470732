"""Who may be on a list: the delegations that come with Rostrum, and those that the secretariat has registered."""

import csv
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from live.programme import models
from live.programme.importing import spare
from live.programme.programme import fingerprint
from live.programme.reading import LANGUAGES
from live.room.model.conference import UNSAID, ConferenceSettings
from live.room.model.plan import CategoryId, Delegation, Names, Value

HERE = Path(__file__).parent
FILES = ("states.csv", "organisations.csv")
ALIASES = "aliases.csv"


class Registered(Value, frozen=True):
    """A delegation in the register, with what the rooms need not know: the subregion, which only statistics ask for,
    and the other names by which it is found.
    """

    delegation: Delegation
    subregion: str | None = None
    aliases: tuple[str, ...] = ()


class DelegationListed(Delegation, frozen=True):
    """A delegation as it is looked for: by its names, its code, or any of its `aliases`.

    Those are usual, former, formal, official and short names and acronyms, in any language. Several delegations may
    share one.
    """

    aliases: tuple[str, ...] = ()


class CategoryNamed(Value, frozen=True):
    """A category of delegations."""

    id: CategoryId
    names: Names


@cache
def builtin() -> tuple[Registered, ...]:
    """All States, and organisations that may well come. In the order of the files."""
    aliases = {row.pop("id"): tuple(_split(row)) for row in _rows(HERE / ALIASES)}
    return tuple(_registered(row, aliases.get(row["id"], ())) for name in FILES for row in _rows(HERE / name))


def _split(row: dict[str, str]) -> Iterator[str]:
    """Every name in the columns of `row`, where `|` separates them."""
    for names in row.values():
        yield from filter(None, names.split("|"))


@cache
def builtin_stamp() -> str:
    """Changes with the files."""
    return stamp_of(*(HERE / name for name in (*FILES, ALIASES)))


def listed_in(path: Path) -> tuple[Registered, ...]:
    """Those in one file like these."""
    return tuple(_registered(row, ()) for row in _rows(path))


def stamp_of(*paths: Path) -> str:
    """Changes with these files."""
    return fingerprint([path.read_bytes() for path in paths])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _registered(row: dict[str, str], aliases: tuple[str, ...]) -> Registered:
    delegation = Delegation(
        id=row["id"],
        names=spare({language: row[language] for language in LANGUAGES}),
        category=row["category"],
        region=row.get("region") or None,
        iso3=row.get("iso3") or None,
    )
    return Registered(delegation, row.get("subregion") or None, aliases)


def register(settings: ConferenceSettings = UNSAID) -> tuple[Delegation, ...]:
    """Every delegation that may be put on a list now, by category as `settings` have them and then by name."""
    return tuple(sorted((Delegation(*known) for known in _present()), key=_place(settings)))


def directory(settings: ConferenceSettings = UNSAID) -> tuple[DelegationListed, ...]:
    """The same delegations, as they are looked for."""
    listed = (
        DelegationListed(slug, names, category, region, iso3, tuple(aliases))
        for slug, names, category, region, iso3, aliases in _present("aliases")
    )
    return tuple(sorted(listed, key=_place(settings)))


def categories(settings: ConferenceSettings = UNSAID) -> tuple[CategoryNamed, ...]:
    """The categories of this conference, in their order by protocol."""
    return tuple(CategoryNamed(known.id, known.names) for known in settings.known_categories)


def _present(*more: str) -> Iterator[tuple[Any, ...]]:
    """The fields of each, as the room knows them, and what `more` of it is asked for.

    Every page of the desk asks for all of them, and models of them would take half as long again.
    """
    known = models.Delegation.objects.filter(withdrawn_at=None)
    for slug, names, category, region, iso3, *rest in known.values_list(
        "slug", "names", "category", "region", "iso3", *more
    ):
        yield slug, names, category, region or None, iso3 or None, *rest


def _place(settings: ConferenceSettings) -> Callable[[Delegation], tuple[int, str, str]]:
    """By what the register is ordered. A category that the conference does not know goes last."""
    classes = settings.classes
    return lambda known: (classes.get(known.category, len(classes)), sort_key(known), known.id)


def sort_key(delegation: Delegation) -> str:
    """English alphabetical order, as in the assembly: Côte d'Ivoire stands with the C's, Türkiye with the T's."""
    letters = unicodedata.normalize("NFD", delegation.names["en"].casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
