"""`station hub`: prepare the data directory, migrate, serve until told to stop."""

from __future__ import annotations

import ctypes
import fcntl
import signal
import socket
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

from station_app.hub.answering import answers
from station_app.hub.certificate import names_in
from station_app.hub.settings import Place, configure

FIRST_MANAGER = "manager"
STOP_SECONDS = 4
THREADS = 4
PR_SET_PDEATHSIG = 1


def main(data: Path, port: int, cert: Path | None = None, key: Path | None = None) -> int:
    """Serve managers and stations; returns the exit status."""
    scheme, host = ("https", "0.0.0.0") if cert else ("http", "127.0.0.1")
    try:
        place = prepared(data, cert)
        alone = only_one(place)
        _free(host, port)
    except (OSError, ValueError) as error:
        print(f"station hub: {error}", file=sys.stderr)  # noqa: T201 - the command's answer
        return 2
    with alone:
        return _serve(place, (host, port), f"{scheme}://127.0.0.1:{port}", (cert, key))


def _serve(place: Place, where: tuple[str, int], address: str, tls: tuple[Path | None, Path | None]) -> int:
    from station_app.hub.accounts import first_manager

    password = first_manager(FIRST_MANAGER)
    _close_connections()
    told = partial(_tell, address, place, password)
    server = _server(*where, tls)
    server.serve(target_loader=partial(_application, place, told), wrap_loader=False)
    return 0


def prepared(data: Path, cert: Path | None = None) -> Place:
    """Make the data directory, keys and tables ready in this process."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    data.chmod(0o700)
    place = Place(data=data.resolve(), tls=cert is not None, hosts=names_in(cert) if cert else ())
    configure(place)
    from django.core.management import call_command

    from station_app.hub.secret import hub_key

    call_command("migrate", verbosity=0, interactive=False)
    place.database.chmod(0o600)
    hub_key(place.key_file)
    return place


def new_code(data: Path, station_id: str) -> str:
    """A one-time enrolment code; works beside a running hub, whose write lock it shares."""
    prepared(data)
    from station_app.hub import enrolment

    code = enrolment.new_code(station_id, datetime.now(UTC))
    _close_connections()
    return code


def _server(host: str, port: int, tls: tuple[Path | None, Path | None]) -> Any:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    return Server(
        "hub",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,  # SQLite: one process writes
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=600,
        log_level=LogLevels.warning,
        ssl_cert=tls[0],
        ssl_key=tls[1],
        workers_kill_timeout=STOP_SECONDS,
    )


def _application(place: Place, told: Callable[[], None]) -> Callable[..., Any]:
    """The WSGI application, made in the worker process; the thread is the worker's, a fork would not keep it."""
    _die_with_parent()
    from django.apps import apps
    from django.core.handlers.wsgi import WSGIHandler

    if not apps.ready:  # a worker that was forked has everything already
        configure(place)
    threading.Thread(target=told, daemon=True).start()
    return WSGIHandler()


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _tell(address: str, place: Place, password: str | None) -> None:
    """Say that the hub is there once it is."""
    pause = threading.Event()
    while not answers(address):
        pause.wait(0.05)
    lines = [f"hub: {address}"]
    if password is not None:
        lines.append(f"first login: {FIRST_MANAGER}  password: {password}  (shown this once)")
    lines.append(f"to reset it: {sys.executable} -m station_app.hub {place.data} account {FIRST_MANAGER}")
    print("\n".join(lines), flush=True)  # noqa: T201 - the command's answer


def only_one(place: Place) -> IO[bytes]:
    """Keep a second hub out of the data directory, for as long as the file is open."""
    lock = (place.data / "hub.lock").open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise ValueError(f"a hub is running with {place.data} already: stop it, or choose another --data") from error
    return lock


def _free(host: str, port: int) -> None:
    """Granian shares a port that is taken; a second hub there would take every other request."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ValueError(f"port {port} is taken: choose another --port") from error


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()
