"""An RDM6300 reader of EM4100 cards, seen from its own side of the cable."""

from __future__ import annotations

import asyncio
from typing import Final

from hardware.clock import Clock
from hardware.links import Link
from hardware.protocols.rdm6300 import ID_SIZE, Tag, encode
from hardware.simulators import SimulateRequest
from hardware.simulators.switches import FaultSwitches

REPEAT_SECONDS: Final = 0.1
_FLOOD_EVERY: Final = 0.01
_FLOOD_FRAMES: Final = 10
_STUCK: Final = bytes.fromhex("01 00 07 34 E0")


class SimulatedRdm6300:
    """Sends the card that is held to it, again and again; hears nothing.

    Its own faults: `antenna-dead` sees no card, `stuck-card` sees one for ever that nobody holds, `flood` sees another
    card a thousand times a second.
    """

    def __init__(self, name: str, clock: Clock, *, crlf: bool = False) -> None:
        self.name = name
        self._clock = clock
        self._crlf = crlf
        self._card: bytes | None = None
        self._flooded = 0
        self._changed = asyncio.Event()
        self._switches = FaultSwitches({"antenna-dead", "stuck-card", "flood"})

    @property
    def faults(self) -> frozenset[str]:
        """The faults it knows."""
        return self._switches.names

    def fault(self, name: str, on: bool) -> None:
        """World face: break it or mend it. Raises ValueError for a fault that it does not know."""
        self._switches.set(name, on)
        self._changed.set()

    def power_cycle(self) -> None:
        """World face: its power fails and comes back; it remembers nothing anyway."""

    def touch(self, uid: bytes) -> None:
        """World face: hold a card to it. Raises ValueError unless its id has five bytes."""
        if len(uid) != ID_SIZE:
            raise ValueError(f"{self.name} reads cards with {ID_SIZE} bytes of id, not {len(uid)}")
        self._card = uid
        self._changed.set()

    def lift_tag(self) -> None:
        """World face: take the card away; lifting nothing is harmless."""
        self._card = None

    async def serve(self, link: Link) -> None:
        """Wire face: send what it sees until the link is lost, then raise LinkLost."""
        hearing = asyncio.ensure_future(_hear(link))
        sending = asyncio.ensure_future(self._send(link))
        try:
            await asyncio.wait([hearing, sending], return_when=asyncio.FIRST_COMPLETED)
        finally:
            hearing.cancel()
            sending.cancel()
            ends = await asyncio.gather(hearing, sending, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception):
                raise end

    async def _send(self, link: Link) -> None:
        while True:
            if "flood" in self._switches:
                for _ in range(_FLOOD_FRAMES):
                    self._flooded += 1
                    link.write(encode(Tag(uid=bytearray(self._flooded.to_bytes(ID_SIZE))), crlf=self._crlf))
            card = _STUCK if "stuck-card" in self._switches else self._card
            if card is not None and "antenna-dead" not in self._switches:
                link.write(encode(Tag(uid=bytearray(card)), crlf=self._crlf))
            elif "flood" not in self._switches:
                self._changed.clear()
                await self._changed.wait()
                continue
            await self._clock.sleep(_FLOOD_EVERY if "flood" in self._switches else REPEAT_SECONDS)


async def _hear(link: Link) -> None:
    while True:
        await link.read()


def simulate(request: SimulateRequest) -> SimulatedRdm6300:
    """The twin for the catalog."""
    return SimulatedRdm6300(request.name, request.clock)
