"""OSDP traffic: codes and lengths are told; keys, challenges, secured data and cards never leave the line.

Its conversation is kept for reading, not for playing again: a secure channel begins with numbers drawn by lot, and the
library that speaks it keeps its own time.
"""

from __future__ import annotations

from typing import Final

from hardware.protocols.osdp import Frame, encode, frame_decoder
from hardware.protocols.wiped_buffer import Noise
from hardware.traffic import Direction, FrameReader, Seen, noise
from hardware.traffic.framed import Each
from hardware.traffic.reframed import NobodysIds, Reframed, Side

_HARMLESS: Final = frozenset({0x40, 0x41, 0x48, 0x49, 0x4A, 0x4B, 0x54, *range(0x60, 0x6B), 0x6E})
"""Polls, states, capabilities, outputs, light and sound; not text, keys or cards."""
_RAW_CARD: Final = 0x50
_BEFORE_CARD: Final = 4
_MOST: Final = 14
"""Bytes of data in the longest of the harmless that a station sends; a longer one is something else."""
_BLOCK_HEAD: Final = 2


def read(direction: Direction) -> FrameReader:
    """Commands and replies have one shape."""
    return Each(frame_decoder(), _seen)


def redactor() -> Reframed:
    """For one capture."""
    ids = NobodysIds()
    return Reframed(_side(ids), _side(ids))


def _side(ids: NobodysIds) -> Side[Frame | Noise]:
    decoder = frame_decoder()

    def rewrite(item: Frame | Noise, size: int) -> bytes:
        if isinstance(item, Noise):
            return bytes(item.size)
        block = item.security[:_BLOCK_HEAD].ljust(len(item.security), b"\0")
        safe = Frame(
            address=item.address,
            reply=item.reply,
            sequence=item.sequence,
            code=item.code,
            data=bytearray(_safe(item, ids)),
            security=block,
        )
        item.wipe()
        with_crc = encode(safe)
        return bytes(with_crc if size in (0, len(with_crc)) else encode(safe, crc=False))

    return Side(decoder.feed, decoder.flush, rewrite, lambda: decoder.pending)


def _safe(frame: Frame, ids: NobodysIds) -> bytes:
    size = len(frame.data)
    if frame.security:
        return bytes(size)
    if frame.code == _RAW_CARD and size > _BEFORE_CARD:
        return bytes(frame.data[:_BEFORE_CARD]) + ids.instead_of(frame.data[_BEFORE_CARD:])
    if frame.code in _HARMLESS and size <= _MOST:
        return bytes(frame.data)
    return bytes(size)


def _seen(item: Frame | Noise) -> Seen:
    if isinstance(item, Noise):
        return noise(item.size)
    data = item.data.hex().upper()
    facts = {
        "code": f"{item.code:02X}",
        "address": item.address,
        "sequence": item.sequence,
        "secure": bool(item.security),
        "data": len(item.data),
    }
    item.wipe()
    return Seen(kind="frame", what="reply" if item.reply else "command", facts=facts, secret={"bytes": data})
