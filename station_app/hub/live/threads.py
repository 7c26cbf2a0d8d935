"""What waits for the database, in a thread beside the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Protocol, TypeVar

from django.db import connection

T = TypeVar("T")

THREADS: Final = 2
"""They take turns at the interpreter; a second one goes on while the first waits for the disk."""


class InThread(Protocol):
    """Does work in a thread."""

    def __call__(self, work: Callable[[], T]) -> Awaitable[T]:
        """What `work` returns or raises."""
        ...


class Threads:
    """A few threads, each with a connection of its own."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="live")

    def __call__(self, work: Callable[[], T]) -> Awaitable[T]:
        """What `work` returns or raises."""
        return asyncio.get_running_loop().run_in_executor(self._pool, _with_connection, work)

    def close(self) -> None:
        """End them."""
        for _ in range(THREADS):
            self._pool.submit(connection.close)
        self._pool.shutdown()


def _with_connection(work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        # A database that was restarted is asked anew at the next request.
        connection.close_if_unusable_or_obsolete()
