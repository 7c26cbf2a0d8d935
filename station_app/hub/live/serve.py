"""Starts the live process, keeps it there, and ends it with the hub."""

from __future__ import annotations

import logging
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from station_app.hub.live.waiting import HOLDS

STOP_SECONDS: Final = 4
AGAIN_SECONDS: Final = 2.0
_SPARE_FILES: Final = 200
"""Files that are open beside the lines of those who wait."""
_log = logging.getLogger(__name__)


def serve(load: Callable[..., Any], host: str, port: int, tls: tuple[Path | None, Path | None]) -> None:
    """Serve until told to stop; `load` makes the ASGI application, in the process that serves it."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        "hub-live",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        websockets=False,
        backlog=4096,
        backpressure=HOLDS + _SPARE_FILES,  # whoever waits counts as somebody who is served
        log_level=LogLevels.warning,
        ssl_cert=tls[0],
        ssl_key=tls[1],
        workers_kill_timeout=STOP_SECONDS,
    ).serve(target_loader=load, wrap_loader=False)


def room() -> int:
    """How many may wait: as many lines as the system lets this process have, once it lets it have all it may."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = HOLDS + _SPARE_FILES if hard == resource.RLIM_INFINITY else min(hard, HOLDS + _SPARE_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return max(1, most - _SPARE_FILES)


class LiveProcess:
    """The process beside the hub; started anew when it ends by itself."""

    def __init__(self, *arguments: object) -> None:
        """`arguments` are those of `python -m station_app.hub.live`."""
        self._command = [sys.executable, "-m", "station_app.hub.live", *map(str, arguments)]
        self._ending = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name="live", daemon=True)

    def start(self) -> None:
        """Start it, and see to it that it stays."""
        self._keeper.start()

    def stop(self) -> None:
        """End it for good."""
        self._ending.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
        if self._keeper.is_alive():
            self._keeper.join(2 * STOP_SECONDS)
        if process is not None and process.poll() is None:
            process.kill()

    def _keep(self) -> None:
        while not self._ending.is_set():
            self._process = subprocess.Popen(self._command)
            status = self._process.wait()
            if not self._ending.is_set():
                _log.error("the live process has ended with status %d and is started again", status)
                self._ending.wait(AGAIN_SECONDS)
