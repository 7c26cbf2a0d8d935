"""A PN532 reader of 13.56 MHz cards on a serial port, seen from its own side of the cable."""

from __future__ import annotations

from typing import Final, Literal

from hardware.clock import Clock
from hardware.links import Link
from hardware.protocols.iso14443 import UID_SIZES
from hardware.protocols.pn532 import SYNTAX_ERROR, TO_CHIP, TO_HOST, Code, Frame, Item, Signal, encode, frame_decoder
from hardware.simulators import SimulateRequest
from hardware.simulators.switches import FaultSwitches

FIRMWARE: Final = bytes.fromhex("32 01 06 07")
_STUCK: Final = bytes.fromhex("12 34 56 78")
_TYPE_A_HEAD: Final = bytes.fromhex("01 01 00 04 08")
_TYPE_B_CARD: Final = bytes.fromhex("01 01 50 00 00 00 00 D1 03 86 0C 00 80 80 01 00")
_LOOK_SECONDS: Final = 0.02
_WAKE: Final = 0x55
_FOR_EVER: Final = 0xFF


class SimulatedPn532:
    """Sleeps until it is woken, then answers; a card of type A or B is held to it.

    Its own faults: `antenna-dead` finds no card, `stuck-card` finds one for ever that nobody holds, `flood` finds
    another card at each question, `random-uid` finds a phone, which makes up a new id for each touch.
    """

    def __init__(self, name: str, clock: Clock) -> None:
        self.name = name
        self._clock = clock
        self._awake: Literal["no", "woken", "configured"] = "no"
        self._tries = _FOR_EVER
        self._card: bytes | Literal["type-b"] | None = None
        self._asked = 0
        self._last = bytearray()
        self._switches = FaultSwitches({"antenna-dead", "stuck-card", "flood", "random-uid"})

    @property
    def faults(self) -> frozenset[str]:
        """The faults it knows."""
        return self._switches.names

    def fault(self, name: str, on: bool) -> None:
        """World face: break it or mend it. Raises ValueError for a fault that it does not know."""
        self._switches.set(name, on)

    def power_cycle(self) -> None:
        """World face: its power fails and comes back: it sleeps, and would look for a card for ever."""
        self._awake, self._tries = "no", _FOR_EVER

    def touch(self, uid: bytes) -> None:
        """World face: hold a type A card to it. Raises ValueError for a length that no card has."""
        if len(uid) not in UID_SIZES:
            raise ValueError(f"{self.name} reads cards with 4, 7 or 10 bytes of id, not {len(uid)}")
        self._card = uid

    def touch_type_b(self) -> None:
        """World face: hold a type B card to it, a resident ID card for one."""
        self._card = "type-b"

    def lift_tag(self) -> None:
        """World face: take the card away; lifting nothing is harmless."""
        self._card = None

    async def serve(self, link: Link) -> None:
        """Wire face: answer until the link is lost, then raise LinkLost."""
        decoder = frame_decoder()
        while True:
            piece = await link.read()
            if _WAKE in piece and self._awake == "no":
                self._awake = "woken"
            for item in decoder.feed(piece):
                await self._hear(item, link)

    async def _hear(self, item: Item, link: Link) -> None:
        match item:
            case Signal.NACK:
                link.write(self._last)
            case Frame(direction=direction, data=data) if direction == TO_CHIP and data:
                if self._awake == "configured" or (self._awake == "woken" and data[0] == Code.SAM_CONFIGURATION):
                    link.write(Signal.ACK.value)
                    await self._answer(data, link)
            case _:
                pass

    async def _answer(self, command: bytearray, link: Link) -> None:
        answer = await self._result(command)
        if answer is None:
            return
        direction = TO_HOST if answer else SYNTAX_ERROR
        self._last = encode(Frame(direction=direction, data=bytearray(answer)))
        link.write(self._last)

    async def _result(self, command: bytearray) -> bytes | None:
        """Code and data of the answer; empty for a command it does not know, None for one it goes on with for ever."""
        code = bytes((command[0] + 1,))
        match command[0]:
            case Code.SAM_CONFIGURATION:
                self._awake = "configured"
                return code
            case Code.FIRMWARE:
                return code + FIRMWARE
            case Code.RF_CONFIGURATION if len(command) == 5 and command[1] == 5:
                self._tries = command[4]
                return code
            case Code.LIST_PASSIVE_TARGET if len(command) >= 3:
                await self._clock.sleep(_LOOK_SECONDS)
                found = self._found(type_b=command[2] == 3)
                if found is None and self._tries == _FOR_EVER:
                    return None
                return code + (found or b"\x00")
            case _:
                return b""

    def _found(self, *, type_b: bool) -> bytes | None:
        card = self._in_field()
        if card == "type-b":
            return _TYPE_B_CARD if type_b else None
        if card is None or type_b:
            return None
        return _TYPE_A_HEAD + bytes((len(card),)) + card

    def _in_field(self) -> bytes | Literal["type-b"] | None:
        self._asked += 1
        if "antenna-dead" in self._switches:
            return None
        if "flood" in self._switches:
            return b"\x04" + self._asked.to_bytes(6)
        if "random-uid" in self._switches:
            return b"\x08" + self._asked.to_bytes(3)
        return _STUCK if "stuck-card" in self._switches else self._card


def simulate(request: SimulateRequest) -> SimulatedPn532:
    """The twin for the catalog."""
    return SimulatedPn532(request.name, request.clock)
