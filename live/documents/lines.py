"""CSV: one row for each contribution. It opens in every spreadsheet with every letter right, and runs nothing."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import StringIO

from live import spreadsheets
from live.documents.asked import Asked
from live.documents.tables import Tables, Value


def written(asked: Asked) -> bytes:
    """The statements that are `asked`, and after them in each row the zone in which its times are."""
    table = Tables(asked).statements()
    file = StringIO()
    heading = [*(column.title for column in table.columns), asked.words.phrases["zone"]]

    def rows() -> Iterator[list[str | int | None]]:
        for n, row in enumerate(table.rows, 1):
            yield [*(_text(value) for value in row), asked.proceedings.zone]
            asked.progress(n, len(table.rows))

    spreadsheets.write_csv(file, heading, rows())
    return file.getvalue().encode()


def _text(value: Value) -> str | int | None:
    match value:
        case datetime():
            return value.isoformat(" ", "seconds")
        case date():
            return value.isoformat()
        case timedelta():
            minutes, seconds = divmod(int(value.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        case _:
            return value
