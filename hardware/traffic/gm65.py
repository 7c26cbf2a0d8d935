"""GM65 readers' traffic: codes as in line mode; answers are told and kept as they are when they are short."""

from __future__ import annotations

from hardware.protocols.gm65 import Answer, Foreign, Request, encode, reply_ear, request_decoder
from hardware.traffic import Direction, FrameReader, Seen
from hardware.traffic.framed import frame_seen
from hardware.traffic.reframed import Reframed
from hardware.traffic.scanner_sides import Asked, Commands, Heard, answers_and_codes, fitted

_SHORT = 2
"""Bytes of an answer that say how the reader is set; longer ones say what it is, or are none."""
_FRAME = 8


def read(direction: Direction) -> FrameReader:
    """The driver asks, the reader answers and sends codes."""
    if direction == "in":
        return Heard(reply_ear(), _answer_seen)
    return Asked(request_decoder().feed, _request_seen, _size)


def redactor() -> Reframed:
    """For one capture."""
    return Reframed(answers_and_codes(reply_ear(), _rewrite), Commands(_known))


def _answer_seen(answer: Answer) -> Seen:
    facts = {"data": answer.data.hex(" ").upper() if len(answer.data) <= _SHORT else f"{len(answer.data)} bytes"}
    return Seen(kind="frame", what="heartbeat" if answer.heartbeat else "answer", facts=facts)


def _request_seen(request: Request | Foreign) -> Seen:
    if isinstance(request, Foreign):
        return Seen(kind="frame", what="foreign-request", facts={"kind": request.kind, "data": len(request.data)})
    return frame_seen(request)


def _size(request: Request | Foreign) -> int:
    return _FRAME + len(request.data) if isinstance(request, Foreign) else len(encode(request))


def _rewrite(answer: Answer, size: int) -> bytes:
    data = answer.data if len(answer.data) <= _SHORT else bytes(len(answer.data))
    return fitted(encode(Answer(data=data, heartbeat=answer.heartbeat)), size)


def _known(piece: bytes) -> bool:
    decoder = request_decoder()
    found = list(decoder.feed(piece))
    return not any(isinstance(item, Foreign) for item in found) and sum(map(_size, found)) == len(piece)
