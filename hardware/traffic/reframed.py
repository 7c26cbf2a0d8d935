"""Making traffic safe frame by frame: a protocol's decoder finds the frames, each is written anew without its secret.

For formats whose frames are short: a frame is held until it is whole. What makes no frame becomes as many zeros.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Generic, Protocol, TypeVar

from hardware.traffic import Direction

T = TypeVar("T")

_MARK: Final = 0xEE
"""First byte of an id that nobody has."""


class Side(Generic[T]):
    """One direction of a wire."""

    def __init__(
        self,
        feed: Callable[[bytes], Iterable[T]],
        flush: Callable[[], Iterable[T]],
        rewrite: Callable[[T, int], bytes],
        pending: Callable[[], int] | None = None,
    ) -> None:
        """`rewrite` gets each frame or noise with the bytes that it took, and gives as many that are safe.

        `pending` is what the decoder still holds, for one that passes over bytes without a word.
        """
        self._feed = feed
        self._pending = pending
        self._flush = flush
        self._rewrite = rewrite
        self._held = 0
        self._owed = b""

    def take(self, piece: bytes) -> bytes:
        """What is safe of all that is complete."""
        safe, self._owed = self._owed, b""
        for at in range(len(piece)):  # one by one, so that each frame's length is known
            self._held += 1
            safe += self._written(self._feed(piece[at : at + 1]))
        return safe

    def give_up(self) -> None:
        """What had begun is broken off."""
        self._owed += self._written(self._flush())
        self._owed += bytes(self._held)
        self._held = 0

    def rest(self) -> bytes:
        """What is owed at the end."""
        self.give_up()
        owed, self._owed = self._owed, b""
        return owed

    def _written(self, items: Iterable[T]) -> bytes:
        found = list(items)
        safe = b""
        for place, item in enumerate(found):
            # only the last of several can have an unknown length: those before it are noise, which knows its own
            safe += self._rewrite(item, self._held - len(safe) if place == len(found) - 1 else 0)
        passed_over = 0 if self._pending is None else max(0, self._held - len(safe) - self._pending())
        self._held = max(0, self._held - len(safe) - passed_over)
        return bytes(passed_over) + safe


class Safe(Protocol):
    """A `Side`, whatever its frames are."""

    def take(self, piece: bytes) -> bytes:
        """What is safe of all that is complete."""
        ...

    def give_up(self) -> None:
        """What had begun is broken off."""
        ...

    def rest(self) -> bytes:
        """What is owed at the end."""
        ...


class Reframed:
    """Both directions of one wire."""

    def __init__(self, heard: Safe, asked: Safe | None = None, *, in_turns: bool = False) -> None:
        """With `in_turns` a question ends what had begun of the answer to the one before, as for the driver."""
        self._sides: Mapping[Direction, Safe | None] = {"in": heard, "out": asked}
        self._in_turns = in_turns

    def take(self, direction: Direction, piece: bytes) -> bytes:
        """What may be written down."""
        heard = self._sides["in"]
        if self._in_turns and direction == "out" and heard is not None:
            heard.give_up()
        side = self._sides[direction]
        return bytes(len(piece)) if side is None else side.take(piece)

    def end(self) -> Mapping[Direction, bytes]:
        """What was still held back."""
        return {direction: side.rest() for direction, side in self._sides.items() if side is not None}


class NobodysIds:
    """Gives each id of one capture another of the same length that nobody has."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._known: dict[bytes, int] = {}

    def instead_of(self, uid: bytes | bytearray) -> bytes:
        """The same for the same id throughout the capture."""
        digest = hashlib.blake2b(uid, key=self._key, digest_size=16).digest()
        index = self._known.setdefault(digest, len(self._known) + 1)
        return (index.to_bytes(2).rjust(len(uid), bytes((_MARK,))))[-len(uid) :] if uid else b""
