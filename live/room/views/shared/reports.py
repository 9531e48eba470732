"""Reports of rapporteurs as screens show them."""

from live.room.model.reports import Report
from live.room.views.shared import Shown, Stamp, maybe, stamp


class NotedShown(Shown, frozen=True):
    """The bullets under one heading; `version` is what `save_bullets` starts from."""

    bullets: tuple[str, ...] = ()
    version: int = 0
    by: str | None = None
    at: Stamp | None = None


class ReportShown(Shown, frozen=True):
    """The report on one segment. To organisers, in the words in which another room takes it over (`receive_report`)."""

    noted: dict[str, NotedShown]
    submitted_at: Stamp | None = None
    submitted_by: str | None = None
    room: str | None = None


def report_shown(report: Report) -> ReportShown:
    return ReportShown(
        noted={
            heading: NotedShown(noted.bullets, noted.version, noted.by, maybe(stamp, noted.at))
            for heading, noted in report.noted.items()
        },
        submitted_at=maybe(stamp, report.submitted_at),
        submitted_by=report.submitted_by,
        room=report.room,
    )
