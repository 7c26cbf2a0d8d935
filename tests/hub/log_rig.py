"""Stations with lines in their logs, as the hub's database has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from station_app.hub.models import Fact, Station, Visit

ALWAYS = "since=2020-01-01"
NOW_MS = int(datetime.now(UTC).timestamp() * 1000)


def station(key: str, name: str = "", district: str = "") -> None:
    """A station that has been enrolled."""
    Station.objects.create(id=key, name=name, district=district, public_key="0", enrolled_at=datetime.now(UTC))


def visits(key: str, moments: Sequence[int], **more: Any) -> None:
    """Visits of a station that began at these moments."""
    usual = {"station_id": key, "zone": "rest", "credential": "id-card", **more}
    Visit.objects.bulk_create(
        Visit(epoch="e", visit=f"{key}-{n}-{at}-{more}"[:64], started_ms=at, **usual) for n, at in enumerate(moments)
    )


def facts(key: str, moments: Sequence[int], **more: Any) -> None:
    """Facts of a station at these moments."""
    usual = {
        "station_id": key, "epoch": "e", "version": 1, "wall": "2026-11-26T00:00:00.000Z", "mono": 1, "boot": "b",
        "clock": "trusted", "body": "{}", "sealed": "{}", "prev": "", "hash": "", "kind": "door.closed", **more,
    }  # fmt: skip
    first = Fact.objects.filter(station=key).count() + 1
    Fact.objects.bulk_create(Fact(seq=first + n, wall_ms=at, **usual) for n, at in enumerate(moments))


def two_districts() -> None:
    """A station in each of two districts, with three visits and three events."""
    station("ST-1", "梁溪驿站", "梁溪")
    station("ST-2", "滨湖驿站", "滨湖")
    for key in ("ST-1", "ST-2"):
        visits(key, range(NOW_MS - 3_000_000, NOW_MS, 1_000_000))
        facts(key, range(NOW_MS - 3_000_000, NOW_MS, 1_000_000))
