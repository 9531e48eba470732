"""Addresses of the internet, read in one way wherever they come from: servers, proxies, settings."""

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

WITH_PORT = re.compile(r"\[(?P<six>[^\[\]]*)\](?::[0-9]{1,5})?|(?P<four>[0-9.]+):[0-9]{1,5}")
KNOWN_ADDRESSES = 4096
"""How many that were read lately are remembered: every request names one or more, and most come again."""
MAPPED_BITS = 96
"""What comes before the IPv4 address in an IPv6 address that stands for it."""


@lru_cache(KNOWN_ADDRESSES)
def read_address(text: str) -> Address | None:
    """The address in `text`, which may have quotes, brackets, a port and a zone; `None` if it is none.

    A zone (`%eth0`) only says by which interface of this machine somebody is reached. An IPv4 address that came in on
    an IPv6 socket (`::ffff:192.0.2.1`) is the IPv4 address.
    """
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    if found := WITH_PORT.fullmatch(text):
        text = found["four"] or found["six"]
        if found["six"] is not None and ":" not in text:
            return None
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv4Address):
        return address
    return address.ipv4_mapped or IPv6Address(int(address))


def read_network(text: str) -> Network:
    """The network, or the one address, in `text`. Raises `ValueError`."""
    network = ip_network(text)
    if isinstance(network, IPv6Network) and network.prefixlen >= MAPPED_BITS:
        first = network.network_address.ipv4_mapped
        if first is not None:
            return IPv4Network((first, network.prefixlen - MAPPED_BITS))
    return network


def subscriber(text: str) -> str:
    """The address that accounts go by: of IPv6 the network of 64 bits, which is what one subscriber has."""
    address = read_address(text)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 64), strict=False))
    return "unknown" if address is None else str(address)
