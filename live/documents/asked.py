"""What a document is asked to hold."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from live.documents.papers.kinds import Paper
from live.documents.words import Words
from live.proceedings.choice import Choice, chosen, day_of
from live.proceedings.conference import Proceedings
from live.proceedings.publicity import in_public

Progress: TypeAlias = Callable[[int, int], None]
"""Called with how many of how many rows are written."""


def in_silence(_done: int, _of: int) -> None:
    """Progress that is told to nobody."""


EVERYTHING = Choice()


@dataclass(frozen=True, slots=True)
class Asked:
    """`proceedings` are already those of `choice`; where `public`, also already without what is not for everyone.

    `paper` is what a document to read holds, `template` the secretariat's own for Word; tables hold everything.
    """

    proceedings: Proceedings
    words: Words
    choice: Choice = EVERYTHING
    public: bool = False
    progress: Progress = in_silence
    paper: Paper = Paper.PACK
    template: Path | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", self.words.of(self.proceedings.settings))


def asked_of(  # noqa: PLR0913  each is asked for by its name
    known: Proceedings,
    words: Words,
    *,
    room: str | None,
    segment: str | None,
    day: str | None,
    public: bool,
    paper: Paper,
    progress: Progress = in_silence,
    template: Path | None = None,
) -> Asked:
    """What of `known` is asked for, as people write it: `day` as in `day_of`. Raises `NotInRecord`."""
    choice = Choice(room, segment, None if day is None else day_of(known, day))
    wanted = chosen(known, choice)
    return Asked(in_public(wanted) if public else wanted, words, choice, public, progress, paper, template)
