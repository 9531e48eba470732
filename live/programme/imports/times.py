"""Times of day, dates and durations as people and programs write them."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from live.programme.imports.values import MINUTES_A_DAY

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv enero ene января январь янв januar يناير",
            "february feb février fevrier févr febrero февраля февраль фев februar فبراير",
            "march mar mars marzo марта март мар märz maerz مارس",
            "april apr avril avr abril abr апреля апрель апр أبريل ابريل",
            "may mai mayo мая май مايو",
            "june jun juin junio июня июнь июн juni يونيو يونيه",
            "july jul juillet juil julio июля июль июл juli يوليو يوليه",
            "august aug août aout agosto ago августа август авг أغسطس اغسطس",
            "september sep sept septembre septiembre setiembre сентября сентябрь сен сент سبتمبر",
            "october oct octobre octubre октября октябрь окт oktober okt أكتوبر اكتوبر",
            "november nov novembre noviembre ноября ноябрь ноя نوفمبر",
            "december dec décembre decembre déc diciembre dic декабря декабрь дек dezember dez ديسمبر",
        ),
        1,
    )
    for name in names.split()
}
CLOCK = re.compile(r"(\d{1,2})(?:\s?[:.hHчh时點点]\s?([0-5]\d)(?:[:.](?:[0-5]\d)(?:\.0+)?)?)?")
WITH_HOUR = re.compile(r"(\d{1,2})\s?(?:h|H|ч|Uhr|uhr|时|點|点)\.?")
TWELVE = re.compile(r"(?i)\b([ap])\.?\s?m\b\.?")
NOON = {"noon": 720, "12 noon": 720, "midday": 720, "midi": 720, "mediodía": 720, "полдень": 720, "中午": 720}
MIDNIGHT = frozenset({"midnight", "12 midnight", "minuit", "medianoche", "полночь", "午夜", "منتصف الليل"})
YMD = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00)?(?:\.0+)?)?")
DMY = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})\.?")
CHINESE = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]?")
WORDS = re.compile(r"[^\W\d_]+|\d+")
DAY_NUMBER = re.compile(
    r"(?i)(?:day|jour|journée|d[ií]a|день|tag|第|اليوم)?\s?(?:no?\.|n°|№)?\s?(\d{1,3})(?:\.0+)?\s?(?:天|日)?"
)
RANGE = re.compile(r"\s*[-–—−‑~→至]\s*|\s+(?:to|bis|à|a|до|until|hasta)\s+")
HOURS = re.compile(r"(\d{1,2}):([0-5]\d)(?::[0-5]\d)?")
ISO_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?")
WITH_UNIT = re.compile(
    r"(?i)(?:(\d{1,2}(?:[.,]\d+)?)\s?(?:h|hours?|hrs?|heures?|horas?|stunden?|std|ч|час\w*|小时)\.?)?\s?"
    r"(?:(\d{1,3})\s?(?:m|min|mins|minutes?|minutos?|minuten|мин\w*|分钟?|分)?\.?)?"
)
BETWEEN = frozenset({"st", "nd", "rd", "th", "er", "of", "de", "del", "le", "the"})
"""What may stand between a day and its month."""
EXCEL_FIRST = date(1899, 12, 30)
PLAUSIBLE_SERIAL = range(25569, 109_575)
"""From 1970 to 2199, as spreadsheets count days."""


def plain(value: object) -> str:
    """`value` as one line, digits of every script as ASCII and full width as usual width."""
    text = str(value)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("\u200b", "")
        text = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
    return " ".join(text.split())


def minutes_of_day(value: object) -> int | None:
    """Minutes since midnight, up to 24:00 as 1440; `None` if `value` is no time of day."""
    match value:
        case bool() | None:
            return None
        case datetime() | time():
            return value.hour * 60 + value.minute
        case timedelta():
            minutes = round(value.total_seconds() / 60)
            return minutes if 0 <= minutes <= MINUTES_A_DAY else None
        case float() | int():
            return round(value * MINUTES_A_DAY) if 0 <= value <= 1 else None
        case _:
            return _minutes_of_text(plain(value))


def _minutes_of_text(text: str) -> int | None:
    known = NOON.get(text.casefold())
    if known is not None or text.casefold() in MIDNIGHT:
        return known if known is not None else MINUTES_A_DAY
    half = TWELVE.search(text)
    if half is None and text[:2] in ("上午", "下午"):
        half_day, text = ("a" if text[:2] == "上午" else "p"), text[2:].strip()
    else:
        half_day = half[1].lower() if half else ""
        text = TWELVE.sub("", text).strip()
    if WITH_HOUR.fullmatch(text) is None:
        text = re.sub(r"(?i)\s*\b(?:uhr|hrs?|hours)\b\.?$", "", text)
    if re.fullmatch(r"0\.\d+|1\.0+", text) and not re.fullmatch(r"0\.[0-5]\d", text):
        return round(float(text) * MINUTES_A_DAY)
    if re.fullmatch(r"[0-2]\d[0-5]\d", text):
        text = f"{text[:2]}:{text[2:]}"
    found = CLOCK.fullmatch(text)
    if (only := WITH_HOUR.fullmatch(text)) is not None:
        hour, minute = int(only[1]), 0
    elif found is not None and (found[2] is not None or half_day):
        hour, minute = int(found[1]), int(found[2] or 0)
    else:
        return None
    if half_day and not 1 <= hour <= 12:
        return hour * 60 + minute if half_day == "p" and 12 < hour < 24 else None
    if half_day:
        hour = hour % 12 + (12 if half_day == "p" else 0)
    minutes = hour * 60 + minute
    return minutes if minutes <= MINUTES_A_DAY else None


def is_clock_text(value: object) -> bool:
    """Whether `value` is written as a clock shows it, such as 10:00, so that nothing has to be told of its reading."""
    return not isinstance(value, str) or re.fullmatch(r"\d{1,2}\s?[:.hH]\s?\d{2}(:\d{2})?", plain(value)) is not None


def time_range(value: object) -> tuple[int, int] | None:
    """Start and end in one cell, such as `10:00–11:30`."""
    if not isinstance(value, str):
        return None
    parts = RANGE.split(plain(value))
    if len(parts) != 2:
        return None
    if (half := TWELVE.search(parts[1])) is not None and not TWELVE.search(parts[0]):
        start = minutes_of_day(f"{parts[0]} {half[0]}")
        end = minutes_of_day(parts[1])
        if start is not None and end is not None and start >= end:
            start = minutes_of_day(f"{parts[0]} am")
    else:
        start, end = minutes_of_day(parts[0]), minutes_of_day(parts[1])
    return None if start is None or end is None else (start, end)


def clock(minutes: int) -> str:
    """`minutes` as a clock shows them."""
    if minutes == MINUTES_A_DAY:
        return "24:00"
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def day_first(values: Iterable[object]) -> bool | None:
    """Whether the dates of a column have the day first; `None` where that cannot be told and matters."""
    unsure = False
    for value in values:
        found = DMY.fullmatch(plain(value)) if isinstance(value, str) else None
        if found is None:
            continue
        if found[2] == "." or int(found[1]) > 12:
            return True
        if int(found[3]) > 12:
            return False
        unsure = unsure or found[1] != found[3]
    return None if unsure else True


def calendar_date(value: object, day_before_month: bool = True) -> date | None:
    """The date that `value` is; `None` if it is none."""
    match value:
        case datetime():
            return value.date()
        case date():
            return value
        case bool() | None:
            return None
        case float() | int():
            return EXCEL_FIRST + timedelta(days=int(value)) if value in PLAUSIBLE_SERIAL else None
        case _:
            return _date_of_text(plain(value), day_before_month)


def _date_of_text(text: str, day_before_month: bool) -> date | None:
    if (found := YMD.fullmatch(text) or CHINESE.fullmatch(text)) is not None:
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if (found := DMY.fullmatch(text)) is not None:
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        year += 2000 if len(found[4]) == 2 else 0
        return _date(year, second, first) if day_before_month else _date(year, first, second)
    return named_date(text)


def named_date(text: str, year: int | None = None) -> date | None:
    """The first date in `text` with the month as a word, such as `July 27th, 2016`; `year` where it says none."""
    words = [word for word in WORDS.findall(plain(text).casefold()) if word not in BETWEEN]
    for at, word in enumerate(words):
        if word not in MONTHS:
            continue
        beside = [*words[max(0, at - 1) : at], *words[at + 1 : at + 2]]
        day = next((int(n) for n in beside if n.isdecimal() and 1 <= int(n) <= 31), None)
        near = words[at + 1 : at + 5] + words[max(0, at - 3) : at]
        years = [int(n) for n in near if n.isdecimal() and len(n) == 4]
        if day is not None and (years or year):
            return _date(years[0] if years else year or 0, MONTHS[word], day)
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if 1970 <= year <= 2199 else None


def day_number(value: object) -> int | None:
    """The number of a day of the conference, such as `2` or `Day 2`."""
    if isinstance(value, bool) or value is None or isinstance(value, date | time | timedelta):
        return None
    found = DAY_NUMBER.fullmatch(plain(value))
    return int(found[1]) if found is not None and 1 <= int(found[1]) <= 366 else None


def duration_minutes(value: object, unit: int = 1) -> int | None:
    """A duration in minutes. A bare number is counted in `unit` minutes: 1, or 60 for hours."""
    match value:
        case bool() | None:
            return None
        case time():
            return value.hour * 60 + value.minute
        case timedelta():
            return round(value.total_seconds() / 60)
        case float() | int():
            if 0 < value < 1 and unit == 1:
                return round(value * MINUTES_A_DAY)
            return round(value * unit) if 0 <= value * unit <= 7 * MINUTES_A_DAY else None
        case _:
            return _duration_of_text(plain(value), unit)


def _duration_of_text(text: str, unit: int) -> int | None:
    if re.fullmatch(r"\d{1,4}(?:[.,]\d+)?", text):
        return round(float(text.replace(",", ".")) * unit)
    if (found := HOURS.fullmatch(text)) is not None:
        return int(found[1]) * 60 + int(found[2])
    if text and (found := ISO_DURATION.fullmatch(text)) is not None and any(found.groups()):
        days, hours, minutes = (int(part or 0) for part in found.groups())
        return days * MINUTES_A_DAY + hours * 60 + minutes
    if text and (found := WITH_UNIT.fullmatch(text)) is not None and any(found.groups()):
        return round(float((found[1] or "0").replace(",", ".")) * 60) + int(found[2] or 0)
    return None


def instant(value: object) -> datetime | None:
    """A date and time in ISO 8601, aware if it says an offset; `None` if it is none."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return found if 1970 <= found.year <= 2199 and len(value.strip()) > 10 else None
