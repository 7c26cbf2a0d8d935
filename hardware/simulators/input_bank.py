"""The inputs of a simulated board: what is wired to them, and what the board tells of it."""

from __future__ import annotations

from typing import Final

from hardware.clock import Clock

INPUT_FAULTS: Final = frozenset({"stuck-input", "stuck-button", "lying-contact", "bouncing-contact"})
"""An input that stays as it is; one that stays on once it was on; one that tells the opposite; one that chatters."""

BOUNCE_SECONDS: Final = 0.06
"""How long a contact chatters after it has moved."""
_BOUNCE_EVERY: Final = 0.007


class InputBank:
    """Contacts that people and doors move, and their mishaps."""

    def __init__(self, clock: Clock, count: int) -> None:
        self._clock = clock
        self._wired = [False] * count
        self._moved_at = [clock.monotonic() - BOUNCE_SECONDS] * count
        self._frozen: tuple[bool, ...] | None = None
        self._latched: set[int] | None = None
        self._on: set[str] = set()

    def __len__(self) -> int:
        return len(self._wired)

    @property
    def told(self) -> tuple[bool, ...]:
        """What the board says now, input 1 first."""
        return tuple(self._chattering(at, on) for at, on in enumerate(self.settled))

    @property
    def settled(self) -> tuple[bool, ...]:
        """What the board says when nothing chatters any more."""
        if self._frozen is not None:
            return self._frozen
        held: set[int] = self._latched or set()
        return tuple((on or at in held) != ("lying-contact" in self._on) for at, on in enumerate(self._wired))

    def set(self, channel: int, on: bool) -> None:
        """Close or open the contact wired to input `channel` (from 1). Raises ValueError."""
        if not 1 <= channel <= len(self._wired):
            raise ValueError(f"input must be 1 to {len(self._wired)}, got {channel}")
        if self._wired[channel - 1] != on:
            self._moved_at[channel - 1] = self._clock.monotonic()
        self._wired[channel - 1] = on
        if on and self._latched is not None:
            self._latched.add(channel - 1)

    def fault(self, name: str, on: bool) -> None:
        """Let one of `INPUT_FAULTS` begin or end; afterwards the inputs tell again what is."""
        if name == "stuck-input":
            self._frozen = self.settled if on else None
        elif name == "stuck-button":
            self._latched = {at for at, closed in enumerate(self._wired) if closed} if on else None
        elif on:
            self._on.add(name)
        else:
            self._on.discard(name)

    def _chattering(self, at: int, on: bool) -> bool:
        since = self._clock.monotonic() - self._moved_at[at]
        if "bouncing-contact" not in self._on or self._frozen is not None or since >= BOUNCE_SECONDS:
            return on
        return on if int(since / _BOUNCE_EVERY) % 2 == 0 else not on
