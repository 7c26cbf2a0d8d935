"""What went over a wire, afterwards: read frame by frame for people's eyes, or made safe to be kept as a capture.

One file per wire format, as in `protocols/`. Nothing here talks to a device; a driver names its two entries
(`decode`, `redact`). One that names none leaks nothing: of its traffic only lengths are shown and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, Protocol

from hardware.links.tap import Direction

__all__ = ["Decode", "Direction", "FrameReader", "LengthsOnly", "Opaque", "Redact", "Redactor", "Seen", "noise"]

Value = str | int | float | bool | tuple[int, ...] | tuple[bool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One frame, one reading that a frame holds, or a stretch of noise, as it may be told to a person."""

    kind: Literal["frame", "reading", "noise"]
    what: str
    """Which one, in a few plain words."""
    facts: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    """What is safe to show."""
    secret: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    """What is shown only of traffic that is known to be synthetic: numbers, ids, codes."""


class FrameReader(Protocol):
    """Reads one direction of a port's traffic, cut anywhere."""

    def feed(self, piece: bytes) -> Sequence[Seen]:
        """What `piece` completes, in order; never raises, whatever it holds."""
        ...

    def end(self) -> Sequence[Seen]:
        """What was still held back."""
        ...


class Redactor(Protocol):
    """Makes a port's traffic safe to keep: same frames, same lengths, nobody's data. One per capture."""

    def take(self, direction: Direction, piece: bytes) -> bytes:
        """What may be written down of the next piece, which is cut anywhere; held back bytes come with a later one."""
        ...

    def end(self) -> Mapping[Direction, bytes]:
        """What was still held back, made safe."""
        ...


Decode = Callable[[Direction], FrameReader]
"""`in` is what the device says, `out` what the driver says."""
Redact = Callable[[], Redactor]


def noise(size: int, why: str = "no frame") -> Seen:
    """Bytes that belong to no frame; what they were is not told, because they may be anybody's."""
    return Seen(kind="noise", what=why, facts={"bytes": size})


class Opaque:
    """For a direction in which nothing is spoken, or a driver that cannot read its frames: counts bytes."""

    def __init__(self, direction: Direction) -> None:
        self._direction = direction

    def feed(self, piece: bytes) -> Sequence[Seen]:
        """Only how much it was."""
        return [noise(len(piece), f"nothing is known of what goes {self._direction}")] if piece else []

    def end(self) -> Sequence[Seen]:
        """Nothing is ever held back."""
        return []


class LengthsOnly:
    """Keeps no byte: of a driver that says nothing of its traffic, only the lengths are safe."""

    def take(self, direction: Direction, piece: bytes) -> bytes:
        """As many zeros."""
        return bytes(len(piece))

    def end(self) -> Mapping[Direction, bytes]:
        """Nothing is ever held back."""
        return {}
