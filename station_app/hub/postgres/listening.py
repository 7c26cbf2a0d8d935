"""The bell across workers: whoever rings in one process wakes the requests that wait in all others."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from typing import Any, Final

import psycopg
from django.db import connection

from station_app.hub.bell import BELL
from station_app.hub.live import rings

CHANNEL: Final = "hub_bell"
AGAIN_SECONDS: Final = 1.0
"""Until a lost connection is made anew; meanwhile a ring is heard at the next look."""
QUIET_SECONDS: Final = 60.0
_AT_ONCE: Final = 500
_log = logging.getLogger(__name__)


def ring(stations: Sequence[str]) -> None:
    """Tell every worker; within a transaction it is heard when that is committed."""
    with connection.cursor() as cursor:
        for first in range(0, len(stations), _AT_ONCE):
            some = stations[first : first + _AT_ONCE]
            cursor.execute("SELECT pg_notify(%s, one) FROM unnest(%s::text[]) AS one", [CHANNEL, list(some)])


def start(ended: threading.Event | None = None) -> threading.Thread:
    """Listen in a thread of its own, for as long as this process lives, or until soon after `ended` is set."""
    thread = threading.Thread(target=_listen, args=(ended or threading.Event(),), name="bell", daemon=True)
    thread.start()
    return thread


def _listen(ended: threading.Event) -> None:
    while not ended.is_set():
        try:
            with psycopg.connect(**_address(), autocommit=True) as own:
                own.execute(f"LISTEN {CHANNEL}")
                BELL.ring_all()  # whatever was rung before is looked for now
                while not ended.is_set():
                    for told in own.notifies(timeout=QUIET_SECONDS):
                        BELL.ring(told.payload)
                        rings.feed([told.payload])  # this machine's live process
                    own.execute("SELECT")  # a line that died in silence is noticed
        except psycopg.OperationalError as error:
            _log.warning("the bell of other workers is not heard: %s", error)
            ended.wait(AGAIN_SECONDS)


def _address() -> dict[str, Any]:
    told = connection.get_connection_params()
    kept = ("cursor_factory", "context", "prepare_threshold")
    return {name: value for name, value in told.items() if name not in kept}
