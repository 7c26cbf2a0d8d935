"""How a batch of facts is written on PostgreSQL: COPY into a table of this connection, then once into where they stay.

A partitioned table's unique keys must hold the column that it is divided by, so they cannot say that (station, epoch,
seq) is there once in all months. `hub_fact_once` says it: the journal's row and the number, for ever, months or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

FEW: Final = 20
"""Up to here single statements in one go are quicker."""


def insert(epoch: int, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    """Write facts of the journal `epoch` (its key), each once, inside the caller's transaction; how many were new."""
    names, seq = ", ".join(columns), columns.index("seq")
    with connection.cursor() as cursor:
        if len(rows) <= FEW:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(
                "WITH fresh AS (INSERT INTO hub_fact_once (epoch_id, seq) VALUES (%s, %s) ON CONFLICT DO NOTHING"
                f" RETURNING seq) INSERT INTO hub_fact ({names}) SELECT {places} FROM fresh",
                [(epoch, row[seq], *row) for row in rows],
            )
            return int(cursor.rowcount)
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS hub_fact_come ON COMMIT DELETE ROWS"
            f" AS SELECT {names} FROM hub_fact WITH NO DATA"
        )
        with cursor.copy(f"COPY hub_fact_come ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            "WITH fresh AS (INSERT INTO hub_fact_once (epoch_id, seq) SELECT %s, seq FROM hub_fact_come"
            f" ON CONFLICT DO NOTHING RETURNING seq) INSERT INTO hub_fact ({names})"
            f" SELECT {names} FROM hub_fact_come JOIN fresh USING (seq)",
            [epoch],
        )
        return int(cursor.rowcount)
