"""Who stands behind a reverse proxy: the address that throttles go by."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

Networks = Sequence[IPv4Network | IPv6Network]
Client = Sequence[Any] | None
"""An address and a port, as ASGI has them."""


def client_of(scope: dict[str, Any], proxies: Networks) -> Client:
    """Who sent what `scope` describes: its peer; or, if that is one of `proxies`, the last it names who is none.

    What comes before that in X-Forwarded-For may have been written by anyone, and is not read.
    """
    peer: Client = scope.get("client")
    if not peer or not _is_in(peer[0], proxies):
        return peer
    lines = [text.decode("latin1") for name, text in scope["headers"] if name == b"x-forwarded-for"]
    client = peer
    for named in reversed(",".join(lines).split(",")):
        address = named.strip()
        if not _is_address(address):
            break
        client = (address, 0)
        if not _is_in(address, proxies):
            break
    return client


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_in(text: str, networks: Networks) -> bool:
    return _is_address(text) and any(ip_address(text) in network for network in networks)
