"""One SAM wire: a question, its answer, and one more try when the line garbled either."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from hardware.clock import Clock
from hardware.devices.waiting import Pieces
from hardware.errors import BadAnswer, DeviceFault, NoAnswer, WrongDevice
from hardware.links import Link
from hardware.protocols.sam import LONGEST, Command, Reply, Request, Status, encode, meaning, reply_decoder
from hardware.protocols.wiped_buffer import Noise

_PAUSE: Final = 0.15
"""Seconds of silence that end a frame for good: more than any adapter or reader pauses inside one."""
_MOST_HEARD: Final = 16 * 1024
_HEAD: Final = 10
_LINE_ERRORS: Final = frozenset({Status.BAD_CHECKSUM, Status.BAD_LENGTH})
_SIZES: Final = {
    Command.RESET: range(1),
    Command.STATUS: range(1),
    Command.SELECT: range(16),
    Command.SAM_ID: range(16, 17),
    Command.READ: range(17, LONGEST),
}
"""Bytes of data in a good answer; they tell a late or doubled answer to another question from the awaited one."""


class SamWire:
    """Carries one exchange at a time over one link, and wipes whatever passes."""

    def __init__(self, name: str, link: Link, clock: Clock, on_line_error: Callable[[], None]) -> None:
        self._name = name
        self._link = link
        self._clock = clock
        self._on_line_error = on_line_error
        self._pieces = Pieces(link, clock)
        self._decoder = reply_decoder()

    async def ask(self, command: Command, within: float) -> Reply:
        """Send `command` and give its answer, whatever its status; the caller wipes the answer's data.

        Raises NoAnswer, BadAnswer or WrongDevice after `within` seconds, twice that when a frame was garbled; LinkLost.
        """
        answer = await self._exchange(command, within)
        if _garbled(answer):
            self._on_line_error()
            answer = await self._exchange(command, within)
        if isinstance(answer, DeviceFault):
            raise answer
        if _garbled(answer):
            raise BadAnswer(f"{self._name}: {meaning(answer.status)}, twice in a row")
        return answer

    def close(self) -> None:
        """Stop reading; the link itself stays as it is."""
        self._pieces.close()
        self._decoder.wipe()

    async def _exchange(self, command: Command, within: float) -> Reply | DeviceFault:
        self._pieces.discard()
        self._decoder.wipe()
        self._link.write(encode(Request(command=command)))
        heard = _Heard()
        until = self._clock.monotonic() + within
        while (left := until - self._clock.monotonic()) > 0 and heard.size < _MOST_HEARD and not heard.spent:
            items = await self._hear(heard, left)
            if (reply := _pick(command, items, heard)) is not None:
                return reply
        self._decoder.wipe()
        return heard.failure(self._name, within)

    async def _hear(self, heard: _Heard, left: float) -> Sequence[Reply | Noise]:
        held = self._decoder.pending
        piece = await self._pieces.next(min(left, _PAUSE) if held else left)
        if piece is None:
            # a whole head was there: this was the answer, and no better one follows
            heard.spent = held >= _HEAD
            return self._decoder.flush()
        heard.size += len(piece)
        items = self._decoder.feed(piece)
        piece[:] = bytes(len(piece))
        return items


@dataclass(slots=True)
class _Heard:
    """What came instead of the answer."""

    size: int = 0
    frames: int = 0
    broken: int = 0
    spent: bool = False

    def failure(self, name: str, within: float) -> DeviceFault:
        if self.broken:
            return BadAnswer(f"{name} sent a broken frame")
        if self.frames:
            return BadAnswer(f"{name} answered another question than the one it was asked")
        if self.size:
            fault = WrongDevice(f"{name}: {self.size} bytes came that are no frames of a resident-ID reader")
            fault.remedy = "Check which device is on this port, then the baud rate (115200 from most factories)."
            return fault
        return NoAnswer(f"{name} did not answer within {within:.1f} s")


def _pick(command: Command, items: Sequence[Reply | Noise], heard: _Heard) -> Reply | None:
    """The first reply that answers `command`; all others are wiped."""
    chosen: Reply | None = None
    for item in items:
        if isinstance(item, Noise):
            heard.broken += item.kind != "stray"
            heard.spent = heard.spent or item.kind == "checksum"
        elif chosen is None and _answers(command, item):
            chosen = item
        else:
            heard.frames += 1
            item.wipe()
    return chosen


def _answers(command: Command, reply: Reply) -> bool:
    match reply.status:
        case Status.FOUND | Status.NO_CARD:
            return command == Command.FIND
        case Status.OK:
            return len(reply.data) in _SIZES.get(command, range(0))
        case _:
            return True


def _garbled(answer: Reply | DeviceFault) -> bool:
    return answer.status in _LINE_ERRORS if isinstance(answer, Reply) else isinstance(answer, BadAnswer)
