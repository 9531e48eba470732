"""A conference that goes on for days: the product holds no more in the end than when it had settled, but for what was
decided.
"""

import json

import pytest

from live.live_room import LiveRoom
from tests.simulation import days
from tests.simulation.days import SETTLED_BY, Night, grown
from tests.simulation.planted import Planted, put_back

NOTED = "metrics.ANSWER_SECONDS.observe(time.monotonic() - asked.at)"
KEEPS_WHAT_IT_WAS_ASKED = Planted(
    LiveRoom, {"_note": {NOTED: f"self.kept = [*getattr(self, 'kept', ()), bytearray(1_000_000)]; {NOTED}"}}, "", 0
)


def nights(*held: tuple[int, int]) -> list[Night]:
    return [Night(day, 1000 * day, rooms, product, 90, 26, 14, 90.0) for day, (rooms, product) in enumerate(held, 1)]


def test_what_grows_after_it_had_settled_is_said() -> None:
    assert grown(nights((300, 900), (700, 1400), (1100, 1400), (1500, 1350), (1900, 1500))) == []
    assert grown(nights((300, 900), (700, 1400), (1100, 1400), (1500, 1600), (1900, 1800))) == [
        "product_kib grew from 1400 to 1800"
    ]
    assert grown(nights((300, 900), (700, 1400), (1100, 1400), (3500, 1400), (9100, 1400))) == [
        "rooms_kib grew by 4096 bytes a decision"
    ]


@pytest.fixture
def short_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "HOURS_A_DAY", 0.02)
    monkeypatch.setattr(days, "ACTS_EVERY_SECONDS", 2.0)
    monkeypatch.setattr(days, "FAULTS_EVERY_SECONDS", 30.0)
    monkeypatch.setattr(days, "NIGHT_SECONDS", 10.0)
    monkeypatch.setattr(days, "SETTLED_BY", 2)


@pytest.mark.long
@pytest.mark.usefixtures("short_days")
def test_three_short_days_in_one_process_and_what_is_kept_of_each_command_is_noticed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert days.main(3, 0, as_json=True) == 0, capsys.readouterr().out
    capsys.readouterr()
    with put_back(KEEPS_WHAT_IT_WAS_ASKED):
        assert days.main(3, 0, as_json=True) == 1
    assert [wrong.partition(" from")[0] for wrong in json.loads(capsys.readouterr().out)["wrong"]] == [
        "product_kib grew"
    ]


@pytest.mark.long
def test_some_longer_days_in_one_process(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(days, "HOURS_A_DAY", 0.5)
    monkeypatch.setattr(days, "ACTS_EVERY_SECONDS", 2.0)
    monkeypatch.setattr(days, "FAULTS_EVERY_SECONDS", 120.0)
    assert days.main(SETTLED_BY + 2, 0, as_json=True) == 0, capsys.readouterr().out
