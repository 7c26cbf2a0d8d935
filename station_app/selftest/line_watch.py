"""Counts what goes over a device's wire while it is tested: frames, noise, echoes. It keeps no byte of it."""

from __future__ import annotations

from typing import Final

from hardware.links.tap import Direction
from hardware.traffic import Decode, Opaque, Seen
from station_app.selftest.outcome import Outcome, red

_FEW: Final = 2
_SHARE: Final = 0.2
"""So many answers that came again, for so large a part of the questions, are no accident."""


class LineWatch:
    """A listener for a tap; what it counts is good while the device stays what it is. Close it after the test."""

    def __init__(self, decode: Decode) -> None:
        self._readable = decode is not Opaque
        self._readers = {"in": decode("in"), "out": decode("out")}
        self._begun = False
        """A whole answer has come: before it, the middle of one would be taken for noise."""
        self._said: bytes | None = None
        self._answered: set[int] = set()
        """What has come since the last question, as hashes: the same once more is an answer that came twice."""
        self.questions = 0
        self.answers = 0
        self.repeats = 0
        self.noise_bytes = 0
        self.echoes = 0

    def __call__(self, direction: Direction, piece: bytes | bytearray) -> None:
        """Hear a piece."""
        if direction == "out":
            self._said = bytes(piece)
        elif self._said is not None:
            self.echoes += bytes(piece[: len(self._said)]) == self._said
            self._said = None
        for at in range(len(piece)):  # a longer copy of somebody's card could not be wiped
            for seen in self._readers[direction].feed(bytes(piece[at : at + 1])):
                self._count(direction, seen)

    def close(self) -> None:
        """Let go of what has only begun: it may be the half of somebody's card."""
        for reader in self._readers.values():
            reader.end()

    def _count(self, direction: Direction, seen: Seen) -> None:
        if direction == "out":
            self.questions += seen.kind == "frame"
            self._answered.clear()
        elif seen.kind == "frame":
            self._begun = True
            self.answers += 1
            # some devices acknowledge a question before they answer it: two frames, but never twice the same
            mark = hash((seen.what, *seen.facts.items(), *seen.secret.items()))
            self.repeats += mark in self._answered
            self._answered.add(mark)
        elif seen.kind == "noise" and self._begun:
            size = seen.facts.get("bytes")
            self.noise_bytes += size if isinstance(size, int) else 1

    def fault(self, **told: object) -> Outcome | None:
        """What is wrong with the wire; None when nothing is."""
        if self.echoes > _FEW:
            return red("echoes", **told, echoes=self.echoes)
        if not self._readable:
            return None
        if self.noise_bytes:
            return red("line-errors", **told, noise_bytes=self.noise_bytes)
        if self.questions and self.repeats > max(_FEW, self.questions * _SHARE):
            return red("answers-twice", **told, repeats=self.repeats, questions=self.questions)
        return None
