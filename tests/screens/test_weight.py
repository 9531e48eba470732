"""What a whole room loads at once is small."""

import subprocess

import pytest

from tests.__main__ import FRONTEND, npm, toolchain

pytestmark = pytest.mark.browser


def test_the_hall_and_the_phone_weigh_sixty_kilobytes_at_most() -> None:
    weighed = subprocess.run(
        npm("weight"), cwd=FRONTEND, env=toolchain.environment(), capture_output=True, text=True, check=False
    )
    assert weighed.returncode == 0, weighed.stdout + weighed.stderr
    assert "hall.html" in weighed.stdout and "phone.html" in weighed.stdout
