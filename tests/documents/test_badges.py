"""Badges on paper, read back: every text in its label, no label over another, and QR codes that a decoder reads."""

import itertools
import re
from collections.abc import Iterator

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from live.documents import bounded
from live.documents.badges import Label, Sheets
from live.documents.labels import LIMITS, PAGES, PRESETS, Field, LabelFormat, faults, places
from tests.documents.reading_back import Box, clean

MM = 72 / 25.4
CODE = "K7PD-3MHQ-XW42"
ADDRESS = f"https://rostrum.example.org/phone/#badge={CODE}"
SLACK = 0.2
"""Points by which a letter may reach over its own box."""

lengths = st.integers(0, 30_000).map(lambda hundredths: hundredths / 100)
formats = st.builds(
    LabelFormat,
    page=st.sampled_from([*PAGES, "label"]),
    columns=st.integers(-1, 12),
    rows=st.integers(-1, 32),
    width=lengths,
    height=lengths,
    left=lengths,
    top=lengths,
    gap_across=lengths,
    gap_down=lengths,
    skip=st.integers(-1, 20),
)
possible = st.builds(
    LabelFormat,
    page=st.sampled_from(list(PAGES)),
    columns=st.integers(1, 3),
    rows=st.integers(1, 6),
    width=st.floats(30, 70),
    height=st.floats(18, 40),
    left=st.floats(0, 20),
    top=st.floats(0, 20),
    gap_across=st.floats(0, 5),
    gap_down=st.floats(0, 5),
)


@given(st.one_of(formats, possible), st.integers(1, 100))
def test_no_label_leaves_its_page_or_touches_another_and_what_cannot_be_is_refused_by_its_field(
    format: LabelFormat, count: int
) -> None:
    found = faults(format)
    for fault in found:
        held = getattr(format, fault.field)
        assert held < fault.least or held > fault.most, "what is named is what is wrong"
    if found:
        return
    width, height = format.page_size
    placed = list(places(format, count))
    assert len(placed) == count
    for place in placed:
        assert place.x >= 0 and place.x + format.width <= width + 0.02
        assert place.y >= 0 and place.y + format.height <= height + 0.02
    for one, other in itertools.combinations([place for place in placed if place.page == placed[0].page], 2):
        apart = abs(one.x - other.x) >= format.width - 0.001 or abs(one.y - other.y) >= format.height - 0.001
        assert apart, (one, other)


@given(possible, st.sampled_from(sorted(LIMITS)))
def test_what_a_fault_says_would_fit_does_fit(format: LabelFormat, field: Field) -> None:
    spoiled = replace(format, **{field: int(LIMITS[field][1])})
    for fault in faults(spoiled):
        whole = fault.field in ("columns", "rows", "skip")
        mended = replace(spoiled, **{fault.field: int(fault.most) if whole else fault.most})
        assert not any(left.field == fault.field for left in faults(mended)) or fault.most == 1


def test_every_format_that_is_offered_can_be_printed() -> None:
    assert {name: faults(format) for name, format in PRESETS.items()} == dict.fromkeys(PRESETS, ())
    with pytest.raises(AssertionError):
        assert faults(LabelFormat(page="label", columns=2)) == ()


LABELS = (
    Label(
        "Preparatory meeting",
        "Ms. Wanjiru Kamau",
        ("Kenya", "肯尼亚"),
        ("Head of delegation", "代表团团长"),
        CODE,
        ADDRESS,
    ),
    Label("الاجتماع التحضيري", "السيدة فاطمة بنت محمد", ("المغرب",), ("رئاسة الوفد",), CODE, ADDRESS),
    Label("Встреча", "Александра Преображенская-Рождественская", ("Российская Федерация",), ("Делегат",), CODE, CODE),
    Label("筹备会议", "欧阳修远", ("大不列颠及北爱尔兰联合王国",), ("代表",), CODE, CODE),
    Label("Réunion", "Hélène Ñuñez de Łódź", ("Côte d’Ivoire",), ("Integrante de la delegación",), CODE, CODE),
    Label("M" * 90, "W" * 300, ("Unbreakable" * 20,), (" ".join(["many words"] * 40),), CODE, CODE),
    Label('#image("x") *b*', "$x$ <a> @b \\ #{1+1}", ("_it_",), ("= h",), CODE, CODE),
)


@pytest.mark.parametrize("name", ["a4_2x4_90x60", "a4_3x8_64x34", "letter_2x5_102x51", "label_62x100"])
def test_a_sheet_is_read_back(name: str) -> None:
    format = replace(PRESETS[name], skip=min(1, PRESETS[name].per_page - 1))
    made = bounded.badges(Sheets("Badges", "en", format, LABELS))
    document = pypdfium2.PdfDocument(made)
    placed = list(places(format, len(LABELS)))
    assert len(document) == placed[-1].page + 1
    for number, page in enumerate(document):
        assert [round(side / MM, 1) for side in page.get_size()] == [round(side, 1) for side in format.page_size]
        here = [(label, place) for label, place in zip(LABELS, placed, strict=True) if place.page == number]
        boxes = [_box(format, place.x, place.y, page.get_height()) for _, place in here]
        text = page.get_textpage()
        for box in _letters(text):
            assert sum(_inside(box, label) for label in boxes) == 1, (name, box)
        for (label, _), box in zip(here, boxes, strict=True):
            said = _words(text.get_text_bounded(*box))
            for part in (label.conference, label.name, *label.delegations, *label.roles, label.code):
                assert _words(part) <= said or part in text.get_text_bounded(*box).replace("\r\n", ""), (name, part)
        scale = 5
        found = zxingcpp.read_barcodes(_seen(page, scale))
        assert sorted(one.text for one in found) == sorted(label.qr for label, _ in here)
        for one in found:
            corner = one.position.top_left
            spot = (corner.x / scale, page.get_height() - corner.y / scale)
            (whose,) = [n for n, box in enumerate(boxes) if _inside((*spot, *spot), box)]
            assert one.text == here[whose][0].qr


def test_a_script_without_a_font_keeps_no_sheet_from_being_made() -> None:
    made = bounded.badges(Sheets("Badges", "ar", LabelFormat(), (replace(LABELS[0], name="김민준"),)))
    assert "Kenya" in pypdfium2.PdfDocument(made)[0].get_textpage().get_text_bounded()


def _box(format: LabelFormat, x: float, y: float, page: float) -> Box:
    """Where a label stands: left, bottom, right, top, in points from the lower left corner."""
    return (x * MM, page - (y + format.height) * MM, (x + format.width) * MM, page - y * MM)


def _inside(inner: Box, outer: Box) -> bool:
    return (
        inner[0] >= outer[0] - SLACK
        and inner[1] >= outer[1] - SLACK
        and inner[2] <= outer[2] + SLACK
        and inner[3] <= outer[3] + SLACK
    )


def _words(text: str) -> set[str]:
    """Whoever reads a page out puts its words in an order of their own where directions meet."""
    return set(re.split(r"[\s\x02-]+", clean(text))) - {""}


def _seen(page: pypdfium2.PdfPage, scale: int) -> memoryview:
    """The page as a camera sees it: a byte of brightness for each dot."""
    drawn = page.render(scale=scale, grayscale=True)
    dots, stride = bytes(drawn.buffer), drawn.stride
    rows = b"".join(dots[row * stride : row * stride + drawn.width] for row in range(drawn.height))
    return memoryview(rows).cast("B", (drawn.height, drawn.width))


def _letters(text: pypdfium2.PdfTextPage) -> Iterator[Box]:
    for index in range(text.count_chars()):
        box = text.get_charbox(index)
        if box[2] > box[0] and box[3] > box[1]:
            yield box


def test_a_format_is_told_as_it_is_asked() -> None:
    assert LabelFormat(**asdict(PRESETS["label_90x60"])).page_size == (90, 60)
