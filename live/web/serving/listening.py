"""Where people are let in: an address of this machine, IPv4 or IPv6, or a Unix socket; and what it is called."""

import os
import socket
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from live.web.environment import in_brackets

UNIX = "unix:"
BACKLOG = 4096
SOCKET_MODE = 0o660
"""Users of the socket's group may come in, such as the proxy's; nobody else."""
LONGEST_SOCKET_PATH = 107
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""What stands for all addresses of a machine, and the one by which it is reached on itself."""


class CannotListen(Exception):
    """The address is taken, or is not ours, or is none; one sentence."""


@dataclass(frozen=True, slots=True)
class Listening:
    """A socket that listens, and the name it was asked for by. `made` is the file that is to go when it ends."""

    opened: socket.socket
    name: str = ""
    made: tuple[Path, int] | None = None

    @property
    def is_unix(self) -> bool:
        return self.opened.family == socket.AF_UNIX

    @property
    def url(self) -> str:
        """Where a browser on this machine finds it; of a Unix socket its path."""
        if self.is_unix:
            return f"{UNIX}{os.fsdecode(self.opened.getsockname())}"
        address, port = self.opened.getsockname()[:2]
        return f"http://{in_brackets(self.name or ANYWHERE.get(address, address))}:{port}"

    def hosts(self) -> list[str]:
        """The names under which pages may be asked for because of it: none, if it is any address of this machine."""
        if self.is_unix:
            return []
        address = self.opened.getsockname()[0]
        return [in_brackets(name) for name in dict.fromkeys((address, self.name)) if name and name not in ANYWHERE]

    def close(self) -> None:
        """Listen no more, and leave no file behind: unless another has taken its place."""
        self.opened.close()
        if self.made is not None:
            path, inode = self.made
            with suppress(OSError):
                if path.stat().st_ino == inode:
                    path.unlink()


def listen(host: str, port: int) -> Listening:
    """Listen on `host`: an address, the name of one, or `unix:/path/to/socket`. Raises `CannotListen`.

    `::` is every address of the machine, IPv4 and IPv6.
    """
    if host.startswith(UNIX):
        return _listen_on_file(Path(host.removeprefix(UNIX)))
    where = f"{host} port {port}"
    if not 0 <= port <= 65535:
        raise CannotListen(f"Rostrum cannot listen on {where}: a port is a number from 0 to 65535.")
    name = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    try:
        if not name:
            raise CannotListen("Rostrum cannot listen on no address: --host takes an address, a name or unix:/path.")
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
        # Of a name with both it is the IPv4 address, which every device in a venue reaches.
        family, kind, protocol, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
        listening = socket.socket(family, kind, protocol)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, name != "::")
            listening.bind(address)
            listening.listen(BACKLOG)
        except OSError:
            listening.close()
            raise
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "that is no name"
        raise CannotListen(f"Rostrum cannot listen on {where}: {why}.") from None
    listening.setblocking(False)
    return Listening(listening, "" if name in ANYWHERE else name)


def take_over(fd: int) -> Listening:
    """The socket with this number, that listens already: systemd's, or a parent's. Raises `CannotListen`."""
    try:
        given = socket.socket(fileno=fd)
        listens = given.type == socket.SOCK_STREAM and given.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    except (OSError, OverflowError, ValueError) as error:
        why = getattr(error, "strerror", None) or "that is no number of one"
        raise CannotListen(f"--fd {fd} is no listening socket: {why}.") from None
    if not listens:
        given.detach()
        raise CannotListen(f"--fd {fd} is no listening socket: it is a socket that does not listen.")
    given.setblocking(False)
    return Listening(given)


def allow(listening: Listening) -> None:
    """Let pages be asked for under the names that are listened on, in this process and in those it starts."""
    named = [host for host in listening.hosts() if host not in settings.ALLOWED_HOSTS]
    settings.ALLOWED_HOSTS += named
    if named:
        os.environ["ROSTRUM_HOSTS"] = ",".join(filter(None, [os.environ.get("ROSTRUM_HOSTS", ""), *named]))


def _listen_on_file(path: Path) -> Listening:
    path = path.absolute()
    where = f"{UNIX}{path}"
    if len(os.fsencode(path)) > LONGEST_SOCKET_PATH:
        raise CannotListen(f"Rostrum cannot listen on {where}: the path is longer than {LONGEST_SOCKET_PATH} bytes.")
    try:
        _clear(path)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o777 & ~SOCKET_MODE)
        try:
            listening.bind(str(path))
            listening.listen(BACKLOG)
        except BaseException:
            listening.close()
            raise
        finally:
            os.umask(before)
        listening.setblocking(False)
        return Listening(listening, made=(path, path.stat().st_ino))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "that is no path"
        raise CannotListen(f"Rostrum cannot listen on {where}: {why}.") from None


def _clear(path: Path) -> None:
    """Remove the socket of a process that is no more. Raises `CannotListen` for anything else that is there."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(found.st_mode):
        raise CannotListen(f"Rostrum cannot listen on {UNIX}{path}: there is something that is no socket.")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        asking.settimeout(1.0)
        try:
            asking.connect(str(path))
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
            return
        except OSError as error:
            raise CannotListen(f"Rostrum cannot listen on {UNIX}{path}: {error.strerror or error}.") from None
    raise CannotListen(f"Rostrum cannot listen on {UNIX}{path}: another process listens there.")
