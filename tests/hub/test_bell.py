"""Requests that wait: woken when something comes, never for another station's sake, and never too many."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import pytest

from station_app.hub import bell as bell_module
from station_app.hub.bell import Bell
from station_app.hub.turns import WORKING, apart, in_turn

PATIENCE = 20.0


@contextmanager
def beside(work: Callable[[], Any]) -> Generator[list[Any]]:
    """Do something in another thread; its result is in the list at the end."""
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    yield found
    thread.join(PATIENCE)
    assert not thread.is_alive()


def wait_until(so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < deadline
        threading.Event().wait(0.001)


@pytest.fixture(autouse=True)
def no_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks again unless the bell rings."""
    monkeypatch.setattr(bell_module, "LOOK_SECONDS", PATIENCE)


class Shelf:
    """Where something is put, and looked for."""

    def __init__(self) -> None:
        self.thing: str | None = None
        self.looks = 0

    def look(self) -> str | None:
        self.looks += 1
        return self.thing


def test_what_is_there_is_found_at_once() -> None:
    shelf = Shelf()
    shelf.thing = "order"

    assert Bell().wait("ST-1", shelf.look, PATIENCE) == ("order", True)


def test_a_wait_ends_with_its_time() -> None:
    assert Bell().wait("ST-1", Shelf().look, 0.01) == (None, True)


def test_who_waits_is_woken() -> None:
    bell, shelf = Bell(), Shelf()

    with beside(lambda: bell.wait("ST-1", shelf.look, PATIENCE)) as found:
        wait_until(lambda: shelf.looks == 1)
        shelf.thing = "order"
        bell.ring("ST-1")

    assert found == [("order", True)]


def test_another_stations_ring_wakes_nobody() -> None:
    bell, shelf = Bell(), Shelf()

    with beside(lambda: bell.wait("ST-1", shelf.look, 0.2)):
        wait_until(lambda: shelf.looks == 1)
        bell.ring("ST-2")

    assert shelf.looks <= 2  # the first and the one at the end of its time


def test_a_ring_while_somebody_looks_is_heard() -> None:
    bell, shelf = Bell(), Shelf()

    def look() -> str | None:
        found = shelf.look()
        if shelf.looks == 1:
            shelf.thing = "order"
            bell.ring("ST-1")
        return found

    assert bell.wait("ST-1", look, PATIENCE) == ("order", True)


def test_without_room_nobody_waits_but_everybody_looks() -> None:
    bell, shelf = Bell(holds=0), Shelf()
    shelf.thing = "order"

    assert bell.wait("ST-1", shelf.look, PATIENCE) == ("order", False)


def test_room_is_given_back() -> None:
    bell = Bell(holds=1)
    bell.wait("ST-1", Shelf().look, 0)

    assert (bell.wait("ST-2", Shelf().look, 0), bell.waiting) == ((None, True), 0)


def test_room_is_given_back_where_looking_fails() -> None:
    bell = Bell(holds=1)

    def fail() -> str:
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        bell.wait("ST-1", fail, PATIENCE)

    assert bell.waiting == 0


def test_a_stations_newer_request_ends_its_older_one() -> None:
    bell, shelf = Bell(holds=1), Shelf()

    with beside(lambda: bell.wait("ST-1", shelf.look, PATIENCE)) as older:
        wait_until(lambda: shelf.looks == 1)
        newer = bell.wait("ST-1", Shelf().look, 0.01)

    assert (older, newer, bell.waiting) == ([(None, True)], (None, True), 0)


def test_no_more_than_so_many_requests_work_at_once() -> None:
    most, now = 0, 0
    counting = threading.Lock()

    def work(_environ: dict[str, Any], _start: Callable[..., Any]) -> list[bytes]:
        nonlocal most, now
        with counting:
            now += 1
            most = max(most, now)
        threading.Event().wait(0.01)
        with counting:
            now -= 1
        return []

    application = in_turn(work)
    threads = [threading.Thread(target=application, args=({}, print)) for _ in range(4 * WORKING)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)

    assert 0 < most <= WORKING


def test_requests_that_wait_keep_nobody_from_working() -> None:
    enough = threading.Event()

    def hold(_environ: dict[str, Any], _start: Callable[..., Any]) -> list[bytes]:
        with apart():
            enough.wait(PATIENCE)
        return []

    application = in_turn(hold)
    threads = [threading.Thread(target=application, args=({}, print)) for _ in range(3 * WORKING)]
    for thread in threads:
        thread.start()

    with beside(lambda: in_turn(lambda _environ, _start: [b"served"])({}, print)) as served:
        pass
    enough.set()
    for thread in threads:
        thread.join(PATIENCE)

    assert served == [[b"served"]]
