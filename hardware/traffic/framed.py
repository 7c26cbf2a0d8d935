"""Reading with decoders: each frame by what it tells, each stretch of noise by its length."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from enum import IntEnum
from typing import Any, Generic, Protocol, TypeVar

from hardware.traffic import Seen, noise

F = TypeVar("F", covariant=True)
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Yielding(Protocol[T_co]):
    """A decoder of one wire format that yields its noise like a frame."""

    def feed(self, data: bytes) -> Iterable[T_co]:
        """What `data` completes."""
        ...

    def flush(self) -> Iterable[T_co]:
        """What had begun is broken off."""
        ...


class Each(Generic[T]):
    """Tells whatever a yielding decoder finds."""

    def __init__(self, decoder: Yielding[T], tell: Callable[[T], Seen]) -> None:
        """`tell` also wipes what it was given."""
        self._decoder = decoder
        self._tell = tell

    def feed(self, piece: bytes) -> Sequence[Seen]:
        """What `piece` completes."""
        return [self._tell(item) for item in self._decoder.feed(piece)]

    def end(self) -> Sequence[Seen]:
        """What was still held back."""
        return [self._tell(item) for item in self._decoder.flush()]


class Counting(Protocol[F]):
    """A decoder of one wire format that counts its noise."""

    @property
    def noise(self) -> int:
        """Bytes so far that belonged to no frame."""
        ...

    def feed(self, data: bytes) -> Iterable[F]:
        """The frames that `data` completes."""
        ...


class Framed(Generic[F]):
    """Tells what a counting decoder finds, in the order of the wire."""

    def __init__(
        self, decoder: Counting[F], size: Callable[[F], int], silence: Callable[[], Iterable[F]] = tuple[F, ...]
    ) -> None:
        """`size` is a frame's length on the wire; `silence` lets the decoder give up what had begun."""
        self._decoder = decoder
        self._size = size
        self._silence = silence
        self._untold = 0
        """Bytes that came and are in nothing told yet."""
        self._noise = 0

    def feed(self, piece: bytes) -> Sequence[Seen]:
        """What `piece` completes."""
        told: list[Seen] = []
        for at in range(len(piece)):  # one by one, so that noise is told where it was
            self._untold += 1
            self._tell(self._decoder.feed(piece[at : at + 1]), told)
        return told + self._noise_so_far()

    def end(self) -> Sequence[Seen]:
        """What was still held back."""
        told: list[Seen] = []
        self._tell(self._silence(), told)
        told += self._noise_so_far()
        rest, self._untold = self._untold, 0
        return [*told, noise(rest, "a frame that stops half-way")] if rest else told

    def _tell(self, frames: Iterable[F], told: list[Seen]) -> None:
        for frame in frames:
            told += self._noise_so_far()
            self._untold -= self._size(frame)
            told.append(frame_seen(frame))

    def _noise_so_far(self) -> list[Seen]:
        new = self._decoder.noise - self._noise
        self._noise += new
        self._untold -= new
        return [noise(new)] if new else []


def frame_seen(frame: Any) -> Seen:
    """A frame without personal data, told by its class and all its fields."""
    facts = {one.name: _value(getattr(frame, one.name)) for one in fields(frame)}
    return Seen(kind="frame", what=type(frame).__name__, facts=facts)


def _value(value: Any) -> Any:
    return value.name.lower().replace("_", "-") if isinstance(value, IntEnum) else value
