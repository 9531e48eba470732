"""Who sent a request: by token, sign-in, badge or pairing to an `Actor`; the same answer for a socket and for HTTP.

Public views ask nothing of the database.

Every way in is in this one file: to find out who is let in, read no other.
"""

import asyncio
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from channels.db import DatabaseSyncToAsync, database_sync_to_async
from django.conf import settings
from django.contrib.auth import get_user, get_user_model
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string

from live.access import cards
from live.access.codes import badge_by_code
from live.access.models import PHONES_PER_BADGE, Phone
from live.access.requests import Scope, bearer_token, request_of
from live.access.viewing import is_public
from live.background import Background
from live.programme.credentials import paired_screen
from live.programme.models import DUTIES, Badge, Screen
from live.room.authority import PUBLIC, Actor, Role, View

BADGE_SALT, PAIRING_SALT = "rostrum_badge", "rostrum_pairing"
TOKEN_SALT = "rostrum-token"
TOKEN_SECONDS = 30 * 86_400
EARLIER_PAIRING_COOKIE = "rostrum_pairing"
"""What it was called before its name could be set: a wall that was paired then is paired still."""
HeldBadge = tuple[int, int]
"""A badge's key in the database, and which printing of it."""
HeldScreen = tuple[int, str]
"""A screen's key in the database, and the mark of the code it was paired by."""


class Held(NamedTuple):
    """What somebody signed in with and can be taken back: one of these."""

    phone: str | None = None
    badge: HeldBadge | None = None
    session: str | None = None
    screen: HeldScreen | None = None
    token: str | None = None


class Admitted(NamedTuple):
    """Who came in, and by what. The public comes in by nothing that can be taken back."""

    actor: Actor
    held: Held | None


class AuthenticationFailed(Exception):
    """The token of a program is not valid. Whoever sends one is refused, and not treated as the public."""


class UnknownCode(AuthenticationFailed):
    """What was sent as a token is no organiser's, and no badge's code either."""


NOBODY = Admitted(PUBLIC, None)


def identify(request: HttpRequest, room: str | None) -> Admitted:
    """Who sent `request`, as they are in `room`, or anywhere. `NOBODY` if nobody known. Asks the database.

    A program's token comes first, or a badge's code in its place; then a sign-in, a badge, a paired screen.
    Raises `AuthenticationFailed` or, after too many codes that open nothing, `TooManyCodes`.
    """
    if (token := bearer_token(request)) is not None:
        return _by_token(request, token, room)
    if (session := _session_key(request)) is not None and (actor := _of_session(session, room)) is not None:
        return Admitted(actor, Held(session=session))
    if (key := _phone_key(request)) is not None and (phone := _good_phones({key}).get(key)) is not None:
        return Admitted(phone.badge.to_actor(), Held(phone=key))
    return _by_pairing(request)


async def admit(scope: Scope, view: View, room: str | None) -> Admitted:
    """Who opened this connection to look at `view` of `room`, or of all rooms. Raises what `identify` raises.

    It is the same, but for badges, which are looked up together with those of others who come in at the same moment.
    """
    if is_public(view):
        return NOBODY
    request = request_of(scope)
    key = _phone_key(request)
    if key is None or bearer_token(request) is not None:
        known: Admitted = await database_sync_to_async(identify)(request, room)
        return known
    session = _session_key(request)
    if session is not None and (actor := await database_sync_to_async(_of_session)(session, room)) is not None:
        return Admitted(actor, Held(session=session))
    badges: Badges = scope["rostrum"].badges
    if (phone := await badges.find(key)) is not None:
        return Admitted(phone.badge.to_actor(), Held(phone=key))
    paired: Admitted = await database_sync_to_async(_by_pairing)(request)
    return paired


def pairing_code(request: HttpRequest) -> str | None:
    """The code that the screen which sent `request` shows, or was paired by."""
    for name in (settings.PAIRING_COOKIE_NAME, EARLIER_PAIRING_COOKIE):
        try:
            held: str = signing.loads(request.COOKIES.get(name, ""), salt=PAIRING_SALT)
        except (signing.BadSignature, ValueError):
            continue
        return held
    return None


def actors_holding(places: Iterable[tuple[Held, str | None]]) -> dict[tuple[Held, str | None], Actor]:
    """Who each of these is now, in that room; without those that are nobody any more. Asks the database."""
    asked = list(places)
    phones = _good_phones({held.phone for held, _ in asked if held.phone is not None})
    badges = _good_badges({held.badge for held, _ in asked if held.badge is not None})
    screens = _good_screens({held.screen for held, _ in asked if held.screen is not None})
    found: dict[tuple[Held, str | None], Actor | None] = {}
    for held, room in asked:
        if held.session is not None:
            found[held, room] = _of_session(held.session, room)
        elif held.token is not None:
            found[held, room] = _of_token(held.token, room)
        elif held.phone is not None:
            found[held, room] = phones[held.phone].badge.to_actor() if held.phone in phones else None
        elif held.badge is not None:
            found[held, room] = badges[held.badge].to_actor() if held.badge in badges else None
        elif held.screen is not None:
            found[held, room] = screens[held.screen].to_actor() if held.screen in screens else None
    return {place: actor for place, actor in found.items() if actor is not None}


def organiser(user: Any, room: str | None = None) -> Actor | None:
    """What `user`, signed in, is to the meeting, or to one room of it; `None` if nothing."""
    if not user.is_active:
        return None
    name = f"user:{user.get_username()}"
    if user.is_superuser:
        return Actor(id=name, role=Role.ADMINISTRATOR)
    if user.is_staff:
        return Actor(id=name, role=Role.OPERATOR)
    return _appointed(user, name, room)


def username_of(actor: Actor) -> str:
    """The name by which `actor` signed in: what `organiser` made their id of."""
    return actor.id.partition(":")[2]


def _appointed(user: Any, name: str, room: str | None) -> Actor | None:
    """One who runs or reports from a room without being of the secretariat: the first duty of `DUTIES` that they have
    there, or anywhere if `room` is `None`.
    """
    appointments = [known for known in user.appointments.all() if room is None or known.room_id in (None, room)]
    for role in DUTIES:
        mine = [known for known in appointments if known.role == role]
        if mine:
            everywhere = any(known.room_id is None for known in mine)
            segments = {known.segment for known in mine}
            return Actor(
                id=name,
                role=role,
                rooms=None if everywhere else frozenset(known.room_id for known in mine),
                segments=None if "" in segments else frozenset(segments),
            )
    return None


def badge_in(badge: Badge) -> Phone:
    """A new phone with `badge`. Of too many the oldest are forgotten."""
    phone = Phone.objects.create(badge=badge, generation=badge.generation)
    kept = Phone.objects.filter(badge=badge).order_by("-came_in_at", "-key").values_list("key", flat=True)
    Phone.objects.filter(badge=badge).exclude(key__in=list(kept[:PHONES_PER_BADGE])).delete()
    return phone


def badge_cookie(phone: Phone) -> str:
    """What a phone keeps after a badge was read: which phone it is, and on which badge's account it goes."""
    return signing.dumps([phone.key, phone.badge_id], salt=BADGE_SALT)


def put_badge_away(request: HttpRequest) -> None:
    """Forget the phone that sent `request`: its cookie is worth nothing from now on, and neither is a copy of it."""
    if (key := _phone_key(request)) is not None:
        Phone.objects.filter(key=key).delete()


def pairing_cookie(code: str) -> str:
    """What a screen keeps of the code that it shows."""
    return signing.dumps(code, salt=PAIRING_SALT)


def phone_of(request: HttpRequest) -> Phone | None:
    """The phone that sent `request`, if a badge that is still good was read in it. Asks the database."""
    key = _phone_key(request)
    return _good_phones({key}).get(key) if key else None


def token_for(user: Any) -> str:
    """A token that speaks for `user`, an organiser, until their password changes or 30 days have passed."""
    return signing.dumps([user.pk, user.get_session_auth_hash()], salt=TOKEN_SALT)


class Badges:
    """Looks badges up for phones that come in. All that are asked for while one lookup runs make the next: a hall
    that comes back at once is a few questions to the database, not a thousand.
    """

    def __init__(self) -> None:
        self._asked: dict[str, asyncio.Future[Phone | None]] = {}
        self._looking_up = Background(self._query, "badges")
        # Not the one thread that all pages share: a slow page must not delay phones.
        # Channels' own gives the connection to the database back each time.
        self._good_phones = DatabaseSyncToAsync(
            _good_phones, thread_sensitive=False, executor=ThreadPoolExecutor(1, "badges")
        )

    async def find(self, key: str) -> Phone | None:
        """The phone of this key, if its badge is still good. Raises what the database raises."""
        answer = self._asked.setdefault(key, asyncio.get_running_loop().create_future())
        self._looking_up.start()
        return await asyncio.shield(answer)

    async def _query(self) -> None:
        while self._asked:
            asked, self._asked = self._asked, {}
            try:
                good = await self._good_phones(set(asked))
            except Exception as fault:  # Passed on to those who asked; the next lookup may work.
                for answer in asked.values():
                    answer.set_exception(fault)
                continue
            for key, answer in asked.items():
                answer.set_result(good.get(key))


def _by_token(request: HttpRequest, token: str, room: str | None) -> Admitted:
    if _user_in(token, ever=True) is not None:
        if (actor := _of_token(token, room)) is None:
            raise AuthenticationFailed  # One that has expired is no guess at a badge's code.
        return Admitted(actor, Held(token=token))
    if (badge := badge_by_code(request, token)) is None:
        raise UnknownCode
    return Admitted(badge.to_actor(), Held(badge=(badge.pk, badge.generation)))


def _user_in(token: str, *, ever: bool = False) -> tuple[int, str] | None:
    """The user's key and the mark of their password in `token`; `None` if it is no such token, or is too old now.
    With `ever`, also of one that is too old.
    """
    try:
        pk, password = signing.loads(token, salt=TOKEN_SALT, max_age=None if ever else TOKEN_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return pk, password


def _of_token(token: str, room: str | None) -> Actor | None:
    if (named := _user_in(token)) is None:
        return None
    pk, password = named
    user = get_user_model().objects.filter(pk=pk).first()
    if user is None or not constant_time_compare(password, user.get_session_auth_hash()):
        return None
    return organiser(user, room)


def _by_pairing(request: HttpRequest) -> Admitted:
    code = pairing_code(request)
    screen = paired_screen(code) if code else None
    if screen is None or screen.revoked_at is not None:
        return NOBODY
    return Admitted(screen.to_actor(), Held(screen=(screen.pk, _mark(screen))))


def held_badge(cookies: Mapping[str, str]) -> int | None:
    """The key of the badge that was once read in the phone with these cookies. The database is not asked."""
    held = _held(cookies)
    return held[1] if held else None


def _phone_key(request: HttpRequest) -> str | None:
    held = _held(request.COOKIES)
    return held[0] if held else None


def _held(cookies: Mapping[str, str]) -> tuple[str, int] | None:
    if (held := cookies.get(settings.BADGE_COOKIE_NAME)) is None:
        return None
    try:
        key, badge = signing.loads(held, salt=BADGE_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (key, badge) if isinstance(key, str) and isinstance(badge, int) else None


def _session_key(request: HttpRequest) -> str | None:
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    # A quoted cookie may spell out a NUL, which PostgreSQL takes in no text.
    return key if key and "\0" not in key else None


def _good_phones(keys: set[str]) -> dict[str, Phone]:
    if not keys:
        return {}
    phones = Phone.objects.select_related("badge__delegation").filter(
        key__in=keys, badge__revoked_at=None, badge__delegation__withdrawn_at=None
    )
    return {phone.key: phone for phone in phones if phone.generation == phone.badge.generation}


def _good_badges(held: set[HeldBadge]) -> dict[HeldBadge, Badge]:
    if not held:
        return {}
    badges = Badge.objects.select_related("delegation").filter(revoked_at=None, delegation__withdrawn_at=None)
    found = badges.filter(pk__in=[pk for pk, _ in held])
    return {(badge.pk, badge.generation): badge for badge in found}


def _good_screens(held: set[HeldScreen]) -> dict[HeldScreen, Screen]:
    if not held:
        return {}
    found = Screen.objects.filter(revoked_at=None, pk__in=[pk for pk, _ in held])
    return {(screen.pk, _mark(screen)): screen for screen in found}


def _mark(screen: Screen) -> str:
    """Enough of the hash of its code to tell one pairing of a screen from the next."""
    return screen.code_hash[:12]


def _of_session(session: str, room: str | None) -> Actor | None:
    """The user of Django's sign-in, found and checked by Django: backend, existence, password unchanged."""
    store: type[SessionBase] = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    request = HttpRequest()
    request.session = store(session)
    user = get_user(request)
    return organiser(user, room) if user.is_authenticated and cards.is_good(request.session) else None
