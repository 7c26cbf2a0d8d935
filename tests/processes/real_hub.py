"""The real hub process, and what stands in its tables."""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from process_rig import Running, free_port, station

sys.path.append(str(Path(__file__).resolve().parent.parent / "hub"))
from migrated import begin_with_tables

COLUMNS = ("epoch", "seq", "fact_id", "kind", "version", "wall", "mono", "boot", "clock", "body", "salt", "sealed")
COLUMNS += ("prev", "hash")
JSON_COLUMNS = ("body", "sealed")


class RealHub:
    """`station hub` on this machine's own address."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.port = port or free_port()
        self.data = folder / "hub-data"
        self._folder = folder
        begin_with_tables(self.data)
        self.process = self._start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def ready(self) -> RealHub:
        """Wait until it answers."""
        await self.process.says(f"hub: {self.url}")
        return self

    def code(self, station_id: str) -> str:
        """A one-time code, from the command that a manager uses."""
        done = station("hub", "code", station_id, "--data", self.data)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()[-1]

    def killed_and_restarted(self) -> None:
        """SIGKILL, and started again at once; nobody waits."""
        self.process.kill()
        self.restart()

    def restart(self) -> None:
        """Start it again on the same data and port."""
        self.process.bury()
        self.process = self._start()

    def rows(self, station_id: str) -> list[dict[str, Any]]:
        """Every row of one station, as it stands there."""
        query = f"SELECT {', '.join(COLUMNS)} FROM hub_fact WHERE station_id = ? ORDER BY epoch, seq"
        return read_rows(self.data / "hub.db", query, station_id)

    def count(self, table: str, station_id: str) -> int:
        """How many rows a table has of one station."""
        query = f"SELECT COUNT(*) AS n FROM {table} WHERE station_id = ?"
        return read_rows(self.data / "hub.db", query, station_id)[0]["n"]

    def _start(self) -> Running:
        return Running(self._folder / "hub", "hub", "--data", self.data, "--port", self.port, "--live-port", 0)


def journal_rows(path: Path) -> list[dict[str, Any]]:
    """Every row of a station's journal, named as the hub names them."""
    names = ", ".join("id AS fact_id" if name == "fact_id" else name for name in COLUMNS)
    return read_rows(path, f"SELECT {names} FROM journal ORDER BY epoch, seq")


def read_rows(path: Path, query: str, *values: object) -> list[dict[str, Any]]:
    """Rows of a file that somebody else writes."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        db.row_factory = sqlite3.Row
        found = [dict(row) for row in db.execute(query, values)]
    for row in found:
        row.update({name: json.loads(row[name]) for name in JSON_COLUMNS if name in row})
    return found
