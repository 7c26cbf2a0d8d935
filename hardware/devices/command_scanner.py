"""A code reader that takes commands: woken, darkened, asked how it is, and set up again when it has forgotten.

What it was told last is kept here and told again after each reconnect and after a loss of power that no port shows.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Final, Generic, Protocol, TypeVar

from hardware.devices.code_stream import FOREIGN_FRAMES, CodeStream, LineFormat
from hardware.devices.driver import BuildRequest, Proof
from hardware.devices.keeping import Health, keep_open
from hardware.devices.scanner_talk import Ear, Talk
from hardware.devices.waiting import happens, side_by_side
from hardware.errors import DeviceFault, LinkLost, WrongDevice
from hardware.links import Link

CHECK_SECONDS: Final = 4.0
"""Between two looks at a reader; the shortest trigger lasts five seconds."""
RETRIGGER_SECONDS: Final = 0.2
"""Least time between two triggers, however fast codes come."""
_RETRY_SECONDS: Final = 1.0
_MISSES: Final = 2

A = TypeVar("A")


class Manner(Protocol[A]):
    """How one family of readers is spoken to. Every verb may raise a DeviceFault."""

    triggered: bool
    """Whether it reads one code a trigger, so that it is triggered again after each."""

    def ear(self) -> Ear[A]:
        """What tells its answers from codes, fresh for each link."""
        ...

    def unasked(self, talk: Talk[A], codes: CodeStream, answer: A) -> None:
        """Take what came of itself; whole codes go to `codes`."""
        ...

    async def greet(self, talk: Talk[A]) -> None:
        """Let it prove itself and set it up; what must hold whether it is awake or dark."""
        ...

    async def settle(self, talk: Talk[A], awake: bool) -> None:
        """Wake or darken it; asked twice it does no harm."""
        ...

    async def remembers(self, talk: Talk[A], awake: bool) -> bool:
        """Ask it something harmless: False when it is not as `greet` and `settle` left it."""
        ...

    async def trigger(self, talk: Talk[A]) -> None:
        """Let it look for the next code; called only where `triggered`."""
        ...

    async def identify(self, talk: Talk[A]) -> Mapping[str, str]:
        """What it tells of itself."""
        ...


class CommandScanner(Generic[A]):
    """Reports codes as they are read, and is awake unless told to rest."""

    def __init__(self, request: BuildRequest, manner: Manner[A], line_format: LineFormat) -> None:
        self.name = request.name
        self.health = Health(request.name, request.report)
        self._open_link = request.open_link
        self._clock = request.clock
        self._manner = manner
        self._codes = CodeStream(request.name, request.clock, request.report, line_format, self._code_came)
        self._spent = asyncio.Event()
        self._turn = asyncio.Lock()
        self._talk: Talk[A] | None = None
        self._awake = True
        self._settled: bool | None = None
        self._identity: Mapping[str, str] | None = None
        self._seen: float | None = None

    @property
    def last_seen(self) -> float | None:
        """Monotonic seconds of the last answer or code; None before the first."""
        return self._seen

    async def run(self) -> None:
        """Keep it at work for ever; faults are reported, bugs are raised."""
        await keep_open(self._open_link, self._session, self.health, self._clock)

    async def wake(self) -> None:
        """Be ready to read. Raises a DeviceFault; it is then woken as soon as it answers again."""
        await self._rest(awake=True)

    async def darken(self) -> None:
        """Rest dark until woken. Raises a DeviceFault; it is then darkened as soon as it answers again."""
        await self._rest(awake=False)

    async def prove(self) -> Proof:
        """Ask it something harmless; what it is it tells once a connection. Raises a DeviceFault."""
        async with self.connected() as talk:
            await self._manner.remembers(talk, self._awake if self._settled is None else self._settled)
            if self._identity is None:
                self._identity = await self._manner.identify(talk)
            return Proof(answered=True, details=self._identity)

    @asynccontextmanager
    async def connected(self) -> AsyncGenerator[Talk[A], None]:
        """The reader, as soon as what it is asked just now is over. Raises a DeviceFault when it is not connected."""
        async with self._turn:
            if self._talk is None:
                raise self.health.fault or LinkLost(f"{self.name} is not connected; nothing was asked")
            yield self._talk

    async def _rest(self, *, awake: bool) -> None:
        self._awake = awake
        async with self.connected() as talk:
            if self._settled != awake:
                await self._settle(talk)

    async def _session(self, link: Link) -> None:
        self._codes.begin()
        talk = Talk(self.name, link, self._clock, self._manner.ear(), self._codes)
        talk.unasked = lambda answer: self._manner.unasked(talk, self._codes, answer)
        try:
            await side_by_side(talk.listen(), self._attend(talk))
        finally:
            self._talk = None

    async def _attend(self, talk: Talk[A]) -> None:
        missed = 0
        while True:
            began = self._clock.monotonic()
            try:
                async with self._turn:
                    await self._look(talk)
            except LinkLost:
                raise
            except DeviceFault as fault:
                missed += 1
                if missed >= _MISSES or self._talk is None:
                    self._give_up(talk, fault, began)
                await self._clock.sleep(_RETRY_SECONDS)
                continue
            finally:
                self._count_line_errors()
            missed = 0
            self._seen = self._clock.monotonic()
            self.health.works()
            await self._pause(began)

    def _give_up(self, talk: Talk[A], fault: DeviceFault, began: float) -> None:
        self._talk = None
        if talk.heard_at is None or talk.heard_at < began:
            raise fault  # it is silent: a port that is opened anew may help
        self.health.fails(fault)  # it sends, and may go on reading codes while its commands go unheard

    async def _look(self, talk: Talk[A]) -> None:
        if self._codes.foreign >= FOREIGN_FRAMES:
            self._codes.foreign = 0
            raise WrongDevice(f"{self.name} hears the frames of a card reader or relay board, not of a code reader")
        settled = self._settled  # it may have been told otherwise, which waits for its turn
        if self._talk is None or settled is None:
            await self._set_up(talk)
            return
        if self._manner.triggered and settled:
            await self._manner.trigger(talk)  # before anything else: its light must not go off meanwhile
        if not await self._manner.remembers(talk, settled):
            self.health.count("forgotten-settings")
            await self._set_up(talk)

    async def _set_up(self, talk: Talk[A]) -> None:
        self._identity = None
        await self._manner.greet(talk)
        await self._settle(talk)
        self._talk = talk

    async def _settle(self, talk: Talk[A]) -> None:
        awake = self._awake
        self._settled = None
        await self._manner.settle(talk, awake)
        if awake and self._manner.triggered:
            await self._manner.trigger(talk)
        self._settled = awake

    async def _pause(self, began: float) -> None:
        """Until the reader has read a code or it is time to look again."""
        await self._clock.sleep(RETRIGGER_SECONDS)
        left = began + CHECK_SECONDS - self._clock.monotonic()
        if left > 0:
            await happens(self._spent, self._clock, left)
        self._spent.clear()

    def _count_line_errors(self) -> None:
        if self._codes.garbled:
            self.health.count("line-errors", self._codes.garbled)
            self._codes.garbled = 0

    def _code_came(self) -> None:
        self._seen = self._clock.monotonic()
        if self._manner.triggered and self._awake:
            self._spent.set()
