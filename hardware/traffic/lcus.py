"""LCUS boards' traffic: whole frames hold nobody's data; a reader plugged in in their place may say anything."""

from __future__ import annotations

from hardware.protocols.lcus import Decoder, Frame, encode, is_whole
from hardware.traffic import Direction, FrameReader
from hardware.traffic.framed import Framed
from hardware.traffic.reframed import Reframed, Side
from hardware.traffic.scanner_sides import Commands


def read(direction: Direction) -> FrameReader:
    """Commands and answers have one shape."""
    return Framed(Decoder(), lambda frame: len(encode(frame)))


def redactor() -> Reframed:
    """For one capture: frames are kept as they are, all else as zeros."""
    answers = Decoder()
    heard = Side(answers.feed, list[Frame], lambda frame, _size: encode(frame), lambda: answers.pending)
    return Reframed(heard, Commands(is_whole))
