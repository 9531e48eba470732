"""What a language has to say in documents. Every language has all of it; `tests/documents/test_words.py` holds that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from live.proceedings.statistics import group_of_category
from live.room.model.conference import ConferenceSettings
from live.room.model.plan import CategoryId, Names, Seconds

LONG_DAY = {
    "ar": "{weekday} {day} {month} {year}",
    "en": "{weekday} {day} {month} {year}",
    "es": "{weekday}, {day} de {month} de {year}",
    "fr": "{weekday} {day} {month} {year}",
    "ru": "{weekday}, {day} {month} {year} г.",
    "zh": "{year}年{month}{day}日 {weekday}",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. `titles` are of documents, chapters and sheets; `columns` head columns; `phrases`
    stand in texts. The others are by the values that they name. `unnamed` are texts in the place of those that say
    "delegation", for a conference that calls its members otherwise.
    """

    language: str
    titles: Mapping[str, str]
    columns: Mapping[str, str]
    phrases: Mapping[str, str]
    kinds: Mapping[str, str]
    happened: Mapping[str, str]
    became: Mapping[str, str]
    capacities: Mapping[str, str]
    groups: Mapping[str, str]
    regions: Mapping[str, str]
    genders: Mapping[str, str]
    orders: Mapping[str, str]
    categories: Mapping[str, str]
    headings: Mapping[str, str]
    weekdays: Mapping[int, str]
    months: Mapping[int, str]
    acts: Mapping[str, str]
    languages: Mapping[str, str]
    unnamed: Mapping[str, str]

    @property
    def right_to_left(self) -> bool:
        return self.language == "ar"

    def name(self, names: Names | None) -> str:
        """`names` in this language, in English where it has none, and empty without any."""
        return "" if not names else names.get(self.language) or names.get("en", "")

    def region(self, region: str | None) -> str:
        """A region of the register; one that is not of the register's own stands as it was entered."""
        return self.phrases["no_region"] if region is None else self.regions.get(region, region)

    def category(self, category: CategoryId | None) -> str:
        """A category of the register, by its id if it has no name here; empty for who has none."""
        return self.categories.get(category, category) if category else ""

    def of(self, settings: ConferenceSettings) -> "Words":
        """These words, with what the conference calls its categories and its members."""
        categories = {known.id: said for known in settings.categories if (said := self.name(known.names))}
        words = replace(self, categories={**self.categories, **categories})
        groups = {group_of_category(known.id): words.category(known.id) for known in settings.categories}
        words = replace(words, groups={**self.groups, **groups})
        if not settings.members:
            return words
        titles = {**self.titles, "by_delegation": self.name(settings.members)}
        columns = {**self.columns, "announced": self.unnamed["announced"]}
        phrases = {key: text for key, text in self.unnamed.items() if key in self.phrases}
        return replace(words, titles=titles, columns=columns, phrases={**self.phrases, **phrases})

    def yes(self, holds: bool) -> str:
        return self.phrases["yes" if holds else "no"]

    def done(self, events: Iterable[str]) -> Iterable[str]:
        """What was done by an act of these `events`, each once; an event without a word stands by its name."""
        return dict.fromkeys(self.acts.get(event, event.replace("_", " ")) for event in events)

    def day(self, day: date) -> str:
        """`Monday 4 December 2017`."""
        return LONG_DAY[self.language].format(
            weekday=self.weekdays[day.weekday()], day=day.day, month=self.months[day.month], year=day.year
        )


def clock(at: datetime, zone: ZoneInfo, *, seconds: bool = False) -> str:
    """`11:49` or `11:49:07` on the clock of `zone`, from left to right in every language."""
    return at.astimezone(zone).strftime("%H:%M:%S" if seconds else "%H:%M")


def duration(seconds: Seconds | None, *, signed: bool = False) -> str:
    """`2:31`, from an hour on `1:28:04`; with `signed` `+0:31` or `−0:30` (a minus sign, not a hyphen)."""
    if seconds is None:
        return ""
    sign = "−" if seconds < 0 else "+" if signed and seconds else ""
    minutes, rest = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours}:{minutes:02}:{rest:02}" if hours else f"{sign}{minutes}:{rest:02}"
