"""A register as it is shown before it is taken in: rows with states, five sums, faults with what may be chosen."""

from collections.abc import Iterator, Mapping, Sequence

from live.programme.imports.faults import Code, Remark
from live.programme.imports.registers.delegations import Directory
from live.programme.imports.remarks import row_key
from live.programme.imports.values import Known, RowState
from live.programme.taking.preview import (
    MOST_REMARKS,
    MOST_ROWS,
    FilePlace,
    RemarkShown,
    RowSums,
    shown_place,
    shown_remark,
    shown_sums,
)
from live.programme.taking.register import HeadQuestion, OverLimit, RegisterDraft, Registrant, Row
from live.room.model.plan import Value

CHOSEN = (Code.DELEGATION_AMBIGUOUS, Code.DELEGATION_UNKNOWN)


class RegisterRow(Value, frozen=True):
    """A row of the file, and what becomes of it: `name` is whose it is, `said` the delegation as the file has it,
    `fields` what changes. Faults name the row by its `key`.
    """

    state: RowState
    key: str
    place: FilePlace
    person: Registrant
    name: str
    said: str
    fields: tuple[str, ...]


class RegisterFault(RemarkShown, frozen=True):
    """A fault in the row `key`; where its delegation is not known, those that are `offered` may be meant."""

    key: str
    delegation: str
    offered: tuple[str, ...]


class RegisterRead(Value, frozen=True):
    """What files of a register hold and what would become of it, if it is still that of the version `base`.

    `gone` are not in the files and stay; of `heads` it is not known who heads their delegation. So many people would be
    `taken` in and `removed`.
    """

    base: str
    format: str
    sums: RowSums
    rows: tuple[RegisterRow, ...]
    more_rows: int
    errors: tuple[RegisterFault, ...]
    more_errors: int
    notes: tuple[RemarkShown, ...]
    gone: tuple[Registrant, ...]
    heads: tuple[HeadQuestion, ...]
    taken: int
    removed: int
    over: tuple[OverLimit, ...]
    changes: bool


def preview(draft: RegisterDraft, known: Sequence[Known], base: str) -> RegisterRead:
    """`draft`, for a page; `known` are the delegations that may be meant."""
    directory = Directory(known)
    delegations = {row_key(row.place): row.person.delegation for row in draft.rows}
    return RegisterRead(
        base=base,
        format=draft.format,
        sums=shown_sums(draft.sums),
        rows=tuple(map(_row, draft.rows[:MOST_ROWS])),
        more_rows=max(0, len(draft.rows) - MOST_ROWS),
        errors=tuple(_error(error, directory, delegations) for error in draft.errors[:MOST_REMARKS]),
        more_errors=max(0, len(draft.errors) - MOST_REMARKS),
        notes=tuple(map(shown_remark, draft.notes[:MOST_REMARKS])),
        gone=draft.gone,
        heads=draft.heads,
        taken=len(draft.stored),
        removed=len(draft.removed),
        over=draft.over,
        changes=draft.changes,
    )


def _row(row: Row) -> RegisterRow:
    return RegisterRow(
        state=row.state,
        key=row_key(row.place),
        place=shown_place(row.place),
        person=row.person,
        name=row.person.name,
        said=row.said,
        fields=row.fields,
    )


def _error(error: Remark, directory: Directory, delegations: Mapping[str, str]) -> RegisterFault:
    key, remark = row_key(error.place), shown_remark(error)
    return RegisterFault(
        place=remark.place,
        code=remark.code,
        values=remark.values,
        text=remark.text,
        key=key,
        delegation=delegations.get(key, ""),
        offered=tuple(_offered(error, directory)) if error.code in CHOSEN else (),
    )


def _offered(error: Remark, directory: Directory) -> Iterator[str]:
    said = error.values.get("value", "")
    for one in directory.find(said).delegations or directory.like(said):
        yield one.id
