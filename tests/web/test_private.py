"""What is kept in the data folder is for its owner alone, however it came to be there."""

import os
import stat
import sys
from pathlib import Path

import pytest

from live.web.environment import keep_private
from tests import forked


def modes(folder: Path) -> dict[str, int]:
    """Everything in `folder` that somebody else may look at."""
    found = {path: path.lstat().st_mode for path in (folder, *folder.rglob("*"))}
    return {
        str(path.relative_to(folder)): stat.S_IMODE(mode)
        for path, mode in found.items()
        if mode & 0o077 and not stat.S_ISSOCK(mode)
    }


def rostrum(data: Path, *words: str) -> str:
    kept = {name: text for name, text in os.environ.items() if name not in ("REDIS_URL", "SECRET_KEY", "DATABASE_URL")}
    done = forked.run(
        [sys.executable, "-m", "live", *words],
        env=kept | {"ROSTRUM_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        umask=0o022,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_rostrum_makes_is_for_nobody_else(tmp_path: Path) -> None:
    data = tmp_path / "data"
    rostrum(data, "migrate", "--verbosity", "0")
    rostrum(data, "programme", "register")
    rostrum(data, "programme", "import", "live/programme/puerto_vallarta")
    rostrum(data, "publish")
    assert (data / "valkey" / "appendonlydir").is_dir()
    rostrum(data, "backup", str(data / "rostrum.backup"))
    assert modes(data) == {}
    again = tmp_path / "again"
    rostrum(again, "restore", "--from", str(data / "rostrum.backup"))
    assert modes(again) == {}


def test_what_an_older_release_left_for_everybody_is_closed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    rostrum(data, "migrate", "--verbosity", "0")
    rostrum(data, "programme", "register")
    (data / "valkey").mkdir()
    for path in (data / "valkey", data):
        path.chmod(0o755)
    for name in ("rostrum.sqlite3", "secret-key"):
        (data / name).chmod(0o644)
    for name in ("rostrum.sqlite3-wal", "rostrum.sqlite3.replaced-20261126T000000"):
        (data / name).touch(0o644)
        (data / name).chmod(0o644)
    rostrum(data, "check")
    assert modes(data) == {}


@pytest.mark.parametrize("mode", [0o755, 0o1777])
def test_a_folder_that_is_not_for_rostrum_alone_is_left_as_it_is(tmp_path: Path, mode: int) -> None:
    (tmp_path / "theirs.txt").touch(0o644)
    tmp_path.chmod(mode)
    if mode == 0o1777:
        (tmp_path / "secret-key").touch(0o644)
    keep_private(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == mode
    assert stat.S_IMODE((tmp_path / "theirs.txt").stat().st_mode) & 0o044
    assert not modes(tmp_path).get("secret-key")


def test_what_a_link_leads_to_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").touch(0o644)
    (tmp_path / "elsewhere").chmod(0o644)
    data = tmp_path / "data"
    data.mkdir()
    (data / "secret-key").symlink_to(tmp_path / "elsewhere")
    keep_private(data)
    assert stat.S_IMODE((tmp_path / "elsewhere").stat().st_mode) == 0o644
