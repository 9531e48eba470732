"""A program: the PDF of a document that it reads as JSON, tagged for accessibility (PDF/UA-1). `bounded.pdf` runs it.

Pictures of drawings are made here too, for formats that take no drawings. Both by Typst.
"""

import re
import sys
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path

import typst

from live.documents import bounded

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
PACKAGED_FONTS = ("fontpkg_noto_sans", "fontpkg_amiri")
UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
DOTS_PER_INCH = 144.0


@cache
def _fonts(of_the_system: bool) -> typst.Fonts:
    packaged = [str(files(name).joinpath("files")) for name in PACKAGED_FONTS]
    return typst.Fonts(
        include_system_fonts=of_the_system, include_embedded_fonts=False, font_paths=[*packaged, str(HERE / "fonts")]
    )


def compiled(template: str, data: str) -> bytes:
    """The PDF that `template` makes of `data`.

    What no font of ours has is taken from the system's, or shown as the sign of what is missing.

    A name in Hangul must not keep a meeting from its record.
    """
    while True:
        try:
            return _compiled_with(template, data, of_the_system=False)
        except typst.TypstError as error:
            if not UNSHOWN.search(str(error)):
                raise
        try:
            return _compiled_with(template, data, of_the_system=True)
        except typst.TypstError as error:
            unshown = set(UNSHOWN.findall(str(error)))
            if not unshown:
                raise
            data = _without(data, unshown)


def _without(data: str, unshown: set[str]) -> str:
    for text in unshown:
        spelled = re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), text)
        if spelled not in data:
            raise bounded.DocumentFailed(f"no font has {spelled!r}")
        data = data.replace(spelled, REPLACEMENT)
    return data


def _compiled_with(template: str, data: str, *, of_the_system: bool) -> bytes:
    return typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=_fonts(of_the_system),
        ignore_system_fonts=not of_the_system,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": data},
    )


def drawn(svg: str) -> bytes:
    """A drawing as a picture made of dots, for formats that take no drawings."""
    source = '#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    return typst.compile(
        source.encode(),
        font_paths=_fonts(False),
        ignore_system_fonts=True,
        format="png",
        ppi=DOTS_PER_INCH,
        sys_inputs={"svg": svg},
    )


def main() -> None:
    run(lambda given: compiled("document.typ", given.decode()))


def run(make: Callable[[bytes], bytes]) -> None:
    """The program: write what `make` makes of what is read, or end with one sentence."""
    bounded.keep_within_bounds()
    given = sys.stdin.buffer.read()
    try:
        made = make(given)
    except (typst.TypstError, bounded.DocumentFailed) as error:
        sys.exit(f"Typst: {error.args[0]}".splitlines()[0])
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
