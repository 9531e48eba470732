"""The product's settings, but that a password is checked in a millisecond: hundreds of tests sign in."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from live.web.settings import *  # noqa: F403


class QuickHasher(PBKDF2PasswordHasher):
    """Django's own, with few rounds."""

    iterations = 1_000


PASSWORD_HASHERS = ["tests.settings.QuickHasher"]
