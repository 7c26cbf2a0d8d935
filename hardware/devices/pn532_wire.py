"""One PN532 wire: a command, its acknowledgement, its answer, and one more try when the line garbled either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hardware.clock import Clock
from hardware.devices.keeping import Health
from hardware.devices.waiting import Pieces
from hardware.errors import BadAnswer, DeviceFault, NoAnswer, WrongDevice
from hardware.links import Link
from hardware.protocols.pn532 import (
    SYNTAX_ERROR,
    TO_CHIP,
    TO_HOST,
    WAKE,
    Code,
    Frame,
    Item,
    Signal,
    encode,
    frame_decoder,
)
from hardware.protocols.wiped_buffer import Noise

ANSWER_SECONDS: Final = 0.5
_PAUSE: Final = 0.1
"""Seconds of silence that end a frame for good."""


class Pn532Wire:
    """Carries one exchange at a time over one link, and wipes whatever passes."""

    def __init__(self, name: str, link: Link, clock: Clock, health: Health) -> None:
        self._name = name
        self._link = link
        self._clock = clock
        self._health = health
        self._pieces = Pieces(link, clock)
        self._decoder = frame_decoder()

    async def ask(self, code: Code, parameters: bytes = b"", *, wake: bool = False) -> bytearray:
        """The answer to a command, its code first; the caller wipes it.

        Raises NoAnswer, BadAnswer or WrongDevice, within a second; LinkLost.
        """
        self._pieces.discard()
        self._decoder.wipe()
        command = encode(Frame(direction=TO_CHIP, data=bytearray((code, *parameters))))
        self._link.write(WAKE + command if wake else command)
        heard = await self._listen(code)
        if heard.answer is None and heard.broken:
            self._health.count("line-errors")
            # garbled before the acknowledgement: the command itself was; after it: the answer was
            self._link.write(Signal.NACK.value if heard.acknowledged else command)
            heard = await self._listen(code, heard.acknowledged)
        if heard.answer is None:
            self._link.write(Signal.ACK.value)  # whatever it is doing, it may stop
            raise heard.failure(self._name)
        return heard.answer

    def close(self) -> None:
        """Stop reading; the link itself stays as it is."""
        self._pieces.close()
        self._decoder.wipe()

    async def _listen(self, code: Code, acknowledged: bool = False) -> _Heard:
        heard = _Heard(acknowledged=acknowledged)
        until = self._clock.monotonic() + ANSWER_SECONDS
        while (left := until - self._clock.monotonic()) > 0:
            piece = await self._pieces.next(min(left, _PAUSE) if self._decoder.pending > 1 else left)
            items = self._decoder.flush() if piece is None else self._decoder.feed(piece)
            if piece is not None:
                heard.size += len(piece)
                piece[:] = bytes(len(piece))
            for item in items:
                heard.take(code, item)
            if heard.answer is not None or heard.broken:
                break
        return heard


@dataclass(slots=True)
class _Heard:
    """What came after a command."""

    size: int = 0
    acknowledged: bool = False
    broken: bool = False
    refused: bool = False
    others: int = 0
    answer: bytearray | None = None

    def take(self, code: Code, item: Item) -> None:
        """Sort one item; all but the answer is wiped."""
        match item:
            case Signal.ACK:
                self.acknowledged = True
            case Frame(direction=direction, data=data) if self._awaits(code, direction, data):
                self.answer = data
            case Frame(direction=direction):
                self.refused = self.refused or direction == SYNTAX_ERROR
                self.others += 1
                item.wipe()
            case Noise(kind=kind):
                self.broken = self.broken or kind != "stray"
            case _:
                self.others += 1

    def _awaits(self, code: Code, direction: int, data: bytearray) -> bool:
        # one that comes before the acknowledgement is the late answer to a question before
        fits = direction == TO_HOST and data.startswith(bytes((code + 1,)))
        return fits and self.acknowledged and self.answer is None

    def failure(self, name: str) -> DeviceFault:
        """Why there is no answer."""
        if self.broken:
            return BadAnswer(f"{name} sent broken frames, twice in a row")
        if self.refused:
            return BadAnswer(f"{name} did not understand the command")
        if self.others:
            return BadAnswer(f"{name} answered another question than the one it was asked")
        if self.acknowledged or not self.size:
            return NoAnswer(f"{name} did not answer within {ANSWER_SECONDS:.1f} s")
        return WrongDevice(f"{name}: {self.size} bytes came that are no frames of a PN532")
