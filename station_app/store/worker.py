"""A thread that does one job after another, in the order they are handed in."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

IDLE_SECONDS = 1.0

_Order = tuple[Callable[[], Any], "asyncio.Future[Any]", asyncio.AbstractEventLoop]


class Worker:
    """One thread. On it, `after` is called after every answer, `idle` whenever nothing was asked for a while."""

    def __init__(
        self, name: str, after: Callable[[], object] | None = None, idle: Callable[[], object] | None = None
    ) -> None:
        self._orders: SimpleQueue[_Order | None] = SimpleQueue()
        self._after = after
        self._idle = idle
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
                order = self._orders.get(timeout=IDLE_SECONDS if self._idle else None)
            except Empty:
                self._aside(self._idle)
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
            self._aside(self._after)

    def _aside(self, act: Callable[[], object] | None) -> None:
        if act is None or self._bug is not None:
            return
        try:
            act()
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
