"""One link to a code reader that takes commands: one question at a time, and codes heard in between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Final, Generic, Protocol, TypeVar

from hardware.clock import Clock
from hardware.devices.code_stream import CodeStream
from hardware.devices.waiting import Pieces, happens
from hardware.errors import BadAnswer, DeviceFault, NoAnswer, WrongDevice
from hardware.links import Link

ANSWER_SECONDS: Final = 1.0
"""For each of two tries. Readers answer in some 50 ms; serial servers and busy readers take their time."""
SPACING_SECONDS: Final = 0.05
"""Between two commands; what Newland asks for does the others no harm."""
_GARBLED_SECONDS: Final = 0.2
"""How long after an answer its garbled rest may still come."""

A = TypeVar("A")
A_co = TypeVar("A_co", covariant=True)


class Ear(Protocol[A_co]):
    """Tells answers from the text of codes, in a stream that arrives in pieces."""

    @property
    def pending(self) -> bool:
        """True while an answer seems to have begun and has not ended."""
        ...

    def feed(self, data: bytes | bytearray) -> Iterator[A_co | bytes]:
        """Take `data` at once and yield what it completes: answers, and bytes that belong to none, in their order."""
        ...

    def flush(self) -> bytes:
        """The line has paused: what had begun was no answer."""
        ...


class Talk(Generic[A]):
    """Listens for ever, and asks when told to."""

    def __init__(self, name: str, link: Link, clock: Clock, ear: Ear[A], codes: CodeStream) -> None:
        self._name = name
        self._link = link
        self._clock = clock
        self._ear = ear
        self._codes = codes
        self._fits: Callable[[A], bool] | None = None
        self._answer: A | None = None
        self._answered = asyncio.Event()
        self._free_at = clock.monotonic()
        self.heard_at: float | None = None
        """Monotonic seconds of the last byte on this link."""
        self.unasked: Callable[[A], None] = _ignored
        """Told of what is neither text nor the answer to the present question."""

    async def listen(self) -> None:
        """Report codes and hand answers to who has asked, for ever. Raises LinkLost."""
        pieces = Pieces(self._link, self._clock)
        try:
            while True:
                begun = self._ear.pending or self._codes.pending
                piece = await pieces.next(within=self._codes.idle_gap if begun else None)
                if piece is None:
                    await self._take(self._ear.flush())
                    self._codes.pause()
                    continue
                self.heard_at = self._clock.monotonic()
                for item in self._ear.feed(piece):
                    await self._take(item)
        finally:
            pieces.close()

    async def ask(self, raw: bytes, fits: Callable[[A], bool]) -> A:
        """Send `raw`, twice if need be, and give the first answer that fits. One caller at a time.

        Raises NoAnswer, BadAnswer or WrongDevice after two times `ANSWER_SECONDS`; LinkLost.
        """
        foreign, unreadable = self._codes.foreign, self._codes.unreadable
        for _ in range(2):
            answer = await self._exchange(raw, fits)
            if answer is not None:
                return answer
        if self._codes.foreign > foreign:
            raise WrongDevice(f"{self._name}: a card reader or relay board answers on this port")
        if self._codes.unreadable > unreadable:
            raise BadAnswer(f"{self._name} answered with what is neither an answer nor text")
        raise NoAnswer(f"{self._name} did not answer within {2 * ANSWER_SECONDS:.1f} s")

    async def say(self, raw: bytes) -> None:
        """Send `raw`, to which there is no answer. Raises LinkLost."""
        if (wait := self._free_at - self._clock.monotonic()) > 0:
            await self._clock.sleep(wait)
        self._link.write(raw)
        self._free_at = self._clock.monotonic() + SPACING_SECONDS

    def acknowledge(self, raw: bytes) -> None:
        """Send `raw` at once: a reader that waits for it is not kept waiting. Raises LinkLost."""
        self._link.write(raw)

    async def _exchange(self, raw: bytes, fits: Callable[[A], bool]) -> A | None:
        self._answer = None
        self._answered.clear()
        self._fits = fits
        self._codes.answering_until = self._clock.monotonic() + ANSWER_SECONDS + _GARBLED_SECONDS
        try:
            await self.say(raw)
            await happens(self._answered, self._clock, ANSWER_SECONDS)
        finally:
            self._fits = None
        self._codes.answering_until = self._clock.monotonic() + _GARBLED_SECONDS
        return self._answer

    async def _take(self, item: A | bytes) -> None:
        if isinstance(item, bytes):
            for _ in self._codes.feed(item):
                await asyncio.sleep(0)  # a flood of codes leaves the loop its turns
        elif self._fits is not None and self._fits(item):
            self._fits = None
            self._answer = item
            self._answered.set()
        else:
            self.unasked(item)
            await asyncio.sleep(0)


def _ignored(_answer: object) -> None:
    """An answer that comes late or twice."""


def refused(name: str, what: str) -> DeviceFault:
    """The fault of a reader that answers and will not do what it must."""
    fault = BadAnswer(f"{name} refuses {what}")
    fault.remedy = "Check that the reader's model is the one that the configuration names, then its firmware."
    return fault
