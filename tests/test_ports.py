"""What a test stops and starts again has the same port: no connection of another test may be given it meanwhile."""

from pathlib import Path

import pytest

from tests.ports import free_port

GIVEN = Path("/proc/sys/net/ipv4/ip_local_port_range")


@pytest.mark.skipif(not GIVEN.exists(), reason="this system does not say which ports it gives")
def test_a_port_is_none_that_the_system_gives_to_whoever_connects() -> None:
    first, last = map(int, GIVEN.read_text().split())
    assert not [port for port in (free_port() for _ in range(200)) if first <= port <= last]
