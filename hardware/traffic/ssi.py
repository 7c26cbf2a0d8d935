"""Zebra SSI traffic: codes are told by their length and kept as made-up text in packets with right checks."""

from __future__ import annotations

from hardware.protocols.ssi import READER, Broken, Decoder, Opcode, Packet, encode
from hardware.traffic import Direction, FrameReader, Seen, noise
from hardware.traffic.lines import MadeUpText
from hardware.traffic.reframed import Reframed
from hardware.traffic.scanner_sides import Commands, Heard, answers_and_codes, fitted

_KIND = 1
"""Bytes before the text of a code, and of a later segment."""
_FIRST_HEAD = 10
_SHORT = 2
_CODES = frozenset(Opcode)
_HEAD_AND_CHECK = 6


def read(direction: Direction) -> FrameReader:
    """Packets both ways."""
    return Heard(Decoder(), _seen)


def redactor() -> Reframed:
    """For one capture."""
    text = MadeUpText()

    def rewrite(item: Packet | Broken, size: int) -> bytes:
        if isinstance(item, Broken):
            return b""  # its bytes follow as they are passed over, or are owed at the end
        return _safe(item, text, size)

    return Reframed(answers_and_codes(Decoder(), rewrite), Commands(_known))


def _safe(packet: Packet, text: MadeUpText, size: int) -> bytes:
    head = 0
    if packet.opcode == Opcode.SEGMENT and packet.data:
        head = _KIND if packet.data[0] else _FIRST_HEAD
    elif packet.opcode == Opcode.DECODE_DATA:
        head = _KIND
        text.next_line()
    elif len(packet.data) <= _SHORT:
        head = len(packet.data)
    data = packet.data[:head] + text.instead_of(packet.data[head:])
    try:
        safe = encode(Packet(opcode=packet.opcode, data=data, source=packet.source, status=packet.status))
    except ValueError:  # what its sender never says
        return bytes(size or len(packet.data) + _HEAD_AND_CHECK)
    return fitted(safe, size)


def _seen(item: Packet | Broken) -> Seen:
    if isinstance(item, Broken):
        return noise(0, "a packet with a wrong check")
    name = Opcode(item.opcode).name.lower().replace("_", "-") if item.opcode in _CODES else "unknown"
    facts = {"opcode": f"{item.opcode:02X}", "by_reader": item.source == READER, "data": len(item.data)}
    if item.opcode != Opcode.DECODE_DATA:
        return Seen(kind="frame", what=name, facts=facts)
    return Seen(kind="frame", what=name, facts=facts, secret={"text": item.data[_KIND:].decode("utf-8", "replace")})


def _known(piece: bytes) -> bool:
    found = list(Decoder().feed(piece))
    packets = [item for item in found if isinstance(item, Packet) and len(item.data) <= _SHORT]
    return len(packets) == len(found) and sum(len(item.data) + _HEAD_AND_CHECK for item in packets) == len(piece)
