"""What is erased is gone from the files, and the journal is as whole as before."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from hardware.clock import SystemClock
from station_app.core.commands import Erase
from station_app.core.facts import Fact, fact
from station_app.core.instant import Instant
from station_app.store import schema
from station_app.store.audit import export, verify
from station_app.store.ballast import Ballast
from station_app.store.erasure import Erasure, Place
from station_app.store.journal import Journal
from station_app.store.projections import rebuild
from station_app.store.schema import connect_reader
from station_app.store.writer import CHECKPOINT_ROWS, Writer

DAY_MS = 86_400_000
NOON_MS = 1_795_233_600_000
ANNA, BO = "dannannannannannannannannan", "dbobobobobobobobobobobobobo"


def at(days: float = 0) -> Instant:
    return Instant(wall_ms=NOON_MS + round(days * DAY_MS), mono_ms=0, boot="b")


def visit(name: str, person: str | None, when: Instant) -> Fact:
    told = {"visit": name, "door": "main", "zone": "hall", "credential": "id-card", "presentation": name}
    return fact("visit.started", when, **told, evidence="contact", person=person)


def forgotten(person: str) -> Fact:
    return fact("data.erased", at(), scope="person", person=person)


@pytest.fixture
async def journal(tmp_path: Path):
    made = Journal.open(tmp_path / "journal.db", boot="b", clock=SystemClock(), ballast_bytes=0)
    yield made
    await made.close()


def people(path: Path) -> list[object]:
    return [row["body"].get("person") for row in export(path / "journal.db")]


def held_in_files(path: Path, text: str) -> list[str]:
    return [file.name for file in sorted(path.iterdir()) if text.encode() in file.read_bytes()]


def writer_of(path: Path) -> Writer:
    """The writer of a journal in which Anna has come."""
    writer = Writer(path / "journal.db", at, Ballast(path / "journal.ballast", 0))
    writer.open()
    if not writer.tail.seq:
        writer.append([visit("v1", ANNA, at())])
    return writer


def erase(writer: Writer, person: str) -> None:
    """Erase somebody from all rows."""
    want = Erase(scope="person", person=person)
    wanted = [Erasure(want=want, epoch=writer.tail.epoch, through=writer.tail.seq)]
    place: Place | None = Place()
    while place is not None:
        place = writer.erase(wanted, place)


def forget(writer: Writer, person: str) -> None:
    """Erase somebody, and what can be of the log."""
    erase(writer, person)
    writer.empty_log()


@contextmanager
def reading(path: Path) -> Generator[None]:
    """Another program is in the middle of reading the journal."""
    with closing(connect_reader(path / "journal.db")) as db:
        db.execute("BEGIN")
        db.execute("SELECT count(*) FROM journal").fetchone()
        yield


async def test_who_is_forgotten_is_in_no_file_any_more(journal: Journal, tmp_path: Path) -> None:
    await journal.append([visit("v1", ANNA, at()), visit("v2", BO, at())])

    await journal.erase(Erase(scope="person", person=ANNA))

    assert held_in_files(tmp_path, ANNA) == []
    assert people(tmp_path) == [None, BO]


async def test_an_erased_journal_is_whole(journal: Journal, tmp_path: Path) -> None:
    await journal.append([visit(f"v{n}", ANNA if n % 2 else BO, at()) for n in range(450)])

    await journal.erase(Erase(scope="person", person=ANNA))

    assert verify(tmp_path / "journal.db").fault is None
    assert people(tmp_path).count(BO) == 225


async def test_what_is_old_names_nobody_any_more(journal: Journal, tmp_path: Path) -> None:
    await journal.append([visit("v1", ANNA, at(-91)), visit("v2", BO, at(-89))])

    await journal.erase(Erase(scope="age", before_ms=at(-90).wall_ms))

    assert people(tmp_path) == [None, BO]
    assert (await journal.held((ANNA,)))[0] == 0


async def test_a_damaged_file_that_was_put_aside_goes_when_all_in_it_is_old(journal: Journal, tmp_path: Path) -> None:
    old, young = "journal.db.corrupt.20260822T040000.000Z", "journal.db.corrupt.20260824T040000.000Z"
    for name in (old, f"{old}-wal", young):
        (tmp_path / name).write_text(ANNA, encoding="utf-8")

    await journal.erase(Erase(scope="age", before_ms=at(-90).wall_ms))

    assert held_in_files(tmp_path, ANNA) == [young]


async def test_a_file_that_was_put_aside_is_kept_when_somebody_is_forgotten(journal: Journal, tmp_path: Path) -> None:
    old = "journal.db.corrupt.20260822T040000.000Z"
    (tmp_path / old).write_text(ANNA, encoding="utf-8")

    await journal.erase(Erase(scope="person", person=ANNA))

    assert held_in_files(tmp_path, ANNA) == [old]


async def test_the_erasure_itself_names_a_person_until_the_hub_has_it(journal: Journal, tmp_path: Path) -> None:
    await journal.append([visit("v1", ANNA, at()), forgotten(ANNA)])
    await journal.erase(Erase(scope="person", person=ANNA))
    before = people(tmp_path)

    await journal.acknowledge(journal.epoch, 2)
    await journal.finish_erasures()

    assert before == [None, ANNA]
    assert held_in_files(tmp_path, ANNA) == []


async def test_an_erasure_that_was_cut_short_is_finished_and_forgets_nobody_who_came_back(
    journal: Journal, tmp_path: Path
) -> None:
    await journal.append([visit("v1", ANNA, at()), forgotten(ANNA), visit("v2", ANNA, at())])

    await journal.finish_erasures()

    assert people(tmp_path) == [None, ANNA, ANNA]
    assert (await journal.held((ANNA,)))[0] == 1


async def test_several_who_are_forgotten_go_together_each_up_to_the_own_wish(journal: Journal, tmp_path: Path) -> None:
    await journal.append([visit("v1", ANNA, at()), forgotten(ANNA), visit("v2", ANNA, at())])
    await journal.append([visit("v3", BO, at()), forgotten(BO)])

    await journal.finish_erasures()

    assert people(tmp_path) == [None, ANNA, ANNA, None, BO]


async def test_a_consent_outlives_visits_and_a_restart(journal: Journal, tmp_path: Path) -> None:
    told = {"presentation": "p", "notice": "1", "person": ANNA, "day_person": BO}
    await journal.append([fact("consent.given", at(-200), **told)])
    await journal.erase(Erase(scope="age", before_ms=at(-90).wall_ms))
    await journal.close()

    again = Journal.open(tmp_path / "journal.db", boot="b", clock=SystemClock(), ballast_bytes=0)
    consents = again.recall().consents
    await again.close()

    assert (consents[ANNA].notice, consents[ANNA].day_person) == ("1", BO)


async def test_a_consent_that_was_taken_back_stays_so_as_long_as_it_was_given_for(
    journal: Journal, tmp_path: Path
) -> None:
    told = {"presentation": "p", "notice": "1", "person": ANNA}
    await journal.append([fact("consent.given", at(-200), **told)])
    await journal.append([fact("consent.withdrawn", at(-199), presentation="q", person=ANNA)])
    await journal.erase(Erase(scope="age", before_ms=at(-90).wall_ms))
    await journal.close()
    with closing(sqlite3.connect(tmp_path / "journal.db", isolation_level=None)) as db:
        db.execute("DELETE FROM consents")
        rebuild(db)

    again = Journal.open(tmp_path / "journal.db", boot="b", clock=SystemClock(), ballast_bytes=0)
    consents = again.recall().consents
    await again.close()

    assert consents[ANNA].notice == ""


async def test_a_consent_given_again_holds_again(journal: Journal, tmp_path: Path) -> None:
    told = {"presentation": "p", "notice": "1", "person": ANNA}
    await journal.append([fact("consent.given", at(-3), **told)])
    await journal.append([fact("consent.withdrawn", at(-2), presentation="q", person=ANNA)])
    await journal.append([fact("consent.given", at(-1), **told)])
    await journal.close()

    again = Journal.open(tmp_path / "journal.db", boot="b", clock=SystemClock(), ballast_bytes=0)
    consents = again.recall().consents
    await again.close()

    assert consents[ANNA].notice == "1"


async def test_whoever_took_a_consent_back_and_is_forgotten_is_in_no_file(journal: Journal, tmp_path: Path) -> None:
    told = {"presentation": "p", "notice": "1", "person": ANNA}
    await journal.append([fact("consent.given", at(), **told)])
    await journal.append([fact("consent.withdrawn", at(), presentation="q", person=ANNA)])

    await journal.erase(Erase(scope="person", person=ANNA))

    assert held_in_files(tmp_path, ANNA) == []


async def test_a_consent_goes_with_the_name_of_the_day_it_was_given_on(journal: Journal, tmp_path: Path) -> None:
    told = {"presentation": "p", "notice": "1", "person": ANNA, "day_person": BO}
    await journal.append([fact("consent.given", at(), **told)])

    await journal.erase(Erase(scope="person", person=BO))

    assert held_in_files(tmp_path, ANNA) == []


async def test_what_a_reader_keeps_in_the_log_goes_with_the_next_erasure(journal: Journal, tmp_path: Path) -> None:
    await journal.append([visit("v1", ANNA, at())])
    with reading(tmp_path):
        await journal.erase(Erase(scope="person", person=ANNA))
    kept = held_in_files(tmp_path, ANNA)

    await journal.erase(Erase(scope="person", person=BO))

    assert (kept, held_in_files(tmp_path, ANNA)) == (["journal.db-wal"], [])


def test_what_a_reader_keeps_in_the_log_goes_in_the_first_idle_moment_without_one(tmp_path: Path) -> None:
    writer = writer_of(tmp_path)
    with reading(tmp_path):
        forget(writer, ANNA)
        writer.tend()
        kept = held_in_files(tmp_path, ANNA)

    writer.tend()

    assert (kept, held_in_files(tmp_path, ANNA)) == (["journal.db-wal"], [])
    writer.close()


def test_what_a_reader_keeps_in_the_log_goes_when_a_busy_station_copies_it(tmp_path: Path) -> None:
    writer = writer_of(tmp_path)
    with reading(tmp_path):
        forget(writer, ANNA)

    writer.append([visit(f"v{n}", BO, at()) for n in range(CHECKPOINT_ROWS)])
    writer.keep_log_short()

    assert held_in_files(tmp_path, ANNA) == []
    writer.close()


def test_what_a_reader_kept_in_the_log_of_an_earlier_run_goes_after_the_start(tmp_path: Path) -> None:
    earlier = writer_of(tmp_path)
    with reading(tmp_path):
        forget(earlier, ANNA)
        earlier.close()
    kept = held_in_files(tmp_path, ANNA)
    writer = writer_of(tmp_path)

    writer.tend()

    assert (kept, held_in_files(tmp_path, ANNA)) == (["journal.db-wal"], [])
    writer.close()


def test_a_long_erasure_copies_its_log_into_the_file_as_it_goes(tmp_path: Path) -> None:
    writer = writer_of(tmp_path)
    writer.append([visit(f"v{n}", BO, at()) for n in range(CHECKPOINT_ROWS)])
    writer.tend()
    erase(writer, BO)
    before = (tmp_path / "journal.db-wal").stat().st_size

    writer.keep_log_short()

    assert (before > 0, (tmp_path / "journal.db-wal").stat().st_size) == (True, 0)
    writer.close()


def test_a_reader_keeps_no_door_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "BUSY_SECONDS", 30.0)
    writer = writer_of(tmp_path)
    with reading(tmp_path):
        begun = time.monotonic()
        forget(writer, ANNA)
        seconds = time.monotonic() - begun

    assert seconds < 15
    writer.close()


async def test_what_is_held_is_counted(journal: Journal) -> None:
    await journal.append([visit("v1", ANNA, at(-3)), visit("v2", ANNA, at()), visit("v3", BO, at())])

    assert await journal.held((ANNA, "nobody")) == (2, at(-3).wall_ms, at().wall_ms)
