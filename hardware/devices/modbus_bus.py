"""One Modbus wire: a question, its answer, and the silence between; commands go before samples."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from hardware.clock import Clock
from hardware.devices.waiting import Pieces
from hardware.errors import BadAnswer, DeviceFault, NoAnswer, WrongDevice
from hardware.links import Link
from hardware.protocols.modbus import (
    Bits,
    CoilsWritten,
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
_TEXT: Final = re.compile(rb"[\x20-\x7e]+[\r\n]+")


class Bus:
    """Carries one exchange at a time over one link."""

    def __init__(self, name: str, link: Link, clock: Clock, silence: float) -> None:
        """`silence` is the pause of 3.5 characters, in seconds, that the wire needs before each request."""
        self._name = name
        self._link = link
        self._clock = clock
        self._silence = silence
        self._pieces = Pieces(link, clock)
        self._taken = asyncio.Lock()
        self._commands = 0
        self._no_commands = asyncio.Event()
        self._no_commands.set()
        self._heard_at = clock.monotonic() - silence
        self._echoes = False

    @asynccontextmanager
    async def for_command(self) -> AsyncGenerator[None, None]:
        """The wire, as soon as the exchange under way is over."""
        self._commands += 1
        self._no_commands.clear()
        try:
            async with self._taken:
                yield
        finally:
            self._commands -= 1
            if not self._commands:
                self._no_commands.set()

    @asynccontextmanager
    async def for_sample(self) -> AsyncGenerator[None, None]:
        """The wire, once no command wants it."""
        await self._no_commands.wait()
        async with self._taken:
            yield

    async def ask(self, request: Request) -> Reply:
        """Send `request` and give its answer. The caller has the wire.

        Raises NoAnswer, BadAnswer or WrongDevice within `ANSWER_SECONDS`, and LinkLost.
        """
        if (quiet := self._heard_at + self._silence - self._clock.monotonic()) > 0:
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
        stranger: int | None = None
        decoded = 0
        until = self._clock.monotonic() + ANSWER_SECONDS
        while (left := until - self._clock.monotonic()) > 0 and len(heard) < _MOST_HEARD:
            piece = await self._pieces.next(min(left, _PAUSE) if decoder.pending else left)
            if piece is None:
                replies = decoder.silence()
            else:
                heard += piece
                self._heard_at = self._clock.monotonic()
                fresh = heard[max(decoded, self._echo_length(heard, sent)) :]
                decoded = len(heard) if fresh else decoded
                replies = decoder.feed(fresh)
            for reply in replies:
                if _answers(request, reply):
                    return reply
                stranger = reply.unit if reply.unit != request.unit else stranger
        raise self._failure(bytes(heard.removeprefix(sent)), stranger)

    def _echo_length(self, heard: bytearray, sent: bytes) -> int:
        """How many bytes at the start are an echo, or will be when the rest of it has arrived."""
        return len(sent) if self._echoes and bytes(heard[: len(sent)]) == sent[: len(heard)] else 0

    def _failure(self, heard: bytes, stranger: int | None) -> DeviceFault:
        if stranger is not None:
            return WrongDevice(f"{self._name}: unit {stranger} answers on this port; check the unit number")
        if PREAMBLE in heard:
            return WrongDevice(f"{self._name}: a card reader answers on this port")
        if _TEXT.fullmatch(heard):
            return WrongDevice(f"{self._name}: a code reader sends on this port")
        if heard:
            return BadAnswer(f"{self._name} sent {len(heard)} bytes that are no answer")
        return NoAnswer(f"{self._name} did not answer within {ANSWER_SECONDS} s")


def _answers(request: Request, reply: Reply) -> bool:
    if reply.unit != request.unit:
        return False
    match request, reply:
        case Read(), Refused():
            return reply.function == request.function
        case Read(), Bits():
            return reply.function == request.function and len(reply.states) == -(-request.count // 8) * 8
        case Read(), Registers():
            return len(reply.values) == request.count
        case Write(), Refused():
            return reply.function == request.function
        case Write(), Write():
            return reply == request
        case _, CoilsWritten():
            return True
        case _:
            return False
