"""`station hub`: prepare the data directory, migrate, serve until told to stop."""

from __future__ import annotations

import fcntl
import gc
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

from station_app.hub.answering import answers
from station_app.hub.bell import HOLDS
from station_app.hub.certificate import names_in
from station_app.hub.database import choose
from station_app.hub.live.serve import LiveProcess
from station_app.hub.parent import die_with_parent
from station_app.hub.settings import Place, configure
from station_app.hub.turns import WORKING, in_turn

FIRST_MANAGER = "manager"
STOP_SECONDS = 4
THREADS = WORKING + HOLDS
"""A request of a station that waits keeps a thread; no more than WORKING of them work at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Over how much a hub is spread."""

    live_port: int | None = None
    """The live process's: 0 for none, None for any free one."""
    database: str | None = None
    """URL of a PostgreSQL, or a file that holds it; None: as it was chosen before, at first SQLite."""
    workers: int = 1


ALONE = Scale()


def main(data: Path, port: int, cert: Path | None = None, key: Path | None = None, scale: Scale = ALONE) -> int:
    """Serve managers and stations; returns the exit status."""
    scheme, host = ("https", "0.0.0.0") if cert else ("http", "127.0.0.1")
    try:
        live_port = _any_free(host) if scale.live_port is None else scale.live_port
        place = prepared(data, cert, live_port, scale.database)
        if scale.workers > 1 and not place.shared:
            raise ValueError("SQLite has one writer: --workers goes with a hub on PostgreSQL (--database)")
        alone = only_one(place)
        for one in (port, live_port):
            _free(host, one)
    except (OSError, ValueError) as error:
        print(f"station hub: {error}", file=sys.stderr)  # noqa: T201 - the command's answer
        return 2
    beside = LiveProcess(place.data, host, live_port, *((cert, key) if cert and key else ()))
    with alone:
        if live_port:
            beside.start()
        try:
            return _serve(place, (host, port), f"{scheme}://127.0.0.1:{port}", (cert, key), scale.workers)
        finally:
            beside.stop()


def _serve(
    place: Place, where: tuple[str, int], address: str, tls: tuple[Path | None, Path | None], workers: int
) -> int:
    from station_app.hub.accounts import first_manager

    password = first_manager(FIRST_MANAGER)
    close_connections()
    told = partial(_tell, address, place, password)
    public = f"{address.partition('://')[0]}://{place.hosts[0]}:{where[1]}" if place.hosts else address
    server = _server(where, tls, workers)
    server.serve(target_loader=partial(_application, place, told, public), wrap_loader=False)
    return 0


def prepared(data: Path, cert: Path | None = None, live_port: int = 0, database: str | None = None) -> Place:
    """Make the data directory, keys and tables ready in this process. Raises OSError, ValueError."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    data.chmod(0o700)
    if database is not None:
        choose(data, database)
    hosts = names_in(cert) if cert else ()
    place = Place(data=data.resolve(), tls=cert is not None, hosts=hosts, live_port=live_port)
    configure(place)
    if place.shared:
        from station_app.hub.postgres.preparing import prepare

        prepare()
    else:
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        place.database.chmod(0o600)
    from station_app.hub.secret import hub_key

    hub_key(place.key_file)
    return place


def new_code(data: Path, station_id: str) -> str:
    """A one-time enrolment code; works beside a running hub, whose write lock it shares."""
    prepared(data)
    from station_app.hub import enrolment

    code = enrolment.new_code(station_id, datetime.now(UTC))
    close_connections()
    return code


def _server(where: tuple[str, int], tls: tuple[Path | None, Path | None], workers: int) -> Any:
    from granian.constants import Interfaces
    from granian.log import LogLevels, logger
    from granian.server import Server

    # It warns of more threads than the cores can feed; most of these wait.
    logger.addFilter(lambda record: "Python threads" not in record.getMessage())
    return Server(
        "hub",
        address=where[0],
        port=where[1],
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=600,
        log_level=LogLevels.warning,
        ssl_cert=tls[0],
        ssl_key=tls[1],
        workers_kill_timeout=STOP_SECONDS,
    )


def _application(place: Place, told: Callable[[], None], public: str) -> Callable[..., Any]:
    """The WSGI application, made in the worker process; the threads are the worker's, a fork would not keep them."""
    die_with_parent()
    from django.apps import apps
    from django.core.handlers.wsgi import WSGIHandler

    if not apps.ready:  # a worker that was forked has everything already
        configure(place)
    if place.shared:
        from station_app.hub.postgres import listening

        listening.start()
    from station_app.hub import notifier

    threading.Thread(target=told, daemon=True).start()
    threading.Thread(target=notifier.run, args=(public,), name="notifier", daemon=True).start()
    serving = in_turn(WSGIHandler())
    _look_for_garbage_seldom()
    return serving


def _look_for_garbage_seldom() -> None:
    """What is loaded by now stays, and a page's own objects go with the page: Python's collector cost one request in
    ten some 60 ms."""
    from django.urls import get_resolver

    assert get_resolver().url_patterns  # loads the pages
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


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


def _any_free(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


def close_connections() -> None:
    """End this process's connections: nothing of them, or of a pool's threads, may come along in a fork."""
    from django.db import connections

    connections.close_all()
    close_pool = getattr(connections["default"], "close_pool", None)
    if close_pool is not None:
        close_pool()
