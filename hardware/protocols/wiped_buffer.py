"""What a decoder holds back of a stream that carries ids of cards: one buffer for good, overwritten as it empties."""

from __future__ import annotations


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
