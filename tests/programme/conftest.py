"""The conference that comes with Rostrum, set up once for all tests of a module."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from live.programme.examples import install_builtin


@pytest.fixture(scope="module")
def installed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Each test of the module begins with it anew, whatever those before changed; after the last it was never there."""
    with django_db_blocker.unblock():
        whole_module = transaction.atomic()
        whole_module.__enter__()
        install_builtin()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        whole_module.__exit__(None, None, None)
