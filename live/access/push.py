"""Where phones that are locked may be told something: the push service of their browser. It blocks.

An endpoint comes from a browser, so it may be any address: only public ones under https are written to (`push_sending`
does it).
"""

import socket
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from ipaddress import ip_address
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from live.access.models import MAX_ENDPOINT, PushKey


class BadEndpoint(Exception):
    """Nothing is ever sent there; one sentence."""


class Unreachable(Exception):
    """The push service cannot be found: there is no way to the internet."""


def push_key() -> PushKey:
    """The key of this installation, made when it is first asked for. Asks the database."""
    if (known := PushKey.objects.filter(id=1).first()) is not None:
        return known
    private = ec.generate_private_key(ec.SECP256R1())
    number = private.private_numbers().private_value.to_bytes(32, "big")
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    made, _ = PushKey.objects.get_or_create(id=1, defaults={"private": _text(number), "public": _text(point)})
    return made


def check_endpoint(endpoint: str) -> None:
    """Raise `BadEndpoint` if nothing may be sent to `endpoint`, `Unreachable` if its host cannot be found."""
    if len(endpoint) > MAX_ENDPOINT or not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint:
        raise BadEndpoint(f"expected an address of at most {MAX_ENDPOINT} characters")
    if _is_test_service(endpoint):
        return
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadEndpoint("expected an address") from None
    if parts.scheme != "https" or port not in (None, 443) or parts.username is not None or "\\" in endpoint:
        raise BadEndpoint("expected an address under https, at its usual port and without a password")
    if "." not in host.strip("."):
        raise BadEndpoint("expected the name of a host on the internet")
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(host) from None
    for *_, address in found:
        check_address(str(address[0]))


def check_keys(p256dh: str, auth: str) -> None:
    """Raise `ValueError` if these are not the keys of a subscription: a point on the curve, and sixteen bytes."""
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(p256dh, 65))
    _bytes(auth, 16)


def _is_test_service(endpoint: str) -> bool:
    service = settings.PUSH_TEST_SERVICE
    return bool(service) and endpoint.startswith(f"{service}/")


def check_address(address: str) -> None:
    known = ip_address(address.partition("%")[0])
    plain = getattr(known, "ipv4_mapped", None) or known
    if not plain.is_global or plain.is_multicast:
        raise BadEndpoint(f"{address} is not on the internet")


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str, count: int) -> bytes:
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (NotBase64, ValueError):
        raise ValueError("expected base64url") from None
    if len(raw) != count:
        raise ValueError(f"expected {count} bytes")
    return raw
