"""Resident ID cards that exist only here: synthetic numbers, laid out as on the chip (GA/T 490)."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Final, Literal

Kind = Literal["citizen", "hk-macao-taiwan", "foreigner-2017", "foreigner-2023", "other"]
"""`other` is a card that the reader finds and does not know."""

_TEXT_SIZE: Final = 256
_PHOTO_SIZE: Final = 1024
_BORN: Final = slice(6, 14)
_ADDRESS_PLACES: Final = 35


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedCard:
    """A card to lay on a simulated reader. Use numbers that nobody has."""

    number: str = field(repr=False)
    kind: Kind = "citizen"
    valid_until: str | None = "20991231"
    """YYYYMMDD; None is 长期, an empty text an empty field."""
    name: str = field(default="测试", repr=False)
    """Any characters; one beyond U+FFFF takes two of the fifteen places and is never cut in half."""
    address: str = field(default="测试路1号", repr=False)
    """On the cards that have one."""
    authority: str = "测试公安局"
    moves: tuple[str, ...] = field(default=(), repr=False)
    """Newest addresses, at most four, of 35 characters each."""
    padding: Literal["space", "nul"] = "space"
    """What fills the fields; both are found on cards."""
    authentic: bool = True
    """False for a card that the security module does not accept."""
    refused_with: int | None = None
    """The status (SW3) that answers its selection instead."""

    def __post_init__(self) -> None:
        if not self.number.isascii() or len(self.number) > 18:
            raise ValueError("a card's number is at most 18 ASCII characters")
        if self.valid_until and len(self.valid_until) != 8:
            raise ValueError(f"valid_until must be YYYYMMDD, empty or None, got {self.valid_until!r}")
        if len(self.moves) > 4:
            raise ValueError(f"a card has at most 4 newest addresses, got {len(self.moves)}")

    def base_info(self) -> bytearray:
        """The data of the answer to "read base info": lengths, text, photo."""
        lengths = _TEXT_SIZE.to_bytes(2) + _PHOTO_SIZE.to_bytes(2)
        return bytearray(lengths + text_block(self) + photo())

    def new_addresses(self) -> bytearray:
        """The data of the answer to "read newest address"; empty for a card without one."""
        return bytearray(b"".join(_field(_ADDRESS_PLACES, move, self.padding) for move in self.moves))


def text_block(card: SimulatedCard) -> bytes:
    """The 256 bytes of text."""
    until = "长期" if card.valid_until is None else card.valid_until
    match card.kind:
        case "foreigner-2017":
            english, born = "TEST, CARD", "19850101"
            fields = [(60, english), (1, "1"), (15, card.number), (3, "UTO"), (15, card.name)]
            fields += [(8, "20200101"), (8, until), (8, born), (2, "01"), (4, "1500"), (1, "I"), (3, "")]
        case "foreigner-2023":
            english = "TEST, CARD"
            fields = [(15, card.name), (1, "1"), (2, "00"), (8, card.number[_BORN]), (35, english), (18, card.number)]
            fields += [(15, ""), (8, "20240101"), (8, until), (11, ""), (3, "UTO"), (1, "Y"), (3, "")]
        case _:
            residence = card.kind == "hk-macao-taiwan"
            fields = [(15, card.name), (1, "1"), (2, "" if residence else "01"), (8, card.number[_BORN])]
            fields += [(35, card.address), (18, card.number), (15, card.authority), (8, "20200101"), (8, until)]
            fields += [(9, "H00000000"), (2, "01"), (3, ""), (1, "J"), (3, "")] if residence else [(18, "")]
    return b"".join(_field(places, text, card.padding) for places, text in fields)


def _field(places: int, text: str, padding: Literal["space", "nul"]) -> bytes:
    """A field of so many UTF-16 units."""
    raw = text.encode("utf-16-le")[: 2 * places]
    if len(raw) == 2 * places and 0xD8 <= raw[-1] <= 0xDB:
        raw = raw[:-2]  # the first half of a character that has no room
    return raw + (b" \0" if padding == "space" else b"\0\0") * (places - len(raw) // 2)


def photo() -> bytes:
    """1,024 bytes that stand for the photo; a preamble stands among them, as it may in a real one."""
    noise = Random(467).randbytes(_PHOTO_SIZE - 9)
    return noise[:500] + bytes.fromhex("AA AA AA 96 69 00 04 00 00") + noise[500:]
