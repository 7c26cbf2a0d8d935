"""Tells one laying-down of a card from the next, from what "find card" answers and what was read."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final, Literal

LIFTED_AFTER: Final = 3
"""Finds in a row without a card, after which it counts as taken away."""


class LayDown:
    """One card on the reader, or none.

    Some readers keep finding a lying card, others find it once and then say "no card" until it was lifted. So three
    finds without a card end a lay-down only for certain when the card had been found again after its reading; else its
    number is remembered, as a digest under a key that dies with the process, and not reported again within seconds.
    """

    def __init__(self, repeat_seconds: float, forgotten_seconds: float = 0.0) -> None:
        """A card counts as forgotten after `forgotten_seconds`; 0: never."""
        self._repeat_seconds = repeat_seconds
        self._forgotten_seconds = forgotten_seconds
        self._since = 0.0
        self._left = False
        self._key = secrets.token_bytes(16)
        self._lying = False
        self._missed = 0
        self._found_again = False
        self._told = True
        self._last: bytes | None = None
        self._last_at = 0.0

    def found(self) -> Literal["new", "same", "perhaps-another"]:
        """A find answered "card found": which card is it?"""
        if not self._lying or not self._told:
            return "new"  # a reader that was lost while it read has told nothing of the card yet
        if self._missed and self._last is not None:
            return "perhaps-another"
        self._missed = 0
        self._found_again = True
        return "same"

    def missed(self) -> bool:
        """A find answered "no card"; True when that ends a lay-down."""
        if not self._lying:
            return False
        self._missed += 1
        if self._missed < LIFTED_AFTER:
            return False
        self.end()
        return True

    def doubt(self) -> None:
        """The reader was lost: when it is back, another card may lie there."""
        if self._lying:
            self._missed = max(self._missed, 1)

    def end(self) -> None:
        """The card was taken away."""
        self._lying = False
        if self._found_again:
            self._last = None

    def begin(self, now: float) -> None:
        """A card lies there and has not been read yet."""
        self._lying, self._missed, self._found_again, self._told = True, 0, False, False
        self._since, self._left = now, False

    def forgotten(self, now: float) -> bool:
        """True once per lay-down, when the card has been lying there for too long.

        Only a card that was found again after its reading can be known to lie there still: a reader that finds each
        card once has no sign of it, and none is made up.
        """
        over = self._lying and self._told and self._found_again and now - self._since >= self._forgotten_seconds > 0
        if not over or self._left:
            return False
        self._left = True
        return True

    def stays(self) -> None:
        """The card that lies there is still the same one."""
        self._missed = 0
        self._found_again = True

    def unreadable(self) -> None:
        """The card could not be read."""
        self._told = True
        self._last = None

    def is_last(self, number: bytearray) -> bool:
        """True when `number` is that of the card read last."""
        return self._last is not None and secrets.compare_digest(self._digest(number), self._last)

    def is_repeat(self, number: bytearray, now: float) -> bool:
        """Take note of a number read at `now`; True when it was read last, and only seconds ago."""
        self._told = True
        digest = self._digest(number)
        repeat = digest == self._last and now - self._last_at < self._repeat_seconds
        self._last, self._last_at = digest, now
        return repeat

    def _digest(self, number: bytearray) -> bytes:
        return hashlib.blake2b(number, key=self._key, digest_size=16).digest()
