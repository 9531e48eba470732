"""The proxies of `deploy/`, as they are shipped, each on a port and with a certificate of its own."""

import os
import resource
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.awaited import PATIENCE, until
from tests.ports import free_port

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
SITE = "rostrum.example.org"
CONNECTIONS, OPEN_FILES = 20_000, 45_000
"""What the head of `deploy/nginx.conf` asks for."""


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def speaks_tls(port: int, trusted: Path) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as plain:
            ssl.create_default_context(cafile=trusted).wrap_socket(plain, server_hostname=SITE).close()
    except OSError:
        return False
    return True


@contextmanager
def running(command: list[str], port: int, log: Path) -> Iterator[None]:
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
    try:
        until(lambda: process.poll() is not None or answers(port))
        assert process.poll() is None, log.read_text()
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def changed(text: str, *changes: tuple[str, str]) -> str:
    """`text` with what differs on this machine: each of `changes` is there to be made."""
    for theirs, ours in changes:
        assert theirs in text, theirs
        text = text.replace(theirs, ours)
    return text


@contextmanager
def nginx(folder: Path, upstream: int | Path, besides: str = "") -> Iterator[int]:
    """`deploy/nginx.conf` on a port and with a certificate of its own, before a port or a Unix socket; its port.

    `besides`: servers of the test's own, which may pass on to the same `upstream rostrum`.
    """
    subject = ["-subj", f"/CN={SITE}", "-addext", f"subjectAltName=DNS:{SITE}", "-days", "2", "-nodes"]
    keys = ["-newkey", "rsa:2048", "-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run(["openssl", "req", "-x509", *keys, *subject], check=True, capture_output=True, timeout=60)
    port, plain = free_port(), free_port()
    where = f"unix:{upstream}" if isinstance(upstream, Path) else f"127.0.0.1:{upstream}"
    site = changed(
        (DEPLOY / "nginx.conf").read_text(),
        ("    listen [::]:80;\n", ""),
        ("    listen [::]:443 ssl;\n", ""),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("    server 127.0.0.1:8000;", f"    server {where};"),
        ("root /opt/rostrum/deploy;", f"root {DEPLOY};"),
        ("/etc/ssl/rostrum/", f"{folder}/"),
    )
    (folder / "site.conf").write_text(site)
    files = min(OPEN_FILES, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    kept = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        # Nobody else gets into the folders of these tests.
        ("user root;\n" if os.geteuid() == 0 else "")
        + f"daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
        f"worker_rlimit_nofile {files};\nevents {{ worker_connections {CONNECTIONS}; }}\n"
        f"http {{\naccess_log off;\n{kept}include {folder}/site.conf;\n{besides}}}\n"
    )
    command = ["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    with running(command, port, folder / "nginx.log"):
        yield port


@contextmanager
def caddy(folder: Path, upstream: int) -> Iterator[int]:
    """`deploy/Caddyfile` on a port of its own, with a certificate that Caddy signs itself; the port."""
    port = free_port()
    options = ["admin off", "skip_install_trust", "auto_https disable_redirects", f"storage file_system {folder}/kept"]
    site = changed(
        (DEPLOY / "Caddyfile").read_text(),
        (f"{SITE} {{\n", f"{SITE}:{port} {{\n\tbind 127.0.0.1\n\ttls internal\n"),
        ("{$BACK_SOON:/opt/rostrum/deploy}", str(DEPLOY)),
    )
    site = changed(site, ("{$ROSTRUM:127.0.0.1:8000}", f"127.0.0.1:{upstream}"))
    (folder / "Caddyfile").write_text("{\n" + "\n".join(options) + "\n}\n" + site)
    command = ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with running(command, port, folder / "caddy.log"):
        authority = folder / "kept/pki/authorities/local/root.crt"
        until(authority.exists)
        shutil.copy(authority, folder / "fullchain.pem")
        until(lambda: speaks_tls(port, folder / "fullchain.pem"))
        yield port
