"""What the traffic of code readers that take commands has in common: answers and codes in one stream."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from hardware.protocols.lines import LineDecoder
from hardware.traffic import Seen, noise
from hardware.traffic.lines import MadeUpText, line_seen
from hardware.traffic.reframed import Side

A = TypeVar("A")
A_co = TypeVar("A_co", covariant=True)


class Ear(Protocol[A_co]):
    """Tells answers from the text of codes."""

    def feed(self, data: bytes) -> Iterable[A_co | bytes]:
        """Answers, and bytes that belong to none."""
        ...

    def flush(self) -> bytes:
        """What had begun was no answer."""
        ...


class Heard(Generic[A]):
    """Reads what such a reader says."""

    def __init__(self, ear: Ear[A], tell: Callable[[A], Seen | None]) -> None:
        """`tell` gives None for an answer that is told as a part of something else."""
        self._ear = ear
        self._tell = tell
        self._lines = LineDecoder()

    def feed(self, piece: bytes) -> Sequence[Seen]:
        """What `piece` completes."""
        return self._told(self._ear.feed(piece))

    def end(self) -> Sequence[Seen]:
        """What was still held back."""
        told = self._told([self._ear.flush()])
        last = self._lines.flush()
        return told if last is None else [*told, line_seen(last)]

    def _told(self, items: Iterable[A | bytes]) -> list[Seen]:
        told: list[Seen] = []
        for item in items:
            if isinstance(item, bytes):
                told += [line_seen(line) for line in self._lines.feed(item)]
            elif (seen := self._tell(item)) is not None:
                told.append(seen)
        return told


class Asked(Generic[A]):
    """Reads what such a reader is told; what is no command is counted at the end."""

    def __init__(
        self, feed: Callable[[bytes], Iterable[A]], tell: Callable[[A], Seen], size: Callable[[A], int]
    ) -> None:
        self._feed = feed
        self._tell = tell
        self._size = size
        self._other = 0

    def feed(self, piece: bytes) -> Sequence[Seen]:
        """The commands that `piece` completes."""
        self._other += len(piece)
        found = list(self._feed(piece))
        self._other -= sum(map(self._size, found))
        return [self._tell(item) for item in found]

    def end(self) -> Sequence[Seen]:
        """What belonged to no command."""
        return [noise(self._other, "no command")] if self._other > 0 else []


class Commands:
    """Keeps pieces that are commands and nothing else; a driver writes its commands whole."""

    def __init__(self, known: Callable[[bytes], bool]) -> None:
        self._known = known

    def take(self, piece: bytes) -> bytes:
        """The piece, or as many zeros."""
        return piece if self._known(piece) else bytes(len(piece))

    def give_up(self) -> None:
        """Nothing is ever held."""

    def rest(self) -> bytes:
        """Nothing is ever held."""
        return b""


def answers_and_codes(ear: Ear[A], rewrite: Callable[[A, int], bytes]) -> Side[A | bytes]:
    """Codes become made-up text; `rewrite` makes an answer of so many bytes safe."""
    text = MadeUpText()

    def written(item: A | bytes, size: int) -> bytes:
        return text.instead_of(item) if isinstance(item, bytes) else rewrite(item, size)

    return Side(ear.feed, lambda: [rest] if (rest := ear.flush()) else [], written)


def fitted(safe: bytes, size: int) -> bytes:
    """`safe` in so many bytes; an answer of an odd shape may have been written anew in more or fewer."""
    return safe[:size].ljust(size, b"\0") if size else safe
