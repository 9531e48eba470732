"""Django's settings. A deployment sets what differs in the environment; `deploy/README.md` lists the names.

ROSTRUM_DATA          the folder for what is kept beside Redis: SQLite, the secret key, the bundled Valkey (`.data`)
ROSTRUM_HOSTS         the names under which Rostrum is reached, with commas (loopback names if unset)
SECRET_KEY            signs cookies and keys badge codes; made and kept in the data folder if unset
REDIS_URL             where the rooms are kept, redis://, rediss://, unix:// or redis+sentinel://; its own if unset
DATABASE_URL          postgres://user:password@host:port/name?sslmode=verify-full; SQLite in the data folder if unset
ROSTRUM_LOG           `json`: one JSON object a line, every command among them; else warnings in plain words
ROSTRUM_HTTPS         `1` behind a proxy that speaks HTTPS and overwrites X-Forwarded-Proto
ROSTRUM_PROXIES       addresses or networks of proxies, with commas, whose X-Forwarded-For says who is asking
ROSTRUM_COOKIES       what the names of cookies begin with; of several servers under one host name each needs its own
                      (`rostrum-` and six characters that come from secret key and prefix)
ROSTRUM_PUBLIC_VIEWS  which of hall, overlay, podium, interpreters and proceedings everybody may see, with commas (all
                      but the last; `proceedings` publishes who spoke, as it happens)
ROSTRUM_FRAMES        origins whose pages may show public walls in a frame, with commas (none); `*` is everybody
ROSTRUM_BOUNDS        how many times as much as usual everybody may ask for, for tests of load (1)
ROSTRUM_PUSH_TEST_SERVICE  for tests alone: one more address that messages to phones may go to
ROSTRUM_PREFIX        what every key in Redis begins with (`rostrum:`); several may share one server
"""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from live.web.bundle import bundle_root
from live.web.database import database
from live.web.environment import (
    bounds_scale,
    contact,
    cookie_names,
    frames,
    hosts,
    keep_private,
    proxies,
    public_views,
    secret_key,
    store,
)
from live.web.serving.logs import logging_in

DATA = Path(os.environ.get("ROSTRUM_DATA", ".data")).absolute()
REDIS_URL = store()
REDIS_PREFIX = os.environ.get("ROSTRUM_PREFIX", "rostrum:")
HTTPS = os.environ.get("ROSTRUM_HTTPS") == "1"
PROXIES = proxies()
BOUNDS_SCALE = bounds_scale()

SECRET_KEY = secret_key(DATA)
PUBLIC_VIEWS = public_views()
FRAMES = frames()
keep_private(DATA)
DEBUG = False
ALLOWED_HOSTS = hosts()

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "ninja",
    "live.access",
    "live.programme",
    "live.record",
    "live.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "live.web.texts.no_nul",
    "live.web.static_files.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "live.web.urls"
ASGI_APPLICATION = "live.web.asgi.application"
# No channel layer: state travels through the rooms' logs, and never through a queue that may drop it.
CHANNEL_LAYERS: dict[str, Any] = {}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {"default": database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 86_400
"""For so many seconds a link to set a password works."""
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "live.access.cards.CardBackend"]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/control/"

# An organiser signs in every morning; a control page must not go blank in an evening sitting.
SESSION_COOKIE_AGE = 18 * 3600
COOKIES = cookie_names(SECRET_KEY + REDIS_PREFIX, https=HTTPS)
SESSION_COOKIE_NAME = COOKIES.session
CSRF_COOKIE_NAME = COOKIES.csrf
BADGE_COOKIE_NAME = COOKIES.badge
PAIRING_COOKIE_NAME = COOKIES.pairing
DEVICE_COOKIE_NAME = COOKIES.device
FILES_COOKIE_NAME = COOKIES.files
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS: list[str] = []
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
# Probes come from inside, past the proxy.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# For our own name only: what else its owner has below it, or next to it, is not ours to bind for a year.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# In a venue without a proxy there is no HTTPS to insist on; behind one, ROSTRUM_HTTPS turns all of these on.
SILENCED_SYSTEM_CHECKS += [] if HTTPS else ["security.W004", "security.W008", "security.W012", "security.W016"]
# But for walls, where ROSTRUM_FRAMES says so, and the hall, which the control page shows: see `live.web.pages`.
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "frame-ancestors": [NONE],
        "frame-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
    }
}

PUSH_CONTACT = contact(tuple(ALLOWED_HOSTS))
# For tests alone: the one address under plain http, or on this machine, that messages to phones may go to.
PUSH_TEST_SERVICE = os.environ.get("ROSTRUM_PUSH_TEST_SERVICE", "")

LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [bundle_root()] if bundle_root().is_dir() else []
# The built files carry a hash in their names already; they are served from where they were built.
WHITENOISE_USE_FINDERS = True
# Nobody else's page reads them.
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/"

LOG_AS_JSON = os.environ.get("ROSTRUM_LOG", "") == "json"
LOGGING = logging_in(os.environ.get("ROSTRUM_LOG", ""))
