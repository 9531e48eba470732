"""Addresses are read in one way, and two spellings of one address are one account."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.access.addresses import read_address, read_network, subscriber

LINES = st.integers(0, 2**128 - 1).map(IPv6Address).filter(lambda address: address.ipv4_mapped is None)


@given(st.ip_addresses(v=4), st.integers(1, 65535))
def test_every_spelling_of_an_ipv4_address_is_that_address(address: IPv4Address, port: int) -> None:
    mapped = f"::ffff:{address}"
    spelled = [f"{address}", f" {address} ", f"{address}:{port}", mapped, f"[{mapped}]", f"[{mapped}]:{port}"]
    spelled += [f"{mapped}%eth0", f'"{address}"', IPv6Address(mapped).exploded]
    assert {read_address(text) for text in spelled} == {address}
    assert {subscriber(text) for text in spelled} == {str(address)}


@given(LINES, st.integers(1, 65535), st.sampled_from(["eth0", "1", "wlan0.7"]))
def test_every_spelling_of_an_ipv6_address_is_that_address(address: IPv6Address, port: int, zone: str) -> None:
    spelled = [f"{address}", address.exploded, f"{address}".upper(), f"[{address}]", f'"[{address}]:{port}"']
    spelled += [f"{address}%{zone}", f"[{address}%{zone}]:{port}"]
    assert {read_address(text) for text in spelled} == {address}


@given(LINES, st.integers(0, 2**64 - 1))
def test_whoever_has_a_network_has_one_account(address: IPv6Address, other: int) -> None:
    neighbour = IPv6Address(int(address) >> 64 << 64 | other)
    if neighbour.ipv4_mapped is None:
        assert subscriber(str(neighbour)) == subscriber(str(address))
    assert subscriber(str(IPv6Address(int(address) ^ 1 << 64))) != subscriber(str(address))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "unknown",
        "_hidden",
        "198.51.100",
        "198.51.100.1:",
        "198.51.100.1:x",
        "198.51.100.1%eth0",
        "[198.51.100.1]",
        "[2001:db8::1",
        "2001:db8::1]",
        "[2001:db8::1]x",
        "2001:db8::1%",
        "[]",
        '"',
        "localhost:80",
        "1.2.3.4\n.evil",
        "١٩٨.51.100.1",
    ],
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert read_address(text) is None
    assert subscriber(text) == "unknown"


def test_a_network_of_mapped_addresses_is_one_of_ipv4() -> None:
    assert read_network("::ffff:10.0.0.0/104") == ip_network("10.0.0.0/8")
    assert read_network("::ffff:10.0.0.1") == ip_network("10.0.0.1/32")
    assert read_network("fd00::/8") == ip_network("fd00::/8")
    with pytest.raises(ValueError, match="host bits"):
        read_network("10.0.0.1/8")
