"""Who comes through the door: sign-in, badge or screen token to an `Actor`, once per connection.

Public views ask nothing of the database. A page on another site may not use its visitor's cookies here: a browser's
Origin must be the host it speaks to, or one of `TRUSTED_ORIGINS`.
"""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from http.cookies import CookieError, SimpleCookie
from typing import Any, NamedTuple

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.db import close_old_connections
from django.http.request import split_domain_port, validate_host
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string

from live.programme.models import DUTIES, Badge, Screen
from live.room.authority import PUBLIC, SEEN_BY, Actor, Role, View

BADGE_COOKIE = "rostrum_badge"
SCREEN_COOKIE = "rostrum_screen"
Scope = dict[str, Any]
HeldBadge = tuple[int, int]
"""A badge's key in the database, and which printing of it."""
HeldScreen = tuple[int, str]
"""A screen's key in the database, and the mark of the token it came in with."""


def headers_of(scope: Scope) -> dict[str, str]:
    """The request's headers, names in lower case; of a repeated one the last."""
    return {name.decode("latin1").lower(): text.decode("latin1") for name, text in scope["headers"]}


def same_site(scope: Scope) -> bool:
    """Whether the handshake comes from one of our own pages, or from no page at all."""
    headers = headers_of(scope)
    host = headers.get("host", "")
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    secure = scope.get("scheme") == "wss" or headers.get("x-forwarded-proto") == "https"
    return origin == f"{'https' if secure else 'http'}://{host}" or origin in settings.CSRF_TRUSTED_ORIGINS


class Held(NamedTuple):
    """What somebody showed at the door, and may lose: one of these."""

    badge: HeldBadge | None = None
    session: str | None = None
    screen: HeldScreen | None = None


class Admitted(NamedTuple):
    """Who came in, and by what. The public shows nothing and has nothing to lose."""

    actor: Actor
    held: Held | None


NOBODY = Admitted(PUBLIC, None)


async def admit(scope: Scope, view: View, room: str | None) -> Admitted:
    """Whoever opened this connection to look at `view` of `room`, or of all rooms. `NOBODY` if nobody known."""
    cookies = _cookies(scope)
    if (screen := _screen(cookies)) is not None:
        return screen
    if Role.PUBLIC in SEEN_BY[view]:
        return NOBODY
    if (session := cookies.get(settings.SESSION_COOKIE_NAME)) is not None:
        actor = await sync_to_async(_of_session)(session, room)
        if actor is not None:
            return Admitted(actor, Held(session=session))
    if (held := _held_badge(cookies)) is not None:
        badges: Badges = scope["rostrum"].badges
        if (badge := await badges.find(*held)) is not None:
            return Admitted(badge.to_actor(), Held(badge=held))
    return NOBODY


def actors_holding(places: Iterable[tuple[Held, str | None]]) -> dict[tuple[Held, str | None], Actor]:
    """Who each of these is now, in that room; without those that are nobody any more. Asks the database."""
    asked = list(places)
    badges = _good_badges({held.badge for held, _ in asked if held.badge is not None})
    screens = _good_screens({held.screen for held, _ in asked if held.screen is not None})
    found: dict[tuple[Held, str | None], Actor | None] = {}
    for held, room in asked:
        if held.session is not None:
            found[held, room] = _of_session(held.session, room)
        elif held.badge is not None:
            badge = badges.get(held.badge)
            found[held, room] = badge.to_actor() if badge else None
        elif held.screen is not None:
            screen = screens.get(held.screen)
            found[held, room] = screen.to_actor() if screen else None
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


def _appointed(user: Any, name: str, room: str | None) -> Actor | None:
    """Whoever runs or reports from a room without being of the secretariat: the first duty of `DUTIES` that they have
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


def badge_cookie(badge: Badge) -> str:
    """What a phone keeps after its badge was read: which badge, and of which printing."""
    return signing.dumps([badge.pk, badge.generation], salt=BADGE_COOKIE)


def screen_cookie(screen: Screen) -> str:
    """What a display keeps after its token was read: which screen it is, where, and by which token."""
    return signing.dumps([screen.pk, _mark(screen), screen.room_id], salt=SCREEN_COOKIE)


def badge_of(cookies: dict[str, str]) -> Badge | None:
    """The badge a phone holds, if it is still good. Asks the database."""
    held = _held_badge(cookies)
    return _good_badges({held}).get(held) if held else None


class Badges:
    """Looks badges up for phones that come in. All that are asked for while one lookup runs make the next: a hall
    that comes back at once is a few questions to the database, not a thousand.
    """

    def __init__(self) -> None:
        self._asked: dict[HeldBadge, asyncio.Future[Badge | None]] = {}
        self._looking: asyncio.Task[None] | None = None
        # Not the one thread that all pages share: a page that is slow must keep no phone out.
        self._thread = ThreadPoolExecutor(1, "badges")

    async def find(self, pk: int, generation: int) -> Badge | None:
        """The badge of this key and printing, if it is still good. Raises what the database raises."""
        loop = asyncio.get_running_loop()
        answer = self._asked.setdefault((pk, generation), loop.create_future())
        if self._looking is None or self._looking.done():
            self._looking = loop.create_task(self._look(), name="badges")
        return await asyncio.shield(answer)

    async def _look(self) -> None:
        loop = asyncio.get_running_loop()
        while self._asked:
            asked, self._asked = self._asked, {}
            try:
                good = await loop.run_in_executor(self._thread, _good_badges_now, set(asked))
            except Exception as fault:  # Whoever asked is told; the next may be luckier.
                for answer in asked.values():
                    answer.set_exception(fault)
                continue
            for held, answer in asked.items():
                answer.set_result(good.get(held))


def _held_badge(cookies: dict[str, str]) -> HeldBadge | None:
    try:
        pk, generation = signing.loads(cookies.get(BADGE_COOKIE, ""), salt=BADGE_COOKIE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return pk, generation


def _good_badges(held: set[HeldBadge]) -> dict[HeldBadge, Badge]:
    badges = Badge.objects.select_related("delegation").filter(revoked_at=None, delegation__withdrawn_at=None)
    found = badges.filter(pk__in=[pk for pk, _ in held])
    return {(badge.pk, badge.generation): badge for badge in found}


def _good_badges_now(held: set[HeldBadge]) -> dict[HeldBadge, Badge]:
    """For a thread of one's own, whose connection to the database nobody else looks after."""
    close_old_connections()
    return _good_badges(held)


def _screen(cookies: dict[str, str]) -> Admitted | None:
    """The display that this is, by what it was told: the database is not asked until its standing is looked at."""
    try:
        pk, mark, room = signing.loads(cookies[SCREEN_COOKIE], salt=SCREEN_COOKIE)
    except (KeyError, signing.BadSignature, ValueError, TypeError):
        return None
    rooms = None if room is None else frozenset({room})
    return Admitted(Actor(id=f"screen:{pk}", role=Role.SCREEN, rooms=rooms), Held(screen=(pk, mark)))


def _good_screens(held: set[HeldScreen]) -> dict[HeldScreen, Screen]:
    found = Screen.objects.filter(revoked_at=None, pk__in=[pk for pk, _ in held])
    return {(screen.pk, _mark(screen)): screen for screen in found}


def _mark(screen: Screen) -> str:
    """Enough of the hash of its token to tell one token of a screen from the next."""
    return screen.token_hash[:12]


def _of_session(session: str, room: str | None) -> Actor | None:
    user = _signed_in(session)
    return organiser(user, room) if user is not None else None


def _signed_in(key: str) -> Any:
    """The user of Django's sign-in, checked as Django checks it: backend, existence, password unchanged."""
    store: type[SessionBase] = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    kept = store(key)
    if kept.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    user = get_user_model().objects.filter(pk=kept.get(SESSION_KEY, 0)).first()
    if user is None or not constant_time_compare(kept.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return None
    return user


def _cookies(scope: Scope) -> dict[str, str]:
    jar = SimpleCookie()
    try:
        jar.load(headers_of(scope).get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}
