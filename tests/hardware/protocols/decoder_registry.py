"""Every decoder and parser that meets bytes of a wire, with one good frame: for fuzzing in the suite and outside it.

`test_any_bytes.py` fails when one of hardware/protocols is missing here.
"""

import gc
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from hardware.protocols import (
    gm65,
    honeywell,
    id_card,
    iso14443,
    jpeg,
    lcus,
    lines,
    modbus,
    newland,
    osdp,
    pn532,
    r7941w,
    rdm6300,
    sam,
    ssi,
)
from hardware.simulators.id_cards import Kind, SimulatedCard, text_block

CAPTURES = Path(__file__).parents[2] / "captures"
PICTURE = bytes.fromhex("FF D8 FF E0 00 04 00 00 FF C0 00 0B 08 00 10 00 10 01 01 11 00 FF DA 00 02 12 34 FF D9")
"""The segments of a small JPEG picture."""
HELD_AT_MOST = 16 * 1024
"""Bytes of memory that any decoder may hold, whatever it was fed."""
_SWALLOWED = 64
"""Good frames that may go into a false start where no pause ends it."""
_HEX = re.compile(r"\b[0-9A-F]{2}(?: [0-9A-F]{2})*\b")
_CARDS: dict[Kind, str] = {
    "citizen": "110105190101010017",
    "hk-macao-taiwan": "810000190101010019",
    "foreigner-2017": "UTO110085010112",
    "foreigner-2023": "911840190101010010",
}
_CODE = (type, ModuleType, FunctionType, MethodType, BuiltinFunctionType, re.Pattern)


@dataclass(frozen=True, kw_only=True)
class Fuzzed:
    """One decoder."""

    make: Callable[[], Any]
    good: bytes
    """A whole frame, as its sender's encoder makes it."""
    means: object
    """What the decoder must find in it."""
    captures: str
    """How the names of its files in tests/captures begin."""


def _of(make: Callable[[], Any], good: bytes | bytearray, means: object, captures: str) -> Fuzzed:
    return Fuzzed(make=make, good=bytes(good), means=means, captures=captures)


_SAM_REPLY = sam.Reply(status=sam.Status.FOUND, data=bytearray(4))
_SAM_REQUEST = sam.Request(command=sam.Command.FIND)
_BITS = modbus.Bits(unit=1, function=modbus.Function.READ_INPUTS, states=(True, False) * 4)
_READ = modbus.Read(unit=1, function=modbus.Function.READ_INPUTS, first=0, count=8)
_RELAY = lcus.Frame(channel=1, op=lcus.Op.ON)
_TAG = rdm6300.Tag(uid=bytearray(b"\x01\x02\x03\x04\x05"))
_7941 = r7941w.Frame(code=r7941w.Code.DONE, data=bytearray(b"\x01\x02\x03\x04\x05"))
_CHIP = pn532.Frame(direction=pn532.TO_HOST, data=bytearray(b"\x03\x32\x01\x06\x07"))
_OSDP = osdp.Frame(address=1, reply=True, sequence=2, code=0x40, data=bytearray(b"\x05"))
_SSI = ssi.Packet(opcode=ssi.Opcode.DECODE_DATA, data=b"\x01PASS-1", source=0, status=0)
_NEWLAND = newland.Reply(results=(newland.Result(text="SCNMOD0", status=newland.Status.DONE),))
_HONEYWELL = honeywell.Reply(text="TRGMOD0", status=honeywell.Status.DONE)
_NEWLAND_ORDER = newland.encode(newland.Command.ASK_SYSTEM)
_HONEYWELL_ORDER = honeywell.encode(honeywell.Command.ASK_MODE)
_LINE = lines.Line(text="PASS-1")


def _only(decoder: Any, raw: bytes) -> object:
    return next(iter(decoder.feed(raw)))


DECODERS: dict[str, Fuzzed] = {
    "sam-replies": _of(sam.reply_decoder, sam.encode(_SAM_REPLY), _SAM_REPLY, "sam-"),
    "sam-requests": _of(sam.request_decoder, sam.encode(_SAM_REQUEST), _SAM_REQUEST, "sam-"),
    "modbus-replies": _of(modbus.reply_decoder, modbus.encode(_BITS), _BITS, "modbus-"),
    "modbus-requests": _of(modbus.request_decoder, modbus.encode(_READ), _READ, "modbus-"),
    "lcus": _of(lcus.Decoder, lcus.encode(_RELAY), _RELAY, "lcus-"),
    "lines": _of(lines.LineDecoder, b"PASS-1\r\n", _LINE, "line-"),
    "lines-crlf": _of(lambda: lines.LineDecoder(b"\r\n"), b"PASS-1\r\n", _LINE, "line-"),
    "gm65-replies": _of(gm65.reply_ear, gm65.encode(gm65.Answer(data=b"\x07")), gm65.Answer(data=b"\x07"), "gm65-"),
    "gm65-requests": _of(gm65.request_decoder, gm65.encode(gm65.START), gm65.START, "gm65-"),
    "newland-replies": _of(newland.reply_ear, newland.encode_reply(_NEWLAND), _NEWLAND, "newland-"),
    "newland-orders": _of(
        newland.order_decoder, _NEWLAND_ORDER, _only(newland.order_decoder(), _NEWLAND_ORDER), "newland-"
    ),
    "honeywell-replies": _of(honeywell.ReplyEar, honeywell.encode_reply(_HONEYWELL), _HONEYWELL, "honeywell-"),
    "honeywell-orders": _of(
        honeywell.order_decoder, _HONEYWELL_ORDER, _only(honeywell.order_decoder(), _HONEYWELL_ORDER), "honeywell-"
    ),
    "ssi": _of(ssi.Decoder, ssi.encode(_SSI), _SSI, "ssi-"),
    "ssi-any": _of(lambda: ssi.Decoder(opcodes=None), ssi.encode(_SSI), _SSI, "ssi-"),
    "rdm6300": _of(rdm6300.tag_decoder, rdm6300.encode(_TAG), _TAG, "rdm6300-"),
    "7941w-answers": _of(
        partial(r7941w.frame_decoder, r7941w.READER), r7941w.encode(_7941, r7941w.READER), _7941, "7941w-"
    ),
    "7941w-requests": _of(
        partial(r7941w.frame_decoder, r7941w.HOST), r7941w.encode(_7941, r7941w.HOST), _7941, "7941w-"
    ),
    "pn532": _of(pn532.frame_decoder, pn532.encode(_CHIP), _CHIP, "pn532-"),
    "osdp": _of(osdp.frame_decoder, osdp.encode(_OSDP), _OSDP, "osdp-"),
}


def _segments(data: bytes) -> None:
    segments = ssi.Segments()
    for at in range(0, len(data), 40):
        segments.take(ssi.Packet(opcode=ssi.Opcode.SEGMENT, data=data[at : at + 40], source=0))
    assert held(segments) <= HELD_AT_MOST


def _may_refuse(parse: Callable[[bytearray], object]) -> Callable[[bytes], object]:
    """For what says in its docstring that it raises ValueError, which its caller takes for a bad answer."""

    def parsed(data: bytes) -> object:
        try:
            return parse(bytearray(data))
        except ValueError:
            return None

    return parsed


PARSERS: dict[str, Callable[[bytes], object]] = {
    "id_card.parse_answer": lambda data: id_card.parse_answer(bytearray(data)),
    "id_card.parse_text": id_card.parse_text,
    "id_card.is_18_digits": id_card.is_18_digits,
    "id_card.is_date": id_card.is_date,
    "iso14443.is_random": iso14443.is_random,
    "jpeg.examine": jpeg.examine,
    "jpeg.picture_alone": jpeg.picture_alone,
    "lines.item_of": lines.item_of,
    "lcus.is_whole": lcus.is_whole,
    "lcus.masked": lcus.masked,
    "modbus.crc16": modbus.crc16,
    "modbus.is_whole": modbus.is_whole,
    "modbus.masked": modbus.masked,
    "osdp.crc16": osdp.crc16,
    "osdp.masked": osdp.masked,
    "pn532.is_type_b": _may_refuse(pn532.is_type_b),
    "pn532.masked": pn532.masked,
    "pn532.uid_of": _may_refuse(pn532.uid_of),
    "r7941w.masked": r7941w.masked,
    "sam.masked": sam.masked,
    "sam.sam_id_text": _may_refuse(sam.sam_id_text),
    "ssi.Segments": _segments,
}
"""What takes bytes of a wire and keeps nothing."""


def items(decoder: Any, raw: bytes) -> list[object]:
    """What a decoder finds in a piece."""
    return list(decoder.feed(raw))


def pause(decoder: Any) -> list[object]:
    """The line is silent for a while; not every decoder has a use for that."""
    ending = getattr(decoder, "flush", None) or getattr(decoder, "silence", None)
    if ending is None:
        return []
    found = ending()
    return list(found) if isinstance(found, list) else [] if found is None else [found]


def finds_the_next(decoder: Any, fuzzed: Fuzzed) -> bool:
    """Whether a good frame is found: at once after a pause, or else when a false start has swallowed what it can."""
    pause(decoder)
    times = 1 if hasattr(decoder, "flush") or hasattr(decoder, "silence") else _SWALLOWED
    return any(fuzzed.means in items(decoder, fuzzed.good) for _ in range(times))


def held(decoder: object) -> int:
    """Bytes of memory that belong to it, over-allocated ones included."""
    seen: set[int] = set()
    todo, size = [decoder], 0
    while todo:
        one = todo.pop()
        if id(one) in seen or isinstance(one, _CODE):
            continue
        seen.add(id(one))
        size += sys.getsizeof(one)
        todo += gc.get_referents(one)
    return size


def seeds(captures: str) -> list[bytes]:
    """Frames of the files in tests/captures whose names begin so."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(CAPTURES.rglob(f"{captures}*.hex")))
    return [bytes.fromhex(found) for found in _found(texts) if len(found) > 5]


def card_texts() -> list[bytes]:
    """What is on the chips of cards of each kind: the text alone, and the whole answer."""
    cards = [SimulatedCard(number=number, kind=kind) for kind, number in _CARDS.items()]
    return [part for card in cards for part in (text_block(card), bytes(card.base_info()))]


def _found(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        for line in text.splitlines():
            if not line.startswith("#"):
                yield from _HEX.findall(line)
