"""A conference that goes on for days holds no more in the end than when it had settled."""

import pytest

from tests.simulation import days
from tests.simulation.days import SETTLED_BY, Night, grown


def nights(*objects: int) -> list[Night]:
    return [Night(day, 100 * day, count, 26, 14, 90.0) for day, count in enumerate(objects, 1)]


def test_what_grows_after_it_had_settled_is_said() -> None:
    assert grown(nights(4000, 6000, 6100, 6000, 6150)) == []
    assert grown(nights(4000, 6000, 6100, 6700, 7300)) == ["objects grew from 6100 to 7300"]


@pytest.mark.long
def test_some_short_days_in_one_process(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(days, "HOURS_A_DAY", 0.5)
    monkeypatch.setattr(days, "ACTS_EVERY_SECONDS", 2.0)
    monkeypatch.setattr(days, "FAULTS_EVERY_SECONDS", 120.0)
    assert days.main(SETTLED_BY + 2, 0, as_json=True) == 0, capsys.readouterr().out
