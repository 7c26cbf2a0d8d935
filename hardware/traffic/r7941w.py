"""7941W readers' traffic: ids are told only of synthetic cards, and kept as ids of nobody with a right check byte."""

from __future__ import annotations

from hardware.protocols.r7941w import HOST, READER, Code, Frame, encode, frame_decoder
from hardware.protocols.wiped_buffer import Noise
from hardware.traffic import Direction, FrameReader, Seen, noise
from hardware.traffic.framed import Each
from hardware.traffic.reframed import NobodysIds, Reframed, Side


def read(direction: Direction) -> FrameReader:
    """The driver asks, the reader answers."""
    return Each(frame_decoder(READER if direction == "in" else HOST), _seen)


def redactor() -> Reframed:
    """For one capture."""
    ids = NobodysIds()
    return Reframed(_side(READER, ids), _side(HOST, ids), in_turns=True)


def _side(header: bytes, ids: NobodysIds) -> Side[Frame | Noise]:
    decoder = frame_decoder(header)

    def rewrite(item: Frame | Noise, size: int) -> bytes:
        if isinstance(item, Noise):
            return header[: item.size].ljust(item.size, b"\0") if item.kind != "stray" else bytes(item.size)
        safe = Frame(code=item.code, address=item.address, data=bytearray(ids.instead_of(item.data)))
        item.wipe()
        return bytes(encode(safe, header))

    return Side(decoder.feed, decoder.flush, rewrite, lambda: decoder.pending)


def _seen(item: Frame | Noise) -> Seen:
    if isinstance(item, Noise):
        return noise(item.size)
    uid = item.data.hex().upper()
    known = item.code in frozenset(Code)
    what = Code(item.code).name.lower().replace("_", "-") if known else "unknown"
    facts = {"code": f"{item.code:02X}", "address": item.address, "data": len(item.data)}
    item.wipe()
    return Seen(kind="frame", what=what, facts=facts, secret={"uid": uid} if uid else {})
