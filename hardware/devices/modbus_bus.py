"""One Modbus device's talk: a question, its answer, and the silence between, in its turn on the wire."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Final

from hardware.devices.waiting import Pieces
from hardware.errors import BadAnswer, DeviceFault, NoAnswer, WrongDevice
from hardware.links import Link
from hardware.links.turns import Errand, Turns
from hardware.options import OptionValue
from hardware.protocols.modbus import (
    Bits,
    Read,
    Refused,
    Registers,
    Reply,
    Request,
    Write,
    encode,
    reply_decoder,
)
from hardware.protocols.sam import PREAMBLE

ANSWER_SECONDS: Final = 0.25
"""A board at 9600 baud answers in 30 ms; at 1200 baud in 200 ms."""
_PAUSE: Final = 0.03
"""Silence that ends a frame for good: more than the 16 ms for which a USB adapter may keep bytes back."""
_MOST_HEARD: Final = 4096
_READ_BYTES: Final = 8
_TEXT: Final = re.compile(rb"[\x20-\x7e]+[\r\n]+")


Count = Callable[[str, int], None]
"""Told what was survived, and how often; `Health.count` is one."""


class Bus:
    """Carries one exchange at a time over one link, which may be one end of a shared wire."""

    def __init__(self, name: str, link: Link, turns: Turns, silence: float, count: Count) -> None:
        """`silence` is the pause of 3.5 characters, in seconds, that the wire needs before each request.

        `count` hears of `line-errors` and `noise-bytes` that were survived.
        """
        self._name = name
        self._link = link
        self._clock = turns.clock
        self._silence = silence
        self._turns = turns
        self._count = count
        self._pieces = Pieces(link, turns.clock)
        self._echoes = False

    def turn(self, errand: Errand) -> AbstractAsyncContextManager[None]:
        """The wire, as soon as the exchange under way is over and nothing more urgent waits."""
        return self._turns.take(errand)

    async def command(self, request: Request) -> Reply:
        """Ask out of turn, and once more when no good answer came.

        Asking twice must do no harm: a pulse of the same length starts anew, "off" is off, a read is a read.
        """
        async with self.turn("command"):
            try:
                return await self.ask(request)
            except (NoAnswer, BadAnswer, WrongDevice):
                reply = await self.ask(request)
                self._count("line-errors", 1)
                if isinstance(request, Read):
                    # the other answer may be on its way, and does not say which register or coil it is about
                    await self._clock.sleep(ANSWER_SECONDS)
                return reply

    async def ask(self, request: Request) -> Reply:
        """Send `request` and give its answer. The caller has the wire.

        Raises NoAnswer, BadAnswer or WrongDevice within `ANSWER_SECONDS`, and LinkLost.
        """
        if (quiet := self._turns.heard_at + self._silence - self._clock.monotonic()) > 0:
            await self._clock.sleep(quiet)
        self._pieces.discard()
        sent = encode(request)
        self._link.write(sent)
        heard = bytearray()
        try:
            return await self._answer(request, sent, heard)
        finally:
            if isinstance(request, Read):
                # the echo of a write is no different from its answer; a read tells whether the adapter echoes
                self._echoes = heard.startswith(sent)

    def close(self) -> None:
        """Stop reading; commands that still wait will find the link closed."""
        self._pieces.close()

    async def _answer(self, request: Request, sent: bytes, heard: bytearray) -> Reply:
        decoder = reply_decoder()
        strangers: set[int] = set()
        decoded = 0
        until = self._clock.monotonic() + ANSWER_SECONDS
        while (left := until - self._clock.monotonic()) > 0 and len(heard) < _MOST_HEARD:
            piece = await self._pieces.next(min(left, _PAUSE) if decoder.pending else left)
            if piece is None:
                replies = decoder.silence()
            else:
                heard += piece
                self._turns.heard_at = self._clock.monotonic()
                fresh = heard[max(decoded, self._echo_length(heard, sent)) :]
                decoded = len(heard) if fresh else decoded
                replies = decoder.feed(fresh)
            for reply in replies:
                if _answers(request, reply):
                    self._note_noise(decoder.noise, request, heard.startswith(sent))
                    return reply
                if reply.unit != request.unit:
                    strangers.add(reply.unit)
        raise self._failure(bytes(heard.removeprefix(sent)), strangers)

    def _note_noise(self, noise: int, request: Request, echoed: bool) -> None:
        # the first echo is not known for one yet and looks like noise
        noise -= _READ_BYTES if echoed and not self._echoes and isinstance(request, Read) else 0
        if noise > 0:
            self._count("noise-bytes", noise)

    def _echo_length(self, heard: bytearray, sent: bytes) -> int:
        """How many bytes at the start are an echo, or will be when the rest of it has arrived."""
        return len(sent) if self._echoes and bytes(heard[: len(sent)]) == sent[: len(heard)] else 0

    def _failure(self, heard: bytes, strangers: set[int]) -> DeviceFault:
        if unknown := strangers - self._turns.units:
            return WrongDevice(f"{self._name}: unit {min(unknown)} answers on this port; check the unit number")
        if PREAMBLE in heard:
            return WrongDevice(f"{self._name}: a card reader answers on this port")
        if _TEXT.fullmatch(heard):
            return WrongDevice(f"{self._name}: a code reader sends on this port")
        if heard and not strangers:  # a neighbour that answers late says nothing about this device
            return BadAnswer(f"{self._name} sent {len(heard)} bytes that are no answer")
        return NoAnswer(f"{self._name} did not answer within {ANSWER_SECONDS} s")


def frame_gap(baud: int) -> float:
    """Seconds of 3.5 characters of 11 bits, the silence between two frames; the standard asks for 1.75 ms at least."""
    return max(0.00175, 38.5 / baud)


def unit_option(options: Mapping[str, OptionValue]) -> int:
    """The unit number of a driver whose option `unit` says it."""
    return int(options["unit"])


def _answers(request: Request, reply: Reply) -> bool:
    if reply.unit != request.unit:
        return False
    match request, reply:
        case Read(), Refused():
            return reply.function == request.function
        case Read(), Bits():
            return reply.function == request.function and len(reply.states) == -(-request.count // 8) * 8
        case Read(), Registers():
            return reply.function == request.function and len(reply.values) == request.count
        case Write(), Refused():
            return reply.function == request.function
        case Write(), Write():
            return reply == request
        case _:
            return False
