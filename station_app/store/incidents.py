"""Open incidents: what a restart needs of them, however long ago they began."""

from __future__ import annotations

import sqlite3
from typing import Final, cast

from station_app.core.chain import Row
from station_app.core.facts import Value
from station_app.core.incidents import SEVERITIES, kind_of
from station_app.core.instant import Instant
from station_app.core.memory.incidents import Incident, Severity

KINDS: Final = (
    "incident.opened", "incident.repeated", "incident.escalated", "incident.acknowledged", "incident.closed",
)  # fmt: skip
"""Kinds that `project` does something with."""

STEP: Final = (
    "ALTER TABLE incidents ADD COLUMN severity TEXT",
    "ALTER TABLE incidents ADD COLUMN level INTEGER",
    "ALTER TABLE incidents ADD COLUMN times INTEGER",
    "ALTER TABLE incidents ADD COLUMN acknowledged TEXT",
    "ALTER TABLE incidents ADD COLUMN drill INTEGER",
    "ALTER TABLE incidents ADD COLUMN silent INTEGER",
)


def project(db: sqlite3.Connection, row: Row) -> None:
    """Bring the table up to date with a row, inside its transaction."""
    body = row.body
    cause, incident = body["cause"], body["incident"]
    mine = "WHERE cause = ? AND incident = ?"
    match row.kind:
        case "incident.opened":
            drill, silent = body.get("drill") is True, body.get("silent") is True
            db.execute(
                "INSERT OR REPLACE INTO incidents (cause, incident, severity, level, drill, silent)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (cause, incident, _text(body.get("severity")), _number(body.get("level")), drill, silent),
            )
        case "incident.repeated":
            db.execute(f"UPDATE incidents SET times = ? {mine}", (_number(body["times"]), cause, incident))
            if "level" in body:  # asked anew from there on
                told = (_number(body["level"]), cause, incident)
                db.execute(f"UPDATE incidents SET level = ?, acknowledged = NULL {mine}", told)
        case "incident.escalated":
            db.execute(f"UPDATE incidents SET level = ? {mine}", (_number(body["level"]), cause, incident))
        case "incident.acknowledged":
            db.execute(f"UPDATE incidents SET acknowledged = ? {mine}", (_text(body["by"]), cause, incident))
        case _:
            db.execute("DELETE FROM incidents WHERE cause = ?", (cause,))


def open_incidents(db: sqlite3.Connection) -> dict[str, Incident]:
    """Cause -> the open incident."""
    rows = db.execute(
        "SELECT cause, incident, severity, level, times, acknowledged, drill, silent FROM incidents ORDER BY cause"
    )
    return {
        cause: Incident(
            id=name,
            cause=cause,
            since=_since(name),
            severity=cast(Severity, severity or SEVERITIES.get(kind_of(cause), "fault")),
            level=level or 0,
            times=times or 1,
            acknowledged_by=by or "",
            drill=bool(drill),
            silent=bool(silent),
        )
        for cause, name, severity, level, times, by, drill, silent in rows
    }


def _number(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _since(name: str) -> Instant:
    """When an incident began, as its id says; by a clock of which nothing else is known any more."""
    wall = name.partition("-")[0]
    return Instant(wall_ms=int(wall) if wall.isdigit() else 0, mono_ms=0, boot="")
