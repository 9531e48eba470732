"""Which papers there are."""

from enum import StrEnum


class Paper(StrEnum):
    """What somebody asks for. The pack for the chair's summary holds all of them, and the programme as it ran."""

    PACK = "pack"
    STATEMENTS = "statements"
    STATISTICS = "statistics"
    REPORTS = "reports"


TITLES = {
    Paper.PACK: "summary_pack",
    Paper.STATEMENTS: "statements",
    Paper.STATISTICS: "statistics",
    Paper.REPORTS: "reports",
}
"""What each is called, by its name among the titles of `Words`."""
