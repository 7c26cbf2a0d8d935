"""Modbus traffic of boards and sensors: whole frames hold nobody's data; a reader in their place may say anything."""

from __future__ import annotations

from hardware.protocols.modbus import encode, is_whole, reply_decoder, request_decoder
from hardware.traffic import Direction, FrameReader
from hardware.traffic.framed import Framed
from hardware.traffic.reframed import Reframed, Side
from hardware.traffic.scanner_sides import Commands


def read(direction: Direction) -> FrameReader:
    """The driver asks, the device answers."""
    if direction == "in":
        replies = reply_decoder()
        return Framed(replies, lambda frame: len(encode(frame)), replies.silence)
    requests = request_decoder()
    return Framed(requests, lambda frame: len(encode(frame)), requests.silence)


def redactor() -> Reframed:
    """For one capture: frames are kept as they are, all else as zeros."""
    replies = reply_decoder()
    heard = Side(replies.feed, replies.silence, lambda frame, _size: encode(frame), lambda: replies.pending)
    return Reframed(heard, Commands(is_whole), in_turns=True)
