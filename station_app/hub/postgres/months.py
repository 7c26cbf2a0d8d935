"""Facts by month of their wall clock, one partition each; `hub_fact_other` takes what no month is there for.

A row of any odd time is stored, and found again, before its month has a partition. A month gets one ahead of time, or
when its first rows come; what already lies in `hub_fact_other` moves along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from django.db import OperationalError, connection, transaction

Month = int
"""Months since year 0: year * 12 + month - 1."""

FIRST: Final[Month] = 2024 * 12
"""What is told of earlier is a clock gone mad: no partition is made for it."""
AHEAD: Final = 2
"""Months beyond this one that are made ready."""
_MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_PATIENCE: Final = "2s"
_TURN: Final = 0x6D6F6E74
"""Advisory lock of whoever makes a partition."""
_there: set[Month] = set()


def month_of(wall: str) -> Month | None:
    """The month of a row's time, which begins as `2026-11`; None where that is no month."""
    found = _MONTH.match(wall)
    return int(found[1]) * 12 + int(found[2]) - 1 if found else None


def begins_ms(month: Month) -> int:
    """The first millisecond of a month."""
    return int(datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC).timestamp()) * 1000


def name_of(month: Month) -> str:
    """The partition's table."""
    return f"hub_fact_{month // 12}_{month % 12 + 1:02d}"


def make_ready(now: datetime, walls: Iterable[str] = ()) -> None:
    """Make the partitions that rows of these times and the next months need, outside any transaction; on PostgreSQL.

    Where one cannot be had soon, as while somebody exports, rows go to `hub_fact_other` and the next batch tries again.
    """
    if connection.vendor != "postgresql":
        return
    at = now.astimezone(UTC)
    this = at.year * 12 + at.month - 1
    wanted = {this + ahead for ahead in range(AHEAD + 1)}
    wanted |= {month for month in map(month_of, walls) if month is not None and FIRST <= month <= this + AHEAD}
    for month in sorted(wanted - _there):
        try:
            _make(month)
        except OperationalError:  # a lock was not to be had
            return
        _there.add(month)


def forget() -> None:
    """Look anew, for whoever changes the database under this process."""
    _there.clear()


def _make(month: Month) -> None:
    name, begin, end = name_of(month), begins_ms(month), begins_ms(month + 1)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name])
        if cursor.fetchone()[0]:
            return
        cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
        # Attached when whole: made as a partition at once it would keep every reader of facts waiting.
        cursor.execute(
            f"CREATE TABLE {name} (LIKE hub_fact INCLUDING DEFAULTS,"
            f" CONSTRAINT {name}_month CHECK (wall_ms >= {begin} AND wall_ms < {end}))"
        )
        cursor.execute("LOCK TABLE hub_fact_other IN ACCESS EXCLUSIVE MODE")
        cursor.execute(
            f"WITH moved AS (DELETE FROM hub_fact_other WHERE wall_ms >= {begin} AND wall_ms < {end} RETURNING *)"
            f" INSERT INTO {name} SELECT * FROM moved"
        )
        cursor.execute(f"ALTER TABLE hub_fact ATTACH PARTITION {name} FOR VALUES FROM ({begin}) TO ({end})")
        cursor.execute(f"ALTER TABLE {name} DROP CONSTRAINT {name}_month")
