"""What the journal remembers of self-tests."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from store_stories import Open, moment

from station_app.core.facts import Fact, fact
from station_app.store.projections import rebuild
from station_app.store.selftests import KEPT


def started(run: str) -> Fact:
    return fact("selftest.started", moment(1), run=run, tester="li")


def checked(run: str, result: str = "green", measured: str = "") -> Fact:
    return fact(
        "selftest.checked",
        moment(2),
        check="board.answers",
        result=result,
        run=run,
        tester="li",
        measured=measured or None,
    )


def finished(run: str, result: str = "green") -> Fact:
    return fact("selftest.finished", moment(3), result=result, run=run, tester="li", green=1, red=0, unfinished=0)


async def test_the_last_run_and_its_results_are_remembered(open_journal: Open) -> None:
    journal = open_journal()
    await journal.append([started("r1"), checked("r1"), finished("r1")])

    past = await journal.selftests()

    assert past.last_run is not None
    assert (past.last_run.run, past.last_run.result) == ("r1", "green")
    assert [(one.name, one.result, one.tester) for one in past.checks] == [("board.answers", "green", "li")]


async def test_a_run_that_never_ended_has_no_result(open_journal: Open) -> None:
    journal = open_journal()
    await journal.append([started("r1"), finished("r1"), started("r2"), checked("r2")])

    past = await journal.selftests()

    assert past.last_run is not None
    assert (past.last_run.run, past.last_run.result) == ("r2", None)


async def test_of_each_check_the_newest_results_are_kept(open_journal: Open) -> None:
    journal = open_journal()
    await journal.append([checked("r1", measured=f"good={number}") for number in range(KEPT + 5)])

    past = await journal.selftests()

    assert [one.measured for one in past.checks] == [f"good={number}" for number in range(5, KEPT + 5)]


async def test_results_can_be_made_anew_from_the_facts(open_journal: Open, home: Path) -> None:
    journal = open_journal()
    await journal.append([started("r1"), checked("r1", "red"), finished("r1", "red")])
    before = await journal.selftests()
    await journal.close()
    with closing(sqlite3.connect(home / "journal.db", isolation_level=None)) as db:
        db.execute("DELETE FROM checks")
        rebuild(db)

    assert await open_journal().selftests() == before


async def test_whole_rows_have_no_fault_at_their_end(open_journal: Open) -> None:
    journal = open_journal()
    await journal.append([started("r1"), finished("r1")])

    assert await journal.tail_fault() == ""


async def test_a_changed_row_at_the_end_is_found(open_journal: Open, home: Path) -> None:
    journal = open_journal()
    await journal.append([started("r1"), finished("r1")])
    with closing(sqlite3.connect(home / "journal.db", isolation_level=None)) as db:
        db.execute("UPDATE journal SET wall = '2026-01-01T00:00:00.000Z' WHERE seq = 1")

    assert "row 1" in await journal.tail_fault()


async def test_facts_are_counted_by_kind(open_journal: Open) -> None:
    journal = open_journal()
    await journal.append([started("r1"), checked("r1"), checked("r1")])

    assert await journal.tally() == {"selftest.started": 1, "selftest.checked": 2}
