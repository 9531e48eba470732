"""Words of programmes in several languages that mean one of ours: formats, and rooms that are none."""

import re

from live.programme.imports.columns import normalised
from live.room.model.plan import Format

_FORMATS: dict[Format, str] = {
    Format.REGISTRATION: "registration|check in|inscription|enregistrement|registro|inscripcion|acreditacion|"
    "регистрация|注册|登记|报到|التسجيل",
    Format.CEREMONY: "ceremony|ceremonie|ceremonia|церемония|仪式|حفل|مراسم",
    Format.OPENING: "opening|opening session|ouverture|apertura|inauguracion|открытие|开幕|开幕式|الافتتاح|افتتاح",
    Format.PANEL: "panel|panel discussion|interactive panel|table ronde|mesa redonda|panel de debate|панель|"
    "дискуссия|дискуссионный форум|"
    "专题讨论|小组讨论|حلقة نقاش",
    Format.TALKS: "talks|talk|lecture|presentations|presentation|exposes|ponencias|presentaciones|доклады|"
    "выступления|演讲|报告会|كلمات|عروض",
    Format.KEYNOTES: "keynotes|keynote|keynote speech|discours liminaire|discours liminaires|discurso principal|"
    "discursos principales|"
    "основной доклад|основные доклады|主旨演讲|الكلمة الرئيسية|الكلمات الرئيسية",
    Format.BREAKOUT: "breakout|break out|breakout session|action group|seance parallele|groupe de travail|"
    "sesion paralela|"
    "grupo de trabajo|параллельное заседание|分组会议|جلسة متوازية",
    Format.REPORTS: "reports|report|rapports|comptes rendus|informes|доклады групп|отчеты|报告|تقارير",
    Format.CLOSING: "closing|closing session|cloture|clausura|закрытие|闭幕|闭幕式|الاختتام|اختتام",
    Format.BREAK: "break|pause|lunch|coffee break|dejeuner|pause cafe|receso|pausa|almuerzo|descanso|перерыв|"
    "обед|休息|午餐|茶歇|استراحة|غداء",
}
FORMATS: dict[str, Format] = {
    normalised(word): format for format, words in _FORMATS.items() for word in words.split("|")
}
BREAK_TITLE = re.compile(
    r"(?i)^\W*(?:(?:coffee|tea|lunch|refreshment|morning|afternoon)\W+)*(?:break|lunch|coffee|tea|dinner|"
    r"breakfast|networking break|"
    r"pause|déjeuner|petit-déjeuner|pause café|receso|almuerzo|descanso|café|перерыв|обед|休息|午餐|茶歇|استراحة(?: "
    r"الغداء)?|mittagspause|"
    r"kaffeepause|pause|mittagessen)(?:\W+break)?\W*$"
)
_ROOM = re.compile(
    r"(?i)(?:^|\b)(?:x{2,}|y{2,}|z{2,}|n{2,}|tbc|tbd|tba|to be (?:confirmed|determined|announced)|à confirmer|"
    r"por confirmar)(?:\b|$)|\?\??\s*$"
)


def is_placeholder_room(text: str) -> bool:
    """Whether `text` only keeps the place of a room's name, such as `Room XX` or `TBC`."""
    return _ROOM.search(text) is not None


def break_format(title: str) -> Format | None:
    """A break, if that is all that `title` says."""
    return Format.BREAK if BREAK_TITLE.match(title) else None
