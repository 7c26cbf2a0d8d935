"""Modbus traffic of boards and sensors; it holds nobody's data and is kept as it is (`AsIs`)."""

from __future__ import annotations

from hardware.protocols.modbus import encode, reply_decoder, request_decoder
from hardware.traffic import Direction, FrameReader
from hardware.traffic.framed import Framed


def read(direction: Direction) -> FrameReader:
    """The driver asks, the device answers."""
    if direction == "in":
        replies = reply_decoder()
        return Framed(replies, lambda frame: len(encode(frame)), replies.silence)
    requests = request_decoder()
    return Framed(requests, lambda frame: len(encode(frame)), requests.silence)
