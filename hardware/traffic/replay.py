"""A port that says again what a capture has recorded, so that a capture is a case to test a driver with.

A piece that came in after a question comes again, as long after the same question; what came unasked comes as long
after the opening. A question that the capture does not have next gets no answer and is counted.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from hardware.clock import Clock
from hardware.errors import BadAnswer, DeviceFault, LinkLost, NoAnswer, WrongDevice
from hardware.links import Link
from hardware.traffic.capture import Step

_FAULTS = {fault.code: fault for fault in (LinkLost, NoAnswer, BadAnswer, WrongDevice)}


@dataclass(slots=True)
class _Session:
    """One link of a capture."""

    steps: deque[Step] = field(default_factory=deque[Step])
    opened: float = 0.0
    refused: str = ""


class ReplayPort:
    """Opens one recorded link after the other; after the last it opens none any more."""

    def __init__(self, steps: Sequence[Step], clock: Clock) -> None:
        self._clock = clock
        self._sessions = deque(_sessions(steps))
        self.unknown = 0
        """Questions that the capture does not have next."""
        self.unsaid = sum(step.what == "in" for step in steps)
        """Pieces that have not come in again yet."""

    async def open(self) -> Link:
        """The next recorded link. Raises the recorded fault where it could not be opened."""
        if not self._sessions:
            await asyncio.Event().wait()  # the capture is over
        session = self._sessions.popleft()
        if session.refused:
            raise _fault(session.refused)
        return _ReplayedLink(session, self._clock, self)


class _ReplayedLink:
    def __init__(self, session: _Session, clock: Clock, port: ReplayPort) -> None:
        self._steps = session.steps
        self._clock = clock
        self._port = port
        self._anchor = (session.opened, clock.monotonic())
        """When the capture's last event was, then and now."""
        self._moved = asyncio.Event()
        self._closed = False

    async def read(self) -> bytearray:
        while not self._closed:
            step = self._steps[0] if self._steps else None
            if step is None or step.what in ("out", "closed"):
                await self._asked()
                continue
            wait = self._due(step) - self._clock.monotonic()
            if wait > 0 and await self._interrupted(wait):
                continue
            if not self._steps or self._steps[0] is not step:
                continue
            self._steps.popleft()
            if step.what == "lost":
                self._closed = True
                raise _fault(step.fault)
            self._port.unsaid -= 1
            return bytearray(step.piece)
        raise LinkLost("the replayed link is closed")

    def write(self, data: bytes | bytearray) -> None:
        if self._closed:
            raise LinkLost("the replayed link is closed")
        # a driver that asks before it has heard all that came in first never hears it
        at = next((place for place, step in enumerate(self._steps) if step.what == "out"), None)
        if at is None or self._steps[at].piece != bytes(data):
            self._port.unknown += 1
            return
        asked = self._steps[at]
        for _ in range(at + 1):
            self._steps.popleft()
        self._anchor = (asked.at, self._clock.monotonic())
        self._moved.set()

    def discard(self) -> None:
        pass

    def close(self) -> None:
        self._closed = True
        self._moved.set()

    def _due(self, step: Step) -> float:
        then, now = self._anchor
        return now + step.at - then

    async def _asked(self) -> None:
        self._moved.clear()
        await self._moved.wait()

    async def _interrupted(self, seconds: float) -> bool:
        """Wait; True when the driver asked meanwhile."""
        self._moved.clear()
        waits = [asyncio.ensure_future(self._moved.wait()), asyncio.ensure_future(self._clock.sleep(seconds))]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return self._moved.is_set()


def _sessions(steps: Sequence[Step]) -> list[_Session]:
    found: list[_Session] = []
    for step in steps:
        match step.what:
            case "opened":
                found.append(_Session(opened=step.at))
            case "refused":
                found.append(_Session(refused=step.fault or LinkLost.code))
            case _:
                if found:
                    found[-1].steps.append(step)
    return found


def _fault(code: str) -> DeviceFault:
    return _FAULTS.get(code, LinkLost)("as recorded")
