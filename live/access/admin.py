"""Which phones came in, whether they can be told while they are locked, and appointees' cards. To be looked at, and
removed.
"""

from django.contrib import admin
from django.http import HttpRequest

from live.access.models import Card, Phone, PushSubscription
from live.programme.admin import PlainAdmin


class _Kept(PlainAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Phone)
class PhoneAdmin(_Kept):
    list_display = ("badge", "came_in_at")


@admin.register(PushSubscription)
class PushSubscriptionAdmin(_Kept):
    """`fault` is `unreachable` where this server has no way to the internet."""

    list_display = ("phone", "language", "subscribed_at", "sent_at", "fault")
    fields = ("phone", "language", "subscribed_at", "sent_at", "fault")


@admin.register(Card)
class CardAdmin(_Kept):
    """Cards are made and revoked on the page for it; one that is removed here opens nothing, and signs nobody in."""

    list_display = ("user", "made_at", "opens_until", "used_at", "revoked_at")
    list_select_related = ("user",)
