"""Making a PostgreSQL ready for a hub; several machines may start at once."""

from __future__ import annotations

from typing import Final

from django.core.management import call_command
from django.db import Error, connection
from django.utils import timezone

from station_app.hub.postgres import months

OLDEST: Final = (14, 0)
_TURN: Final = 0x68756220
"""Advisory lock of whoever makes tables."""


def prepare() -> None:
    """Make tables, the shared cache and the next months' partitions. Raises ValueError where the database is no use."""
    try:
        connection.ensure_connection()
    except Error as error:
        raise ValueError(f"the database cannot be reached: {error}") from error
    with connection.cursor() as cursor:
        version = connection.get_database_version()
        if version < OLDEST:
            raise ValueError(f"PostgreSQL {OLDEST[0]} or later is needed, this is {'.'.join(map(str, version))}")
        cursor.execute("SELECT pg_advisory_lock(%s)", [_TURN])
        try:
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
            months.make_ready(timezone.now())
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_TURN])
