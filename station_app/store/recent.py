"""The newest facts that leave something in mind, for a restart: bounded, whatever the journal has grown to."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from station_app.core.facts import KINDS, Fact
from station_app.core.instant import Instant
from station_app.core.replay import KINDS as RECALLED
from station_app.store.faults import Damaged, fault_of
from station_app.store.rows import RowDamaged, wall_ms_of, wall_text

HOURS: Final = 48
MOST_FACTS: Final = 3000
_LOOKED_AT: Final = 20_000
"""Rows at the journal's end that are looked at, at most."""

LASTING: Final = ("policy.applied", "policy.confirmed", "policy.aged", "mode.changed", "consent.given")
"""Kinds that `STEP` keeps an index of."""
_NEWEST: Final = ("policy.applied", "policy.confirmed", "policy.aged", "mode.changed")
"""Kinds of which the newest fact counts however old it is."""

_NAMES: Final = ", ".join(f"'{kind}'" for kind in LASTING)
_LIST: Final = "kind, version, wall, mono, boot, clock, body"
_Values = tuple[Any, ...]

OFFERS: Final = (
    "request.made", "handout.given", "stock.counted", "stock.used", "loan.lent", "loan.returned", "place.taken",
    "place.freed", "survey.answered", "duty.done",
)  # fmt: skip
"""Kinds of what is offered behind the door that `OFFERS_STEP` keeps an index of: a book is away for weeks."""
OFFER_DAYS: Final = 120
MOST_OFFERS: Final = 20_000

_OFFER_NAMES: Final = ", ".join(f"'{kind}'" for kind in OFFERS)
OFFERS_STEP: Final = (f"CREATE INDEX journal_offers ON journal (seq) WHERE kind IN ({_OFFER_NAMES})",)

STEP: Final = (f"CREATE INDEX journal_lasting ON journal (kind, seq) WHERE kind IN ({_NAMES})",)


def recent(db: sqlite3.Connection, now_ms: int) -> tuple[Fact, ...]:
    """Facts of the last two days that leave something in mind, oldest first, behind the newest of what lasts.

    Raises RowDamaged.
    """
    last = db.execute("SELECT seq, wall FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    seq, until = (0, now_ms) if last is None else (last[0], min(now_ms, wall_ms_of(last[1])))
    since = wall_text(until - HOURS * 3_600_000)
    kinds = ", ".join(f"'{kind}'" for kind in sorted(RECALLED.difference(OFFERS)))
    rows: list[_Values] = []
    for table, key, first in (("salvaged", "n", 0), ("journal", "seq", seq - _LOOKED_AT)):
        newest = f"ORDER BY {key} DESC LIMIT {MOST_FACTS}"
        query = f"SELECT {_LIST} FROM {table} WHERE {key} > ? AND wall >= ? AND kind IN ({kinds}) {newest}"
        rows += reversed(db.execute(query, (first, since)).fetchall())
    lasting = [row for kind in _NEWEST for row in _newest(db, kind) if row[2] < since]
    offers = _offers(db, wall_text(until - OFFER_DAYS * 86_400_000))
    told = (_fact(row) for row in (*lasting, *offers, *rows[-MOST_FACTS:]))
    return tuple(fact for fact in told if fact is not None)


def _offers(db: sqlite3.Connection, since: str) -> list[_Values]:
    """What was made of offers; not among the newest of the last two days, so that none counts twice."""
    newest = f"ORDER BY seq DESC LIMIT {MOST_OFFERS}"
    query = f"SELECT {_LIST} FROM journal WHERE kind IN ({_OFFER_NAMES}) AND wall >= ? {newest}"
    return list(reversed(db.execute(query, (since,)).fetchall()))


def _newest(db: sqlite3.Connection, kind: str) -> list[_Values]:
    # The condition is written out so that SQLite sees that the index holds all of it.
    query = f"SELECT {_LIST} FROM journal WHERE kind = '{kind}' AND kind IN ({_NAMES}) ORDER BY seq DESC LIMIT 1"
    return db.execute(query).fetchall()


def read_recent(path: Path, now_ms: int) -> tuple[Fact, ...]:
    """The same from outside, while the station runs or not. Raises StoreFault."""
    from station_app.store.schema import connect_reader  # which makes the index that is defined here

    try:
        with closing(connect_reader(path)) as db:
            return recent(db, now_ms)
    except (sqlite3.Error, RowDamaged, UnicodeDecodeError) as error:
        fault = fault_of(error) if isinstance(error, sqlite3.Error) else Damaged(str(error))
        if fault is None:
            raise
        raise fault from error


def _fact(values: _Values) -> Fact | None:
    """The fact of a row; None for one that this program does not know, as another version wrote it."""
    name, version, wall, mono, boot, clock, text = values
    kind = KINDS.get(name)
    if kind is None or kind.version != version:
        return None
    try:
        body: Any = json.loads(text)
        known = {field: body[field] for field in body if field in kind.required or field in kind.optional}
    except (ValueError, TypeError, RecursionError):
        raise RowDamaged("its field body is no JSON object") from None
    at = Instant(wall_ms=wall_ms_of(wall), mono_ms=mono, boot=boot, clock=clock)
    try:
        return Fact(kind=name, at=at, body=known)
    except ValueError:  # a field is missing: what was erased is gone
        return None
