"""PN532 traffic: a card's id is told only of synthetic cards, and kept as an id of nobody with right check bytes."""

from __future__ import annotations

from hardware.protocols.iso14443 import UID_SIZES
from hardware.protocols.pn532 import TO_CHIP, WAKE, Frame, Item, Signal, encode, frame_decoder
from hardware.protocols.wiped_buffer import Noise
from hardware.traffic import Direction, FrameReader, Seen, noise
from hardware.traffic.framed import Each
from hardware.traffic.reframed import NobodysIds, Reframed, Side
from hardware.traffic.scanner_sides import Commands

_FIRMWARE = 0x03
_TARGETS = 0x4B
_SENSE_AT, _UID_SIZE_AT, _UID_AT = 3, 6, 7
_TYPE_B = 0x50
"""Where a type A card has the first byte of its SENS_RES, which is below 10."""
_SHORT = 5
"""Bytes of code and data of every command that a driver sends."""


def read(direction: Direction) -> FrameReader:
    """Frames both ways."""
    return Each(frame_decoder(), _seen)


def redactor() -> Reframed:
    """For one capture."""
    ids, decoder = NobodysIds(), frame_decoder()

    def rewrite(item: Item, size: int) -> bytes:
        match item:
            case Noise():
                return bytes(b"\x01" * item.size)  # not zeros, which would be padding
            case Signal():
                return b"\x00\xff\x00\xff" if item is Signal.ACK else b"\x00\xff\xff\x00"
            case Frame():
                safe = Frame(direction=item.direction, data=bytearray(_safe(item.data, ids)))
                item.wipe()
                return bytes(encode(safe))[1:-1]  # the padding around it is passed over by itself

    return Reframed(Side(decoder.feed, decoder.flush, rewrite, lambda: decoder.pending), Commands(_known))


def _safe(data: bytearray, ids: NobodysIds) -> bytes:
    code = data[0] if data else 0
    if code == _FIRMWARE and len(data) <= _SHORT:
        return bytes(data)
    type_a = code == _TARGETS and len(data) > _UID_SIZE_AT and data[_SENSE_AT] != _TYPE_B
    if type_a and data[_UID_SIZE_AT] in UID_SIZES:
        uid = data[_UID_AT : _UID_AT + data[_UID_SIZE_AT]]
        return (bytes(data[:_UID_AT]) + ids.instead_of(uid)).ljust(len(data), b"\0")
    return bytes(data[:2] if code == _TARGETS else data[:1]).ljust(len(data), b"\0")


def _known(piece: bytes) -> bool:
    decoder = frame_decoder()
    bare = piece.removeprefix(WAKE)
    items = decoder.feed(bare) + decoder.flush()
    good = [
        item for item in items if isinstance(item, Frame) and item.direction == TO_CHIP and len(item.data) <= _SHORT
    ]
    signals = [item for item in items if isinstance(item, Signal)]
    size = sum(len(encode(item)) for item in good) + 6 * len(signals)
    return len(good) + len(signals) == len(items) and size == len(bare)


def _seen(item: Item) -> Seen:
    match item:
        case Noise():
            return noise(item.size)
        case Signal():
            return Seen(kind="frame", what=item.name.lower())
        case Frame():
            data = bytes(item.data)
            item.wipe()
            facts = {"code": data[:1].hex().upper(), "data": max(0, len(data) - 1)}
            what = "command" if item.direction == TO_CHIP else "answer"
            return Seen(kind="frame", what=what, facts=facts, secret={"bytes": data[1:].hex().upper()})
