from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from store_stories import START_MS, Open, ended, granted, incident, moment, opened, started, with_time_passing

from hardware.clock import ManualClock
from station_app.core.chain import GENESIS, fault_of
from station_app.core.facts import fact
from station_app.core.model import Visit
from station_app.store.faults import AheadOfJournal, AlreadyRunning, CannotOpen
from station_app.store.journal import Journal
from station_app.store.lock import FileLock
from station_app.store.outbox import LostRange, Place, SetAside


async def test_facts_of_one_call_follow_each_other_in_the_chain(journal: Journal) -> None:
    rows = await journal.append([granted(1), opened(1), started(1)])

    assert [fault_of(row, prev) for row, prev in zip(rows, [GENESIS, rows[0].hash, rows[1].hash], strict=True)] == [
        None,
        None,
        None,
    ]


async def test_numbers_go_on_without_a_gap_after_a_restart(open_journal: Open) -> None:
    first = open_journal()
    await first.append([opened(1), opened(2)])
    await first.close()

    rows = await open_journal().append([opened(3)])

    assert [row.seq for row in rows] == [3]


async def test_the_epoch_stays_the_same_after_a_restart(open_journal: Open) -> None:
    first = open_journal()
    epoch = first.epoch
    await first.close()

    assert open_journal().epoch == epoch


async def test_a_row_tells_its_time_in_utc_with_milliseconds(journal: Journal) -> None:
    rows = await journal.append([opened(0), replace(opened(0), at=moment(0, wall_ms=START_MS + 123))])

    assert [row.wall for row in rows] == ["2026-11-21T00:00:00.000Z", "2026-11-21T00:00:00.123Z"]


async def test_only_a_row_with_a_person_has_a_salt(journal: Journal) -> None:
    rows = await journal.append([granted(1), opened(1)])

    assert [bool(row.salt) for row in rows] == [True, False]


async def test_a_bug_in_one_fact_leaves_nothing_of_its_transaction(journal: Journal) -> None:
    with pytest.raises(ValueError, match="Out of range float"):
        await journal.append([opened(1), replace(opened(2), body={"door": float("nan"), "cause": "entry"})])

    assert (await journal.append([opened(3)]))[0].seq == 1


async def test_what_was_appended_waits_for_the_hub_in_order(journal: Journal) -> None:
    rows = await journal.append([opened(number) for number in range(5)])

    assert await journal.waiting(3) == rows[:3]


async def test_waiting_rows_can_be_asked_for_behind_those_under_way(journal: Journal) -> None:
    rows = await journal.append([opened(number) for number in range(5)])

    assert await journal.waiting(3, after=Place(epoch=journal.epoch, seq=3)) == rows[3:]


async def test_an_acknowledged_row_waits_no_longer(journal: Journal) -> None:
    rows = await journal.append([opened(number) for number in range(5)])

    await journal.acknowledge(journal.epoch, 4)

    assert (await journal.waiting(), await journal.backlog()) == (rows[4:], 1)


async def test_an_old_acknowledgement_does_not_move_the_cursor_back(journal: Journal) -> None:
    await journal.append([opened(number) for number in range(5)])
    await journal.acknowledge(journal.epoch, 4)

    await journal.acknowledge(journal.epoch, 2)

    assert await journal.cursors() == {journal.epoch: 4}


async def test_a_hub_restored_from_a_copy_gets_its_rows_again(journal: Journal) -> None:
    rows = await journal.append([opened(number) for number in range(5)])
    await journal.acknowledge(journal.epoch, 4)

    await journal.set_cursor(journal.epoch, 1)

    assert await journal.waiting() == rows[1:]


async def test_a_hub_that_has_more_than_the_journal_is_not_believed(journal: Journal) -> None:
    await journal.append([opened(1)])

    with pytest.raises(AheadOfJournal, match="the hub has 2 facts of this epoch, the journal 1"):
        await journal.acknowledge(journal.epoch, 2)


async def test_a_refused_row_is_kept_and_shown(journal: Journal) -> None:
    await journal.append([opened(number) for number in range(3)])

    await journal.set_aside(journal.epoch, 2, "unknown-kind")

    assert await journal.aside() == [SetAside(place=Place(epoch=journal.epoch, seq=2), reason="unknown-kind")]


async def test_a_refused_row_goes_again_to_a_hub_that_was_restored_to_before_it(journal: Journal) -> None:
    rows = await journal.append([opened(number) for number in range(3)])
    await journal.set_aside(journal.epoch, 2, "unknown-kind")
    await journal.acknowledge(journal.epoch, 3)

    await journal.set_cursor(journal.epoch, 1)

    assert (await journal.waiting(), await journal.backlog()) == (rows[1:], 2)


async def test_a_journal_restored_from_a_copy_begins_a_new_epoch_and_keeps_what_waits(journal: Journal) -> None:
    rows = await journal.append([opened(number) for number in range(3)])
    await journal.acknowledge(journal.epoch, 1)

    await journal.renew("restored-copy")

    told, *_ = [row for row in await journal.waiting() if row.epoch == journal.epoch]
    assert (await journal.waiting(2), told.seq, dict(told.body)) == (
        rows[1:],
        1,
        {"reason": "restored-copy", "salvaged": 2, "lost": "", "previous_epoch": rows[0].epoch},
    )


async def test_nothing_is_lost_when_an_epoch_is_ended_on_purpose(journal: Journal) -> None:
    await journal.append([opened(number) for number in range(3)])

    await journal.renew("restored-copy")

    assert await journal.lost() == list[LostRange]()


async def test_rows_of_an_earlier_epoch_can_be_acknowledged(journal: Journal) -> None:
    rows = await journal.append([opened(number) for number in range(3)])
    await journal.renew("restored-copy")

    await journal.acknowledge(rows[0].epoch, 3)

    assert [row.kind for row in await journal.waiting()] == ["journal.recovered"]


async def test_a_restarted_station_remembers_who_is_inside(open_journal: Open) -> None:
    journal = open_journal()
    await journal.append([granted(1), started(1), granted(2), started(2), ended(1)])
    await journal.close()

    visits = open_journal().recall().visits

    assert visits == {
        "visit-1": Visit(id="visit-1", person="person-1", zone="room", started=moment(1), inside=False),
        "visit-2": Visit(id="visit-2", person="person-2", zone="room", started=moment(2), inside=True),
    }


async def test_a_restarted_station_remembers_who_came_along_and_was_seen_inside(open_journal: Open) -> None:
    journal = open_journal()
    along = fact("visit.companions", moment(3), visit="visit-1", zone="room", adults=1, children=2)
    seen = fact("visit.entered", moment(4), visit="visit-1", zone="room", evidence="motion")
    await journal.append([started(1), started(2), along, seen])
    await journal.close()

    visits = open_journal().recall().visits

    assert [(v.companions, v.children, v.entered) for v in visits.values()] == [(1, 2, True), (0, 0, False)]


async def test_a_restarted_station_remembers_used_passes(open_journal: Open) -> None:
    journal = open_journal()
    await journal.append([granted(7)])
    await journal.close()

    assert open_journal().recall().used_passes == {"pass-7": START_MS + 607_000}


async def test_a_restarted_station_remembers_open_incidents(open_journal: Open) -> None:
    journal = open_journal()
    await journal.append([incident(1)])
    await journal.close()

    recalled = open_journal().recall().incidents
    assert {cause: incident.id for cause, incident in recalled.items()} == {"held": "incident-1"}


async def test_a_restarted_station_remembers_whose_an_incident_is(open_journal: Open) -> None:
    name = {"incident": "1-2-help", "cause": "help"}
    journal = open_journal()
    await journal.append(
        [
            fact("incident.opened", moment(1), **name, severity="urgent", owner="keeper", silent=True),
            fact("incident.repeated", moment(2), **name, times=2),
            fact("incident.escalated", moment(3), **name, owner="district", level=1),
            fact("incident.acknowledged", moment(4), **name, by="district"),
        ]
    )
    await journal.close()

    one = open_journal().recall().incidents["help"]

    assert (one.severity, one.level, one.times, one.acknowledged_by) == ("urgent", 1, 2, "district")
    assert (one.silent, one.drill, one.since.wall_ms) == (True, False, 1)


async def test_a_call_that_was_asked_anew_is_nobody_s_again_after_a_restart(open_journal: Open) -> None:
    name = {"incident": "1-2-help", "cause": "help"}
    journal = open_journal()
    await journal.append(
        [
            fact("incident.opened", moment(1), **name, level=2, drill=True),
            fact("incident.acknowledged", moment(2), **name, by="union"),
            fact("incident.repeated", moment(3), **name, times=2, level=0),
        ]
    )
    await journal.close()

    one = open_journal().recall().incidents["help"]

    assert (one.level, one.acknowledged_by, one.drill) == (0, "", True)


async def test_what_is_told_of_an_earlier_incident_of_a_cause_is_not_of_this_one(open_journal: Open) -> None:
    journal = open_journal()
    await journal.append(
        [incident(1), fact("incident.escalated", moment(2), incident="x", cause="held", owner="u", level=2)]
    )
    await journal.close()

    assert open_journal().recall().incidents["held"].level == 0


async def test_a_restarted_station_knows_how_late_it_must_be(open_journal: Open) -> None:
    journal = open_journal()
    await journal.append([opened(5), replace(opened(9), at=moment(9, clock="unknown"))])
    await journal.close()

    assert open_journal().recall().trusted_ms == START_MS + 5000


async def test_a_second_copy_of_the_program_is_kept_out(journal: Journal, open_journal: Open) -> None:
    with pytest.raises(AlreadyRunning, match=r"a station already runs on .*; stop it first"):
        open_journal()


def test_another_users_journal_says_whose_command_it_is(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("station_app.store.lock.os.open", refuse)
    with pytest.raises(CannotOpen, match="run this as the station's user"):
        FileLock(home / "journal.lock")


async def test_the_next_copy_may_start_when_the_first_has_ended(open_journal: Open) -> None:
    await open_journal().close()

    assert open_journal().troubles == frozenset()


async def test_a_lock_file_left_behind_keeps_nobody_out(home: Path, open_journal: Open) -> None:
    (home / "journal.lock").write_text("4711")

    assert open_journal().troubles == frozenset()


async def test_only_its_user_can_read_the_journal(home: Path, journal: Journal) -> None:
    await journal.append([granted(1)])

    assert modes_in(home) == {
        name: "0o600" for name in ("journal.db", "journal.db-wal", "journal.db-shm", "journal.lock")
    }


async def test_a_closed_journal_is_one_file(home: Path, open_journal: Open) -> None:
    journal = open_journal()
    await journal.append([opened(1)])
    await journal.close()

    assert modes_in(home).keys() == {"journal.db", "journal.lock"}


async def test_the_check_after_the_start_looks_at_every_row(open_journal: Open, clock: ManualClock) -> None:
    journal = open_journal()
    await journal.append([opened(number) for number in range(450)])

    checked = await with_time_passing(clock, journal.check())

    assert (checked.rows, checked.fault) == (450, None)


def modes_in(home: Path) -> dict[str, str]:
    return {path.name: oct(path.stat().st_mode & 0o777) for path in home.iterdir()}
