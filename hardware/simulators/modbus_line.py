"""A Modbus-RTU line from the side of its twins: a silence ends whatever had begun."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hardware.clock import Clock
from hardware.links import Link
from hardware.protocols import modbus
from hardware.protocols.modbus import Reply, Request

_PAUSE: Final = 0.02


async def answer_requests(link: Link, clock: Clock, answer: Callable[[Request], Reply | None]) -> None:
    """Send what `answer` makes of each request, for ever; None is silence. Raises LinkLost."""
    decoder = modbus.request_decoder()
    last = clock.monotonic()
    while True:
        piece = await link.read()
        now = clock.monotonic()
        if now - last > _PAUSE:
            decoder = modbus.request_decoder()  # what came before the silence was no frame, now or ever
        last = now
        for request in decoder.feed(piece):
            reply = answer(request)
            if reply is not None:
                link.write(modbus.encode(reply))
