"""Delegations are shown by name alone: a flag is a statement that not every delegation shares."""

from pathlib import Path

SOURCES = Path(__file__).parents[2] / "frontend" / "src"
REGIONAL_INDICATORS = range(0x1F1E6, 0x1F200)
"""The letters that devices draw as flags, in pairs."""


def test_case_43_no_screen_draws_a_flag() -> None:
    texts = {
        file: file.read_text() for file in SOURCES.rglob("*.*") if file.suffix in {".svelte", ".ts", ".json", ".css"}
    }
    assert texts
    assert [file.name for file, text in texts.items() if any(ord(sign) in REGIONAL_INDICATORS for sign in text)] == []
