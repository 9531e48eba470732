"""All that was written into the logs and shown on the screens of two rooms on one long day, act by act, in full.

What is otherwise is meant, or a fault: `tests/room/telling.py` says how `day.txt` is written anew.
"""

from itertools import zip_longest

from tests.room.telling import TOLD, logged, told


def test_what_people_did_all_day_is_decided_as_it_was() -> None:
    """Without the screens: a rule that is another is told from a view that is."""
    stored = _stored()
    acts = [act for act, _, _ in logged()]
    assert acts == [there[: len(act)] for act, there in zip(acts, stored, strict=True)]


def test_every_screen_shows_what_it_showed_all_day() -> None:
    for act, stored in zip_longest(told(), _stored()):
        assert act == stored


def _stored() -> list[str]:
    return [f"{act.rstrip()}\n" for act in TOLD.read_text().split("\n\n")]
