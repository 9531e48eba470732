"""The words of documents in six languages: `words_of("fr").titles["statements"]`."""

from live.documents.words import ar, en, es, fr, ru, zh
from live.documents.words.shape import Words, clock, duration

ALL = {words.language: words for words in (ar.WORDS, zh.WORDS, en.WORDS, fr.WORDS, ru.WORDS, es.WORDS)}
"""By code, in the order of the United Nations."""
LANGUAGES = tuple(ALL)


class NoSuchLanguage(Exception):
    """A language in which no documents are made."""

    def __init__(self, language: str) -> None:
        self.language = language
        super().__init__(f"documents are not made in {language!r}, but in {', '.join(LANGUAGES)}")


def words_of(language: str) -> Words:
    """The words of `language`, or `NoSuchLanguage`."""
    try:
        return ALL[language]
    except KeyError:
        raise NoSuchLanguage(language) from None


__all__ = ["ALL", "LANGUAGES", "NoSuchLanguage", "Words", "clock", "duration", "words_of"]
