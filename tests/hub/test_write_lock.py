"""One writer at a time: every transaction of every connection passes one lock."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from hub_rig import HubRig

from station_app.hub.backend.writelock import WriteLock
from station_app.hub.models import EnrolmentCode


class Counting(WriteLock):
    """A lock that remembers how often it was taken, and whether it is held."""

    taken = 0
    held = False

    def acquire(self) -> None:
        super().acquire()
        self.taken += 1
        self.held = True

    def release(self) -> None:
        self.held = False
        super().release()


@pytest.fixture
def lock(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counting]:
    counting = Counting(rig.folder / "test.lock")
    monkeypatch.setattr("station_app.hub.backend.base.lock_of", lambda database: counting)
    yield counting
    connection.close()


def _write() -> None:
    from django.utils import timezone

    EnrolmentCode.objects.create(station="ST-1", digest="0", valid_until=timezone.now())


def test_a_transaction_takes_the_lock_once(lock: Counting) -> None:
    with transaction.atomic():
        _write()
        with transaction.atomic():
            _write()

    assert lock.taken == 1


def test_a_statement_outside_a_transaction_takes_the_lock(lock: Counting) -> None:
    EnrolmentCode.objects.update(wrong_tries=1)

    assert lock.taken == 1


def test_reading_takes_no_lock(lock: Counting) -> None:
    list(EnrolmentCode.objects.all())

    assert lock.taken == 0


def test_a_transaction_that_fails_lets_go(lock: Counting) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _write()
        raise ZeroDivisionError

    assert not lock.held


def test_a_connection_closed_inside_a_transaction_lets_go(lock: Counting) -> None:
    with transaction.atomic():
        _write()
        connection.close()

    assert not lock.held


def test_a_second_process_waits_its_turn(lock: Counting, rig: HubRig) -> None:
    other = WriteLock(rig.folder / "test.lock")  # another file handle is what another process has
    came: list[str] = []

    def second() -> None:
        other.acquire()
        came.append("second")
        other.release()

    waiting = threading.Thread(target=second)
    with transaction.atomic():
        waiting.start()
        _write()
        came.append("first")
    waiting.join(30)

    assert came == ["first", "second"]


def test_the_database_is_kept_as_durable_as_a_journal(rig: HubRig) -> None:
    def told() -> tuple[str, int]:
        with connection.cursor() as cursor:
            mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
            return mode, cursor.execute("PRAGMA synchronous").fetchone()[0]

    assert rig.in_thread(told) == ("wal", 2)
