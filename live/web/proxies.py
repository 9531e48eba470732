"""What a reverse proxy says for others, and who is believed: the address that throttles go by, and the scheme."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

Networks = Sequence[IPv4Network | IPv6Network]
Client = Sequence[Any] | None
"""An address and a port, as ASGI has them."""


def normalized(scope: dict[str, Any], proxies: Networks) -> dict[str, Any]:
    """`scope` with its client as the proxies name it, one Cookie header, and nothing that only a proxy may say.

    A request may carry several Cookie headers (RFC 9113, section 8.2.3): they are one list, with semicolons.
    """
    headers = [(bytes(name).lower(), bytes(text)) for name, text in scope["headers"]]
    kept = [(name, text) for name, text in headers if name != b"cookie"]
    if cookies := [text for name, text in headers if name == b"cookie"]:
        kept.append((b"cookie", b"; ".join(cookies)))
    if not _is_proxy(scope, proxies):
        kept = [(name, text) for name, text in kept if name != b"x-forwarded-proto"]
    return {**scope, "headers": kept, "client": client_of(scope, proxies)}


def client_of(scope: dict[str, Any], proxies: Networks) -> Client:
    """Who sent what `scope` describes: its peer; or, if that is one of `proxies`, the last it names who is none.

    What comes before that in X-Forwarded-For may have been written by anyone, and is not read.
    """
    peer: Client = scope.get("client")
    if not peer or not is_in(peer[0], proxies):
        return peer
    lines = [text.decode("latin1") for name, text in scope["headers"] if name == b"x-forwarded-for"]
    client = peer
    for named in reversed(",".join(lines).split(",")):
        address = named.strip()
        if not _is_address(address):
            break
        client = (address, 0)
        if not is_in(address, proxies):
            break
    return client


def _is_proxy(scope: dict[str, Any], proxies: Networks) -> bool:
    """Whether the peer may say by which scheme it was reached. Where no proxy is named, nobody else is let near."""
    peer: Client = scope.get("client")
    return not proxies or not peer or is_in(peer[0], proxies)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_in(text: str, networks: Networks) -> bool:
    if not _is_address(text):
        return False
    address = ip_address(text)
    # An IPv4 address that came in on an IPv6 socket.
    plain = getattr(address, "ipv4_mapped", None) or address
    return any(plain in network for network in networks)
