"""What the support bundle tells of a stopped station's journal: its last self-tests and what befell it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from hardware.clock import SystemClock
from station_app.core.facts import Fact, fact
from station_app.core.instant import Instant
from station_app.store.journal import Journal
from station_app.wiring.bundle_journal import TIMELINE, JournalTold, told_of_journal
from station_app.wiring.bundle_words import Cleaner

AT = Instant(wall_ms=1_799_035_200_000, mono_ms=1, boot="boot-1", clock="trusted", utc_offset_minutes=480)


def told_of(data: Path) -> JournalTold:
    return told_of_journal(data / "journal.db", Cleaner(["board"]))


def written(data: Path, *facts: Fact) -> None:
    async def write() -> None:
        journal = Journal.open(data / "journal.db", boot="boot-1", clock=SystemClock(), ballast_bytes=0)
        await journal.append(facts)
        await journal.close()

    asyncio.run(write())


def test_a_stopped_stations_last_self_tests_are_told_with_measured_numbers_only(tmp_path: Path) -> None:
    one = {"check": "board.answers", "device": "board", "tester": "li"}
    measured = "lock_ms=41.5 firmware=V2_00 free_mb=812"
    written(
        tmp_path,
        fact("selftest.checked", AT, **one, run="run-1", result="red", fault="no-answer"),
        fact("selftest.checked", AT, **one, run="run-2", result="green", measured=measured),
    )

    assert told_of(tmp_path).checks == {
        "board.answers": {
            "state": "green",
            "fault": "",
            "at": "2027-01-04T04:00:00.000Z",
            "measured": {"lock_ms": "41.5", "free_mb": "812"},
        }
    }


def test_the_timeline_tells_what_befell_a_stopped_station_and_of_nobody(tmp_path: Path) -> None:
    written(
        tmp_path,
        fact("boot", AT, version="2.1.0", policy="built-in"),
        fact("access.not_entered", AT, presentation="p", door="main", zone="hall", credential="id-card", person="x"),
        fact("maintenance.started", AT, by="li"),
        fact("device.lost", AT, device="board", fault="no-answer"),
        fact("incident.opened", AT, incident="i-1", cause="device", device="board", fault="no-answer"),
    )

    at = {"at": "2027-01-04T04:00:00.000Z"}
    assert list(told_of(tmp_path).timeline) == [
        {**at, "kind": "boot", "version": "2.1.0"},
        {**at, "kind": "maintenance.started"},
        {**at, "kind": "device.lost", "device": "board", "fault": "no-answer"},
        {**at, "kind": "incident.opened", "cause": "device", "device": "board", "fault": "no-answer"},
    ]


def test_a_silent_call_is_nowhere_in_what_a_bundle_tells_of_the_journal(tmp_path: Path) -> None:
    others = [
        fact("boot", AT, version="2.1.0", policy="built-in"),
        fact("incident.opened", AT, incident="i-1", cause="leak"),
    ]
    call = [
        fact("incident.opened", AT, incident="i-2", cause="silent-help", silent=True),
        fact("incident.acknowledged", AT, incident="i-2", cause="silent-help", by="li"),
        fact("incident.closed", AT, incident="i-2", cause="silent-help", by="li"),
    ]
    for name, facts in (("with", [*others, *call]), ("without", others)):
        (tmp_path / name).mkdir()
        written(tmp_path / name, *facts)
    told = {name: told_of(tmp_path / name) for name in ("with", "without")}

    assert told["with"].timeline == told["without"].timeline
    counted = [{key: one.summary[key] for key in ("kinds", "incidents")} for one in told.values()]
    assert counted == [{"kinds": {"boot": 1}, "incidents": {"leak": 1}}] * 2


def test_the_timeline_has_the_newest_500_facts(tmp_path: Path) -> None:
    lost = [fact("device.lost", AT, device="board", fault="no-answer") for _ in range(TIMELINE)]
    written(tmp_path, fact("boot", AT, version="2.1.0", policy="built-in"), *lost)

    facts = told_of(tmp_path).timeline
    assert (len(facts), {one["kind"] for one in facts}) == (500, {"device.lost"})
