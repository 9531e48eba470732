"""All that the screens of three rooms showed on one long day, act by act, in full."""

from itertools import zip_longest

from tests.room.telling import TOLD, told


def test_every_screen_shows_what_it_showed_all_day() -> None:
    """What is otherwise is meant, or a fault: `tests/room/telling.py` says how `day.txt` is written anew."""
    stored = TOLD.read_text().split("\n\n")
    for now, then in zip_longest(told(), stored):
        assert now is not None
        assert then is not None
        assert now.rstrip("\n") == then.rstrip("\n")
