"""A thread that does one job after another, in the order they are handed in."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

_Order = tuple[Callable[[], Any], "asyncio.Future[Any]", asyncio.AbstractEventLoop]


class Worker:
    """One thread; `idle` is called on it whenever nothing was asked for `idle_seconds`."""

    def __init__(self, name: str, idle: Callable[[], None] | None = None, idle_seconds: float = 1.0) -> None:
        self._orders: SimpleQueue[_Order | None] = SimpleQueue()
        self._idle = idle
        self._idle_seconds = idle_seconds if idle else None
        self._bug: BaseException | None = None
        # A daemon: a program that ends without closing the journal has lost nothing, and is not kept waiting.
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    async def do(self, job: Callable[[], T]) -> T:
        """Have a job done and wait for what it returns or raises. A caller who is cancelled does not undo the job."""
        if self._bug is not None:
            raise self._bug
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._orders.put((job, done, loop))
        return await done

    def stop(self) -> None:
        """Finish what has been handed in, then end the thread."""
        self._orders.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                order = self._orders.get(timeout=self._idle_seconds)
            except Empty:
                self._be_idle()
                continue
            if order is None:
                return
            job, done, loop = order
            try:
                result = job()
            except BaseException as error:  # handed on to whoever asked, bug or fault
                _answer(loop, done.set_exception, done, error)
            else:
                _answer(loop, done.set_result, done, result)

    def _be_idle(self) -> None:
        if self._idle is None or self._bug is not None:
            return
        try:
            self._idle()
        except BaseException as error:  # nobody waits for it: the next one to ask is told
            self._bug = error


def _answer(
    loop: asyncio.AbstractEventLoop, answer: Callable[[Any], None], done: asyncio.Future[Any], value: object
) -> None:
    def hand_over() -> None:
        if not done.done():
            answer(value)

    try:
        loop.call_soon_threadsafe(hand_over)
    except RuntimeError:
        if not loop.is_closed():
            raise
