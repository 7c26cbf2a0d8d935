"""Tells one touch of a card from the next, from the many sights that a reader has of it."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from hardware.devices.readings import Report, SecretNumber, TagLifted, TagRead, TagUnreadable, Technology
from hardware.options import Option

LIFTED_SECONDS: Final = Option(default=1.5, low=0.3, high=10)
"""The option of every tag reader: a card that was not seen for so long has left the field."""
_REMEMBERED: Final = 64
_DIGITS: Final = b"0123456789ABCDEF"


class Touches:
    """Reports a card once while it is in the field, and when the field is empty again.

    A wallet may hold two cards that are seen in turns: each is told once. What is remembered are digests under a key
    that dies with the process.
    """

    def __init__(self, device: str, report: Report, lifted_seconds: float) -> None:
        """A card that was not seen for `lifted_seconds` has left; more than the reader pauses between two sights."""
        self._device = device
        self._report = report
        self._lifted_seconds = lifted_seconds
        self._key = secrets.token_bytes(16)
        self._seen: dict[bytes, float] = {}
        self._last: float | None = None

    @property
    def touched(self) -> bool:
        """Whether a card is in the field, as far as is known."""
        return self._last is not None

    def seen(self, technology: Technology, uid: bytearray, now: float) -> None:
        """The reader sees a card; `uid` is this method's from now on, and is overwritten."""
        digits = hex_digits(uid)
        self.seen_digits(technology, digits, now)

    def seen_digits(self, technology: Technology, digits: bytearray, now: float) -> None:
        """The same for an id that is in hex already; `digits` ends up overwritten or with the receiver."""
        self.quiet(now)
        if self._is_new(technology, digits, now):
            self._report(TagRead(device=self._device, technology=technology, uid=SecretNumber(digits)))
        else:
            digits[:] = bytes(len(digits))

    def refused(self, now: float) -> None:
        """The reader sees something whose id belongs to nobody: a phone, a card that makes up a new id each time."""
        self.quiet(now)
        if self._is_new("refused", bytearray(), now):
            self._report(TagUnreadable(device=self._device, reason="not-a-card"))

    def quiet(self, now: float) -> None:
        """Called now and then: the card has left the field when it was not seen for long enough."""
        if self._last is not None and now - self._last >= self._lifted_seconds:
            self._last = None
            self._report(TagLifted(device=self._device))

    def _is_new(self, kind: str, digits: bytearray, now: float) -> bool:
        self._last = now
        digest = hashlib.blake2b(kind.encode() + b" ", key=self._key, digest_size=16)
        digest.update(digits)
        name = digest.digest()
        last = self._seen.pop(name, None)
        self._seen[name] = now
        # oldest sight first, because a sight moves its digest to the end
        while len(self._seen) > _REMEMBERED or now - next(iter(self._seen.values())) >= self._lifted_seconds:
            del self._seen[next(iter(self._seen))]
        return last is None or now - last >= self._lifted_seconds


def hex_digits(raw: bytearray) -> bytearray:
    """Upper-case hex of `raw` in a buffer of its own; `raw` is overwritten."""
    digits = bytearray(2 * len(raw))
    for at, byte in enumerate(raw):
        digits[2 * at], digits[2 * at + 1] = _DIGITS[byte >> 4], _DIGITS[byte & 0xF]
    raw[:] = bytes(len(raw))
    return digits
