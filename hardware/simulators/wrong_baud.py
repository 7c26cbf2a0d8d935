"""What a serial receiver hears when its clock is not the sender's: bits sampled at the wrong moments."""

from __future__ import annotations

from typing import Final

_BITS: Final = 8
_STOP_SAMPLED_AT: Final = 9.5
_IDLE: Final = 12
"""Bits of silence after the last byte: the receiver may still be inside one of its own."""


def garbled(data: bytes | bytearray, faster: float) -> bytes:
    """The bytes that a receiver makes of `data` when its clock runs `faster` times as fast as the sender's (8N1)."""
    levels = [bit for byte in data for bit in (0, *((byte >> place) & 1 for place in range(_BITS)), 1)]
    levels += [1] * _IDLE
    heard = bytearray()
    at = 0.0
    while (start := _next_start(levels, at)) is not None:
        samples = [_level(levels, start + (1.5 + place) / faster) for place in range(_BITS)]
        heard.append(sum(bit << place for place, bit in enumerate(samples)))
        at = start + _STOP_SAMPLED_AT / faster
    return bytes(heard)


def _next_start(levels: list[int], at: float) -> float | None:
    """Where the line is low first, from `at` on, in bits of the sender; None when it stays idle."""
    if _level(levels, at) == 0:
        return at
    return next((float(bit) for bit in range(int(at) + 1, len(levels)) if levels[bit] == 0), None)


def _level(levels: list[int], at: float) -> int:
    return levels[int(at)] if at < len(levels) else 1
