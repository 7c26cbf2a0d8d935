"""The hub's loop: it finds, tells, sends, ends passes, moves roll-outs and deletes what is too old: a thread a worker.

Several of them never tell anybody twice, nor end a pass or move a roll-out twice.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import connections
from django.utils import timezone

from station_app.hub import (
    bundling,
    lookout,
    notices,
    outbox,
    parking,
    passes,
    rollouts,
    sending,
    stills,
    ticket_offers,
    ticket_secrets,
    union,
)
from station_app.hub.notice_models import setting

EVERY_SECONDS: Final = 1.0
LOOKS: Final = timedelta(seconds=5)
DIGESTS: Final = timedelta(seconds=30)
AFTER_A_FAULT_SECONDS: Final = 30.0
LONG_AGO: Final = timedelta(days=1)
ROUNDS: Final = 20
_log = logging.getLogger(__name__)


class Notifier:
    """Finds what the hub has to tell of, tells whoever is on duty, and sends."""

    def __init__(
        self,
        address: str,
        send: outbox.SendTo = sending.send,
        now: Callable[[], datetime] = timezone.now,
    ) -> None:
        self._address, self._send, self._now = address, send, now
        self._since = now()
        self._stills = stills.Eraser()
        self._looked = self._digested = self._ended = self._cleared = self._since - LONG_AGO
        self._rolled = self._forgot = self._since - LONG_AGO

    def tick(self) -> None:
        """One look at everything."""
        now = self._now()
        self._stills.tick(now)
        if now - self._looked >= LOOKS:
            lookout.look(now, self._since)
            self._looked = now
        address = setting("address") or self._address
        notices.tell(now, address)
        ticket_offers.tick(now, address)
        if now - self._digested >= DIGESTS:
            notices.digests(now, address)
            self._digested = now
        for _ in range(ROUNDS):
            if not outbox.deliver(self._send, self._now):
                break
        # From here on people have been told of incidents, whatever happens.
        if now - self._ended >= LOOKS:
            self._ended = now
            passes.end_due(now)
        if now - self._cleared >= bundling.LOOKS:
            self._cleared = now
            bundling.forget_old(now)
            ticket_secrets.forget_old(now)
            parking.forget_old(now)
        if now - self._rolled >= rollouts.LOOKS:
            self._rolled = now
            rollouts.advance_all(now)
        if now - self._forgot >= union.LOOKS:
            self._forgot = now
            union.forget_old(now)


def run(address: str, stop: threading.Event | None = None) -> None:
    """Until the process ends. A fault of the database or a bug is told in the log, and nothing else stops for it."""
    stop = stop or threading.Event()
    notifier, wait = Notifier(address), EVERY_SECONDS
    while not stop.wait(wait):
        try:
            notifier.tick()
            wait = EVERY_SECONDS
        except Exception:
            _log.exception("the hub's loop has stumbled; it goes on in %.0f s", AFTER_A_FAULT_SECONDS)
            connections.close_all()
            wait = AFTER_A_FAULT_SECONDS
