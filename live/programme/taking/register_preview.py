"""A register as it is shown before it is taken in: rows with states, five sums, faults with what may be chosen."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from live.programme.imports.faults import Code, Remark
from live.programme.imports.registers.delegations import Directory
from live.programme.imports.remarks import row_key
from live.programme.imports.values import Known
from live.programme.taking.preview import MOST_REMARKS, MOST_ROWS, shown_place, shown_remark
from live.programme.taking.register import RegisterDraft, Row

CHOSEN = (Code.DELEGATION_AMBIGUOUS, Code.DELEGATION_UNKNOWN)


def preview(draft: RegisterDraft, known: Sequence[Known]) -> dict[str, Any]:
    """`draft`, for a page; `known` are the delegations that may be meant."""
    directory = Directory(known)
    delegations = {row_key(row.place): row.person.delegation for row in draft.rows}
    return {
        "format": draft.format,
        "sums": {state.value: count for state, count in draft.sums.items()},
        "rows": [_row(row) for row in draft.rows[:MOST_ROWS]],
        "more_rows": max(0, len(draft.rows) - MOST_ROWS),
        "errors": [_error(error, directory, delegations) for error in draft.errors[:MOST_REMARKS]],
        "more_errors": max(0, len(draft.errors) - MOST_REMARKS),
        "notes": [shown_remark(note) for note in draft.notes[:MOST_REMARKS]],
        "gone": [msgspec.to_builtins(person) for person in draft.gone],
        "heads": [msgspec.to_builtins(one) for one in draft.heads],
        "taken": len(draft.stored),
        "removed": len(draft.removed),
        "over": [msgspec.to_builtins(one) for one in draft.over],
        "changes": draft.changes,
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "state": row.state.value,
        "key": row_key(row.place),
        "place": shown_place(row.place),
        "person": msgspec.to_builtins(row.person),
        "name": row.person.name,
        "said": row.said,
        "fields": list(row.fields),
    }


def _error(error: Remark, directory: Directory, delegations: Mapping[str, str]) -> dict[str, Any]:
    key = row_key(error.place)
    shown = shown_remark(error) | {"key": key, "delegation": delegations.get(key, ""), "offered": []}
    if error.code not in CHOSEN:
        return shown
    said = error.values.get("value", "")
    offered = directory.find(said).delegations or directory.like(said)
    return shown | {"offered": [one.id for one in offered]}
