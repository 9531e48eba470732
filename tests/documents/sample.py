"""A document with something of everything, in each of the six languages."""

from live.documents.blocks import Bullets, Column, Document, Heading, Labels, Paragraph, Picture, Run, Table, said

SENTENCES = {
    "ar": "البيانات كما ألقيت في الجلسة الأولى، ولا بيان إلا بإذن",
    "en": "Statements as delivered: “Łódź”, Çeşme & <Genève>",
    "es": "Declaraciones según se pronunciaron, mañana y año",
    "fr": "Déclarations telles que prononcées à l’ouverture, cœur",
    "ru": "Заявления в том виде, в каком они были сделаны, ещё",
    "zh": "发言实录，主席摘要：移民与发展",
}
PAGES = {
    "ar": "الصفحة {page} من {pages}",
    "en": "Page {page} of {pages}",
    "es": "Página {page} de {pages}",
    "fr": "Page {page} sur {pages}",
    "ru": "Стр. {page} из {pages}",
    "zh": "第 {page} 页，共 {pages} 页",
}
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="60" viewBox="0 0 600 60" '
    'font-family="Noto Sans, Noto Sans SC, Amiri" font-size="12"><rect width="300" height="20" fill="#00489c"/>'
    '<text x="310" y="15">12 · 48:24</text></svg>'
)


def sample(language: str, rows: int = 60, sentence: str = "") -> Document:
    """A document of several pages that says `sentence`, or one of the language's own."""
    text = sentence or SENTENCES[language]
    kenya = Run("Kenya", language="en")
    return Document(
        language=language,
        title=text,
        conference=text,
        facts=((Run(text), Run(" "), Run("10:00–13:00", ltr=True)),),
        labels=Labels(contents=text, page=PAGES[language]),
        contents=True,
        blocks=(
            Heading(1, said(text), number="1", key="first"),
            Paragraph((Run(text), Run(" "), Run("+0:31", ltr=True, over=True), Run(" "), kenya)),
            Table(
                text,
                (Column(text, 3), Column(text, 1, figures=True)),
                tuple((((Run(text, strong=True),), (kenya,)), ((Run(f"{n}:31", ltr=True),),)) for n in range(rows)),
            ),
            Heading(1, said(text), number="2", key="second", new_page=True),
            Heading(2, said(text), number="2.1", key="third"),
            Bullets((said(text), said(text))),
            Picture(SVG, text, text, 600, 60),
        ),
    )
