"""The settings of a conference in its document: read into what the rooms are told, and written again. Pure."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from live.programme.document import CategoryPart, NamesOrKey, RulesPart, SettingsPart
from live.programme.reading import LANGUAGES, inside
from live.room.model.conference import USUAL_CATEGORIES, CategoryProfile, ConferenceSettings, Rules
from live.room.model.plan import Names, OrderPolicy, Procedure, Seconds
from live.room.rules.procedures import RULES

MOST_LUMINOUS = 0.183
"""A colour that is no lighter carries white text at 4.5:1 (WCAG 2, contrast)."""


NONE = ("0:00", "00:00", "000:00")
"""No time is kept for a summary, where it usually is."""


class SettingsImport:
    """Makes sense of the settings; `names`, `length` and `fault` are those of the import that they belong to."""

    def __init__(
        self,
        names: Callable[[NamesOrKey, str], Names],
        length: Callable[[str | None, str], Seconds | None],
        fault: Callable[[str, str], None],
    ) -> None:
        self._names, self._length, self._fault = names, length, fault

    def settings(self, part: SettingsPart | None) -> ConferenceSettings:
        if part is None:
            return ConferenceSettings()
        if (part.member is None) != (part.members is None):
            missing = "member" if part.member is None else "members"
            self._fault(inside(part.at, missing), "is missing: what one is called goes with what several are called")
        for number, language in enumerate(part.languages):
            at = f"{inside(part.at, 'languages')}[{number}]"
            if language not in LANGUAGES:
                self._fault(at, f"{language!r} is no language of Rostrum; known are {', '.join(LANGUAGES)}")
            elif language in part.languages[:number]:
                self._fault(at, f"{language!r} is there already")
        return ConferenceSettings(
            categories=self._categories(part),
            member=self._names(part.member, inside(part.at, "member")) if part.member else {},
            members=self._names(part.members, inside(part.at, "members")) if part.members else {},
            languages=part.languages,
            procedures=dict(self._procedures(part)),
        )

    def _categories(self, part: SettingsPart) -> tuple[CategoryProfile, ...]:
        several = Counter(category.id for category in part.categories)
        for category in part.categories:
            if several[category.id] > 1:
                self._fault(inside(category.at, "id"), f"the category {category.id!r} is there twice")
        return tuple(map(self._category, part.categories))

    def _category(self, part: CategoryPart) -> CategoryProfile:
        return CategoryProfile(
            id=part.id,
            names=self._names(part.names, inside(part.at, "names")) if part.names else {},
            points_of_order=part.points_of_order,
            head=part.head,
            time_limit=self._length(part.time_limit, inside(part.at, "time_limit")),
        )

    def _procedures(self, part: SettingsPart) -> Iterator[tuple[Procedure, Rules]]:
        for name, rules in part.procedures.items():
            if name not in tuple(Procedure):
                self._fault(rules.at, f"is no procedure; known are {', '.join(Procedure)}")
                continue
            yield Procedure(name), self._rules(rules, RULES[Procedure(name)])

    def _rules(self, part: RulesPart, usual: Rules) -> Rules:
        """The figures that are said; those that are not are the usual ones of the procedure."""
        if part.order is OrderPolicy.LOTS:
            self._fault(inside(part.at, "order"), "'lots' is no order to begin with: lots are drawn in the room")
        said = {
            "order": part.order,
            "phones_ask": part.phones_ask,
            "points_of_order": part.points_of_order,
            "right_of_reply": self._replies(part),
            "summary": 0 if part.summary in NONE else self._length(part.summary, inside(part.at, "summary")),
        }
        return msgspec.structs.replace(usual, **{name: value for name, value in said.items() if value is not None})

    def _replies(self, part: RulesPart) -> tuple[Seconds, ...] | None:
        if part.right_of_reply is None:
            return None
        at = inside(part.at, "right_of_reply")
        return tuple(self._length(one, f"{at}[{number}]") or 0 for number, one in enumerate(part.right_of_reply))


def too_light(colour: str) -> bool:
    """Whether white text cannot be read on `colour`, `#rrggbb`."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > MOST_LUMINOUS


def settings_table(settings: ConferenceSettings, badges: int | None) -> dict[str, Any]:
    """The table of the document from which the same settings are read."""
    held: dict[str, Any] = {
        "badges": badges,
        "languages": list(settings.languages),
        "member": settings.member,
        "members": settings.members,
        "categories": [_category_table(category) for category in settings.categories],
        "procedures": {name.value: _rules_table(rules) for name, rules in settings.procedures.items()},
    }
    return {name: value for name, value in held.items() if value}


def usual_table() -> dict[str, Any]:
    """What holds where a conference decides nothing, in the same way."""
    return {
        "categories": [_category_table(category) for category in USUAL_CATEGORIES],
        "procedures": {name.value: _rules_table(rules) for name, rules in RULES.items()},
    }


def _category_table(category: CategoryProfile) -> dict[str, Any]:
    return {
        "id": category.id,
        **({"names": category.names} if category.names else {}),
        "points_of_order": category.points_of_order,
        "head": category.head,
        **({"time_limit": as_length(category.time_limit)} if category.time_limit else {}),
    }


def _rules_table(rules: Rules) -> dict[str, Any]:
    return {
        "order": rules.order.value,
        "phones_ask": rules.phones_ask,
        "points_of_order": rules.points_of_order,
        "right_of_reply": [as_length(seconds) for seconds in rules.right_of_reply],
        "summary": as_length(rules.summary),
    }


def as_length(seconds: Seconds) -> str:
    """`2:00`, as documents write lengths."""
    return f"{seconds // 60}:{seconds % 60:02d}"
