"""What a phone is told while nobody looks at it, in the six languages, as its page says it."""

from collections.abc import Mapping
from enum import StrEnum


class Stage(StrEnum):
    """How near a delegation's turn is."""

    NEAR = "near"
    READY = "ready"
    FLOOR = "floor"


TITLES: Mapping[str, Mapping[Stage, str]] = {
    "ar": {Stage.NEAR: "يقترب دوركم", Stage.READY: "استعدوا", Stage.FLOOR: "الكلمة لكم"},
    "en": {Stage.NEAR: "Your turn is near", Stage.READY: "Be ready", Stage.FLOOR: "You have the floor"},
    "es": {Stage.NEAR: "Se acerca su turno", Stage.READY: "Prepárese", Stage.FLOOR: "Tiene la palabra"},
    "fr": {Stage.NEAR: "Votre tour approche", Stage.READY: "Tenez-vous prêt", Stage.FLOOR: "Vous avez la parole"},
    "ru": {Stage.NEAR: "Скоро ваша очередь", Stage.READY: "Приготовьтесь", Stage.FLOOR: "Вам предоставлено слово"},
    "zh": {Stage.NEAR: "即将轮到您", Stage.READY: "请准备", Stage.FLOOR: "请您发言"},
}
PLACES: Mapping[str, str] = {
    "ar": "{room}، المرتبة {place}",
    "en": "{room}, place {place}",
    "es": "{room}, lugar {place}",
    "fr": "{room}, rang {place}",
    "ru": "{room}, место {place}",
    "zh": "{room}，第 {place} 位",
}
LANGUAGES = tuple(TITLES)


def notice(language: str, stage: Stage, room: str, names: Mapping[str, str], place: int) -> dict[str, str]:
    """What the phone's worker shows: where, and for which page."""
    name = names.get(language) or names.get("en", room)
    body = name if stage is Stage.FLOOR else PLACES[language].format(room=name, place=place)
    return {"title": TITLES[language][stage], "body": body, "room": room, "stage": stage, "language": language}
