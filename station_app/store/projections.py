"""What follows from the journal: visits, used passes, open incidents.

Written in the transaction of the facts, and made anew from them at any time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from station_app.core.chain import Row
from station_app.core.facts import Fact
from station_app.core.instant import ClockTrust, Instant
from station_app.core.memory.incidents import Incident
from station_app.core.memory.people import Consent
from station_app.core.model import Visit
from station_app.store import erasure, incidents, selftests
from station_app.store.recent import recent
from station_app.store.rows import LIST, instant_of, read_row, wall_ms_of

TABLES = ("visits", "used_passes", "incidents", "consents", *selftests.TABLES)
PROJECTED = (
    "visit.started", "visit.resumed", "visit.entered", "visit.companions", "visit.ended",
    "access.granted", *incidents.KINDS, *erasure.KINDS, *selftests.KINDS,
)  # fmt: skip
"""Kinds that `project` does something with."""

_DAY_MS = 86_400_000
_RECENT_VISITS = 10_000
_RECENT_PASSES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Recollection:
    """What a station remembers after a restart."""

    epoch: str = ""
    """Empty where the journal could not be opened."""
    previous_epoch: str | None = None
    seq: int = 0
    hash: str = ""
    visits: Mapping[str, Visit] = field(default_factory=dict[str, Visit])
    """Everybody inside, and whoever came within the last day."""
    used_passes: Mapping[str, int] = field(default_factory=dict[str, int])
    """Pass id -> wall_ms after which it is expired anyway."""
    incidents: Mapping[str, Incident] = field(default_factory=dict[str, Incident])
    """Cause -> the open incident."""
    consents: Mapping[str, Consent] = field(default_factory=dict[str, Consent])
    """Pseudonym of the year -> what its owner has agreed to."""
    facts: tuple[Fact, ...] = ()
    """The newest ones that leave something in mind, oldest first."""
    trusted_ms: int = 0
    """The latest wall time among the last facts whose clock was trusted: time has been at least this."""


def project(db: sqlite3.Connection, row: Row) -> None:
    """Bring the projections up to date with a row, inside its transaction. Raises RowDamaged."""
    body = row.body
    match row.kind:
        case "visit.started" | "visit.resumed":
            at = instant_of(row)
            again = "DO UPDATE SET inside = 1" if row.kind == "visit.resumed" else "DO NOTHING"
            db.execute(
                "INSERT INTO visits (visit, person, zone, wall_ms, mono_ms, boot, clock, inside)"
                f" VALUES (?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT (visit) {again}",
                (body["visit"], body.get("person"), body["zone"], at.wall_ms, at.mono_ms, at.boot, at.clock),
            )
        case "visit.ended":
            db.execute("UPDATE visits SET inside = 0 WHERE visit = ?", (body["visit"],))
        case "visit.entered":
            db.execute("UPDATE visits SET entered = 1 WHERE visit = ?", (body["visit"],))
        case "visit.companions":
            told = (body["adults"], body["children"], body["visit"])
            db.execute("UPDATE visits SET companions = ?, children = ? WHERE visit = ?", told)
        case "access.granted" if "pass_id" in body and "pass_until" in body:
            db.execute(
                "INSERT INTO used_passes (pass_id, until_ms) VALUES (?, ?) ON CONFLICT (pass_id)"
                " DO UPDATE SET until_ms = max(until_ms, excluded.until_ms)",
                (body["pass_id"], body["pass_until"]),
            )
        case kind if kind in incidents.KINDS:
            incidents.project(db, row)
        case "consent.given" | "consent.withdrawn":
            erasure.project(db, row)
        case "selftest.started" | "selftest.checked" | "selftest.finished":
            selftests.project(db, row)
        case _:
            pass


def rebuild(db: sqlite3.Connection) -> None:
    """Make the projections anew from the rows, in one transaction. Raises RowDamaged."""
    db.execute("BEGIN IMMEDIATE")
    try:
        for table in TABLES:
            db.execute(f"DELETE FROM {table}")
        kinds = ", ".join(f"'{kind}'" for kind in PROJECTED)
        for table, key in (("salvaged", "n"), ("journal", "seq")):
            for values in db.execute(f"SELECT {LIST} FROM {table} WHERE kind IN ({kinds}) ORDER BY {key}"):
                project(db, read_row(values))
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def recall(db: sqlite3.Connection, now_ms: int) -> Recollection:
    """Read what a station needs after a restart."""
    epochs: list[str] = [row[0] for row in db.execute("SELECT epoch FROM cursor ORDER BY n DESC LIMIT 2")]
    seq, last = db.execute("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1").fetchone() or (0, "")
    trusted = db.execute("SELECT max(wall) FROM journal WHERE seq > ? AND clock = 'trusted'", (seq - 1000,)).fetchone()[
        0
    ]
    day_ago = now_ms - _DAY_MS
    return Recollection(
        epoch=epochs[0],
        previous_epoch=epochs[1] if len(epochs) > 1 else None,
        seq=seq,
        hash=last,
        visits=_visits(db, day_ago),
        used_passes=_used_passes(db),
        incidents=incidents.open_incidents(db),
        consents=erasure.consents(db),
        facts=recent(db, now_ms),
        trusted_ms=wall_ms_of(trusted) if trusted else 0,
    )


def _used_passes(db: sqlite3.Connection) -> dict[str, int]:
    # By number, not by time: at a start the clock may be years off, and the rules forget by a clock that they judge.
    query = "SELECT pass_id, until_ms FROM used_passes ORDER BY until_ms DESC LIMIT ?"
    return dict(db.execute(query, (_RECENT_PASSES,)))


def _visits(db: sqlite3.Connection, day_ago: int) -> dict[str, Visit]:
    columns = "visit, person, zone, wall_ms, mono_ms, boot, clock, inside, entered, companions, children"
    rows = db.execute(
        f"SELECT {columns} FROM visits WHERE inside = 1 UNION SELECT {columns} FROM"
        f" (SELECT {columns} FROM visits ORDER BY rowid DESC LIMIT {_RECENT_VISITS}) WHERE wall_ms >= ?"
        " ORDER BY wall_ms, visit",
        (day_ago,),
    )
    return {
        visit: Visit(
            id=visit,
            person=person,
            zone=zone,
            started=Instant(wall_ms=wall, mono_ms=mono, boot=boot, clock=cast(ClockTrust, clock)),
            inside=bool(inside),
            entered=bool(entered),
            companions=companions or 0,
            children=children or 0,
        )
        for visit, person, zone, wall, mono, boot, clock, inside, entered, companions, children in rows
    }
