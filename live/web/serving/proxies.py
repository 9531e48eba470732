"""What a reverse proxy says for others, and who is believed: the address that throttles go by, and the scheme."""

from collections.abc import Sequence
from typing import Any

from live.access.addresses import Network, read_address

Networks = Sequence[Network]
Client = Sequence[Any] | None
"""An address and a port, as ASGI has them."""


def normalized(scope: dict[str, Any], proxies: Networks) -> dict[str, Any]:
    """`scope` with its client as the proxies name it, one Cookie header, and nothing that only a proxy may say.

    Where Rostrum stands is the root of its name, and never what a client says: Daphne believes its header
    `Daphne-Root-Path`, Django would serve other paths than were counted here, and lead to wherever it names.

    A request may carry several Cookie headers (RFC 9113, section 8.2.3): they are one list, with semicolons.
    """
    headers = [(bytes(name).lower(), bytes(text)) for name, text in scope["headers"]]
    kept = [(name, text) for name, text in headers if name != b"cookie"]
    if cookies := [text for name, text in headers if name == b"cookie"]:
        kept.append((b"cookie", b"; ".join(cookies)))
    if not _is_proxy(scope, proxies):
        kept = [(name, text) for name, text in kept if name != b"x-forwarded-proto"]
    # A target without a slash (`@elsewhere.example`) would become part of the host's name where it is put behind it.
    path = scope.get("path", "/")
    path = path if path.startswith("/") else f"/{path}"
    return {**scope, "path": path, "headers": kept, "client": client_of(scope, proxies), "root_path": ""}


def client_of(scope: dict[str, Any], proxies: Networks) -> Client:
    """Who sent what `scope` describes: its peer; or, if that is one of `proxies`, the last it names who is none.

    What comes before that in X-Forwarded-For may have been written by anyone, and is not read. One address has one
    spelling, however server and proxies write it.
    """
    peer: Client = scope.get("client")
    if not peer:
        return peer
    known = read_address(str(peer[0]))
    if known is None:
        return peer
    peer = (str(known), *peer[1:])
    if not is_in(peer[0], proxies):
        return peer
    lines = [text.decode("latin1") for name, text in scope["headers"] if name == b"x-forwarded-for"]
    client = peer
    for named in reversed(",".join(lines).split(",")):
        address = read_address(named)
        if address is None:
            break
        client = (str(address), 0)
        if not is_in(str(address), proxies):
            break
    return client


def _is_proxy(scope: dict[str, Any], proxies: Networks) -> bool:
    """Whether the peer may say by which scheme it was reached. Where no proxy is named, nobody else is let near."""
    peer: Client = scope.get("client")
    return not proxies or not peer or is_in(peer[0], proxies)


def is_in(text: str, networks: Networks) -> bool:
    """Whether `text` is an address in one of `networks`."""
    address = read_address(text)
    return address is not None and any(address in network for network in networks)
