"""Signing in with a password: at the API and at Django's set-up pages, under the same bounds."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse

from live.access.names import user_name
from live.access.requests import address_behind, scope_of
from live.access.sign_in import DEVICE_SECONDS, Passwords, TooManyTries, device_cookie, device_of
from live.web.api.authentication import WrongCredential


async def checked_user(request: HttpRequest, name: str, password: str, admits: Callable[[Any], Any]) -> Any:
    """The user of this name and password, if `admits` knows them; else `None`.

    Raises `WrongCredential` for too many tries.
    """
    passwords: Passwords = scope_of(request)["rostrum"].passwords
    try:
        user = await passwords.check(
            name,
            password,
            address_behind(request),
            device_of(request.COOKIES),
            lambda user: admits(user) is not None,
        )
    except TooManyTries as error:
        raise WrongCredential("too_many_tries", 429, error.seconds) from None
    if user is None:
        await sync_to_async(user_login_failed.send)(sender=__name__, credentials={"username": name}, request=request)
    return user


def remember_device(request: HttpRequest, response: HttpResponse, user: Any) -> None:
    """Let the browser keep that somebody has signed in on it: nobody else's wrong tries will count against it."""
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        device_cookie(user, device_of(request.COOKIES)),
        max_age=DEVICE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
        path="/",
    )


class SetUpSignIn(AdminAuthenticationForm):
    """Django's form of the set-up pages, for a user whose password was checked before."""

    def clean(self) -> dict[str, Any]:
        """What was filled in. Raises `ValidationError` unless it opened."""
        user = getattr(self.request, "checked_user", None)
        if user is None:
            raise self.get_invalid_login_error()
        self.user_cache = user
        self.confirm_login_allowed(user)
        return self.cleaned_data


async def set_up_sign_in(request: HttpRequest) -> HttpResponse:
    """Django's sign-in page, with passwords checked where they are checked for all."""
    user = None
    if request.method == "POST":
        name, password = user_name(request.POST.get("username", "")), request.POST.get("password", "")
        try:
            user = await checked_user(request, name, password, _staff)
        except WrongCredential as error:
            headers = {"Retry-After": str(error.seconds)}
            return HttpResponse("Too many wrong passwords. Try again soon.\n", "text/plain", 429, headers=headers)
        request.checked_user = user  # type: ignore[attr-defined]
    response: HttpResponse = await sync_to_async(admin.site.login)(request)
    if user is not None:
        remember_device(request, response, user)
    return response


def _staff(user: Any) -> Any:
    return user if user.is_staff else None
