"""LCUS boards' traffic; it holds nobody's data and is kept as it is (`AsIs`)."""

from __future__ import annotations

from hardware.protocols.lcus import Decoder, encode
from hardware.traffic import Direction, FrameReader
from hardware.traffic.framed import Framed


def read(direction: Direction) -> FrameReader:
    """Commands and answers have one shape."""
    return Framed(Decoder(), lambda frame: len(encode(frame)))
