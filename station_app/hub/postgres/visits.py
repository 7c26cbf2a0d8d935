"""How visits are read and written on PostgreSQL: whole batches as one parameter, not as a thousand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from django.db import connection

_json = msgspec.json.Encoder()


def read(station: str, epoch: str, fields: Sequence[str], names: Iterable[str]) -> list[tuple[Any, ...]]:
    """The visits of a journal that have one of these names, or such a presentation."""
    among, told = list(names), ", ".join(fields)
    with connection.cursor() as cursor:
        # Two questions, each for an index of its own.
        cursor.execute(
            f"SELECT {told} FROM hub_visit WHERE station_id = %s AND epoch = %s AND visit = ANY(%s) UNION"
            f" SELECT {told} FROM hub_visit WHERE station_id = %s AND epoch = %s AND presentation = ANY(%s)"
            " AND presentation <> ''",
            [station, epoch, among, station, epoch, among],
        )
        return list(cursor.fetchall())


def write(station: str, epoch: str, fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write visits of a journal over what was there of them; the first field is a visit's name."""
    names = ("station_id", "epoch", *fields)
    told = ", ".join(names)
    updates = ", ".join(f"{name} = excluded.{name}" for name in fields[1:])
    content = _json.encode([dict(zip(names, (station, epoch, *row), strict=True)) for row in rows]).decode()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO hub_visit ({told}) SELECT {told} FROM json_populate_recordset(NULL::hub_visit, %s::json)"
            f" ON CONFLICT (station_id, epoch, visit) DO UPDATE SET {updates}",
            [content],
        )
