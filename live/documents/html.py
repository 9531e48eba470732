"""One page of HTML for print, complete in itself: it asks nothing of any server."""

from collections.abc import Iterable
from html import escape
from typing import assert_never

from live.documents.blocks import (
    RIGHT_TO_LEFT,
    UNKNOWN,
    Block,
    Bullets,
    Cell,
    Document,
    Heading,
    Line,
    Paragraph,
    Picture,
    Run,
    Table,
)

STYLE = """
:root { --ink: #0b1a2e; --soft: #3a4a61; --line: #b9c4d3; --accent: #00489c; --over: #93102a; color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 60rem; color: var(--ink); background: #fff;
  font: 1rem/1.5 "Noto Sans", "Noto Sans Arabic", "Noto Sans SC", system-ui, sans-serif; }
body[dir=rtl] { font-family: "Noto Naskh Arabic", Amiri, "Noto Sans Arabic", system-ui, sans-serif; line-height: 1.7; }
h1 { margin: 0 0 0.5rem; font-size: 2rem; line-height: 1.25; color: var(--accent); }
h2 { margin: 2.5rem 0 0.75rem; font-size: 1.5rem; line-height: 1.3; color: var(--accent); }
h3 { margin: 2rem 0 0.5rem; font-size: 1.2rem; }
h4 { margin: 1.5rem 0 0.5rem; font-size: 1.05rem; }
p, ul { margin: 0.5rem 0; }
.facts { margin: 0 0 1.5rem; padding: 0 0 1rem; border-block-end: 2px solid var(--accent); }
.conference, .quiet, caption, figcaption, .facts { color: var(--soft); }
.over { color: var(--over); font-weight: 700; }
.ltr { direction: ltr; unicode-bidi: isolate; white-space: nowrap; }
nav ol { margin: 0; padding: 0; list-style: none; }
nav li.part { padding-inline-start: 1.75rem; }
nav a, .number { color: inherit; }
table { width: 100%; margin: 0.75rem 0 1.5rem; border-collapse: collapse; font-size: 0.875rem; }
caption, figcaption { padding-block-end: 0.25rem; text-align: start; font-size: 0.875rem; }
th, td { padding: 0.3rem 0.5rem; text-align: start; vertical-align: top; border-block-end: 1px solid var(--line);
  overflow-wrap: anywhere; font-weight: 400; }
thead th { border-block: 1.5px solid var(--ink); font-weight: 700; vertical-align: bottom; }
.figures { text-align: end; font-variant-numeric: tabular-nums; }
figure { margin: 0.75rem 0; }
svg { display: block; width: 100%; height: auto; direction: ltr; }
.scroll { overflow-x: auto; }
@page { size: A4; margin: 18mm 16mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  h2.new-page { break-before: page; margin-block-start: 0; }
  h1, h2, h3, h4, caption, figcaption, h3 + p { break-after: avoid; }
  tr, figure, li { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
}
"""


def html(document: Document) -> str:
    """`document` as a page of its own."""
    title = escape(document.full_title)
    parts = [
        "<!doctype html>",
        f'<html lang="{document.language}" dir="{document.direction}">',
        f'<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head>",
        f'<body dir="{document.direction}"><main>',
        f'<header><p class="conference">{escape(document.conference)}</p><h1>{escape(document.title)}</h1>',
        '<div class="facts">',
        *(f"<p>{_line(fact)}</p>" for fact in document.facts),
        "</div></header>",
        *(_contents(document) if document.contents else ()),
        *map(_block, document.blocks),
        "</main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _contents(document: Document) -> Iterable[str]:
    label = escape(document.labels.contents)
    yield f'<nav aria-labelledby="contents"><h2 id="contents">{label}</h2><ol>'
    for block in document.blocks:
        if isinstance(block, Heading) and block.key and block.level <= 2:
            part = ' class="part"' if block.level > 1 else ""
            yield f'<li{part}><a href="#{escape(block.key)}">{_numbered(block)}</a></li>'
    yield "</ol></nav>"


def _block(block: Block) -> str:
    match block:
        case Heading():
            # The title of the document is its only first heading.
            tag = f"h{min(block.level + 1, 6)}"
            key = f' id="{escape(block.key)}"' if block.key else ""
            new_page = ' class="new-page"' if block.new_page else ""
            return f"<{tag}{key}{new_page}>{_numbered(block)}</{tag}>"
        case Paragraph():
            return f"<p>{_line(block.line)}</p>"
        case Bullets():
            return f"<ul>{''.join(f'<li>{_line(item)}</li>' for item in block.items)}</ul>"
        case Table():
            return _table(block)
        case Picture():
            says = escape(block.says)
            drawing = block.svg.replace("<svg ", f'<svg role="img" aria-label="{says}" ', 1)
            return f"<figure><figcaption>{escape(block.caption)}</figcaption>{drawing}</figure>"
        case _:
            assert_never(block)


def _numbered(heading: Heading) -> str:
    number = f'<span class="number ltr">{escape(heading.number)}</span> ' if heading.number else ""
    return number + _line(heading.text)


def _table(table: Table) -> str:
    total = sum(column.share for column in table.columns)
    widths = "".join(f'<col style="width:{100 * column.share / total:.1f}%">' for column in table.columns)
    classes = [' class="figures"' if column.figures else "" for column in table.columns]
    head = "".join(
        f'<th scope="col"{kind}>{escape(column.title)}</th>'
        for column, kind in zip(table.columns, classes, strict=True)
    )
    rows = "".join(f"<tr>{_row(row, classes)}</tr>\n" for row in table.rows)
    caption = f"<caption>{escape(table.caption)}</caption>" if table.captioned else ""
    label = "" if table.captioned else f' aria-label="{escape(table.caption)}"'
    return (
        f'<div class="scroll"><table{label}>{caption}<colgroup>{widths}</colgroup>'
        f"<thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table></div>"
    )


def _row(row: tuple[Cell, ...], classes: list[str]) -> str:
    return "".join(
        f'<th scope="row"{kind}>{_cell(cell)}</th>' if n == 0 else f"<td{kind}>{_cell(cell)}</td>"
        for n, (cell, kind) in enumerate(zip(row, classes, strict=True))
    )


def _cell(cell: Cell) -> str:
    return "<br>".join(map(_line, cell))


def _line(line: Line) -> str:
    return "".join(map(_run, line))


def _run(run: Run) -> str:
    said = escape(run.text)
    names = [name for name in ("ltr", "quiet", "over") if getattr(run, name)]
    if names:
        said = f'<span class="{" ".join(names)}">{said}</span>'
    if run.strong:
        said = f"<strong>{said}</strong>"
    if run.struck:
        said = f"<s>{said}</s>"
    if run.language:
        direction = "auto" if run.language == UNKNOWN else "rtl" if run.language in RIGHT_TO_LEFT else "ltr"
        said = f'<bdi lang="{escape(run.language)}" dir="{direction}">{said}</bdi>'
    return said
