"""What a document is asked to hold."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from live.documents.words import Words
from live.proceedings.choice import Choice
from live.proceedings.conference import Proceedings

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many of how many rows are written."""


def in_silence(_done: int, _of: int) -> None:
    """Nobody waits for word."""


EVERYTHING = Choice()


@dataclass(frozen=True, slots=True)
class Asked:
    """`proceedings` are already those of `choice`; where `public`, also already without what is not for everyone."""

    proceedings: Proceedings
    words: Words
    choice: Choice = EVERYTHING
    public: bool = False
    progress: Progress = in_silence
