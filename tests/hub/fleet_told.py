"""A hub's database with a fleet that is alive in every way a fleet can be; written from beside the running hub."""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from station_app.hub.serve import prepared
from station_app.upstream.vitals_message import DeviceNow, DoorNow, TestedNow, Vitals, ZoneNow

NAMES = (
    ("WX-101", "梁溪", "崇安寺户外劳动者驿站", "busy"),
    ("WX-102", "梁溪", "南禅寺骑手驿站", "busy"),
    ("WX-103", "梁溪", "火车站爱心驿站", "busy"),
    ("WX-104", "梁溪", "惠山古镇驿站", "busy"),
    ("WX-105", "梁溪", "清名桥驿站", "busy"),
    ("WX-106", "梁溪", "太湖大道司机之家", "busy"),
    ("WX-201", "滨湖", "蠡湖公园驿站", "normal"),
    ("WX-202", "滨湖", "雪浪小镇驿站", "normal"),
    ("WX-203", "滨湖", "河埒口驿站", "normal"),
    ("WX-301", "新吴", "长江路驿站", ""),
    ("WX-302", "", "尚贤河临时驿站", ""),
)


def fill(data: Path) -> None:
    """Write the fleet."""
    prepared(data)
    from django.utils import timezone

    from station_app.hub import models

    now, pick = timezone.now(), random.Random(7)
    for number, (key, district, name, tier) in enumerate(NAMES):
        station = models.Station.objects.create(
            id=key, name=name, district=district, tier=tier, public_key="0" * 64,
            enrolled_at=now - timedelta(days=90), last_contact=now + timedelta(minutes=30),
        )  # fmt: skip
        models.StationState.objects.create(station=station, epoch=f"epoch-{key}", version="0.1.0", policy="built-in")
        models.Epoch.objects.create(station=station, epoch=f"epoch-{key}", acked_through=1234, first_seen=now)
        _days(station, pick, 3 if number == 3 else 170 if tier == "busy" else 80, now)
        # Told a little ahead of now, so that it stays fresh while the pages are looked at.
        told = _vitals(key, number, now)
        models.Vitals.objects.create(
            station=station, boot="b", mono=1, came_at=now + timedelta(minutes=30),
            content=msgspec.json.encode(told).decode(),
        )  # fmt: skip
    _trouble(models, now)


def _days(station: Any, pick: random.Random, week: int, now: datetime) -> None:
    from station_app.hub.figure_models import Figure
    from station_app.hub.figures import day_of, periods_of

    for back in range(8):
        period = periods_of(day_of(int(now.timestamp() * 1000)) - back)[0]
        visits = round(week / 7 * pick.uniform(0.8, 1.2))
        Figure.objects.create(station=station, period=period, measure="visits", value=visits)
        Figure.objects.create(station=station, period=period, measure="refused", cell="full", value=pick.randint(0, 2))


def _vitals(key: str, number: int, now: datetime) -> Vitals:
    at_ms = int(now.timestamp() * 1000)
    tested = TestedNow(verdict="ready", oldest_ms=at_ms - 6 * 3_600_000)
    changes: dict[str, Any] = {}
    if number == 2:
        changes["doors"] = (DoorNow(name="entry", zone="rest", contact="open", wrong="propped"),)
    if number == 4:
        tested = TestedNow(verdict="not-ready", oldest_ms=at_ms, failed=2)
    if number == 6:
        changes["mode"] = "shelter"
    if number == 7:
        changes["disk_days"] = 6
    if number == 8:
        changes["devices"] = (
            DeviceNow(name="board", works=True),
            DeviceNow(name="id_reader", works=False, fault="no-answer"),
        )
    open_now = number not in {5, 9}
    rest = ZoneNow(
        name="rest", title="休息区", inside=("3", "0", "2-4", "12")[number % 4], capacity=16, open=open_now,
        opens_at="" if open_now else "4 06:00", temperature=21.4,
    )  # fmt: skip
    toilet = ZoneNow(name="toilet", title="卫生间", private=True, inside="occupied", capacity=1, open=open_now)
    told = Vitals(
        station=key, boot="b", mono_ms=1, wall_ms=at_ms, clock="trusted", version="0.1.0", zones=(rest, toilet),
        doors=(DoorNow(name="entry", zone="rest", contact="closed"),), policy=7, policy_days=2, disk_days=900,
        devices=(DeviceNow(name="board", works=True), DeviceNow(name="id_reader", works=True)), tested=tested,
    )  # fmt: skip
    return msgspec.structs.replace(told, **changes)


def _trouble(models: Any, now: datetime) -> None:
    ms = int(now.timestamp() * 1000)
    models.Incident.objects.create(
        station_id="WX-102", epoch="epoch-WX-102", incident="i1", cause="help", opened_ms=ms - 120_000,
        severity="urgent", owner="keeper",
    )  # fmt: skip
    models.Incident.objects.create(
        station_id="WX-103", epoch="epoch-WX-103", incident="i2", cause="door-propped/entry", about="entry",
        opened_ms=ms - 900_000, severity="fault", owner="keeper",
    )  # fmt: skip
    models.LostDevice.objects.create(
        station_id="WX-203", epoch="epoch-WX-203", device="id_reader", fault="no-answer", since_ms=ms - 600_000
    )
    silent = now - timedelta(minutes=12)
    models.Station.objects.filter(id="WX-106").update(last_contact=silent)
    models.Vitals.objects.filter(station="WX-106").update(came_at=silent)


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
    from django.db import connections

    connections.close_all()
    print(datetime.now(UTC))  # noqa: T201
