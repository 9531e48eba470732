"""When things are: what the clocks of the venue show becomes instants, and nothing stays ambiguous."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

from live.programme.document import ConferencePart, DayPart, SegmentPart
from live.programme.reading import inside
from live.programme.warnings import Meeting
from live.room.model.zones import OLD_NAMES, YOUNG, ZONES

FIRST_YEAR, LAST_YEAR = 1970, 2199
SMALL_HOURS_END = "06:00"
LONGEST_NIGHT = timedelta(hours=12)
"""What lasts longer, past midnight, may be a slip of the pen."""


class TellFault(Protocol):
    """Notes what is wrong, and where; with a `code` and a `value` for those who say it in another language."""

    def __call__(self, at: str, what: str, code: str = "", value: str = "") -> None: ...


class VenueTime:
    """The clocks of a conference that begins on `first_day`, or where the document says.

    What is wrong is told to `fault`, that of the import; what was decided for the author of the document is in `notes`,
    once each, for rows that run in several rooms.
    """

    def __init__(self, conference: ConferencePart, first_day: date | None, fault: TellFault) -> None:
        self.first_day = first_day or conference.first_day
        self.notes: dict[str, None] = {}
        self._conference = conference
        self._fault = fault
        self.zone = self._known_zone()
        self._check_first_day()

    def start(self, day: int, time_of_day: str, at: str) -> datetime:
        """When what starts at `time_of_day` on `day` starts: the first time, if that comes twice."""
        shown = self._shown(day, time_of_day)
        if not shown:
            self._skipped(day, time_of_day, at)
            return datetime.combine(self._day(day), time.fromisoformat(time_of_day), UTC)
        self._note_twice(day, time_of_day, shown, shown[0], at)
        return shown[0]

    def end(self, day: int, starts: str, starts_at: datetime, ends: str, at: str) -> datetime:
        """When what started at `starts_at` ends: the first time after it that the clocks show `ends`.

        That is on the next day if it is an earlier time of day, save on a night that has an hour twice.
        """
        if ends == starts:
            self._fault(at, f"{ends} is when it starts", "end_is_start")
            return starts_at
        for on in (day, day + 1):
            shown = self._shown(on, ends)
            later = [instant for instant in shown if instant > starts_at]
            if later:
                if on > day:
                    self._note_overnight(on, starts, later[0] - starts_at, ends, at)
                self._note_twice(on, ends, shown, later[0], at)
                return later[0]
            if ends > starts:
                break
        self._skipped(on, ends, at)
        return starts_at

    def last_before(self, day: int, time_of_day: str, ends_at: datetime, at: str) -> datetime | None:
        """When the clocks of the venue show `time_of_day` for the last time until `ends_at`: within a day before it."""
        shown = [instant for on in (day - 1, day, day + 1) for instant in self._shown(on, time_of_day)]
        within = [instant for instant in shown if timedelta() <= ends_at - instant < timedelta(days=1)]
        if not within:
            self._skipped(day, time_of_day, at)
        return max(within, default=None)

    def meetings(self, days: Iterable[DayPart]) -> Iterator[Meeting]:
        """The hours of every day; past midnight too. On a night that skips one of them it is the hour after."""
        for hours in self._conference.hours:
            if hours.starts == hours.ends:
                self._fault(inside(hours.at, "ends"), f"{hours.ends} is when it starts")
        for day in days:
            for hours in self._conference.hours:
                last = day.day + (hours.ends < hours.starts)
                yield Meeting(self._about(day.day, hours.starts), self._about(last, hours.ends))

    def note_small_hours(self, day: DayPart) -> None:
        """Rows in the small hours, written beneath one that goes on past midnight, may belong to the next day."""
        overnight: SegmentPart | None = None
        for row in day.segments:
            if overnight is not None and row.starts < min(overnight.starts, SMALL_HOURS_END):
                self._note(
                    f"{inside(row.at, 'starts')}: {row.starts} is taken as on {self._day(day.day)}, before all that is "
                    f"written above it; what is after midnight belongs to day {day.day + 1}"
                )
            if row.ends < row.starts:
                overnight = row

    def _known_zone(self) -> tzinfo:
        zone, at = self._conference.zone, inside(self._conference.at, "zone")
        if zone not in ZONES:
            self._fault(at, f"{zone!r} is no IANA time zone", "no_zone", zone)
            return UTC
        try:
            known = ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            self._fault(at, f"{zone!r} is not among the time zones of this computer: its tzdata is too old")
            return UTC
        if (since := YOUNG.get(zone)) is not None:
            older = f": {OLD_NAMES[zone]} is the same zone by its older name" if zone in OLD_NAMES else ""
            self._note(f"screens and phones with software from before {since} do not know the time zone {zone}{older}")
        return known

    def _check_first_day(self) -> None:
        """A day that no calendar reaches would be carried into every instant."""
        if not FIRST_YEAR <= self.first_day.year <= LAST_YEAR:
            at = inside(self._conference.at, "first_day")
            self._fault(at, f"{self.first_day} is not in the years {FIRST_YEAR} to {LAST_YEAR}")
            self.first_day = date(2000, 1, 1)

    def _day(self, day: int) -> date:
        return self.first_day + timedelta(days=day - 1)

    def _about(self, day: int, time_of_day: str) -> datetime:
        return datetime.combine(self._day(day), time.fromisoformat(time_of_day), self.zone).astimezone(UTC)

    def _shown(self, day: int, time_of_day: str) -> tuple[datetime, ...]:
        """When the clocks of the venue show `time_of_day` on `day`: once; twice where they are set back over it, never
        where they skip it.
        """
        local = datetime.combine(self._day(day), time.fromisoformat(time_of_day))
        instants = sorted({local.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1)})
        return tuple(at for at in instants if at.astimezone(self.zone).replace(tzinfo=None, fold=0) == local)

    def _skipped(self, day: int, time_of_day: str, at: str) -> None:
        zone = self._conference.zone
        self._fault(
            at,
            f"{time_of_day} does not exist on {self._day(day)}: the clocks of {zone} skip it",
            "skipped",
            time_of_day,
        )

    def _note_overnight(self, on: int, starts: str, lasts: timedelta, ends: str, at: str) -> None:
        minutes = lasts // timedelta(minutes=1)
        length = " ".join(f"{n} {unit}" for n, unit in zip(divmod(minutes, 60), ("h", "min"), strict=True) if n)
        asked = "; is that meant?" if lasts > LONGEST_NIGHT else ""
        self._note(
            f"{at}: {ends} is before it starts at {starts}: taken is {ends} on the next day, {self._day(on)}, {length} "
            f"later{asked}"
        )

    def _note_twice(self, day: int, time_of_day: str, shown: Sequence[datetime], taken: datetime, at: str) -> None:
        if len(shown) > 1:
            which = "first" if taken == shown[0] else "second"
            self._note(
                f"{at}: {time_of_day} comes twice on {self._day(day)}, when the clocks of {self._conference.zone} are "
                f"set back: taken is the {which}, {taken:%H:%M} UTC"
            )

    def _note(self, note: str) -> None:
        """Something that was decided for the author of the document. Once, for rows that run in several rooms."""
        self.notes[note] = None
