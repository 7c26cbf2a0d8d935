"""One station's folder: its config, its data, and its real core process."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from process_rig import Running, eventually, station

from station_app.assets import asset
from station_app.config import Settings
from station_app.wiring.devices import checked_settings

HUB_URL = "http://127.0.0.1:8400"
STATION = "320206001"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where one station lives."""

    folder: Path
    id: str = STATION

    @property
    def config(self) -> Path:
        return self.folder / "station.toml"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def journal(self) -> Path:
        return self.data / "journal.db"

    @property
    def settings(self) -> Settings:
        return checked_settings(self.config)

    def run(self, *options: object, **more: str) -> Running:
        """Start the real core process."""
        where = ("--config", self.config, "--data", self.data)
        return Running(self.folder / "core", "run", *where, *options, **more)

    async def serve(self, *options: object, **more: str) -> Running:
        """Start it and wait until its door serves."""
        core = self.run(*options, **more)
        await core.says("station.door: ready")
        return core

    def facts(self, kind: str = "", after: int = 0) -> list[dict[str, Any]]:
        """Facts that the journal holds now, read from outside; none while it cannot be read."""
        if not self.journal.exists():
            return []
        query = "SELECT seq, kind, body FROM journal WHERE seq > ? AND (kind = ? OR ? = '') ORDER BY seq"
        try:
            with closing(sqlite3.connect(f"{self.journal.as_uri()}?mode=ro", uri=True)) as db:
                rows = db.execute(query, (after, kind, kind)).fetchall()
        except sqlite3.OperationalError:
            return []
        return [{"seq": seq, "kind": kind, **json.loads(body)} for seq, kind, body in rows]

    def newest(self) -> int:
        """The number of the newest fact."""
        facts = self.facts()
        return facts[-1]["seq"] if facts else 0

    async def fact(self, kind: str, after: int = 0) -> dict[str, Any]:
        """Wait for the first fact of a kind after a number."""
        found = await eventually(lambda: self.facts(kind, after), f"a fact {kind} after {after}")
        return found[0]

    def acked(self) -> int:
        """How far the hub has got, as the station knows it."""
        with closing(sqlite3.connect(f"{self.journal.as_uri()}?mode=ro", uri=True)) as db:
            row = db.execute("SELECT acked FROM cursor ORDER BY n DESC LIMIT 1").fetchone()
        return row[0] if row else 0

    def all_on_the_hub(self) -> bool:
        """Whether the hub has acknowledged every fact."""
        return self.newest() > 0 and self.acked() == self.newest()


def new_place(folder: Path, *changes: tuple[str, str], hub: str | None = None, id: str = STATION) -> Place:
    """The demo's station, with texts of its config changed; without a hub unless one is given."""
    text = asset("config", "demo.toml").read_text(encoding="utf-8")
    text = text.replace(f'[hub]\nurl = "{HUB_URL}"\n', f'[hub]\nurl = "{hub}"\n' if hub else "")
    for old, new in ((f'"{STATION}"', f'"{id}"'), *changes):
        assert old in text, f"the demo's config no longer holds {old!r}"
        text = text.replace(old, new)
    folder.mkdir(parents=True, exist_ok=True)
    place = Place(folder=folder, id=id)
    place.config.write_text(text, encoding="utf-8")
    return place


def enrolled(place: Place, code: str) -> Place:
    """Make the station known to its hub, with the command that a technician uses."""
    done = station("enrol", "--config", place.config, "--data", place.data, "--code", code)
    assert (done.returncode, done.stderr) == (0, "")
    return place
