"""The readiness report of a station: what it says, and that nobody else can say it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import qrcode
from cryptography.exceptions import InvalidSignature
from machine import Machine, Site
from qrcode.constants import ERROR_CORRECT_L
from story_people import card
from technician import Technician

from station_app.core.chain import canonical
from station_app.core.readiness import Brief, brief_of, decode, to_sign
from station_app.selftest.readiness import Report, local_text
from station_app.selftest.runner import Order


async def report_of(station: Machine) -> Report:
    task = asyncio.ensure_future(Technician(station).desk.report())
    await station.until(task.done)
    return task.result()


def brief(report: Report) -> Brief:
    return brief_of(decode(report.qr.rpartition("/")[2])[0])


def is_genuine(station: Machine, content: object, signature: bytes) -> bool:
    try:
        station.keys.station().public_key().verify(signature, to_sign(canonical(content)))
    except InvalidSignature:
        return False
    return True


async def test_a_station_that_was_never_tested_is_unknown(station: Machine) -> None:
    assert (await report_of(station)).verdict == "unknown"


async def test_a_red_check_is_not_ready_and_named(station: Machine) -> None:
    station.world.fault("board", "silent", on=True)
    await Technician(station).test("board.answers")

    report = await report_of(station)

    assert report.verdict == "not-ready"
    assert brief(report).faults == (("board.answers", "no-answer"),)


async def test_a_device_that_was_pulled_after_its_test_is_not_ready(station: Machine) -> None:
    li = Technician(station)
    await li.test(guided=True)
    before = await report_of(station)
    station.world.cut("id_reader")
    await station.until(lambda: station.core.bench.devices["id_reader"].health.state == "lost")

    report = await report_of(station)

    assert (before.verdict, report.verdict) == ("ready", "not-ready")
    assert brief(report).faults == (("id_reader.answers", "link-lost"),)
    assert (brief(report).failed, "id_reader  link-lost" in report.text) == (1, True)


async def test_the_age_of_the_oldest_result_is_told(station: Machine) -> None:
    li = Technician(station)
    await li.test("board.answers")
    first = li.rows["board.answers"].at_ms
    await station.advance(600)
    await li.test("scanner.answers")

    assert brief(await report_of(station)).tested == first // 1000


async def test_people_read_the_stations_time_and_machines_that_of_the_world(station: Machine) -> None:
    await Technician(station).test("board.answers")

    report = await report_of(station)
    told = report.document["report"]
    (check,) = [one for one in told["checks"] if one["id"] == "board.answers"]

    for wall in (told["at"], check["at"]):
        at = datetime.fromisoformat(wall)
        assert wall.endswith("Z") and f"{at + timedelta(hours=8):%Y-%m-%d %H:%M} +08:00" in report.text
    assert told["at"][:16] not in report.text


@pytest.mark.parametrize(
    ("wall", "zone", "read"),
    [
        ("2026-11-26T00:13:59.999Z", "Asia/Shanghai", "2026-11-26 08:13 +08:00"),
        ("2026-11-25T23:00:00.000Z", "Asia/Urumqi", "2026-11-26 05:00 +06:00"),
        ("2026-07-01T12:00:00.000Z", "Europe/Berlin", "2026-07-01 14:00 +02:00"),
        ("2026-12-01T12:00:00.000Z", "Europe/Berlin", "2026-12-01 13:00 +01:00"),
        ("9999-12-31T23:59:59.999Z", "Asia/Shanghai", "9999-12-30 08:00 +08:00"),
    ],
)
def test_a_moment_is_told_with_its_distance_from_utc(wall: str, zone: str, read: str) -> None:
    assert local_text(wall, ZoneInfo(zone)) == read


async def test_an_unfinished_test_shows_as_failed(station: Machine) -> None:
    li = Technician(station)
    run = li.desk.start(Order(tester="li"))
    await station.until(lambda: bool(station.told("selftest.checked")))
    li.desk.stop()
    await station.until(run.done)

    report = await report_of(station)

    assert report.verdict == "not-ready"
    assert "unfinished" in {fault for _, fault in brief(report).faults}


async def test_a_test_under_way_shows_as_unfinished(station: Machine) -> None:
    li = Technician(station)
    run = li.desk.start(Order(tester="li"))
    await station.until(lambda: any(row.state == "running" for row in li.rows.values()))

    report = await report_of(station)
    li.desk.stop()
    await station.until(run.done)

    assert report.verdict == "not-ready"


async def test_the_report_is_signed_with_the_stations_key(station: Machine) -> None:
    document = (await report_of(station)).document

    assert is_genuine(station, document["report"], bytes.fromhex(document["signature"]))


async def test_an_altered_report_is_not_genuine(station: Machine) -> None:
    document = json.loads(json.dumps((await report_of(station)).document))
    document["report"]["verdict"] = "ready"

    assert not is_genuine(station, document["report"], bytes.fromhex(document["signature"]))


async def test_the_report_counts_visits_and_refusals_and_names_the_journals_head(station: Machine) -> None:
    await station.lay(card())
    await station.walk_in()
    await station.lift()
    await station.show("no pass at all")

    report = (await report_of(station)).document["report"]

    assert (report["counters"]["visits"], report["counters"]["refusals"]) == (1, 1)
    assert report["journal"]["hash"] == station.facts[-1]["hash"]
    assert report["journal"]["seq"] == len(station.facts)


async def test_nobody_is_named_in_a_report(station: Machine) -> None:
    await station.lay(card())
    await station.walk_in()
    person = station.bodies("visit.started", "person")[0]

    report = await report_of(station)

    assert person not in json.dumps(report.document) + report.text + decode(report.qr)[0]


async def test_a_report_without_a_fire_test_says_that_it_is_overdue(station: Machine) -> None:
    report = await report_of(station)

    assert report.document["report"]["fire_test"] == {"day": "", "overdue": True}


async def test_the_qr_code_leads_to_the_hub_and_is_small_enough_for_a_phone(build: Callable[..., Machine]) -> None:
    station = build(Site(hub="https://hub.example"))
    await station.start()
    await Technician(station).test("board")
    report = await report_of(station)
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_L)
    code.add_data(report.qr, optimize=0)
    code.make(fit=True)

    assert report.qr.startswith("https://hub.example/r/")
    assert code.version is not None
    assert code.version <= 25


async def test_a_station_that_its_hub_does_not_know_is_red(build: Callable[..., Machine]) -> None:
    station = build(Site(hub="https://hub.example"))
    await station.start()
    li = Technician(station)
    await li.test("station.hub")

    assert li.red == {"station.hub": "not-enrolled"}
