"""The shell: a fact is on the disk before the lock hears of it, and an exit waits for nothing."""

from __future__ import annotations

import asyncio

import pytest
from station_bench import running, settings

from hardware.clock import settle_loop
from hardware.errors import NoAnswer
from station_app.station import shell as shell_module
from station_app.store.faults import DiskFull


async def test_a_start_is_recorded() -> None:
    async with running() as bench:
        assert bench.journal.kinds() == ["boot"]


async def test_a_grant_is_on_the_disk_before_the_lock_moves() -> None:
    async with running() as bench:
        await bench.present()

        assert bench.diary == ["access.granted", "lock", "door.unlocked"]


async def test_the_lock_moves_at_its_relay_for_the_doors_time() -> None:
    async with running() as bench:
        await bench.present()

        assert bench.board.held == [(3, 3.0)]


async def test_facts_of_one_event_are_one_transaction() -> None:
    async with running() as bench:
        await bench.contact(open=False)
        await bench.contact(open=True)

        assert bench.journal.kinds()[1:] == ["door.opened", "door.forced", "incident.opened"]
        assert bench.journal.batches[1:] == [3]


async def test_a_refusal_moves_no_lock() -> None:
    async with running() as bench:
        await bench.refuse("pass-expired")

        assert bench.diary == ["access.denied"]


async def test_the_screen_gets_the_newest_state_after_every_event() -> None:
    async with running() as bench:
        await bench.present()

        assert bench.shown[-1] is bench.shell.state
        assert bench.shell.state.screen.moment == "welcome"


async def test_the_pusher_hears_of_new_rows() -> None:
    async with running() as bench:
        before = bench.pushed
        await bench.present()

        assert bench.pushed - before == 2  # the grant, and the lock that moved


async def test_each_event_taken_is_counted_for_the_watchdog() -> None:
    async with running() as bench:
        before = bench.shell.ticks
        await bench.refuse("full")

        assert bench.shell.ticks == before + 1


async def test_with_a_dead_journal_a_door_that_admits_still_opens() -> None:
    async with running("admit") as bench:
        bench.journal.fault = DiskFull()
        await bench.present()

        assert bench.diary == ["lock"]
        assert bench.shell.state.doors["main"].grants


async def test_with_a_dead_journal_a_door_that_refuses_stays_shut_and_says_why() -> None:
    async with running("refuse") as bench:
        bench.journal.fault = DiskFull()
        await bench.present()

        assert bench.diary == []
        assert bench.shell.state.screen.reason == "not-recorded"
        assert not bench.shell.state.doors["main"].grants


async def test_a_refused_grant_is_not_recorded_later_but_its_refusal_is() -> None:
    async with running("refuse") as bench:
        bench.journal.fault = DiskFull()
        await bench.present()
        bench.journal.fault = None
        await bench.clock.advance(3, bench.settle)

        assert [kind for kind in bench.diary if kind.startswith("access")] == ["access.denied"]


async def test_a_pass_refused_because_of_the_journal_is_not_spent() -> None:
    async with running("refuse") as bench:
        bench.journal.fault = DiskFull()
        await bench.present()

        assert bench.shell.state.used_passes == {}


@pytest.mark.parametrize("policy", ["admit", "refuse"])
async def test_with_a_dead_journal_the_exit_opens(policy: str) -> None:
    async with running(policy) as bench:
        bench.journal.fault = DiskFull()
        await bench.press_exit()

        assert bench.diary == ["lock"]


async def test_with_a_journal_that_hangs_the_exit_opens() -> None:
    async with running() as bench:
        bench.journal.hang = asyncio.Event()
        hung = asyncio.create_task(bench.present())
        await settle_loop()
        pressed = asyncio.create_task(bench.press_exit())
        await settle_loop()

        assert bench.diary == ["lock"]
        bench.journal.hang.set()
        await asyncio.gather(hung, pressed)


async def test_the_exit_moves_the_lock_once_a_press() -> None:
    async with running() as bench:
        await bench.press_exit()

        assert bench.board.held == [(3, 3.0)]


async def test_what_could_not_be_written_is_written_later_in_order_and_once() -> None:
    async with running() as bench:
        await bench.contact(open=False)
        bench.journal.fault = DiskFull()
        await bench.present("person-a")
        await bench.contact(open=True)
        await bench.contact(open=False)
        assert bench.diary == ["lock"]
        bench.journal.fault = None
        await bench.clock.advance(3, bench.settle)

        assert bench.diary == [
            "lock",
            "access.granted",
            "incident.opened",
            "door.unlocked",
            "door.opened",
            "visit.started",
            "door.closed",
            "data.erased",
            "incident.closed",
        ]


async def test_while_facts_wait_newer_ones_wait_behind_them() -> None:
    async with running() as bench:
        bench.journal.fault = DiskFull()
        await bench.present("person-a")
        bench.journal.fault = None
        await bench.refuse("full")
        assert bench.journal.kinds() == ["boot"]
        await bench.clock.advance(3, bench.settle)

        assert [fact.kind for fact in bench.journal.facts if fact.kind.startswith("access")] == [
            "access.granted",
            "access.denied",
        ]


async def test_a_journal_that_fails_again_and_again_loses_nothing() -> None:
    async with running() as bench:
        bench.journal.fault = DiskFull()
        for person in ("person-a", "person-b", "person-c"):
            await bench.present(person)
            await bench.clock.advance(3, bench.settle)
        waiting = bench.shell.unrecorded
        bench.journal.fault = None
        await bench.clock.advance(3, bench.settle)

        granted = [fact.body["person"] for fact in bench.journal.facts if fact.kind == "access.granted"]
        assert granted == ["person-a", "person-b", "person-c"]
        assert (waiting > 3, bench.shell.unrecorded) == (True, 0)


async def test_a_dead_journal_is_one_incident_that_ends() -> None:
    async with running() as bench:
        bench.journal.fault = DiskFull()
        for _ in range(3):
            await bench.refuse("full")
            await bench.clock.advance(3, bench.settle)
        assert list(bench.shell.state.incidents) == ["journal"]
        bench.journal.fault = None
        await bench.clock.advance(3, bench.settle)

        assert bench.shell.state.incidents == {}
        assert [kind for kind in bench.diary if "incident" in kind] == ["incident.opened", "incident.closed"]


async def test_a_full_reserve_keeps_the_oldest_and_counts_what_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell_module, "RESERVE_FACTS", 4)
    async with running() as bench:
        bench.journal.fault = DiskFull()
        for _ in range(5):
            await bench.refuse("full")  # five refusals, and the incident of the journal
        assert (bench.shell.unrecorded, bench.shell.overflowed) == (4, 2)
        bench.journal.fault = None
        await bench.clock.advance(3, bench.settle)

        assert bench.diary[:2] == ["access.denied", "incident.opened"]


async def test_a_door_that_refuses_takes_nothing_out_of_a_full_reserve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell_module, "RESERVE_FACTS", 2)
    async with running("refuse") as bench:
        bench.journal.fault = DiskFull()
        await bench.refuse("full")
        for person in ("person-a", "person-b"):
            await bench.present(person)

        assert bench.shell.unrecorded == 2


async def test_a_lock_that_does_not_answer_is_an_incident() -> None:
    async with running() as bench:
        bench.board.fault = NoAnswer()
        await bench.present()

        assert bench.diary == ["access.granted", "incident.opened"]
        assert bench.journal.facts[-1].body["fault"] == "no-answer"


async def test_a_lock_that_answers_again_ends_the_incident() -> None:
    async with running() as bench:
        bench.board.fault = NoAnswer()
        await bench.press_exit()
        bench.board.fault = None
        await bench.press_exit()

        assert bench.shell.state.incidents == {}


async def test_after_a_dead_lock_the_next_event_is_still_answered() -> None:
    async with running() as bench:
        bench.board.fault = NoAnswer()
        await bench.present()
        await bench.refuse("full")

        assert bench.diary[-1] == "access.denied"


async def test_a_bug_ends_the_run() -> None:
    with pytest.RaisesGroup(ZeroDivisionError):
        async with running() as bench:
            bench.board.bug = ZeroDivisionError()
            await bench.present()
            await asyncio.get_running_loop().create_future()


async def test_time_alone_ends_a_grant() -> None:
    async with running() as bench:
        await bench.contact(open=False)
        await bench.present()
        await bench.clock.advance(9, bench.settle)

        assert bench.diary[-1] == "access.not_entered"


async def test_time_alone_ends_a_welcome() -> None:
    async with running() as bench:
        await bench.present()
        await bench.clock.advance(6, bench.settle)

        assert bench.shell.state.screen.moment == "idle"


async def test_a_quiet_station_is_told_of_time_about_twice_a_minute() -> None:
    async with running() as bench:
        before = bench.shell.ticks
        await bench.clock.advance(300, bench.settle)

        assert bench.shell.ticks - before in range(8, 12)


async def test_facts_carry_the_moment_of_their_event_not_of_their_writing() -> None:
    async with running() as bench:
        bench.journal.fault = DiskFull()
        at = bench.stamp.now()
        await bench.present()
        bench.journal.fault = None
        await bench.clock.advance(60, bench.settle)

        granted = next(fact for fact in bench.journal.facts if fact.kind == "access.granted")
        assert granted.at == at


def test_the_bench_is_wired_as_the_tests_say() -> None:
    assert settings().wiring["main"].lock.channel == 3
