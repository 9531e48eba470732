"""Badges on sheets of labels, in the shell: the options of `programme badges --pdf`."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from django.core.management.base import CommandError

from live.documents import bounded
from live.documents.labels import LIMITS, PAGES, PRESETS, faults
from live.programme.badges.acts import BadgeDesk
from live.programme.badges.printing import PrintWanted, chosen, sheets
from live.programme.models import Badge, Delegation
from live.programme.reading import LANGUAGES


def add_printing(parser: ArgumentParser) -> None:
    """The arguments of a command that prints badges."""
    parser.add_argument("--pdf", type=Path, metavar="FILE", help="write sheets of labels to this file instead of CSV")
    parser.add_argument("--delegation", action="append", default=[], metavar="ID", help="only badges of this one")
    parser.add_argument("--badge", action="append", default=[], metavar="ID/NUMBER", help="only this, such as ken/2")
    parser.add_argument("--unprinted", action="store_true", help="only those not printed yet")
    parser.add_argument("--named", action="store_true", help="only those with a name on them")
    parser.add_argument("--labels", choices=sorted(PRESETS), default="a4_2x4_90x60", help="the format of the sheets")
    parser.add_argument("--page", choices=[*PAGES, "label"], help="the page, where it is another than that format's")
    for field, (least, most) in LIMITS.items():
        kind = int if field in ("columns", "rows") else float
        described = f"from {least:g} to {most:g}" + ("" if kind is int else " mm")
        parser.add_argument(f"--{field.replace('_', '-')}", type=kind, help=described)
    parser.add_argument("--skip", type=int, help="so many labels of the first page are gone already")
    parser.add_argument(
        "--language", action="append", default=[], choices=LANGUAGES, help="the texts; up to three, English if none"
    )
    parser.add_argument(
        "--address", type=_address, help="the QR code opens the phones' page of this address; else it says the code"
    )
    parser.add_argument("--outlined", action="store_true", help="with a line around each, to cut along")


def print_badges(options: Mapping[str, Any]) -> None:
    """Write the sheets, and note that these badges are printed. Raises `CommandError`, `NotInstalled`."""
    wanted = _wanted(options)
    if found := faults(wanted.format):
        described = "; ".join(
            f"--{fault.field.replace('_', '-')}: from {fault.least:g} to {fault.most:g}" for fault in found
        )
        raise CommandError(f"no printer can print these labels: {described}")
    badges = chosen(wanted)
    if not badges:
        raise CommandError("no badge is as wanted; nothing was written")
    try:
        options["pdf"].write_bytes(bounded.badges(sheets(badges, wanted, options["address"] or "")))
    except bounded.DocumentFailed as failed:
        raise CommandError(str(failed)) from None
    except OSError as fault:
        raise CommandError(f"{options['pdf']} cannot be written: {fault.strerror}") from None
    BadgeDesk(None).printed(badges)


def _wanted(options: Mapping[str, Any]) -> PrintWanted:
    changed = {field: options[field] for field in ("page", *LIMITS, "skip") if options[field] is not None}
    if len(options["language"]) > 3:
        raise CommandError("a badge has up to three languages")
    known = set(Delegation.objects.filter(slug__in=options["delegation"]).values_list("slug", flat=True))
    if unknown := [one for one in options["delegation"] if one not in known]:
        raise CommandError(f"there is no delegation {unknown[0]!r}")
    return PrintWanted(
        delegations=tuple(options["delegation"]),
        badges=tuple(map(_badge, options["badge"])),
        unprinted=options["unprinted"],
        named=options["named"],
        format=msgspec.structs.replace(PRESETS[options["labels"]], **changed),
        languages=tuple(options["language"]) or ("en",),
        qr="address" if options["address"] else "code",
        outlined=options["outlined"],
    )


def _badge(written: str) -> int:
    delegation, _, number = written.partition("/")
    found = Badge.objects.filter(delegation=delegation, number=int(number) if number.isdecimal() else 0).first()
    if found is None:
        raise CommandError(f"there is no badge {written!r}; one is written ken/2")
    return found.pk


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise ArgumentTypeError(f"{text!r} is not an address such as https://rostrum.example.org")
    return f"{parts.scheme}://{parts.netloc}"
