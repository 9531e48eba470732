"""Badges on paper: which ones, and what stands on them.

A code is made from the secret key and kept nowhere: a sheet that is printed twice has the same codes. Whoever has the
sheet has the codes, so that a sheet that is lost is made worthless by replacing its badges.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

import msgspec
from django.db.models import QuerySet

from live.documents.badges import Label, Sheets
from live.documents.labels import LabelFormat
from live.documents.words import words_of
from live.programme.credentials import badge_code
from live.programme.models import Badge, Conference
from live.programme.publishing import NotInstalled, current_settings
from live.room.model.conference import ConferenceSettings

MOST_PRINTED = 2000
"""At once: a sheet of more takes longer than anybody waits."""
PHONE = "/phone/"


class PrintWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which badges are wanted on paper, and how: all that are valid, or those alone of these `delegations`, with these
    numbers (`badges`), not printed yet, with a name on them.

    Texts stand in every one of `languages`. `qr` is whether the QR code says the address of the phones' page with the
    code, or the code alone.
    """

    delegations: Annotated[tuple[str, ...], msgspec.Meta(max_length=1000)] = ()
    badges: Annotated[tuple[int, ...], msgspec.Meta(max_length=MOST_PRINTED)] = ()
    unprinted: bool = False
    named: bool = False
    format: LabelFormat = LabelFormat()
    languages: Annotated[
        tuple[Literal["en", "fr", "es", "ru", "zh", "ar"], ...], msgspec.Meta(min_length=1, max_length=3)
    ] = ("en",)
    qr: Literal["address", "code"] = "address"
    outlined: bool = False


def chosen(wanted: PrintWanted) -> list[Badge]:
    """The badges that are wanted, as the sheets have them: by category, then by the name of the delegation."""
    found = _valid().exclude(holder="") if wanted.named else _valid()
    if wanted.delegations:
        found = found.filter(delegation__in=wanted.delegations)
    if wanted.badges:
        found = found.filter(pk__in=wanted.badges)
    if wanted.unprinted:
        found = found.filter(printed_at=None)
    language, classes = wanted.languages[0], current_settings().classes

    def place(badge: Badge) -> tuple[int, str, int]:
        turn = classes.get(badge.delegation.category, len(classes))
        return turn, _named(badge.delegation.names, language), badge.number

    return sorted(found, key=place)


def sheets(badges: Sequence[Badge], wanted: PrintWanted, origin: str) -> Sheets:
    """Sheets of these badges. `origin` is the address of this server, as phones have it. Raises `NotInstalled`."""
    conference = Conference.objects.filter(is_current=True).first()
    if conference is None:
        raise NotInstalled
    title, settings = _named(conference.names, wanted.languages[0]), current_settings()
    return Sheets(
        title=title,
        language=wanted.languages[0],
        format=wanted.format,
        labels=tuple(_label(badge, wanted, origin, title, settings) for badge in badges),
        outlined=wanted.outlined,
    )


def _valid() -> QuerySet[Badge]:
    return Badge.objects.filter(revoked_at=None, delegation__withdrawn_at=None).select_related("delegation")


def _label(badge: Badge, wanted: PrintWanted, origin: str, conference: str, settings: ConferenceSettings) -> Label:
    code = badge_code(badge)
    names = badge.delegation.names
    delegations = tuple(dict.fromkeys(_named(names, language) for language in wanted.languages))
    return Label(
        conference=conference,
        name=badge.holder or delegations[0],
        delegations=delegations if badge.holder else (*delegations[1:], f"{badge.number}"),
        roles=tuple(dict.fromkeys(_role(badge, language, settings) for language in wanted.languages)),
        code=code,
        qr=f"{origin}{PHONE}#badge={code}" if wanted.qr == "address" else code,
    )


def _role(badge: Badge, language: str, settings: ConferenceSettings) -> str:
    words = words_of(language).of(settings)
    role = words.phrases["badge_head" if badge.is_head else "badge_member"]
    return " · ".join(filter(None, (role, words.category(badge.delegation.category))))


def _named(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or names["en"]
