"""Connections that keep us waiting: whom of them there is no more room for."""

from typing import Any

import pytest

from live.web.serving.http_protocol import Line

ONE_ROUTER = "192.0.2.1"


class Knocking:
    """A connection that has not asked for anything yet."""

    address = ONE_ROUTER

    def __init__(self, line: Line) -> None:
        self.is_cut_off = False
        self._line: Any = line

    def cut_off(self) -> None:
        self.is_cut_off = True
        self._line.leave(self)


def in_line(count: int, line: Line) -> list[Any]:
    those: list[Any] = [Knocking(line) for _ in range(count)]
    for one in those:
        line.join(one, 10)
    return those


def test_a_hall_that_comes_back_through_one_router_is_let_stand_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("live.web.serving.http_protocol.ARRIVES_WITHIN_SECONDS", 3600)
    assert not any(one.is_cut_off for one in in_line(50, Line(most=100, of_an_address=10)))


def test_of_one_address_those_that_stood_for_a_moment_are_cut_off_when_they_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("live.web.serving.http_protocol.ARRIVES_WITHIN_SECONDS", -1)
    line = Line(most=100, of_an_address=10)
    first, last = in_line(5, line), in_line(10, line)
    assert all(one.is_cut_off for one in first)
    assert not any(one.is_cut_off for one in last)


def test_a_line_is_never_longer_than_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("live.web.serving.http_protocol.ARRIVES_WITHIN_SECONDS", 3600)
    those = in_line(15, Line(most=10, of_an_address=10))
    assert those[0].is_cut_off
    assert not those[-1].is_cut_off
