"""What the journal tells of self-tests: the last results of each check, and the last run. A projection, like visits."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal, cast

from station_app.core.chain import Row
from station_app.store.rows import wall_ms_of

KINDS = ("selftest.started", "selftest.checked", "selftest.finished")
TABLES = ("checks", "runs")

KEPT = 30
"""Results kept of each check, for its trend."""

STEP: tuple[str, ...] = (
    "CREATE TABLE checks (n INTEGER PRIMARY KEY, name TEXT NOT NULL, run TEXT NOT NULL, result TEXT NOT NULL,"
    " wall_ms INTEGER NOT NULL, tester TEXT NOT NULL, fault TEXT NOT NULL, measured TEXT NOT NULL) STRICT",
    "CREATE INDEX checks_name ON checks (name, n)",
    "CREATE TABLE runs (n INTEGER PRIMARY KEY, run TEXT NOT NULL UNIQUE, wall_ms INTEGER NOT NULL,"
    " tester TEXT NOT NULL, device TEXT NOT NULL, result TEXT) STRICT",
)

Result = Literal["green", "red", "unfinished"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCheck:
    """One result of one check."""

    name: str
    run: str
    result: Result
    wall_ms: int
    tester: str
    fault: str
    measured: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """The run that began last."""

    run: str
    wall_ms: int
    tester: str
    device: str
    """What it was about; empty for the whole station."""
    result: Literal["green", "red"] | None
    """None for a run that never ended: it has failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selftests:
    """All that is remembered."""

    checks: tuple[PastCheck, ...] = ()
    """The last results of each check, the oldest first."""
    last_run: PastRun | None = None


def project(db: sqlite3.Connection, row: Row) -> None:
    """Take over one fact, inside its transaction."""
    body, wall_ms = row.body, wall_ms_of(row.wall)
    match row.kind:
        case "selftest.started":
            db.execute(
                "INSERT INTO runs (run, wall_ms, tester, device) VALUES (?, ?, ?, ?) ON CONFLICT (run) DO NOTHING",
                (body["run"], wall_ms, _text(row, "tester"), _text(row, "device")),
            )
            db.execute("DELETE FROM runs WHERE n <= (SELECT max(n) FROM runs) - ?", (KEPT,))
        case "selftest.checked":
            texts = (_text(row, "tester"), _text(row, "fault"), _text(row, "measured"))
            db.execute(
                "INSERT INTO checks (name, run, result, wall_ms, tester, fault, measured) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (body["check"], body["run"], body["result"], wall_ms, *texts),
            )
            db.execute(
                "DELETE FROM checks WHERE name = ? AND n <= (SELECT n FROM checks WHERE name = ? ORDER BY n DESC"
                " LIMIT 1 OFFSET ?)",
                (body["check"], body["check"], KEPT),
            )
        case _:
            db.execute("UPDATE runs SET result = ? WHERE run = ?", (body["result"], _text(row, "run")))


def recall(db: sqlite3.Connection) -> Selftests:
    """Read what is remembered."""
    rows = db.execute("SELECT name, run, result, wall_ms, tester, fault, measured FROM checks ORDER BY n").fetchall()
    last = db.execute("SELECT run, wall_ms, tester, device, result FROM runs ORDER BY n DESC LIMIT 1").fetchone()
    return Selftests(
        checks=tuple(
            PastCheck(
                name=name,
                run=run,
                result=cast("Result", result),
                wall_ms=wall_ms,
                tester=tester,
                fault=fault,
                measured=measured,
            )
            for name, run, result, wall_ms, tester, fault, measured in rows
        ),
        last_run=PastRun(run=last[0], wall_ms=last[1], tester=last[2], device=last[3], result=last[4])
        if last
        else None,
    )


def _text(row: Row, name: str) -> str:
    value = row.body.get(name)
    return "" if value is None else str(value)
