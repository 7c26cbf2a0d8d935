"""`place FILE`: say of many stations at once in which district they lie and how busy they are meant to be."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from station_app.hub import audit
from station_app.hub.models import Station
from station_app.hub.peers import TIERS

LONGEST = 60
"""Letters of a district's name, as its column has room for."""


class Command(BaseCommand):
    """Place stations."""

    help = f"Place stations: a CSV file with the columns id, district and tier ({', '.join(TIERS)}, or empty)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """All of them or none."""
        rows = _read(options["file"])
        with transaction.atomic():
            for number, row in enumerate(rows, 2):
                values = {"district": row["district"].strip(), "tier": row["tier"].strip()}
                if values["tier"] not in ("", *TIERS):
                    raise CommandError(f"line {number}: there is no tier {values['tier']!r}; use {', '.join(TIERS)}")
                if len(values["district"]) > LONGEST or not (values["district"] or "-").isprintable():
                    raise CommandError(f"line {number}: a district's name has at most {LONGEST} printable characters")
                station = row["id"].strip()
                if not Station.objects.filter(id=station).update(**values):
                    raise CommandError(f"line {number}: no station {station!r} is enrolled")
                audit.record(None, "station-placed", station, " ".join(f"{k}={v}" for k, v in values.items()))
        self.stdout.write(f"placed: {len(rows)}")


def _read(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, restval=""))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
    missing = {"id", "district", "tier"} - set(rows[0] if rows else ())
    if missing:
        raise CommandError(f"{path} has no station below a first line with id, district and tier")
    return rows
