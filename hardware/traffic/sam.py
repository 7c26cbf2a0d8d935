"""Resident-ID readers' traffic, told without a card's text: its kind, its end of validity and, if asked, its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hardware.protocols.id_card import BadText, parse_answer
from hardware.protocols.sam import (
    ADDRESS_BLOCK,
    Command,
    Reply,
    Request,
    Status,
    address_blocks,
    meaning,
    reply_decoder,
    request_decoder,
    sam_id_text,
)
from hardware.protocols.wiped_buffer import Noise
from hardware.traffic import Direction, FrameReader, Seen, noise

_SAM_ID: Final = 16
_SHORTEST_CARD: Final = 256
_WHY: Final = {
    "stray": "no frame",
    "length": "a frame with an impossible length",
    "checksum": "a frame with a wrong check byte",
    "cut": "a frame that stops half-way",
}


def read(direction: Direction) -> FrameReader:
    """The driver asks, the reader answers."""
    return _Replies() if direction == "in" else _Requests()


class _Replies:
    def __init__(self) -> None:
        self._decoder = reply_decoder()

    def feed(self, piece: bytes) -> Sequence[Seen]:
        return [seen for item in self._decoder.feed(piece) for seen in _reply(item)]

    def end(self) -> Sequence[Seen]:
        return [seen for item in self._decoder.flush() for seen in _reply(item)]


class _Requests:
    def __init__(self) -> None:
        self._decoder = request_decoder()

    def feed(self, piece: bytes) -> Sequence[Seen]:
        return [_request(item) for item in self._decoder.feed(piece)]

    def end(self) -> Sequence[Seen]:
        return [_request(item) for item in self._decoder.flush()]


def _request(item: Request | Noise) -> Seen:
    if isinstance(item, Noise):
        return noise(item.size, _WHY[item.kind])
    known = isinstance(item.command, Command)
    name = Command(item.command).name.lower().replace("_", "-") if known else "unknown"
    return Seen(kind="frame", what=name, facts={"command": f"{item.command:04X}", "data": len(item.data)})


def _reply(item: Reply | Noise) -> list[Seen]:
    if isinstance(item, Noise):
        return [noise(item.size, _WHY[item.kind])]
    facts = {"status": f"{item.status:02X}", "meaning": meaning(item.status), "data": len(item.data)}
    frame = Seen(kind="frame", what="reply", facts=facts)
    reading = _reading(item) if item.status == Status.OK else None
    item.wipe()
    return [frame] if reading is None else [frame, reading]


def _reading(reply: Reply) -> Seen | None:
    size = len(reply.data)
    if size == _SAM_ID:
        return Seen(kind="reading", what="sam-id", facts={"sam_id": sam_id_text(reply.data)})
    if blocks := address_blocks(reply):
        return Seen(kind="reading", what="newest-address", facts={"blocks": blocks, "bytes": blocks * ADDRESS_BLOCK})
    if size < _SHORTEST_CARD:
        return None
    card = parse_answer(reply.data)
    if isinstance(card, BadText):
        return Seen(kind="reading", what="unreadable-card", facts={"reason": card.reason})
    number = card.number.decode("ascii")
    card.number[:] = bytes(len(card.number))
    facts = {"card": card.kind, "valid_until": card.valid_until or "no end"}
    return Seen(kind="reading", what="card", facts=facts, secret={"number": number})
