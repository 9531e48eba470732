"""The papers of a rehearsed day read back from PDF, Word and HTML, and added up against the day added up by hand.

A PDF is read by its tags, as those read it who cannot see the page.
"""

from collections import Counter
from collections.abc import Iterable
from functools import cache

import pytest

from live.documents.asked import Asked
from live.documents.formats import FORMATS
from live.documents.papers.kinds import Paper
from live.documents.words import LANGUAGES, words_of
from live.proceedings.conference import Proceedings, together
from live.proceedings.folding import proceedings_of
from live.proceedings.publicity import in_public
from live.room.model.events import SegmentEnded, SegmentStarted
from tests.documents.by_hand import Turn
from tests.documents.reading_back import READERS, Read, Table
from tests.documents.rehearsed import NAMES, log
from tests.documents.test_spreadsheets import by_hand, in_language
from tests.given import UNSAID
from tests.often import rows_of_the_day

EVERY = [(language, form) for language in LANGUAGES for form in READERS]
in_every_language_and_format = pytest.mark.parametrize(
    ("language", "form"), rows_of_the_day(EVERY, *zip(("ar", "fr", "zh"), READERS, strict=True))
)


@cache
def recorded(*, public: bool) -> Proceedings:
    known = together([proceedings_of("plenary", log())])
    return in_public(known) if public else known


@cache
def paper(kind: Paper, language: str, form: str, *, public: bool = False) -> Read:
    asked = Asked(recorded(public=public), words_of(language), public=public, paper=kind)
    return READERS[form](FORMATS[form].write(asked))


def alike(said: str, language: str, form: str) -> str:
    """What can be compared: of a script from the right a PDF has the letters in the order in which they are drawn."""
    return "".join(sorted(filter(str.isalnum, said))) if (language, form) == ("ar", "pdf") else said


def length(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def seconds_of(said: str) -> int:
    total = 0
    for part in said.lstrip("+").split(":"):
        total = total * 60 + int(part)
    return total


def headed(read: Read, heads: Iterable[str], language: str, form: str) -> list[Table]:
    """The tables that begin with these heads."""
    wanted = [alike(head, language, form) for head in heads]
    return [one for one in read.tables if [alike(head, language, form) for head in one.head][: len(wanted)] == wanted]


# Statements


def as_written(turn: Turn, number: int, language: str) -> list[str]:
    """What every format has of a statement: its number, when, whose, how long of how much, and how much too long."""
    words = words_of(language)
    hour = (turn.called.hour - 6) % 24
    called = f"{hour:02}:{turn.called.minute:02}"
    used = length(turn.used)
    if turn.allotted is not None:
        used = words.phrases["used_of"].format(used=used, allotted=length(turn.allotted))
    over = [f"+{length(turn.over)}"] if turn.over else []
    return [str(number), called, in_language(turn.names, language), used, *over]


def by_segment() -> dict[str, list[Turn]]:
    found: dict[str, list[Turn]] = {}
    for turn in by_hand().said:
        found.setdefault(turn.segment, []).append(turn)
    return found


@in_every_language_and_format
def test_the_list_of_statements_says_who_spoke_when_and_for_how_long(language: str, form: str) -> None:
    columns = words_of(language).columns
    read = paper(Paper.PACK, language, form)
    tables = headed(read, [columns[name] for name in ("number", "at", "speaker", "kind")], language, form)
    assert len(tables) == len(by_segment()) == 3
    for table, turns in zip(tables, by_segment().values(), strict=True):
        *rows, total = table.rows
        assert len(rows) == len(turns)
        for number, (row, turn) in enumerate(zip(rows, turns, strict=True), 1):
            count, called, name, *times = as_written(turn, number, language)
            assert row[:2] == [count, called]
            assert contains(row[2], name, language, form)
            assert [alike(one, language, form) for one in row[4:]] == [alike(one, language, form) for one in times]
        spoke, over = sum(turn.used for turn in turns), sum(turn.over or 0 for turn in turns)
        assert [total[0], *total[2:]] == [str(len(turns)), length(spoke), *([f"+{length(over)}"] if over else [])]


def contains(text: str, name: str, language: str, form: str) -> bool:
    if (language, form) == ("ar", "pdf"):
        return Counter(alike(name, language, form)) <= Counter(alike(text, language, form))
    return text.startswith(name)


@in_every_language_and_format
def test_whoever_was_absent_or_declined_or_was_not_reached_is_there(language: str, form: str) -> None:
    columns = words_of(language).columns
    read = paper(Paper.PACK, language, form)
    (absent,) = (
        table
        for table in headed(read, [columns["at"], columns["what"], columns["detail"]], language, form)
        if alike(words_of(language).happened["absent"], language, form)
        in [alike(row[1], language, form) for row in table.rows]
    )
    gone = [NAMES[name.lower()][("en", "fr", "es", "ru", "zh", "ar").index(language)] for name in ("Fiji", "Peru")]
    assert [alike(row[2], language, form) for row in absent.rows] == [alike(one, language, form) for one in gone]
    waited = headed(read, [columns["number"], columns["who"], columns["asked"]], language, form)
    assert sum(len(table.rows) for table in waited) == len(by_hand().not_reached) == 4


@in_every_language_and_format
def test_what_was_undone_is_kept_apart(language: str, form: str) -> None:
    columns = words_of(language).columns
    read = paper(Paper.STATEMENTS, language, form)
    (undone,) = (
        table
        for table in read.tables
        if alike(columns["undone_at"], language, form) in [alike(head, language, form) for head in table.head]
    )
    assert len(undone.rows) == 1


# Statistics


@in_every_language_and_format
def test_every_table_of_shares_adds_up_to_the_statements(language: str, form: str) -> None:
    columns = words_of(language).columns
    read = paper(Paper.PACK, language, form)
    said = by_hand().said
    states = [turn for turn in said if turn.delegation in NAMES]
    delegations = [turn for turn in said if turn.delegation is not None]
    for head, turns in (("category", said), ("region", states), ("kind", said), ("who", delegations)):
        (table,) = headed(read, [columns[head], columns["contributions"], columns["turns"]], language, form)
        *rows, total = table.rows
        assert sum(int(row[1]) for row in rows) == int(total[1]) == len(turns)
        assert sum(int(row[2]) for row in rows) == int(total[2])
        spoke, over = sum(turn.used for turn in turns), sum(turn.over or 0 for turn in turns)
        assert sum(seconds_of(row[3]) for row in rows) == seconds_of(total[3]) == spoke
        assert sum(seconds_of(row[5]) for row in rows if len(row) > 5) == seconds_of(total[5]) == over


@in_every_language_and_format
def test_of_a_region_as_many_spoke_as_by_hand(language: str, form: str) -> None:
    words = words_of(language)
    read = paper(Paper.PACK, language, form)
    (table,) = headed(read, [words.columns["region"], words.columns["contributions"]], language, form)
    found = {alike(row[0], language, form): (int(row[1]), seconds_of(row[3])) for row in table.rows[:-1]}
    expected: dict[str, tuple[int, int]] = {}
    for turn in by_hand().said:
        if turn.delegation in NAMES:
            name = alike(words.region(NAMES[turn.delegation][6]), language, form)
            count, spoke = expected.get(name, (0, 0))
            expected[name] = count + 1, spoke + turn.used
    assert found == expected


@in_every_language_and_format
def test_who_waited_and_how_good_the_forecasts_were_is_told(language: str, form: str) -> None:
    words = words_of(language)
    read = paper(Paper.PACK, language, form)
    titles = [alike(words.titles[name], language, form) for name in ("waiting", "forecast")]
    assert [title for heading in read.headings if (title := unnumbered(heading, language, form)) in titles] == titles
    (closed,) = headed(read, [words.columns["segment"], words.columns["at"], words.columns["of"]], language, form)
    # Of those on the list when it was closed one was heard.
    assert closed.rows[0][-1] == "1"


def unnumbered(heading: str, language: str, form: str) -> str:
    return alike(heading.lstrip("0123456789. "), language, form).lstrip("0123456789")


@in_every_language_and_format
def test_the_programme_says_when_each_segment_was_and_when_it_was_to_be(language: str, form: str) -> None:
    phrases = words_of(language).phrases
    heads = [words_of(language).columns["segment"], phrases["also_printed"], phrases["happened_actual"]]
    (table,) = headed(paper(Paper.PACK, language, form), heads, language, form)
    ran: dict[str, list[str]] = {}
    for entry in log():
        at = f"{(entry.at.hour - 6) % 24:02}:{entry.at.minute:02}"
        for event in entry.events:
            if isinstance(event, SegmentStarted | SegmentEnded):
                ran.setdefault(event.segment, []).append(at)
    assert len(table.rows) == 5
    actual = [alike(row[2], language, form) for row in table.rows if ":" in row[2]]
    assert actual == [alike("–".join(one), language, form) for one in ran.values()]


# Reports, and the pack


@in_every_language_and_format
def test_a_report_says_what_the_rapporteur_wrote(language: str, form: str) -> None:
    written = [alike(one, language, form) for one in ("Recognise skills", "=1+1")]
    assert [alike(one, language, form) for one in paper(Paper.PACK, language, form).bullets] == written * 2


@in_every_language_and_format
def test_the_pack_holds_everything_under_numbers_that_count(language: str, form: str) -> None:
    read = paper(Paper.PACK, language, form)
    numbers = [heading.split()[0] for heading in read.headings if heading[0].isdecimal()]
    chapters = [number for number in numbers if "." not in number]
    assert chapters == ["1", "2", "3", "4", "5"]
    for chapter in chapters:
        parts = [number for number in numbers if number.startswith(f"{chapter}.")]
        assert parts == [f"{chapter}.{n}" for n in range(1, len(parts) + 1)]
    columns = words_of(language).columns
    tables = headed(read, [columns[name] for name in ("number", "at", "speaker", "kind")], language, form)
    assert sum(int(table.rows[-1][0]) for table in tables) == len(by_hand().said)
    assert sum(seconds_of(table.rows[-1][2]) for table in tables) == sum(turn.used for turn in by_hand().said)
    (kinds,) = headed(read, [columns["kind"], columns["contributions"]], language, form)
    assert seconds_of(kinds.rows[-1][3]) == sum(turn.used for turn in by_hand().said)


@in_every_language_and_format
def test_the_public_papers_hold_nothing_private(language: str, form: str) -> None:
    text = paper(Paper.STATEMENTS, language, form, public=True).text
    words = words_of(language)
    for secret in (UNSAID, "handed in", "B. Wrong", words.happened["absent"], words.titles["not_reached"]):
        assert secret not in text
        assert secret[::-1] not in text
    assert "Right" in text
