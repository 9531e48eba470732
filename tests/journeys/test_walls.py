"""What the walls of the journeys are held to is strict: a screen that shows less, or more, does not agree."""

import pytest

from tests.journeys.walls import Seen, agree

DUE: Seen = {
    "speaker": ["Kenya"],
    "reporting": [],
    "clock": ["false"],
    "sitting": [],
    "segment": [],
    "waiting": 5,
    "next": ["r2", "r3", "r4"],
}
SEEN: Seen = {
    "speaker": ["Kenya"],
    "reporting": [],
    "clock": ["false"],
    "digits": 1,
    "sitting": [],
    "segment": [],
    "upcoming": [],
    "next": ["r2", "r3"],
    "more": [3],
}


def test_as_many_of_those_who_wait_as_fit_and_the_others_counted_is_all() -> None:
    assert agree(SEEN, DUE)
    assert agree({**SEEN, "next": ["r2", "r3", "r4"], "more": [2]}, DUE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"next": [], "more": []},
        {"next": [], "more": [5]},
        {"next": ["r3", "r2"]},
        {"more": []},
        {"more": [2]},
        {"speaker": []},
        {"speaker": ["Fiji"]},
        {"speaker": [], "sitting": ["suspended"]},
        {"clock": [], "digits": 0},
        {"clock": ["true"]},
        {"digits": 0},
        {"reporting": ["Kenya"]},
        {"segment": ["d1-lunch"]},
    ],
)
def test_anything_else_does_not_agree(wrong: Seen) -> None:
    assert not agree({**SEEN, **wrong}, DUE)


def test_a_screen_that_counts_nobody_names_all() -> None:
    booths = {**DUE, "waiting": None}
    assert agree({**SEEN, "next": DUE["next"], "more": []}, booths)
    assert not agree({**SEEN, "more": []}, booths)
