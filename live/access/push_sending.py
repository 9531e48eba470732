"""Messages to phones that are locked, by the push service of their browser (RFC 8030, 8188, 8292). It blocks.

Only public addresses under https are written to, whatever a name stands for at the moment of writing, and no redirect
is followed. Loaded when the first message is sent: its libraries take half a second, and many servers send none.
"""

import logging
import socket
from collections.abc import Mapping
from typing import Any

import msgspec
import requests
from cryptography.exceptions import InvalidSignature
from django.conf import settings
from django.utils import timezone
from pywebpush import WebPushException, webpush  # type: ignore[import-untyped]
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool

from live.access.models import PushSubscription
from live.access.push import BadEndpoint, Unreachable, check_address, check_endpoint, push_key

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 5.0
TTL_SECONDS = 120
"""After that what was to be told is likely wrong: the page is the truth."""
MAX_TEXT_BYTES = 3_900
"""What is encrypted grows by 103 bytes, and services take 4,096."""
GONE = (404, 410)
UNREACHABLE = "unreachable"


def send(subscription: PushSubscription, notice: Mapping[str, str], topic: str) -> bool:
    """Tell one phone, and whether its service took it. What it does not know any more is forgotten. Never raises but
    for the database.
    """
    try:
        check_endpoint(subscription.endpoint)
        with _session() as session:
            webpush(
                subscription.keys(),
                data=_fitting(notice),
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


def _fitting(notice: Mapping[str, str]) -> str:
    """`notice` as JSON that a service takes; its longest text is cut."""
    texts = dict(notice)
    while len(written := msgspec.json.encode(texts)) > MAX_TEXT_BYTES:
        longest = max(texts, key=lambda name: len(texts[name]))
        texts[longest] = texts[longest][: len(texts[longest]) // 2]
    return written.decode()


class _CheckedConnection(HTTPSConnection):
    """Looks whom it reached before anything is said: a name may stand for another address than a moment ago."""

    def _new_conn(self) -> socket.socket:
        reached = super()._new_conn()
        try:
            check_address(reached.getpeername()[0])
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
