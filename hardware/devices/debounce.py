"""Tells a contact that has moved from one that bounces."""

from __future__ import annotations

from collections.abc import Sequence

_ROUNDING = 0.0005
"""Seconds; two sums of the same clock may differ by less."""


class Debouncer:
    """Believes a state once it has been seen twice, at least `seconds` apart and with no other state between."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds - _ROUNDING
        self._believed: dict[int, bool] = {}
        self._doubted: dict[int, tuple[bool, float]] = {}

    def see(self, states: Sequence[bool], now: float) -> list[tuple[int, bool]]:
        """Take one sample at `now` (monotonic seconds); the channels, from 1, that have moved."""
        moved: list[tuple[int, bool]] = []
        for channel, on in enumerate(states, start=1):
            if self._believed.get(channel) == on:
                self._doubted.pop(channel, None)
                continue
            doubted = self._doubted.get(channel)
            if doubted is None or doubted[0] != on:
                self._doubted[channel] = (on, now)
            elif now - doubted[1] >= self._seconds:
                del self._doubted[channel]
                self._believed[channel] = on
                moved.append((channel, on))
        return moved

    @property
    def doubts(self) -> bool:
        """True while a channel may have moved, so that the next sample is wanted soon."""
        return bool(self._doubted)
