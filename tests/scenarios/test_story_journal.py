"""The disk lets the journal down: the door goes by its policy, the exit always opens, and nothing is lost."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from machine import Machine, Site
from story_people import a_pass, card

from station_app.store import schema
from station_app.store.audit import verify
from station_app.store.ballast import Ballast

JOURNAL = [("incident.opened", "journal"), ("incident.closed", "journal")]


class Meddler:
    """Another program that has the journal open for writing."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)

    def takes_it(self) -> None:
        """From here on nobody else can write."""
        self._db.execute("BEGIN IMMEDIATE")

    def lets_go(self) -> None:
        """From here on everybody can."""
        self._db.execute("ROLLBACK")

    def close(self) -> None:
        """End it."""
        self._db.close()


@pytest.fixture
def refusing(build: Callable[..., Machine], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Machine]:
    # SQLite's own patience with other programs passes in real time.
    monkeypatch.setattr(schema, "BUSY_SECONDS", 0.0)
    return lambda policy: build(Site(when_store_fails=policy))


@pytest.fixture
def meddler(build: Callable[..., Machine], tmp_path: Path) -> Iterator[Callable[[], Meddler]]:
    with contextlib.ExitStack() as ends:
        yield lambda: ends.enter_context(closing(Meddler(tmp_path / "data" / "journal.db")))


async def test_a_door_that_admits_without_a_journal_opens_and_writes_all_down_later(
    refusing: Callable[[str], Machine], meddler: Callable[[], Meddler]
) -> None:
    station = refusing("admit")
    await station.start()
    program = meddler()
    program.takes_it()
    await station.lay(card())
    await station.walk_in()
    inside = (list(station.lock), station.kiosk.now.degraded, station.kinds())
    program.lets_go()
    await station.advance(3)

    assert inside == ([True], True, [])
    assert station.kinds("incident.opened", "incident.closed") == [
        *("access.granted", "door.unlocked", "door.opened", "visit.started", "door.closed"),
    ]
    assert station.incidents == JOURNAL
    assert not station.kiosk.now.degraded


async def test_a_door_that_refuses_without_a_journal_stays_shut_and_says_so(
    refusing: Callable[[str], Machine], meddler: Callable[[], Meddler]
) -> None:
    station = refusing("refuse")
    await station.start()
    program = meddler()
    program.takes_it()
    await station.lay(card())
    shown = station.kiosk.now.reason
    program.lets_go()
    await station.advance(3)

    assert (shown, station.lock) == ("not-recorded", [])
    assert station.bodies("access.denied", "reason") == ["not-recorded"]
    assert station.told("access.granted") == []


async def test_a_pass_that_was_refused_for_want_of_a_journal_is_not_spent(
    refusing: Callable[[str], Machine], meddler: Callable[[], Meddler]
) -> None:
    station = refusing("refuse")
    await station.start()
    text = a_pass(station)
    program = meddler()
    program.takes_it()
    await station.show(text)
    program.lets_go()
    await station.advance(3)
    await station.show(text)

    assert station.lock == [True]


async def test_the_exit_button_opens_while_the_journal_is_dead(
    refusing: Callable[[str], Machine], meddler: Callable[[], Meddler]
) -> None:
    station = refusing("refuse")
    await station.start()
    program = meddler()
    program.takes_it()
    await station.press_exit()
    released = station.lock_released
    program.lets_go()
    await station.advance(3)

    assert released
    assert {"door.exit_requested", "door.unlocked"} <= set(station.kinds())


def page_of(path: Path, text: str) -> int:
    """Where in a file the page begins that holds a text."""
    at = path.read_bytes().index(text.encode())
    return at - at % schema.PAGE


async def test_a_journal_damaged_while_the_station_was_off_stops_nobody(station: Machine) -> None:
    for _ in range(4):
        await station.show(a_pass(station))
        await station.walk_in()
        await station.advance(5)
    await station.stop()
    path = station.data / "journal.db"
    damaged = page_of(path, station.facts[9]["id"])
    with path.open("r+b") as file:
        file.seek(damaged)
        file.write(bytes(schema.PAGE))
    await station.start()
    await station.lay(card())
    await station.walk_in()

    recovered = station.told("journal.recovered")
    assert [fact["body"]["reason"] for fact in recovered] == ["store-damaged"]
    assert station.kinds()[-5:] == ["access.granted", "door.unlocked", "door.opened", "visit.started", "door.closed"]
    assert list(station.data.glob("journal.db.corrupt.*")) != []
    assert verify(path).fault is None


async def test_a_damaged_journal_makes_no_used_pass_new(station: Machine) -> None:
    text = a_pass(station)
    await station.show(text)
    await station.walk_in()
    for _ in range(4):
        await station.show(a_pass(station))
        await station.walk_in()
        await station.advance(5)
    await station.stop()
    path = station.data / "journal.db"
    damaged = page_of(path, station.facts[-2]["id"])
    with path.open("r+b") as file:
        file.seek(damaged)
        file.write(bytes(schema.PAGE))
    await station.start()
    await station.show(text)

    assert station.told("access.denied")[-1]["body"]["reason"] == "pass-used"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 2 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mounting, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root may make a small disk to fill")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(disk: Path) -> None:
    """Leave no byte free, as a log of another program does."""
    with (disk / "others.log").open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(512))


async def test_a_full_disk_costs_the_ballast_and_not_one_fact(build: Callable[..., Machine], small_disk: Path) -> None:
    station = build(data=small_disk / "data")
    ballast = Ballast(station.data / "journal.ballast", 786_432)
    ballast.ensure()  # which the journal does a second after its start, in real time
    await station.start(ballast_bytes=786_432)
    fill(small_disk)
    for _ in range(8):
        await station.show(a_pass(station))
        await station.walk_in()
        await station.advance(6)

    assert not ballast.there
    assert len(station.told("visit.started")) == 8


async def test_a_disk_with_no_ballast_left_is_got_over_when_there_is_space_again(
    build: Callable[..., Machine], small_disk: Path
) -> None:
    station = build(data=small_disk / "data")
    await station.start()
    fill(small_disk)
    for _ in range(8):
        await station.show(a_pass(station))
        await station.walk_in()
        await station.advance(6)
    meanwhile = len(station.told("visit.started"))
    (small_disk / "others.log").unlink()
    await station.advance(5)

    assert meanwhile < 8
    assert len(station.told("visit.started")) == 8
    assert station.incidents == JOURNAL
    assert [fact["seq"] for fact in station.facts] == list(range(1, len(station.facts) + 1))
