"""What `./rostrum words` runs.

rostrum words export [LANGUAGE...] [--folder FOLDER]  an XLIFF 1.2 file for each language: English, and what it has now
rostrum words import FILE... [--check]                what was revised, back into the words: all or nothing
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.words.exchange import Fault, export, import_files
from tests.words.phrases import LANGUAGES, WORDS, WordsError


def main(arguments: list[str], folder: Path = WORDS) -> int:
    options = parser().parse_args(arguments)
    try:
        if options.verb == "export":
            for file, units in export(options.language or LANGUAGES, options.folder, folder).items():
                print(f"{file}: {units} units")
            return 0
        changed = import_files(options.file, folder, keep=not options.check)
    except (Fault, WordsError, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    would = " would be" if options.check else ""
    for language, paths in changed.items():
        print(f"{folder / f'{language}.ts'}: {len(paths)} changed{would and ' (not written)'}")
        for path in paths:
            print(f"  {path}")
    return 0


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(
        prog="rostrum words", description="Words out to translators and back, as XLIFF 1.2."
    )
    verbs = whole.add_subparsers(dest="verb", required=True)
    out = verbs.add_parser("export", help="one file for each language")
    out.add_argument("language", nargs="*", choices=[*LANGUAGES, []], help="all, unless some are named")
    out.add_argument("--folder", type=Path, default=Path(), help="where to write; here, if left out")
    back = verbs.add_parser("import", help="what was revised, back into the words")
    back.add_argument("file", nargs="+", type=Path)
    back.add_argument("--check", action="store_true", help="say what would change, and write nothing")
    return whole


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
