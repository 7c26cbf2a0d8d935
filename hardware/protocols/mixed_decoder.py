"""Frames and whatever stands between them, in one stream: a scanner's answers among codes, its commands among noise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from hardware.protocols.wiped_buffer import Step

_T = TypeVar("_T")


class MixedDecoder(Generic[_T]):
    """Takes such a stream apart; it may be cut anywhere, and a frame may come inside a text."""

    def __init__(self, first: Callable[[bytearray], Step[_T]]) -> None:
        """`first` says what stands at the beginning, 0 bytes while more must come."""
        self._first = first
        self._held = bytearray()

    @property
    def pending(self) -> bool:
        """True while a frame seems to have begun."""
        return bool(self._held)

    def feed(self, data: bytes | bytearray) -> Iterator[_T]:
        """Take `data` at once and yield, one by one, what it completes, in order."""
        self._held += data
        return self._take()

    def flush(self) -> bytes:
        """The line has paused: what had begun was no frame."""
        held, self._held = bytes(self._held), bytearray()
        return held

    def _take(self) -> Iterator[_T]:
        while self._held and (step := self._first(self._held))[0]:
            count, item = step
            del self._held[:count]
            if item is not None:
                yield item
