"""Who may be on a list: the delegations that come with Rostrum, and those that the secretariat has registered."""

import csv
import unicodedata
from functools import cache
from pathlib import Path

from live.programme import models
from live.programme.importing import fingerprint, spare
from live.programme.reading import LANGUAGES
from live.room.plan import Category, Delegation, Value

HERE = Path(__file__).parent
FILES = ("states.csv", "organisations.csv")
CALLED_IN = list(Category)
"""The order of categories in the register: States, observers, organisations, everyone else."""


class Registered(Value, frozen=True):
    """A delegation in the register, with the subregion that only statistics ask for."""

    delegation: Delegation
    subregion: str | None = None


@cache
def builtin() -> tuple[Registered, ...]:
    """All States, and organisations that may well come. In the order of the files."""
    return tuple(_registered(row) for name in FILES for row in _rows(HERE / name))


@cache
def builtin_stamp() -> str:
    """Changes with the files."""
    return fingerprint([(HERE / name).read_bytes() for name in FILES])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _registered(row: dict[str, str]) -> Registered:
    delegation = Delegation(
        id=row["id"],
        names=spare({language: row[language] for language in LANGUAGES}),
        category=Category(row["category"]),
        region=row.get("region") or None,
        iso3=row.get("iso3") or None,
    )
    return Registered(delegation, row.get("subregion") or None)


def register() -> tuple[Delegation, ...]:
    """Every delegation that may be put on a list now, by category and then by English name."""
    present = [known.to_core() for known in models.Delegation.objects.filter(withdrawn_at=None)]
    return tuple(sorted(present, key=lambda known: (CALLED_IN.index(known.category), sort_key(known), known.id)))


def sort_key(delegation: Delegation) -> str:
    """English alphabetical order, as in the assembly: Côte d'Ivoire stands with the C's, Türkiye with the T's."""
    letters = unicodedata.normalize("NFD", delegation.names["en"].casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
