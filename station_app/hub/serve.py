"""`station hub`: prepare the data directory, migrate, serve until told to stop."""

from __future__ import annotations

import ctypes
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from station_app.hub.answering import answers
from station_app.hub.certificate import names_in
from station_app.hub.settings import Place, configure

FIRST_MANAGER = "manager"
STOP_SECONDS = 4
THREADS = 4
PR_SET_PDEATHSIG = 1


def main(data: Path, port: int, cert: Path | None = None, key: Path | None = None) -> int:
    """Serve managers and stations; returns the exit status."""
    place = prepared(data, cert)
    scheme, host = ("https", "0.0.0.0") if cert else ("http", "127.0.0.1")
    address = f"{scheme}://127.0.0.1:{port}"
    from station_app.hub.accounts import first_manager

    password = first_manager(FIRST_MANAGER)
    _close_connections()
    told = threading.Thread(target=_tell, args=(address, place, password), daemon=True)
    server = _server(place, host, port, (cert, key))
    told.start()
    server.serve(target_loader=partial(_application, place), wrap_loader=False)
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


def _server(place: Place, host: str, port: int, tls: tuple[Path | None, Path | None]) -> Any:
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


def _application(place: Place) -> Callable[..., Any]:
    """The WSGI application, made in the worker process."""
    _die_with_parent()
    from django.apps import apps
    from django.core.handlers.wsgi import WSGIHandler

    if not apps.ready:  # a worker that was forked has everything already
        configure(place)
    return WSGIHandler()


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _tell(address: str, place: Place, password: str | None) -> None:
    """Say that the hub is there once it is."""
    while not answers(address):
        time.sleep(0.05)
    lines = [f"hub: {address}"]
    if password is not None:
        lines.append(f"first login: {FIRST_MANAGER}  password: {password}  (shown this once)")
    lines.append(f"new password: {sys.executable} -m station_app.hub {place.data} account {FIRST_MANAGER}")
    print("\n".join(lines), flush=True)  # noqa: T201 - the command's answer


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()
