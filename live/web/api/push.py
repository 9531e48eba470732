"""Whether a phone is told while it is locked: `/api/me/push`."""

from http import HTTPStatus
from typing import Annotated, Literal

import msgspec
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from live import wire
from live.access import admission
from live.access.models import MAX_ENDPOINT, MAX_KEY, Phone, PushSubscription
from live.access.push import BadEndpoint, Unreachable, check_endpoint, check_keys, push_key
from live.room.refusals import Reason
from live.web.api.answers import json_answer, refusal_answer
from live.web.api.authentication import require_csrf
from live.web.api.openapi import SIGNED_IN, Answer, responses

router = Router()


class PushKeys(msgspec.Struct):
    p256dh: Annotated[str, msgspec.Meta(max_length=MAX_KEY)]
    auth: Annotated[str, msgspec.Meta(max_length=MAX_KEY)]


class Subscribing(msgspec.Struct):
    """What a browser's `PushSubscription` says of itself, and the language to tell it in."""

    endpoint: Annotated[str, msgspec.Meta(max_length=MAX_ENDPOINT)]
    keys: PushKeys
    language: Literal["ar", "en", "es", "fr", "ru", "zh"] = "en"


class Push(Answer, frozen=True):
    """The key that browsers subscribe with, whether this phone is told, and why it could not be told last."""

    key: str
    on: bool
    fault: str


BODIES = (Subscribing, PushKeys)
ANSWERS = (Push,)


@router.get(
    "/me/push",
    summary="The key that browsers subscribe with, and whether this phone is told while it is locked",
    openapi_extra=responses(*SIGNED_IN, answer=Push),
)
def shown(request: HttpRequest) -> HttpResponse:
    phone = admission.phone_of(request)
    return _not_a_phone() if phone is None else _shown(phone)


@router.post(
    "/me/push",
    summary="Tell this phone while it is locked",
    openapi_extra=responses(*SIGNED_IN, HTTPStatus.SERVICE_UNAVAILABLE, takes=Subscribing, answer=Push),
)
def subscribe(request: HttpRequest) -> HttpResponse:
    require_csrf(request)
    phone = admission.phone_of(request)
    if phone is None:
        return _not_a_phone()
    wanted = wire.read(request.body, Subscribing)
    try:
        check_keys(wanted.keys.p256dh, wanted.keys.auth)
    except ValueError as error:
        raise wire.Malformed(str(error), "$.keys") from None
    try:
        check_endpoint(wanted.endpoint)
    except BadEndpoint as error:
        raise wire.Malformed(str(error), "$.endpoint") from None
    except Unreachable:
        return json_answer({"refused": "push_unreachable"}, 503)
    with transaction.atomic():
        # A browser is told once, whichever badges were read in it before.
        PushSubscription.objects.filter(endpoint=wanted.endpoint).exclude(phone=phone).delete()
        PushSubscription.objects.update_or_create(
            phone=phone,
            defaults={
                "endpoint": wanted.endpoint,
                "p256dh": wanted.keys.p256dh,
                "auth": wanted.keys.auth,
                "language": wanted.language,
                "subscribed_at": timezone.now(),
                "fault": "",
            },
        )
    return _shown(phone)


@router.delete(
    "/me/push",
    summary="Tell this phone nothing while it is locked",
    openapi_extra=responses(*SIGNED_IN, answer=Push),
)
def unsubscribe(request: HttpRequest) -> HttpResponse:
    require_csrf(request)
    phone = admission.phone_of(request)
    if phone is None:
        return _not_a_phone()
    PushSubscription.objects.filter(phone=phone).delete()
    return _shown(phone)


def _shown(phone: Phone) -> HttpResponse:
    known = PushSubscription.objects.filter(phone=phone).first()
    return json_answer(Push(key=push_key().public, on=known is not None, fault=known.fault if known else ""))


def _not_a_phone() -> HttpResponse:
    return refusal_answer(Reason.NOT_PERMITTED, 401)
