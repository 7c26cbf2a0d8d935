"""What holds on PostgreSQL alone; run by `test_on_postgresql`, beside the hub's other tests."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from hub_database import ON_POSTGRESQL, SERVER
from hub_process import HubProcess, code
from hub_rig import Enrolled, HubRig, enrolled
from paper_journal import Paper
from psycopg.conninfo import make_conninfo
from test_pages import Browser

from station_app.core.chain import Row, linked
from station_app.hub.bell import BELL
from station_app.hub.feed import publish
from station_app.hub.models import Epoch, Fact, SetAside, Station, Visit
from station_app.hub.postgres import copying, listening, months
from station_app.upstream.address import HubAddress
from station_app.upstream.client import HubClient, Newcomer, Pinned, enrol
from station_app.upstream.messages import Batch
from station_app.wiring.bench.hub import measure
from station_app.wiring.process import UsageError

assert ON_POSTGRESQL


def _partitions() -> dict[str, int]:
    """Partition -> its rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text, count(*) FROM hub_fact GROUP BY 1")
        return dict(cursor.fetchall())


def _told_at(paper: Paper, walls: list[str]) -> Batch:
    """A journal whose rows were written at these times."""
    rows: list[Row] = []
    for wall in walls:
        paper.write("door.forced", door="entry")
        row = paper.rows[paper.epoch][-1]
        rows.append(linked(replace(row, wall=wall, prev=rows[-1].hash if rows else row.prev)))
    return Batch(epoch=paper.epoch, rows=rows)


async def test_each_fact_lies_in_the_month_of_its_time(rig: HubRig, station: Enrolled) -> None:
    walls = ["2025-12-31T23:59:59.999Z", "2026-01-01T00:00:00.000Z", "2026-01-31T23:59:59.999Z"]

    await station.client().push(_told_at(station.paper, walls))

    assert rig.in_thread(_partitions) == {"hub_fact_2025_12": 1, "hub_fact_2026_01": 2}


async def test_a_fact_of_an_odd_time_is_stored_all_the_same(rig: HubRig, station: Enrolled) -> None:
    walls = ["1970-01-01T00:00:00.000Z", "9999-12-31T23:59:59.000Z", "2023-12-31T23:59:59.000Z"]

    answer = await station.client().push(_told_at(station.paper, walls))

    assert (answer.acked_through, rig.in_thread(_partitions)) == (3, {"hub_fact_other": 3})


async def test_what_came_before_its_month_had_a_place_moves_there(
    rig: HubRig, station: Enrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = _told_at(station.paper, ["2026-01-05T00:00:00.000Z", "2026-02-05T00:00:00.000Z"])
    with monkeypatch.context() as patch:
        patch.setattr(months, "make_ready", lambda *_: None)
        await station.client().push(batch)
    before = rig.in_thread(_partitions)

    rig.in_thread(lambda: months.make_ready(timezone.now(), ["2026-01"]))

    assert (before, rig.in_thread(_partitions)) == (
        {"hub_fact_other": 2},
        {"hub_fact_other": 1, "hub_fact_2026_01": 1},
    )


def test_nothing_is_measured_in_a_database_that_is_used(rig: HubRig, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds tables"):
        measure(tmp_path, 10, make_conninfo(SERVER, dbname=rig.name))


def test_the_next_months_are_made_ahead(rig: HubRig) -> None:
    def there() -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'hub_fact'::regclass")
            return {name for (name,) in cursor.fetchall()}

    now = timezone.now()
    this = now.year * 12 + now.month - 1

    assert {months.name_of(this + ahead) for ahead in range(3)} <= rig.in_thread(there)


async def test_a_month_that_somebody_keeps_locked_holds_no_station_up(
    rig: HubRig, station: Enrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(months, "_PATIENCE", "50ms")
    batch = _told_at(station.paper, ["2026-01-05T00:00:00.000Z"])
    with psycopg.connect(SERVER, dbname=rig.name) as reader:
        reader.execute("SELECT count(*) FROM hub_fact")

        answer = await station.client().push(batch)

    assert (answer.acked_through, rig.in_thread(_partitions)) == (1, {"hub_fact_other": 1})


@pytest.mark.parametrize("rows", [1, copying.FEW + 1])
async def test_no_month_takes_a_number_that_another_month_has(rig: HubRig, station: Enrolled, rows: int) -> None:
    for _ in range(rows):
        station.paper.write("door.forced", door="entry")
    await station.push_all()

    def again() -> int:
        columns = [field.column for field in Fact._meta.fields if field.column != "id"]
        stored = Fact.objects.order_by("seq").values_list(*columns)
        at = columns.index("wall_ms")
        moved = [(*row[:at], row[at] - 90 * 86_400_000, *row[at + 1 :]) for row in stored]
        with transaction.atomic():
            return copying.insert(Epoch.objects.get().pk, columns, moved)

    assert (rig.in_thread(again), rig.in_thread(Fact.objects.count)) == (0, rows)


async def test_a_row_with_a_nul_is_set_aside(rig: HubRig, station: Enrolled) -> None:
    station.paper.write("door.forced", door="entry", zone="a\0b")

    await station.push_all()

    assert rig.in_thread(lambda: list(SetAside.objects.values_list("seq", "reason"))) == [
        (1, "it holds a NUL, which no database keeps as text")
    ]


async def test_a_truth_in_the_place_of_a_number_holds_no_journal_up(rig: HubRig, station: Enrolled) -> None:
    station.paper.write("visit.started", visit="v1", zone="rest", door="main", credential="card", person="p")
    station.paper.write("visit.companions", visit="v1", adults=True, children=False)
    station.paper.write("visit.ended", visit="v1", minutes=True, evidence="exit", inferred=False)

    await station.push_all()

    told = Visit.objects.values_list("adults", "children", "minutes")
    assert rig.in_thread(lambda: list(told)) == [(1, 0, 1)]


def test_a_page_that_is_asked_for_with_a_nul_is_refused(rig: HubRig) -> None:
    assert rig.in_thread(lambda: Client().get("/stations/%00/").status_code) == 400


def test_what_stands_round_a_nul_makes_no_other(rig: HubRig) -> None:
    reader = Browser(rig, "admin")

    assert reader.get("/passes/revoke/?batch=%%0000").status_code == 404


def test_the_audit_trail_cannot_be_emptied(rig: HubRig) -> None:
    def emptied() -> None:
        with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
            cursor.execute("TRUNCATE hub_audit")

    rig.in_thread(emptied)


def test_a_ring_is_told_to_other_workers(rig: HubRig) -> None:
    with psycopg.connect(SERVER, dbname=rig.name, autocommit=True) as other:
        other.execute(f"LISTEN {listening.CHANNEL}")

        rig.in_thread(_publish_to_two)
        heard = {one.payload for one in other.notifies(timeout=20, stop_after=2)}

    assert heard == {"ST-1", "ST-2"}


def _publish_to_two() -> None:
    now = timezone.now()
    Station.objects.bulk_create(Station(id=name, public_key="0" * 64, enrolled_at=now) for name in ("ST-1", "ST-2"))
    publish(None, 1, "{}")


def test_a_ring_of_another_worker_wakes_who_waits_here(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BELL, "holds", 1)
    monkeypatch.setattr(listening, "QUIET_SECONDS", 0.1)
    ended = threading.Event()
    thread = rig.in_thread(lambda: listening.start(ended))
    looks = iter([None, "found"])

    def look() -> str | None:
        with psycopg.connect(SERVER, dbname=rig.name, autocommit=True) as other:
            other.execute("SELECT pg_notify(%s, 'ST-1')", [listening.CHANNEL])
        return next(looks)

    try:
        assert BELL.wait("ST-1", look, 30.0) == ("found", True)
    finally:
        ended.set()
        thread.join(30)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    with HubProcess(tmp_path_factory.mktemp("served") / "data", workers=2) as one:
        yield one


async def test_one_journal_sent_by_many_at_once_is_there_once(hub: HubProcess) -> None:
    key, address = Ed25519PrivateKey.generate(), HubAddress(url=hub.url)
    answer = await enrol(address, Newcomer(station="ST-1", key=key, code=code(hub.data, "ST-1")))
    pinned = Pinned(station="ST-1", key=key, hub_key=bytes.fromhex(answer.hub_public_key))
    paper = Paper()
    for who in range(20):
        paper.visit(who=who)
    batch = paper.batch()
    clients = [HubClient(address, pinned) for _ in range(6)]

    answers = await asyncio.gather(*(client.push(batch) for client in clients))
    for client in clients:
        await client.close()

    with psycopg.connect((hub.data / "database.url").read_text().strip()) as db:
        stored = set(db.execute("SELECT epoch, seq, hash FROM hub_fact").fetchall())
        visits = db.execute("SELECT value FROM hub_figure WHERE measure = 'visits' AND period LIKE '____'").fetchall()
    assert ({each.acked_through for each in answers}, stored) == ({120}, paper.everything)
    assert [value for (value,) in visits] == [20]


def test_a_second_start_finds_everything_made(tmp_path: Path) -> None:
    with HubProcess(tmp_path / "data") as first:
        first.read_password()
    with HubProcess(tmp_path / "data") as again:
        assert again.said.startswith("hub: http")


async def test_two_stations_are_apart(rig: HubRig) -> None:
    one, two = await enrolled(rig, "ST-1"), await enrolled(rig, "ST-2")
    for _ in range(copying.FEW):
        one.paper.visit()
        two.paper.visit()

    await one.push_all()
    await two.push_all()

    assert (rig.facts("ST-1"), rig.facts("ST-2")) == (one.paper.everything, two.paper.everything)
