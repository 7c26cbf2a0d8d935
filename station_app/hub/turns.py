"""How many requests work at once, however many wait: threads that all work only take turns at the interpreter."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from typing import Any, Final

WORKING: Final = 4
_turns = threading.BoundedSemaphore(WORKING)
_mine = threading.local()

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def in_turn(application: Application) -> Application:
    """The application, with at most WORKING requests in it."""

    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with _turns:
            _mine.held = True
            try:
                return application(environ, start_response)
            finally:
                _mine.held = False

    return call


@contextmanager
def apart() -> Generator[None]:
    """Wait here without keeping a turn from anybody."""
    if not getattr(_mine, "held", False):
        yield
        return
    _turns.release()
    try:
        yield
    finally:
        _turns.acquire()
