"""RDM6300 readers' traffic: ids are told only of synthetic cards, and kept as ids of nobody with right check digits."""

from __future__ import annotations

from collections.abc import Sequence

from hardware.protocols.rdm6300 import Noise, Tag, encode, tag_decoder
from hardware.traffic import Direction, FrameReader, Opaque, Seen, noise
from hardware.traffic.reframed import NobodysIds, Reframed, Side

_WITH_CRLF = 16


def read(direction: Direction) -> FrameReader:
    """The reader is never spoken to."""
    return _Tags() if direction == "in" else Opaque(direction)


def redactor() -> Reframed:
    """For one capture."""
    ids, decoder = NobodysIds(), tag_decoder()

    def rewrite(item: Tag | Noise, size: int) -> bytes:
        if isinstance(item, Noise):
            # text shows another kind of reader, and must go on to do so
            return b"X" * item.printable + bytes(item.size - item.printable)
        tag = Tag(uid=bytearray(ids.instead_of(item.uid)))
        item.uid[:] = bytes(len(item.uid))
        return bytes(encode(tag, crlf=size == _WITH_CRLF))

    return Reframed(Side(decoder.feed, list[Tag | Noise], rewrite, lambda: decoder.pending))


class _Tags:
    def __init__(self) -> None:
        self._decoder = tag_decoder()

    def feed(self, piece: bytes) -> Sequence[Seen]:
        return [_seen(item) for item in self._decoder.feed(piece)]

    def end(self) -> Sequence[Seen]:
        return [noise(self._decoder.pending, "a frame that stops half-way")] if self._decoder.pending else []


def _seen(item: Tag | Noise) -> Seen:
    if isinstance(item, Noise):
        return noise(item.size)
    uid = item.uid.hex().upper()
    item.uid[:] = bytes(len(item.uid))
    return Seen(kind="reading", what="tag", facts={"technology": "em4100"}, secret={"uid": uid})
