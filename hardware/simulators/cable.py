"""The cable between a twin and the port that a driver opens."""

from __future__ import annotations

import contextlib
from typing import Protocol

from hardware.errors import LinkLost
from hardware.links import Link
from hardware.simulators import Twin


class Port(Protocol):
    """What a cable ends in: a MemoryPort or a PtyPort."""

    async def plug(self) -> Link:
        """The twin's end of the wire, as soon as there is one."""
        ...


async def plug_in(twin: Twin, port: Port) -> None:
    """Let `twin` serve `port` for ever: after each loss it serves the next link."""
    while True:
        link = await port.plug()
        try:
            with contextlib.suppress(LinkLost):
                await twin.serve(link)
        finally:
            link.close()
