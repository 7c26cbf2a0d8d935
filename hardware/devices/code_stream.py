"""From the bytes of a code reader to its readings: what all code readers have in common."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from hardware.clock import Clock
from hardware.devices.readings import CodeRead, CodeUnreadable, Report
from hardware.options import Option, OptionValue
from hardware.protocols.lines import TERMINATORS, Item, Line, LineDecoder, TooLong
from hardware.protocols.modbus import crc16
from hardware.protocols.sam import PREAMBLE

REPEAT_SECONDS: Final = 2.0
FOREIGN_FRAMES: Final = 3
"""So many frames of another device in a row, and it is not a code reader that speaks."""
_REMEMBERED: Final = 256

LINE_OPTIONS: Final[Mapping[str, Option]] = MappingProxyType(
    {
        "terminator": Option(default="auto", choices=tuple(TERMINATORS)),
        "prefix": Option(default=""),
        "idle_gap_seconds": Option(default=0.05, low=0.01, high=1),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFormat:
    """How the reader was set up."""

    terminator: str = "auto"
    """A name in `TERMINATORS`."""
    prefix: str = ""
    """Text that the reader puts before each code."""
    idle_gap: float = 0.05
    """Seconds of silence that end a line without terminator; more than the pauses of a USB adapter."""

    def __post_init__(self) -> None:
        if self.terminator not in TERMINATORS:
            raise ValueError(f"terminator must be one of {', '.join(TERMINATORS)}, got {self.terminator!r}")
        if not 0.01 <= self.idle_gap <= 1:
            raise ValueError(f"idle_gap must be 0.01 to 1 second, got {self.idle_gap}")

    @staticmethod
    def of(options: Mapping[str, OptionValue]) -> LineFormat:
        """As the checked options of a configuration say."""
        return LineFormat(
            terminator=str(options["terminator"]),
            prefix=str(options["prefix"]),
            idle_gap=float(options["idle_gap_seconds"]),
        )


class CodeStream:
    """Turns what a reader sends into readings: prefix off, repeats folded, another device's frames told from text."""

    def __init__(
        self, name: str, clock: Clock, report: Report, line_format: LineFormat, on_line: Callable[[], None]
    ) -> None:
        """`on_line` is told of each line of text before its reading is reported."""
        self._name = name
        self._clock = clock
        self._report = report
        self._format = line_format
        self._on_line = on_line
        self._decoder = LineDecoder(TERMINATORS[line_format.terminator])
        self._repeats = Repeats()
        self.foreign = 0
        """Frames of other devices since the last line of text."""
        self.unreadable = 0
        """Lines that were no text, since the start."""
        self.garbled = 0
        """Lines and packets that the wire has spoilt; whoever counts them takes them off."""
        self.answering_until = -1.0
        """Until then (monotonic seconds) a line that is no text is a garbled answer, not a code: it is only counted."""

    @property
    def pending(self) -> bool:
        """True while a code has begun and not ended, so that a pause has a meaning."""
        return self._decoder.pending

    @property
    def idle_gap(self) -> float:
        """Seconds of silence after which `pause` is due."""
        return self._format.idle_gap

    def begin(self) -> None:
        """A new link: half a code of the last one is forgotten, what was just read stays known."""
        self._decoder = LineDecoder(TERMINATORS[self._format.terminator])
        self.foreign = 0

    def feed(self, piece: bytes | bytearray) -> Iterator[None]:
        """Take `piece` at once and report, one by one, the codes it completes; the caller gives others a turn."""
        return self._each(self._decoder.feed(piece))

    def pause(self) -> None:
        """The reader has fallen silent: what has arrived of a code is all there is."""
        self.take(self._decoder.flush())

    def take(self, item: Item | None) -> None:
        """Report one whole code."""
        if item is None:
            return
        if isinstance(item, Line):
            self.foreign = 0
            self._on_line()
            text = item.text.removeprefix(self._format.prefix)
            if text and self._repeats.is_new("code " + text, self._clock.monotonic()):
                self._report(CodeRead(device=self._name, text=text))
            return
        if not isinstance(item, TooLong) and is_foreign(item.raw):
            self.foreign += 1
            return
        self.unreadable += 1
        reason = "too-long" if isinstance(item, TooLong) else "not-text"
        now = self._clock.monotonic()
        if now <= self.answering_until:
            self.garbled += 1
        elif self._repeats.is_new(reason, now):
            self._report(CodeUnreadable(device=self._name, reason=reason))

    def _each(self, items: Iterator[Item]) -> Iterator[None]:
        for item in items:
            self.take(item)
            yield


class Repeats:
    """Remembers what was seen in the last two seconds, as digests under a key that dies with the process."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)
        self._seen: dict[bytes, float] = {}

    def digest(self, raw: bytes) -> bytes:
        """What may be kept of a code in order to know it again."""
        return hashlib.blake2b(raw, key=self._key, digest_size=16).digest()

    def is_new(self, text: str, now: float) -> bool:
        """True unless `text` was last seen less than two seconds ago; either way it counts as seen now."""
        digest = self.digest(text.encode("utf-8", "surrogatepass"))
        last = self._seen.pop(digest, None)
        self._seen[digest] = now
        # oldest sight first, because a sight moves its digest to the end
        while len(self._seen) > _REMEMBERED or now - next(iter(self._seen.values())) >= REPEAT_SECONDS:
            del self._seen[next(iter(self._seen))]
        return last is None or now - last >= REPEAT_SECONDS


def is_foreign(raw: bytes) -> bool:
    """Whether these bytes are a frame of a card reader or of a relay board."""
    return PREAMBLE in raw or (len(raw) >= 4 and crc16(raw[:-2]) == int.from_bytes(raw[-2:], "little"))
