"""What the columns of a table are, by their names in six languages and in those that are often met besides."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from live.programme.imports.values import ReadValue
from live.programme.reading import LANGUAGES

PROGRAMME: dict[str, str] = {
    "day": "day|day no|day number|conference day|jour|journee|dia|jornada|день|tag|日|第几天|天|اليوم|يوم",
    "date": "date|datum|fecha|дата|日期|التاريخ|تاريخ",
    "starts": "starts|start|start time|starts at|from|begin|begins|beginning|time|debut|heure de debut|de|heure|"
    "horaire|inicio|"
    "hora de inicio|hora|comienzo|desde|начало|время начала|время|с|beginn|uhrzeit|von|zeit|start zeit|开始|开始时间|"
    "时间|起始时间|"
    "البداية|بداية|وقت البدء|من|الوقت|الساعة|بدء",
    "ends": "ends|end|end time|ends at|to|until|till|finish|fin|heure de fin|a|jusqu a|hora de fin|final|termino|hasta|"
    "конец|окончание|время окончания|до|ende|bis|结束|结束时间|终止时间|النهاية|نهاية|وقت الانتهاء|إلى|الى|انتهاء",
    "duration": "duration|length|minutes|min|duration min|duree|duracion|продолжительность|длительность|dauer|"
    "时长|持续时间|المدة|مدة",
    "hours": "duration h|duration hours|hours|duree h|duree heures|heures|duracion h|duracion horas|horas|"
    "продолжительность ч|dauer h|"
    "dauer std",
    "room": "room|rooms|venue|location|place|hall|conference room|salle|lieu|sala|salon|lugar|aula|зал|место|"
    "помещение|комната|ort|"
    "raum|saal|会议室|地点|房间|会场|القاعة|قاعة|المكان|الغرفة|track room",
    "title": "title|name|session|session title|segment|item|agenda item|topic|subject|event|titre|intitule|"
    "seance|sujet|point|"
    "titulo|sesion|tema|punto|название|заголовок|тема|заседание|пункт|titel|thema|标题|题目|议题|名称|会议|议程项目|العنوان|عنوان|"
    "الموضوع|البند|الجلسة",
    "subtitle": "subtitle|sous titre|subtitulo|подзаголовок|untertitel|副标题|العنوان الفرعي",
    "format": "format|type|session type|kind|formato|tipo|формат|тип|вид|art|形式|类型|الشكل|النوع|شكل",
    "moderator": "moderator|moderators|chair|moderated by|chaired by|moderation|moderateur|moderatrice|"
    "moderateurs|president|"
    "presidence|moderador|moderadora|moderadores|preside|модератор|модераторы|ведущий|председатель|moderatorin|leitung|主持人|主席|"
    "主持|المنسق|الميسر|رئيس الجلسة|مدير الجلسة",
    "speakers": "speakers|speaker|panellists|panelists|panel|presenters|presenter|participants|intervenants|"
    "intervenant|orateurs|"
    "orateur|oratrices|panelistes|oradores|orador|ponentes|ponente|panelistas|expositores|докладчики|докладчик|выступающие|"
    "участники|спикеры|ораторы|vortragende|referenten|redner|发言人|发言者|演讲人|专题小组成员|嘉宾|المتحدثون|المتكلمون|المتحدثين|المتكلم",
    "description": "description|abstract|details|notes|summary|descripcion|resumen|resume|описание|аннотация|"
    "примечания|"
    "beschreibung|说明|描述|备注|الوصف|وصف|ملاحظات",
    "track": "track|stream|strand|piste|parcours|eje|направление|分会|المسار",
    "key": "id|code|no|number|ref|reference|numero|n|номер|编号|الرقم|nr",
}
REGISTER: dict[str, str] = {
    "delegation": "delegation|delegations|country|state|member state|delegation name|country organization|"
    "country organisation|"
    "delegation country|entity|pays|etat|delegation pays|pais|estado|delegacion|делегация|страна|государство|"
    "land|staat|"
    "delegation land|代表团|国家|国家组织|الوفد|وفد|البلد|الدولة",
    "nationality": "nationality|nationalite|nacionalidad|гражданство|nationalitat|国籍|الجنسية",
    "category": "category|participant category|type of participant|status|categorie|categoria|категория|"
    "kategorie|类别|الفئة",
    "title": "title|salutation|prefix|honorific|civilite|titre|tratamiento|titulo|обращение|anrede|称谓|头衔|اللقب",
    "given": "given name|given names|first name|first names|firstname|forename|prenom|prenoms|nombre|nombres|"
    "имя|vorname|名|名字|"
    "الاسم الاول|الاسم الأول|الاسم الشخصي",
    "family": "family name|last name|lastname|surname|nom|nom de famille|apellido|apellidos|фамилия|nachname|"
    "familienname|姓|姓氏|"
    "اسم العائلة|اللقب العائلي|الشهرة",
    "name": "name|names|full name|participant|participants|"
    "representatives|participant name|representative|nom complet|nom et prenom|representant|"
    "nombre completo|"
    "nombre y apellidos|representante|фио|ф и о|имя и фамилия|представитель|姓名|代表|代表姓名|الاسم|الاسم الكامل|اسم "
    "الممثل",
    "head": "head|head of delegation|hod|is head|head yes no|head of delegation yes no|chef de delegation|chef|"
    "jefe de delegacion|"
    "jefe|глава делегации|глава|leiter|delegationsleiter|团长|代表团团长|رئيس الوفد|رئيس",
    "members": "members|delegates|other members|membres|miembros|члены|члены делегации|mitglieder|成员|الأعضاء|"
    "الاعضاء|اعضاء",
    "function": "function|functional title|position|role|job title|post|fonction|poste|cargo|funcion|должность|"
    "funktion|职务|职位|"
    "الوظيفة|المنصب|الصفة",
    "organisation": "organisation|organization|institution|affiliation|company|organisme|institucion|"
    "organizacion|организация|"
    "учреждение|firma|单位|组织|机构|المنظمة|المؤسسة|الجهة",
    "email": "email|e mail|mail|email address|e mail address|courriel|adresse electronique|correo|correo electronico|"
    "эл почта|электронная почта|адрес электронной почты|电子邮件|邮箱|البريد الإلكتروني|البريد الالكتروني",
    "phone": "phone|telephone|tel|mobile|telefono|movil|телефон|telefon|handy|电话|手机|الهاتف|هاتف",
    "order": "order|no|number|nr|ordre|orden|n|numero|номер|порядок|序号|顺序|الرقم|الترتيب",
    "level": "level|rank|niveau|nivel|rango|уровень|ранг|级别|المستوى|الرتبة",
    "language": "language|langue|idioma|язык|sprache|语言|اللغة",
    "on_behalf_of": "on behalf of|behalf|group|au nom de|groupe|en nombre de|grupo|от имени|группа|代表团体|集团|"
    "نيابة عن|المجموعة",
    "key": "id|registration id|badge|badge number|registration number|код|编号",
    "area": "area|sector|domaine|sector area|bereich",
}
LANGUAGE_NAMES: dict[str, str] = {
    name: language
    for language, names in {
        "en": "en eng english anglais ingles английский англ englisch 英文 英语 الإنجليزية الانجليزية",
        "fr": "fr fra fre french francais frances французский фр franzosisch 法文 法语 الفرنسية",
        "es": "es spa spanish espagnol espanol испанский исп spanisch 西班牙文 西班牙语 الإسبانية الاسبانية",
        "ru": "ru rus russian russe ruso русский рус russisch 俄文 俄语 الروسية",
        "zh": "zh chi zho chinese chinois chino китайский кит chinesisch 中文 汉语 الصينية",
        "ar": "ar ara arabic arabe арабский араб arabisch 阿拉伯文 阿拉伯语 العربية",
    }.items()
    for name in names.split()
}
HEADER_LANGUAGE = {
    "titre": "fr",
    "intitule": "fr",
    "titulo": "es",
    "название": "ru",
    "标题": "zh",
    "题目": "zh",
    "العنوان": "ar",
}
"""A title in a column of that name, which says no language, is in this one."""
MANY = frozenset({"speakers", "moderator", "members"})
"""What may stand in several columns, one person in each."""
SEARCHED_ROWS = 25
LONGEST_NORMALISED = 200


def _table(words: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for field, names in words.items():
        for name in names.split("|"):
            found.setdefault(normalised(name), field)
    return found


def normalised(text: object) -> str:
    """`text` without accents, capitals and punctuation."""
    return _normalised(str(text)[:LONGEST_NORMALISED])


@lru_cache(maxsize=8192)
def _normalised(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.replace("№", "no").casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", bare))


PROGRAMME_FIELDS = _table(PROGRAMME)
REGISTER_FIELDS = _table(REGISTER)


class Column(ReadValue, frozen=True):
    """A column: what it holds, and in which language, where it is a title."""

    at: int
    field: str
    heading: str
    language: str = ""


class Header(ReadValue, frozen=True):
    """The row that names the columns. `index` counts the rows of the sheet from 0."""

    index: int
    columns: tuple[Column, ...]
    unknown: tuple[Column, ...] = ()
    twice: tuple[Column, ...] = ()

    def fields(self) -> frozenset[str]:
        return frozenset(column.field for column in self.columns)

    def all_of(self, field: str) -> list[Column]:
        return [column for column in self.columns if column.field == field]


def field_of(heading: object, fields: dict[str, str]) -> tuple[str, str] | None:
    """What a column of that heading holds, and its language, if it says one."""
    text = normalised(heading)
    if not text or len(text) > 60:
        return None
    if (field := fields.get(text)) is not None:
        return field, HEADER_LANGUAGE.get(text, "") if field == "title" else ""
    words = text.split()
    for language_at, rest in ((-1, words[:-1]), (0, words[1:])):
        if len(words) > 1 and words[language_at] in LANGUAGE_NAMES:
            field = fields.get(" ".join(rest))
            if field is not None:
                return field, LANGUAGE_NAMES[words[language_at]]
    if len(words) > 1 and words[-1].isdecimal() and (field := fields.get(" ".join(words[:-1]))) in MANY:
        return field or "", ""
    shortened = " ".join(re.findall(r"[^\W_]+", normalised(re.sub(r"[(（\[].*?[)）\]]", " ", str(heading)))))
    if shortened != text and (field := fields.get(shortened)) is not None:
        return field, ""
    return None


def find_header(
    rows: Sequence[Sequence[object]], fields: dict[str, str], wanted: Sequence[frozenset[str]]
) -> Header | None:
    """The first row of `rows` that names, of each of the sets `wanted`, at least one column."""
    best: Header | None = None
    for index, row in enumerate(rows[:SEARCHED_ROWS]):
        header = _header(index, row, rows[index - 1] if index else (), fields)
        if all(header.fields() & some for some in wanted) and (
            best is None or len(header.columns) > len(best.columns) + 1
        ):
            best = header
    return best


def _header(index: int, row: Sequence[object], above: Sequence[object], fields: dict[str, str]) -> Header:
    columns: list[Column] = []
    unknown: list[Column] = []
    twice: list[Column] = []
    over = ""
    for at, cell in enumerate(row):
        over = str(above[at]).strip() if at < len(above) and str(above[at]).strip() else over
        heading = str(cell).strip()
        known = field_of(heading, fields)
        if known is None and heading.removesuffix(".0").isdecimal():
            above_known = field_of(over, fields)
            known = above_known if above_known is not None and above_known[0] in MANY else None
        if known is None:
            unknown += [Column(at=at, field="", heading=heading)] if heading else []
            continue
        column = Column(at=at, field=known[0], heading=heading, language=known[1])
        if known[0] in MANY or not any((c.field, c.language) == known for c in columns):
            columns.append(column)
        else:
            twice.append(column)
    return Header(index=index, columns=tuple(columns), unknown=tuple(unknown), twice=tuple(twice))


def repeats(row: Sequence[object], header: Header, fields: dict[str, str]) -> bool:
    """Whether `row` names the columns once more, perhaps in another language."""
    filled = [(at, cell) for at, cell in enumerate(row) if isinstance(cell, str) and cell.strip()]
    by_place = {column.at: column.field for column in header.columns}
    others = 0
    for at, cell in filled:
        if (known := field_of(cell, fields)) is None or known[0] != by_place.get(at):
            others += 1
            if others * 2 >= len(filled):
                return False  # As almost always: the rest is not looked at.
    return len(filled) - others >= 2


def title_languages(header: Header) -> list[tuple[Column, str]]:
    """The columns of titles with their language; where none is said it is English, or that of the heading."""
    titles = header.all_of("title")
    return [(column, column.language if column.language in LANGUAGES else "en") for column in titles]


def letters(at: int) -> str:
    """The name of the column `at` in a spreadsheet, counted from 0."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name


def mapped(header: Header, mapping: dict[str, str], row: Sequence[object]) -> Header:
    """`header` with the columns that were mapped by hand: from a heading to a field, such as `title_fr`."""
    chosen = {normalised(heading): field for heading, field in mapping.items()}
    columns = [column for column in header.columns if normalised(column.heading) not in chosen]
    for at, cell in enumerate(row):
        if (field := chosen.get(normalised(cell))) is not None and str(cell).strip():
            bare, _, language = field.partition("_")
            own = (bare, language) if language in LANGUAGES else (field, "")
            columns.append(Column(at=at, field=own[0], heading=str(cell), language=own[1]))
    known = {column.at for column in columns}
    unknown = tuple(column for column in header.unknown if column.at not in known)
    return msgspec.structs.replace(header, columns=tuple(columns), unknown=unknown)
