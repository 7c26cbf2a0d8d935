"""A 7941W reader of 13.56 MHz and 125 kHz cards, seen from its own side of the cable."""

from __future__ import annotations

from typing import Final

from hardware.clock import Clock
from hardware.links import Link
from hardware.protocols.iso14443 import UID_SIZES
from hardware.protocols.r7941w import EM_ID_SIZE, HOST, READER, Code, Frame, encode, frame_decoder
from hardware.simulators import SimulateRequest
from hardware.simulators.switches import FaultSwitches

_STUCK: Final = bytes.fromhex("DE AD BE EF")
_ANSWER_SECONDS: Final = 0.02


class Simulated7941W:
    """Answers what it is asked; a card of five bytes is a 125 kHz one, all others 13.56 MHz.

    Its own faults: `antenna-dead` finds no card, `stuck-card` finds one for ever that nobody holds, `flood` finds
    another card at each question, `random-uid` finds a phone, which makes up a new id for each touch.
    """

    def __init__(self, name: str, clock: Clock) -> None:
        self.name = name
        self._clock = clock
        self._card: bytes | None = None
        self._asked = 0
        self._switches = FaultSwitches({"antenna-dead", "stuck-card", "flood", "random-uid"})

    @property
    def faults(self) -> frozenset[str]:
        """The faults it knows."""
        return self._switches.names

    def fault(self, name: str, on: bool) -> None:
        """World face: break it or mend it. Raises ValueError for a fault that it does not know."""
        self._switches.set(name, on)

    def power_cycle(self) -> None:
        """World face: its power fails and comes back; it remembers nothing anyway."""

    def touch(self, uid: bytes) -> None:
        """World face: hold a card to it. Raises ValueError for a length that no card has."""
        if len(uid) not in (EM_ID_SIZE, *UID_SIZES):
            raise ValueError(f"{self.name} reads cards with 4, 5, 7 or 10 bytes of id, not {len(uid)}")
        self._card = uid

    def lift_tag(self) -> None:
        """World face: take the card away; lifting nothing is harmless."""
        self._card = None

    async def serve(self, link: Link) -> None:
        """Wire face: answer until the link is lost, then raise LinkLost."""
        decoder = frame_decoder(HOST)
        while True:
            for item in decoder.feed(await link.read()):
                if isinstance(item, Frame):
                    await self._clock.sleep(_ANSWER_SECONDS)
                    link.write(encode(self._answer(item), READER))

    def _answer(self, asked: Frame) -> Frame:
        card = self._in_field()
        is_low = card is not None and len(card) == EM_ID_SIZE
        if card is None or asked.code != (Code.READ_ID if is_low else Code.READ_UID):
            return Frame(code=Code.FAILED)
        return Frame(code=Code.DONE, data=bytearray(card))

    def _in_field(self) -> bytes | None:
        self._asked += 1
        if "antenna-dead" in self._switches:
            return None
        if "flood" in self._switches:
            return b"\x04" + self._asked.to_bytes(6)
        if "random-uid" in self._switches:
            return b"\x08" + self._asked.to_bytes(3)
        return _STUCK if "stuck-card" in self._switches else self._card


def simulate(request: SimulateRequest) -> Simulated7941W:
    """The twin for the catalog."""
    return Simulated7941W(request.name, request.clock)
