"""Tells a contact that has moved from one that bounces, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_ROUNDING = 0.0005
"""Seconds; two sums of the same clock may differ by less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One channel is believed to have another state."""

    channel: int
    """From 1."""
    on: bool
    at: float
    """Monotonic seconds of the first sample that showed it: the edge."""
    lasted: float | None
    """Seconds that the state before had stood; None when nobody saw it begin."""


class Debouncer:
    """Believes a state once it has been seen twice, at least `seconds` apart and with no other state between."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds - _ROUNDING
        self._believed: dict[int, bool] = {}
        self._began: dict[int, float] = {}
        self._doubted: dict[int, tuple[bool, float]] = {}
        self.bounces = 0
        """How often a state was seen and was gone before it was believed."""

    def see(self, states: Sequence[bool], now: float) -> list[Move]:
        """Take one sample at `now` (monotonic seconds); what has moved."""
        moved: list[Move] = []
        for channel, on in enumerate(states, start=1):
            doubted = self._doubted.get(channel)
            if doubted is not None and doubted[0] != on:
                self.bounces += 1
                del self._doubted[channel]
                doubted = None
            if self._believed.get(channel) == on:
                continue
            if doubted is None:
                self._doubted[channel] = (on, now)
            elif now - doubted[1] >= self._seconds:
                moved.append(self._believe(channel, on, doubted[1]))
        return moved

    @property
    def doubts(self) -> bool:
        """True while a channel may have moved, so that the next sample is wanted soon."""
        return bool(self._doubted)

    def _believe(self, channel: int, on: bool, edge: float) -> Move:
        began = self._began.get(channel)
        if channel in self._believed:
            self._began[channel] = edge  # of the first state nobody saw the beginning
        self._believed[channel] = on
        del self._doubted[channel]
        return Move(channel=channel, on=on, at=edge, lasted=None if began is None else edge - began)
