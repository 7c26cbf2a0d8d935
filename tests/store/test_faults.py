from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from station_app.store.audit import export, verify
from station_app.store.ballast import Ballast
from station_app.store.faults import FAULTS, StoreFault, fault_of

SCRIPT = Path(__file__).with_name("faulty_disk.py")


def told(story: str, home: Path) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, SCRIPT, story, home], check=True, capture_output=True, text=True, timeout=120
    )
    return json.loads(done.stdout)


def test_a_failed_sync_is_got_over_by_opening_the_file_again(home: Path) -> None:
    answers = told("one_sync_fails", home)

    assert [answer["seqs"] for answer in answers] == [[1, 2], [3, 4], [5, 6]]


def test_nothing_is_there_twice_after_a_failed_sync(home: Path) -> None:
    told("one_sync_fails", home)

    assert [row["body"].get("presentation") for row in export(home / "journal.db")] == [
        "presentation-1",
        None,
        "presentation-2",
        None,
        "presentation-3",
        None,
    ]


def test_of_many_failed_syncs_exactly_what_was_acknowledged_is_there(home: Path) -> None:
    (answer,) = told("syncs_fail_now_and_then", home)

    assert [row["id"] for row in export(home / "journal.db")] == answer["acknowledged"]


def test_the_story_of_many_failed_syncs_does_refuse_some(home: Path) -> None:
    (answer,) = told("syncs_fail_now_and_then", home)

    assert (answer["refused"] > 0, len(answer["acknowledged"])) == (True, answer["given"])


def test_a_disk_that_cannot_be_written_is_a_fault_until_it_can(home: Path) -> None:
    assert told("writes_fail_for_a_while", home) == [
        {"seqs": [1, 2], "troubles": []},
        {"fault": "disk-error", "troubles": ["disk-error"]},
        {"seqs": [3, 4], "troubles": []},
    ]


def test_a_disk_that_became_read_only_is_a_fault_until_it_is_not(home: Path) -> None:
    assert told("read_only_for_a_while", home) == [
        {"fault": "disk-read-only", "troubles": ["disk-read-only"]},
        {"seqs": [1, 2], "troubles": []},
    ]


def test_a_station_starts_on_a_broken_disk_and_records_once_it_works(home: Path) -> None:
    assert told("broken_from_the_start", home) == [
        {"epoch": "", "troubles": ["disk-error"]},
        {"seqs": [1, 2], "troubles": []},
    ]


def test_a_full_disk_is_got_over_by_giving_up_the_ballast(home: Path) -> None:
    assert told("full_with_ballast", home)[0] == {"seqs": [1, 2], "troubles": ["ballast-released"]}


def test_a_full_disk_without_ballast_is_a_fault_until_there_is_space(home: Path) -> None:
    assert told("full_without_ballast", home) == [
        {"fault": "disk-full", "troubles": ["disk-full"]},
        {"seqs": [1, 2], "troubles": []},
    ]


def test_a_full_disk_leaves_the_journal_whole(home: Path) -> None:
    told("full_without_ballast", home)

    assert verify(home / "journal.db").fault is None


def test_the_ballast_takes_its_space_in_advance(home: Path) -> None:
    ballast = Ballast(home / "ballast", 1 << 20)

    assert (ballast.ensure(), (home / "ballast").stat().st_blocks * 512) == (True, 1 << 20)


def test_released_ballast_is_gone(home: Path) -> None:
    ballast = Ballast(home / "ballast", 1 << 20)
    ballast.ensure()

    assert (ballast.release(), ballast.there, ballast.release()) == (True, False, False)


def test_a_disk_without_much_space_is_left_alone_by_the_ballast(home: Path) -> None:
    assert Ballast(home / "ballast", 1 << 60).ensure() is False


def test_a_disk_that_could_not_take_the_ballast_twice_is_low(home: Path) -> None:
    ballast = Ballast(home / "ballast", 1 << 20)

    assert (ballast.is_low(), Ballast(home / "ballast", ballast.free()).is_low()) == (False, True)


WORLD = {
    "SQLITE_PERM": "disk-read-only",
    "SQLITE_BUSY": "store-busy",
    "SQLITE_BUSY_SNAPSHOT": "store-busy",
    "SQLITE_LOCKED": "store-busy",
    "SQLITE_READONLY": "disk-read-only",
    "SQLITE_READONLY_DBMOVED": "disk-read-only",
    "SQLITE_IOERR": "disk-error",
    "SQLITE_IOERR_FSYNC": "disk-error",
    "SQLITE_IOERR_SHORT_READ": "disk-error",
    "SQLITE_CORRUPT": "store-damaged",
    "SQLITE_CORRUPT_INDEX": "store-damaged",
    "SQLITE_FULL": "disk-full",
    "SQLITE_CANTOPEN": "store-cannot-open",
    "SQLITE_PROTOCOL": "store-busy",
    "SQLITE_NOTADB": "store-damaged",
}

OURS = [
    "SQLITE_ERROR", "SQLITE_INTERNAL", "SQLITE_ABORT", "SQLITE_INTERRUPT", "SQLITE_SCHEMA", "SQLITE_TOOBIG",
    "SQLITE_CONSTRAINT", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_MISMATCH", "SQLITE_MISUSE", "SQLITE_RANGE",
    "SQLITE_NOMEM", "SQLITE_AUTH", "SQLITE_NOLFS",
]  # fmt: skip


def error_with(name: str) -> sqlite3.Error:
    error = sqlite3.OperationalError("something")
    error.sqlite_errorcode = getattr(sqlite3, name)
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize("name", WORLD)
def test_what_the_world_does_is_a_fault(name: str) -> None:
    fault = fault_of(error_with(name))

    assert fault is not None
    assert fault.code == WORLD[name]


@pytest.mark.parametrize("name", OURS)
def test_what_only_wrong_code_does_is_no_fault(name: str) -> None:
    assert fault_of(error_with(name)) is None


def test_a_misused_connection_is_no_fault() -> None:
    assert fault_of(sqlite3.ProgrammingError("Cannot operate on a closed database.")) is None


@pytest.mark.parametrize("kind", sorted(set(FAULTS.values()), key=lambda kind: kind.code))
def test_every_fault_says_what_to_do(kind: type[StoreFault]) -> None:
    assert kind.remedy != StoreFault.remedy
