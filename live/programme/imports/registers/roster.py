"""Which State sits in which committee, by ISO codes, as model United Nations keep it."""

from typing import Any

from live.programme.imports.faults import Code, Place
from live.programme.imports.registers.builder import RegisterBuilder
from live.programme.imports.shapes import tables, text
from live.programme.imports.sources import Source
from live.programme.imports.values import Register, Setting

NAME = "roster"
CODES = ("alpha3Code", "alpha2Code", "alpha3", "alpha2", "iso3", "iso2", "code", "countryCode", "country_code")


def recognises(source: Source) -> bool:
    rows = tables(source.json) if isinstance(source.json, list) else []
    return bool(rows) and all(_code_field(row) for row in rows) and any(_committees(row) for row in rows)


def _code_field(row: dict[str, Any]) -> str:
    return next((field for field in CODES if isinstance(row.get(field), str)), "")


def _committees(row: dict[str, Any]) -> list[str]:
    return [name for name, seat in row.items() if isinstance(seat, bool)]


def read(source: Source, setting: Setting) -> Register:
    """The delegations by their codes; the name in the file is not taken, the register has it in six languages."""
    builder = RegisterBuilder(NAME, source.name, setting)
    seen: set[str] = set()
    for number, row in enumerate(tables(source.json)):
        field = _code_field(row)
        place = Place(source.name, path=f"[{number}].{field}")
        known = builder.directory.by_code(row[field])
        if known is None:
            builder.error(place, Code.NO_STATE, value=text(row[field]))
            continue
        if known.id in seen:
            builder.note(place, Code.REPEATED, other=known.names["en"])
            continue
        seen.add(known.id)
        seats = tuple(name for name in _committees(row) if row[name] is True)
        builder.take(known, place, seats)
        if not seats:
            builder.note(place, Code.NO_SEATS, name=known.names["en"])
    return builder.register(check_limits=False)
