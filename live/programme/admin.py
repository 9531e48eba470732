"""The set-up pages of the secretariat. A code is shown once, when it is made, and never again.

Django's admin classes are generic for the type checker only: one of ours, without arguments, stands for all.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from live.programme import credentials
from live.programme.models import Appointment, Badge, Conference, Delegation, Room, Screen, english
from live.programme.publishing import current_settings, issue_badges


class PlainAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The pages of any model."""


@admin.register(Conference)
class ConferenceAdmin(PlainAdmin):
    """To be looked at: a programme is changed in its file and imported."""

    list_display = ("__str__", "first_day", "zone", "version", "is_current")
    readonly_fields = ("slug", "names", "zone", "first_day", "version")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Room)
class RoomAdmin(PlainAdmin):
    list_display = ("__str__", "slug", "order")

    def get_readonly_fields(self, request: HttpRequest, obj: Room | None = None) -> tuple[str, ...]:
        # Addresses, logs and screens go by it.
        return ("slug",) if obj else ()


class BadgeInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Badge
    fields = ("number", "holder", "is_head", "revoked_at", "last_used_at")
    readonly_fields = ("number", "last_used_at")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Delegation | None = None) -> bool:
        return False


@admin.register(Delegation)
class DelegationAdmin(PlainAdmin):
    list_display = ("__str__", "slug", "category", "region", "withdrawn_at")
    list_filter = ("category", "region")
    search_fields = ("slug", "names", "iso3", "aliases")
    inlines = (BadgeInline,)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "category":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        known = current_settings().known_categories
        return forms.ChoiceField(choices=[(one.id, english(one.names) or one.id.replace("_", " ")) for one in known])

    def get_readonly_fields(self, request: HttpRequest, obj: Delegation | None = None) -> tuple[str, ...]:
        # Requests and statements in the rooms' logs go by it.
        return ("slug",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Delegation, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        issue_badges([obj.pk])


@admin.register(Badge)
class BadgeAdmin(PlainAdmin):
    list_display = ("__str__", "holder", "is_head", "last_used_at", "revoked_at")
    list_filter = ("is_head", "delegation__category")
    search_fields = ("delegation__slug", "delegation__names", "holder")
    list_select_related = ("delegation",)
    readonly_fields = ("delegation", "number", "generation", "last_used_at")
    actions = ("replace_code", "revoke")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description="Replace the code of selected badges", permissions=["change"])
    def replace_code(self, request: HttpRequest, badges: QuerySet[Badge]) -> None:
        for badge in badges:
            code = credentials.replace_badge(badge)
            messages.success(request, f"{badge}: the new code is {code}. It is shown only now.")

    @admin.action(description="Revoke selected badges", permissions=["change"])
    def revoke(self, request: HttpRequest, badges: QuerySet[Badge]) -> None:
        for badge in badges:
            credentials.revoke_badge(badge)
            messages.success(request, f"{badge} lets nobody in until its code is replaced.")


@admin.register(Appointment)
class AppointmentAdmin(PlainAdmin):
    list_display = ("user", "role", "room", "segment")
    list_filter = ("role", "room")
    list_select_related = ("user", "room")
    autocomplete_fields = ("user",)


@admin.register(Screen)
class ScreenAdmin(PlainAdmin):
    """Screens are paired on the page for it, by the code they show; here they can be looked at, named and revoked."""

    list_display = ("name", "view", "room", "last_seen_at", "revoked_at")
    list_filter = ("view", "room")
    readonly_fields = ("last_seen_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
