"""Whose account something goes on, and how long a body may be."""

import asyncio

import pytest

from live.access.bounds import (
    BODY_BYTES,
    REFUSED_EACH_SECONDS,
    REFUSED_WITHIN_SECONDS,
    OpenSockets,
    address_of,
    body_bytes,
)
from live.web.serving.gate import HOLDERS_REFUSED, Places, Refusing, SlowRefusals


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("", "unknown"),
        ("a name", "unknown"),
    ],
)
def test_one_subscriber_is_one_address(written: str, address: str) -> None:
    assert address_of([written, 4711]) == address


def test_whoever_has_no_address_shares_one_account() -> None:
    assert address_of(None) == "unknown"


def test_a_body_may_be_as_long_as_its_path_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = {"/admin/": 1000, "/api/register/": 2000, "/api/register/pictures/": 3000}
    monkeypatch.setattr("live.access.bounds.BODY_BYTES_BY_PATH", allowed)
    assert body_bytes("/api/badge") == BODY_BYTES
    assert body_bytes("/admin/x/") == 1000
    assert body_bytes("/api/register/read") == 2000
    assert body_bytes("/api/register/pictures/1") == 3000


def test_sockets_are_counted_by_holder() -> None:
    counted = OpenSockets()
    assert [counted.enter("ken", 2) for _ in range(3)] == [True, True, False]
    assert counted.enter("fji", 2)
    counted.leave("ken")
    assert counted.enter("ken", 2)
    for _ in range(2):
        counted.leave("ken")
    assert counted._open == {"fji": 1}


async def test_places_go_by_turns_of_holders() -> None:
    places, order = Places(2, 100), list[str]()
    go_on = asyncio.Event()

    async def come(who: str) -> None:
        async with places.place(who, 2, 50):
            order.append(who)
            await go_on.wait()

    crowd = [asyncio.create_task(come("crowd")) for _ in range(20)]
    await asyncio.sleep(0)
    single = asyncio.create_task(come("single"))
    await asyncio.sleep(0)
    assert order == ["crowd"] * 2
    go_on.set()
    await asyncio.gather(*crowd, single)
    assert order.index("single") <= 4, "one who comes alone does not wait behind a crowd"
    assert (places._free, places._waiting, places._count) == (2, {}, 0)


async def test_a_place_that_nobody_waits_for_any_more_is_free() -> None:
    places = Places(1, 100)
    async with places.place("ken", 1, 10):
        waiting = [asyncio.create_task(places._wait("fji", 1, 10)) for _ in range(3)]
        await asyncio.sleep(0)
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    async with places.place("peru", 1, 10):
        pass
    assert (places._free, places._count) == (1, 0)


async def test_who_finds_the_line_full_is_told_at_once() -> None:
    places = Places(1, 100)
    async with places.place("ken", 1, 1):
        waiting = asyncio.create_task(places._wait("ken", 1, 1))
        await asyncio.sleep(0)
        with pytest.raises(Refusing) as refused:
            await places._wait("ken", 1, 1)
        assert (refused.value.status, refused.value.code) == (429, "too_many")
        waiting.cancel()


def test_slow_refusals_of_one_holder_come_one_after_another_and_of_others_beside_them() -> None:
    refusals = SlowRefusals(now=lambda: 100.0)
    assert [refusals.wait("ken") for _ in range(3)] == pytest.approx([REFUSED_EACH_SECONDS * n for n in (1, 2, 3)])
    assert refusals.wait("fji") == pytest.approx(REFUSED_EACH_SECONDS)


def test_nobody_is_kept_longer_for_a_refusal_than_is_stated() -> None:
    refusals = SlowRefusals(now=lambda: 100.0)
    waits = [refusals.wait("ken") for _ in range(2_000)]
    assert max(waits) <= REFUSED_WITHIN_SECONDS
    assert min(waits[1_000:]) >= REFUSED_WITHIN_SECONDS / 2


def test_of_so_many_holders_the_oldest_is_forgotten() -> None:
    refusals = SlowRefusals(now=lambda: 100.0)
    for n in range(HOLDERS_REFUSED + 1):
        refusals.wait(f"holder {n}")
    assert refusals.wait("holder 0") == pytest.approx(REFUSED_EACH_SECONDS)
    assert refusals.wait(f"holder {HOLDERS_REFUSED}") == pytest.approx(2 * REFUSED_EACH_SECONDS)
