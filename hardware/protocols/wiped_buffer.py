"""What a decoder holds back of a stream that carries ids of cards: one buffer for good, overwritten as it empties."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

_T = TypeVar("_T")

Step = tuple[int, _T | None]
"""How many of the first bytes are done with, and what they were; None when they are not worth a word."""


class WipedBuffer:
    """Bytes in the order of their arrival, at most `capacity`; a growing buffer would leave copies in freed memory."""

    def __init__(self, capacity: int) -> None:
        self._bytes = bytearray(capacity)
        self._view = memoryview(self._bytes)
        self.size = 0

    def take(self, source: memoryview) -> memoryview:
        """Hold as much of `source` as there is room for; the rest, for the next time."""
        taken = min(len(source), len(self._bytes) - self.size)
        self._view[self.size : self.size + taken] = source[:taken]
        self.size += taken
        return source[taken:]

    @property
    def held(self) -> memoryview:
        """What is held. Whoever keeps a part of it copies it into a buffer of his own."""
        return self._view[: self.size]

    def find(self, what: bytes, start: int = 0) -> int:
        """Where `what` stands in what is held, from `start`; -1 for nowhere."""
        return self._bytes.find(what, start, self.size)

    def ends_with_start_of(self, what: bytes) -> int:
        """How many of the last bytes may be the beginning of `what`."""
        for size in range(min(len(what) - 1, self.size), 0, -1):
            if self.find(what[:size], self.size - size) >= 0:
                return size
        return 0

    def drop(self, count: int) -> None:
        """Forget the first `count` bytes."""
        rest = self.size - count
        self._view[:rest] = self._view[count : self.size]
        self._view[rest : self.size] = bytes(count)
        self.size = rest


NoiseKind = Literal["stray", "length", "checksum", "cut"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """Bytes that make no frame; what they were is not kept, because they may be a card's."""

    kind: NoiseKind
    """No start · an impossible length · a wrong check value · a frame that stopped half-way."""
    size: int


class WipedDecoder(Generic[_T]):
    """Finds frames in a stream that arrives in pieces; holds at most `capacity` bytes and wipes what it has used."""

    def __init__(
        self, capacity: int, first: Callable[[WipedBuffer], Step[_T]], cut: Callable[[memoryview], Step[_T]]
    ) -> None:
        """`first` says what stands at the beginning, 0 bytes while more must come; `cut`, when no more comes."""
        self._buffer = WipedBuffer(capacity)
        self._first = first
        self._cut = cut

    @property
    def pending(self) -> int:
        """Bytes held back; not 0 while a frame may have begun, so that a pause has a meaning."""
        return self._buffer.size

    def feed(self, data: bytes | bytearray) -> list[_T]:
        """The frames and the noise that `data` completes, in order."""
        found: list[_T] = []
        source = memoryview(data)
        while source:
            source = self._buffer.take(source)
            self._find(found)
        return found

    def flush(self) -> list[_T]:
        """The line has paused: what had begun is broken; the frames that were hidden in it."""
        found: list[_T] = []
        while self._buffer.size:
            self._drop(self._cut(self._buffer.held), found)
            self._find(found)
        return found

    def wipe(self) -> None:
        """Overwrite and forget what is held back."""
        self._buffer.drop(self._buffer.size)

    def _find(self, found: list[_T]) -> None:
        while self._buffer.size and (step := self._first(self._buffer))[0]:
            self._drop(step, found)

    def _drop(self, step: Step[_T], found: list[_T]) -> None:
        count, item = step
        if item is not None:
            found.append(item)
        self._buffer.drop(count)
