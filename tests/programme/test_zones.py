"""A zone that the programme takes is one that every screen can show."""

import json
import shutil
import subprocess
from zoneinfo import ZoneInfo, available_timezones

import pytest

from live.room.model.zones import OLD_NAMES, YOUNG, ZONES
from tests.chromium import chromium

REFUSED = """zones => zones.filter(zone => {
  try { new Intl.DateTimeFormat("en", { timeZone: zone }); return false; } catch { return true; }
})"""


def test_every_zone_is_one_of_the_database_and_known_to_python() -> None:
    assert all(str(ZoneInfo(zone)) == zone for zone in ZONES)
    assert {"Factory", "localtime", "posixrules"}.isdisjoint(ZONES)
    assert len(ZONES & available_timezones()) == len(ZONES)


def test_young_names_are_zones_and_their_older_names_keep_the_same_time() -> None:
    assert YOUNG.keys() <= ZONES
    assert OLD_NAMES.keys() <= YOUNG.keys()
    assert set(OLD_NAMES.values()) <= ZONES


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node here")
def test_node_knows_every_zone() -> None:
    program = f"console.log(JSON.stringify(({REFUSED})(JSON.parse(process.argv[1]))))"
    said = subprocess.run(
        ["node", "-e", program, json.dumps(sorted(ZONES))], check=True, capture_output=True, text=True
    )
    assert json.loads(said.stdout) == []


async def test_a_browser_knows_every_zone_and_not_those_that_are_left_out() -> None:
    left_out = ["localtime", "posixrules", "posix/UTC", "right/UTC"]
    async with chromium() as browser:
        page = await browser.new_page()
        assert await page.evaluate(REFUSED, [*sorted(ZONES), *left_out]) == left_out
