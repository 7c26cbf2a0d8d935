"""How long reports take over 200 stations and a year of figures: `python tests/hub/measure_reports.py [STATIONS]`."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "upstream"))

# Makes Django ready, and so comes first.
from hub_rig import HubRig  # isort: skip
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client

from station_app.hub.accounts import set_account
from station_app.hub.figures import GRAINS, Sums, apply, day_of, hour_of, periods_of
from station_app.hub.models import Figure, Station, Watch
from station_app.hub.visiting import VisitRow, contribution

YEAR = 2026
DAY_MS = 86_400_000
FIRST = datetime(YEAR, 1, 1, tzinfo=UTC)
JOBS = ("rider", "sanitation", "courier", "ridehail", "truck", "construction", "other", "")


def main(stations: int, times: int) -> None:
    """Fill, measure, print."""
    with HubRig() as rig:
        begun = time.perf_counter()
        rows = rig.in_thread(lambda: fill(stations))
        print(f"{stations} stations, a year: {rows:,} figures, filled in {time.perf_counter() - begun:.0f} s")  # noqa: T201
        for period in (*GRAINS, "total"):
            lasted = rig.in_thread(lambda period=period: measured(period, times))
            p50, p95 = lasted[len(lasted) // 2], lasted[int(len(lasted) * 0.95)]
            print(f"{period:<8} page of all stations, p50 {p50:.0f} ms, p95 {p95:.0f} ms")  # noqa: T201
        lasted = rig.in_thread(lambda: measured("month", times, "&where=station:S000"))
        print(f"month    page of one station, p50 {lasted[len(lasted) // 2]:.0f} ms, p95 {lasted[-2]:.0f} ms")  # noqa: T201


def fill(stations: int) -> int:
    """Each station has one random year of its own kind, so that each has all cells that it would have."""
    template = year_of(Random(1))
    now = int(datetime(YEAR, 12, 31, tzinfo=UTC).timestamp() * 1000)
    with transaction.atomic():
        for number in range(stations):
            name = f"S{number:03d}"
            Station.objects.create(
                id=name, name=f"驿站 {number}", district=f"D{number % 8}", public_key="0", enrolled_at=FIRST
            )
            Watch.objects.create(station_id=name, epoch="e", first_ms=int(FIRST.timestamp() * 1000), last_ms=now)
            if number == 0:
                apply(name, template)
            else:
                copy(name)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    set_account("manager", "manager", [f"D{number}" for number in range(8)])
    return Figure.objects.count()


def copy(name: str) -> None:
    """The first station's figures once more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO hub_figure (station_id, period, measure, cell, value)"
            " SELECT %s, period, measure, cell, value FROM hub_figure WHERE station_id = 'S000'"
            " ORDER BY period, measure, cell",
            [name],
        )


def year_of(rng: Random) -> Sums:
    """What a station with twenty visits a day adds up to."""
    sums = Sums()
    for number, row in enumerate(visits(rng)):
        sums.update(contribution(row))
        for period in periods_of(row.day):
            sums[period, "observed", ""] += DAY_MS // 20
            sums[period, "refused", ("full", "pass-expired", "card-unreadable")[number % 3]] += number % 2
            sums[period, "alarm", ("door-held", "leak")[number % 2]] += number % 50 == 0
    return sums


def visits(rng: Random) -> Iterator[VisitRow]:
    """Visits of one year."""
    start = int(FIRST.timestamp() * 1000)
    for day in range(365):
        for _ in range(20):
            at = start + day * DAY_MS + rng.randrange(DAY_MS)
            yield VisitRow(
                visit="v", zone=rng.choice(("rest", "shower")), door="d", credential=rng.choice(("id-card", "pass")),
                person="p", started_ms=at, ended_ms=at, minutes=20, end_evidence="tap", day=day_of(at),
                occupation=rng.choice(JOBS), named=True, first=31 if hour_of(at) % 3 else 1,
            )  # fmt: skip


def measured(period: str, times: int, more: str = "") -> list[float]:
    """Milliseconds of so many pages, sorted; whole requests, signed in."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(), "django.contrib.auth.backends.ModelBackend")
    lasted = list[float]()
    for number in range(times + 1):
        day = date(YEAR, 1, 1) + timedelta(days=number * 7 % 300)
        begun = time.perf_counter()
        response = client.get(f"/reports/?period={period}&day={day}{more}")
        lasted.append((time.perf_counter() - begun) * 1000)
        assert response.status_code == 200
    return sorted(lasted[1:])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, 20)
