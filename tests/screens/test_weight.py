"""What a whole room loads at once is small."""

import subprocess
from importlib import import_module

import pytest

from tests.__main__ import FRONTEND, npm

pytestmark = pytest.mark.browser


def test_the_hall_and_the_phone_weigh_sixty_kilobytes_at_most() -> None:
    surroundings = import_module("toolchain").environment()
    weighed = subprocess.run(npm("weight"), cwd=FRONTEND, env=surroundings, capture_output=True, text=True, check=False)
    assert weighed.returncode == 0, weighed.stdout + weighed.stderr
    assert "hall.html" in weighed.stdout and "phone.html" in weighed.stdout
