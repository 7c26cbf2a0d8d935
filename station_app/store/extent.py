"""How far the journal reaches: when its oldest unsent row was written, and how fast it grows."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Final

from station_app.store import outbox
from station_app.store.rows import wall_ms_of

_DAY_MS: Final = 86_400_000
LEAST_BYTES_A_DAY: Final = 1 << 20
"""A young journal grows slowly: nobody is told that a disk lasts for centuries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Figures of a journal."""

    oldest_unsent_ms: int | None
    """Wall time; None where the hub has everything."""
    bytes_a_day: int


def extent(db: sqlite3.Connection) -> Extent:
    """Measure; three short questions, however long the journal is."""
    waiting = outbox.waiting(db, 1, None)
    first, last = (
        db.execute(f"SELECT wall FROM journal ORDER BY seq {order} LIMIT 1").fetchone() for order in ("ASC", "DESC")
    )
    size = db.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()").fetchone()[0]
    days = 1.0
    if first is not None and last is not None:
        days = max(days, (wall_ms_of(last[0]) - wall_ms_of(first[0])) / _DAY_MS)
    return Extent(
        oldest_unsent_ms=wall_ms_of(waiting[0].wall) if waiting else None,
        bytes_a_day=max(LEAST_BYTES_A_DAY, int(size / days)),
    )
