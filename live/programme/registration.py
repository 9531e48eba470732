"""The list of delegations that comes with Rostrum, taken into the register again and again.

What was changed by hand stays, and differs from the list from then on. What was last taken from the list is kept beside
each delegation: where the register still agrees with that, it was the list that changed, and its change is taken.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from live.programme.models import Delegation
from live.programme.register import Registered
from live.room.model.plan import Value

FIELDS = ("category", "region", "subregion", "iso3")


class Difference(Value, frozen=True):
    """Something in the register that is not as in the list. Read aloud it is one sentence."""

    delegation: str
    field: str
    here: str
    listed: str

    def __str__(self) -> str:
        return (
            f"{self.delegation}: {self.field} is {self.here or 'empty'} here and {self.listed or 'empty'} in the list"
        )


class Registration(Value, frozen=True):
    """What came of it: who is new in the register, and what differed: it stays, unless overwriting was asked for."""

    added: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()


@transaction.atomic
def take_list(listed: Iterable[Registered], *, overwrite: bool = False) -> Registration:
    """Take these into the register; with `overwrite`, also what was changed by hand becomes as it is listed."""
    held = {delegation.slug: delegation for delegation in Delegation.objects.select_for_update()}
    differences: list[Difference] = []
    added: list[Delegation] = []
    changed: list[Delegation] = []
    for entry in listed:
        now = _listed(entry)
        if (delegation := held.get(entry.delegation.id)) is None:
            added.append(Delegation(slug=entry.delegation.id, registered=now, **now))
            continue
        before = [getattr(delegation, field) for field in (*now, "registered")]
        differences += _merge(delegation, now, overwrite)
        if before != [getattr(delegation, field) for field in (*now, "registered")]:
            changed.append(delegation)
    Delegation.objects.bulk_create(added)
    Delegation.objects.bulk_update(changed, ["names", *FIELDS, "aliases", "registered"], batch_size=100)
    return Registration(tuple(delegation.slug for delegation in added), tuple(differences))


def _listed(entry: Registered) -> dict[str, Any]:
    """What the list says of a delegation, as the register holds it."""
    return {
        "names": dict(entry.delegation.names),
        "category": str(entry.delegation.category),
        "region": entry.delegation.region or "",
        "subregion": entry.subregion or "",
        "iso3": entry.delegation.iso3 or "",
        "aliases": list(entry.aliases),
    }


def _merge(delegation: Delegation, listed: dict[str, Any], overwrite: bool) -> list[Difference]:
    """Make `delegation` as `listed`, but for what was changed by hand; what differs."""
    last: dict[str, Any] = delegation.registered or {}
    differences: list[Difference] = []

    def merged(field: str, here: str, was: str | None, now: str) -> str:
        if here == now:
            return now
        by_hand = here != was
        if by_hand:
            differences.append(Difference(delegation.slug, field, _quoted(here), _quoted(now)))
        return here if by_hand and not overwrite else now

    names, last_names = delegation.names, last.get("names")
    delegation.names = {
        language: name
        for language in dict.fromkeys((*listed["names"], *names))
        if (
            name := merged(
                f"names.{language}",
                names.get(language, ""),
                None if last_names is None else last_names.get(language, ""),
                listed["names"].get(language, ""),
            )
        )
    }
    for field in FIELDS:
        setattr(delegation, field, merged(field, getattr(delegation, field), last.get(field), listed[field]))
    aliases = _merged_aliases(delegation.aliases, last.get("aliases", []), listed["aliases"])
    if aliases != listed["aliases"]:
        more, fewer = _besides(aliases, listed["aliases"]), _besides(listed["aliases"], aliases)
        differences += [Difference(delegation.slug, "aliases", more, fewer)] if more or fewer else []
    delegation.aliases = listed["aliases"] if overwrite else aliases
    delegation.registered = listed
    return differences


def _merged_aliases(here: list[str], was: list[str], now: list[str]) -> list[str]:
    """`now`, without what was taken out by hand and with what was added."""
    return [alias for alias in now if alias in here or alias not in was] + [
        alias for alias in here if alias not in was and alias not in now
    ]


def _besides(these: Iterable[str], those: Iterable[str]) -> str:
    others = set(those)
    return ", ".join(_quoted(alias) for alias in these if alias not in others)


def _quoted(text: str) -> str:
    return repr(text) if text else ""
