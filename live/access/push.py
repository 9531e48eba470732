"""Messages to phones that are locked, by the push service of their browser (RFC 8030, 8188, 8292). It blocks.

An endpoint comes from a browser, so it may be any address: only public ones under https are written to, whatever a name
stands for at the moment of writing, and no redirect is followed.
"""

import logging
import socket
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import msgspec
import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils import timezone
from pywebpush import WebPushException, webpush  # type: ignore[import-untyped]
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool

from live.access.models import MAX_ENDPOINT, PushKey, PushSubscription

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 5.0
TTL_SECONDS = 120
"""After that what was to be told is likely wrong: the page is the truth."""
MAX_TEXT_BYTES = 3_900
"""What is encrypted grows by 103 bytes, and services take 4,096."""
GONE = (404, 410)
UNREACHABLE = "unreachable"


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
        _check_address(str(address[0]))


def check_keys(p256dh: str, auth: str) -> None:
    """Raise `ValueError` if these are not the keys of a subscription: a point on the curve, and sixteen bytes."""
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(p256dh, 65))
    _bytes(auth, 16)


def send(subscription: PushSubscription, told: Mapping[str, str], topic: str) -> bool:
    """Tell one phone, and whether its service took it. What it does not know any more is forgotten. Never raises but
    for the database.
    """
    try:
        check_endpoint(subscription.endpoint)
        with _session() as session:
            webpush(
                subscription.keys(),
                data=_fitting(told),
                vapid_private_key=push_key().private,
                # A new one each time: the library writes the service's name into it.
                vapid_claims={"sub": settings.PUSH_CONTACT},
                ttl=TTL_SECONDS,
                timeout=ANSWER_SECONDS,
                headers={"Topic": topic, "Urgency": "high"},
                requests_session=session,
            )
    except WebPushException as error:
        status = error.response.status_code if error.response is not None else 0
        if status in GONE:
            PushSubscription.objects.filter(pk=subscription.pk).delete()
        else:
            _note(subscription, f"the push service answered {status}")
        return False
    except (requests.RequestException, Unreachable):
        _note(subscription, UNREACHABLE)
        return False
    except (BadEndpoint, ValueError, InvalidSignature) as error:
        logger.warning("a push subscription of %s is dropped: %s", subscription, error)
        PushSubscription.objects.filter(pk=subscription.pk).delete()
        return False
    PushSubscription.objects.filter(pk=subscription.pk).update(sent_at=timezone.now(), fault="")
    return True


def _note(subscription: PushSubscription, fault: str) -> None:
    PushSubscription.objects.filter(pk=subscription.pk).update(fault=fault)


def _fitting(told: Mapping[str, str]) -> str:
    """`told` as JSON that a service takes; its longest text is cut."""
    texts = dict(told)
    while len(written := msgspec.json.encode(texts)) > MAX_TEXT_BYTES:
        longest = max(texts, key=lambda name: len(texts[name]))
        texts[longest] = texts[longest][: len(texts[longest]) // 2]
    return written.decode()


def _is_test_service(endpoint: str) -> bool:
    service = settings.PUSH_TEST_SERVICE
    return bool(service) and endpoint.startswith(f"{service}/")


def _check_address(address: str) -> None:
    known = ip_address(address.partition("%")[0])
    plain = getattr(known, "ipv4_mapped", None) or known
    if not plain.is_global or plain.is_multicast:
        raise BadEndpoint(f"{address} is not on the internet")


class _CheckedConnection(HTTPSConnection):
    """Looks whom it reached before anything is said: a name may stand for another address than a moment ago."""

    def _new_conn(self) -> socket.socket:
        reached = super()._new_conn()
        try:
            _check_address(reached.getpeername()[0])
        except BadEndpoint as error:
            reached.close()
            raise requests.exceptions.InvalidURL(str(error)) from None
        return reached


class _CheckedPool(HTTPSConnectionPool):
    ConnectionCls = _CheckedConnection


class _CheckedAdapter(HTTPAdapter):
    def init_poolmanager(self, *options: Any, **more: Any) -> None:
        super().init_poolmanager(*options, **more)
        self.poolmanager.pool_classes_by_scheme = {
            **self.poolmanager.pool_classes_by_scheme,
            "https": _CheckedPool,
        }


def _session() -> requests.Session:
    session = requests.Session()
    # No proxy and no password from the environment: the address that is checked is the one that is reached.
    session.trust_env = False
    session.max_redirects = 0
    session.mount("https://", _CheckedAdapter())
    return session


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
