"""A hub as a process of its own, on a free port, with a data directory of its own."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from hub_database import ON_POSTGRESQL, choose_in
from migrated import begin_with_tables

SERVE = (
    "import sys; from pathlib import Path; from station_app.hub.serve import Scale, main;"
    "files = [Path(p) for p in sys.argv[5:]] or [None, None];"
    "scale = Scale(live_port=int(sys.argv[3]), workers=int(sys.argv[4]));"
    "sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), *files, scale))"
)
CODE = (
    "import sys; from pathlib import Path; from station_app.hub.serve import new_code;"
    "print(new_code(Path(sys.argv[1]), sys.argv[2]))"
)

MANAGE = (
    "import json, sys; from pathlib import Path; from station_app.hub.serve import prepared;"
    "prepared(Path(sys.argv[1]));"
    "from django.core.management import call_command; from django.db import connections;"
    "[call_command(*one) for one in json.loads(sys.argv[2])]; connections.close_all()"
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class HubProcess:
    """Runs until the end of the `with`; what it printed is in `said`."""

    def __init__(self, data: Path, port: int = 0, *files: Path, live: bool = False, workers: int = 1) -> None:
        """Without the live process, unless `live`: it is one more Django to start."""
        self.data = data
        self.port = port or free_port()
        self.live_port = free_port() if live else 0
        self._workers = workers
        self._files = [str(file) for file in files]

    def __enter__(self) -> HubProcess:
        if not ON_POSTGRESQL:
            begin_with_tables(self.data)
        choose_in(self.data)
        ports = [str(self.port), str(self.live_port)]
        command = [sys.executable, "-c", SERVE, str(self.data), *ports, str(self._workers), *self._files]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.said = self.process.stdout.readline()
        return self

    def __exit__(self, *error: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.process.communicate(timeout=30)

    @property
    def url(self) -> str:
        return self.said.removeprefix("hub: ").strip()

    def read_password(self) -> str:
        """From the second line."""
        assert self.process.stdout is not None
        found = re.search(r"password: (\S+)", self.process.stdout.readline())
        assert found is not None
        return found[1]


def manage(data: Path, *commands: Sequence[str]) -> str:
    """`python -m station_app.hub DATA …` for several commands beside a running hub; what they say."""
    command = [sys.executable, "-c", MANAGE, str(data), json.dumps(commands)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def code(data: Path, station: str) -> str:
    """`station hub code`, beside a running hub."""
    ran = subprocess.run(
        [sys.executable, "-c", CODE, str(data), station], check=True, capture_output=True, text=True, timeout=60
    )
    return ran.stdout.strip()
