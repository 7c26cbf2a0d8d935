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


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedCard:
    """A card to lay on a simulated reader. Use numbers that nobody has."""

    number: str = field(repr=False)
    kind: Kind = "citizen"
    valid_until: str | None = "20991231"
    """YYYYMMDD; None is 长期."""
    name: str = field(default="测试", repr=False)
    authentic: bool = True
    """False for a card that the security module does not accept."""

    def __post_init__(self) -> None:
        if not self.number.isascii() or len(self.number) > 18:
            raise ValueError("a card's number is at most 18 ASCII characters")
        if self.valid_until is not None and len(self.valid_until) != 8:
            raise ValueError(f"valid_until must be YYYYMMDD or None, got {self.valid_until!r}")

    def base_info(self) -> bytearray:
        """The data of the answer to "read base info": lengths, text, photo."""
        lengths = _TEXT_SIZE.to_bytes(2) + _PHOTO_SIZE.to_bytes(2)
        return bytearray(lengths + text_block(self) + photo())


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
            fields += [(35, "测试路1号"), (18, card.number), (15, "测试公安局"), (8, "20200101"), (8, until)]
            fields += [(9, "H00000000"), (2, "01"), (3, ""), (1, "J"), (3, "")] if residence else [(18, "")]
    return "".join(text[:size].ljust(size) for size, text in fields).encode("utf-16-le")


def photo() -> bytes:
    """1,024 bytes that stand for the photo; a preamble stands among them, as it may in a real one."""
    noise = Random(467).randbytes(_PHOTO_SIZE - 9)
    return noise[:500] + bytes.fromhex("AA AA AA 96 69 00 04 00 00") + noise[500:]
