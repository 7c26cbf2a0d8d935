"""Taking out of the journal what names a person, slice by slice; the rows stay, and so does the chain they make.

The digests of what is erased are in the chain, the values and their salts are not: without a salt nobody can try values
against a digest. `data.erased` of a person keeps the pseudonym until the hub has it, so that the hub erases the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from station_app.core.chain import Row, canonical
from station_app.core.commands import Erase
from station_app.core.facts import PERSONAL
from station_app.core.instant import Instant
from station_app.core.memory.people import Consent
from station_app.store.rows import LIST, read_row, wall_ms_of

KINDS: Final = ("consent.given", "consent.withdrawn")
SLICE_ROWS: Final = 100
"""Rows looked at in one transaction: a few milliseconds in which nobody else can write."""
TABLES: Final = ("journal", "salvaged")

STEP: Final = (
    "CREATE TABLE consents (person TEXT PRIMARY KEY, notice TEXT NOT NULL, occupation TEXT NOT NULL,"
    " wall_ms INTEGER NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE INDEX journal_salted ON journal (seq) WHERE salt <> ''",
    "CREATE INDEX journal_erased ON journal (seq) WHERE kind = 'data.erased'",
)


DAY_STEP: Final = ("ALTER TABLE consents ADD COLUMN day_person TEXT",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What is to be erased, and up to which row: who comes back afterwards is not forgotten again."""

    want: Erase
    epoch: str
    through: int
    """The last row of this epoch that it is about; earlier epochs are meant as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far an erasure has got."""

    table: Literal["journal", "salvaged"] = "journal"
    after: int = 0


def slice_erased(db: sqlite3.Connection, wanted: Sequence[Erasure], place: Place) -> Place | None:
    """Look at the next rows, inside the caller's transaction; where to go on, None at the end. Raises RowDamaged."""
    key = "n" if place.table == "salvaged" else "seq"
    query = f"SELECT {LIST}, {key} FROM {place.table} WHERE {key} > ? AND salt <> '' ORDER BY {key} LIMIT ?"
    acked: dict[str, int] = dict(db.execute("SELECT epoch, acked FROM cursor"))
    found = db.execute(query, (place.after, SLICE_ROWS)).fetchall()
    for values in found:
        row = read_row(values[:-1])
        if any(_is_meant(row, one) for one in wanted) and not _hub_needs(row, acked):
            _erase(db, place.table, values[-1], row)
    if len(found) == SLICE_ROWS:
        return Place(table=place.table, after=found[-1][-1])
    return Place(table="salvaged") if place.table == "journal" else None


def unfinished(db: sqlite3.Connection) -> list[Erasure]:
    """Erasures of persons that may not have been carried out to the end. Raises RowDamaged."""
    found: list[Erasure] = []
    for table, key in (("salvaged", "n"), ("journal", "seq")):
        query = f"SELECT {LIST} FROM {table} WHERE kind = 'data.erased' AND salt <> '' ORDER BY {key}"
        for values in db.execute(query):
            row = read_row(values)
            want = Erase(scope="person", person=str(row.body["person"]))
            found.append(Erasure(want=want, epoch=row.epoch, through=row.seq))
    return found


def project(db: sqlite3.Connection, row: Row) -> None:
    """Keep a consent, or that it was taken back; one whose owner was forgotten is none any more."""
    if "person" not in row.body:
        return
    if row.kind == "consent.withdrawn":  # the name stays, so that its owner can still be forgotten
        db.execute("UPDATE consents SET notice = '' WHERE person = ?", (row.body["person"],))
        return
    db.execute(
        "INSERT INTO consents (person, notice, occupation, wall_ms, epoch, seq, day_person)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (person) DO UPDATE SET notice = excluded.notice, occupation = excluded.occupation,"
        " wall_ms = excluded.wall_ms, epoch = excluded.epoch, seq = excluded.seq,"
        " day_person = excluded.day_person",
        (
            row.body["person"], row.body["notice"], row.body.get("occupation", ""), wall_ms_of(row.wall), row.epoch,
            row.seq, row.body.get("day_person"),
        ),
    )  # fmt: skip


def consents(db: sqlite3.Connection) -> dict[str, Consent]:
    """Pseudonym of the year -> what its owner has agreed to."""
    rows = db.execute("SELECT person, notice, occupation, wall_ms, coalesce(day_person, '') FROM consents")
    return {
        person: Consent(notice=notice, occupation=occupation, year=_year(wall_ms), day_person=day_person)
        for person, notice, occupation, wall_ms, day_person in rows
    }


def held(db: sqlite3.Connection, persons: tuple[str, ...]) -> tuple[int, int, int]:
    """How many visits are held under pseudonyms, and the wall times of the first and the last; zeros for none."""
    if not persons:
        return 0, 0, 0
    marks = ", ".join("?" * len(persons))
    query = (
        f"SELECT count(*), coalesce(min(wall_ms), 0), coalesce(max(wall_ms), 0) FROM visits WHERE person IN ({marks})"
    )
    count, first, last = db.execute(query, persons).fetchone()
    return count, first, last


def _is_meant(row: Row, erasure: Erasure) -> bool:
    want = erasure.want
    if row.epoch == erasure.epoch and row.seq > erasure.through:
        return False
    if want.scope == "person":
        return any(row.body.get(name) == want.person for name in PERSONAL)
    wall_ms = wall_ms_of(row.wall)
    if row.kind in KINDS:  # holds for its whole year, however long visits are kept
        return _year(wall_ms) < _year(want.before_ms)
    return wall_ms < want.before_ms


def _hub_needs(row: Row, acked: Mapping[str, int]) -> bool:
    return row.kind == "data.erased" and row.seq > acked.get(row.epoch, 0)


def _erase(db: sqlite3.Connection, table: str, key: int, row: Row) -> None:
    body: dict[str, Any] = {name: value for name, value in row.body.items() if name not in PERSONAL}
    column = "n" if table == "salvaged" else "seq"
    db.execute(f"UPDATE {table} SET body = ?, salt = '' WHERE {column} = ?", (canonical(body), key))
    if row.kind in ("visit.started", "visit.resumed"):
        db.execute("UPDATE visits SET person = NULL WHERE visit = ?", (row.body["visit"],))
    if row.kind == "consent.given":
        told = (row.body["person"], row.epoch, row.seq)
        db.execute("DELETE FROM consents WHERE person = ? AND epoch = ? AND seq = ?", told)


def _year(wall_ms: int) -> int:
    return Instant(wall_ms=wall_ms, mono_ms=0, boot="").station_year
