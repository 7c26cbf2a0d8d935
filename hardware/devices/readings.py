"""What devices report: frozen values, in the order in which they happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from hardware.errors import DeviceFault

CardKind = Literal["citizen", "hk-macao-taiwan", "foreigner-2017", "foreigner-2023"]


class SecretNumber:
    """A document number in one buffer that is overwritten after use. It never prints itself."""

    __slots__ = ("_digits",)

    def __init__(self, digits: bytearray) -> None:
        self._digits = digits

    @property
    def digits(self) -> bytearray:
        """ASCII, upper case, no spaces; empty after `wipe`."""
        return self._digits

    def wipe(self) -> None:
        """Overwrite and empty the buffer."""
        self._digits[:] = bytes(len(self._digits))
        self._digits.clear()

    def __repr__(self) -> str:
        return "SecretNumber(…)"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSeen:
    """A card lies on the reader and is being read."""

    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRead:
    """A resident ID card was read. Name, address, photo and ethnicity died in the driver."""

    device: str
    kind: CardKind
    number: SecretNumber
    """The receiver owns it and wipes it."""
    valid_until: str | None
    """YYYYMMDD as on the card; None for 长期 (no end) or when the field is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardUnreadable:
    """A card was presented and could not be read."""

    device: str
    reason: Literal["not-an-id-card", "keep-still", "not-authentic"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLifted:
    """The card was taken away."""

    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardForgotten:
    """A card that was read still lies there long after; said once per lay-down."""

    device: str


Technology = Literal["em4100", "iso14443a", "iso14443b", "wiegand", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRead:
    """A card that is known by an id only was held to a reader; once per touch."""

    device: str
    technology: Technology
    uid: SecretNumber
    """Upper-case hex of the id's bytes, most significant first. The receiver owns it and wipes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagUnreadable:
    """Something was held to a tag reader that could not be read whole."""

    device: str
    reason: Literal["keep-still", "not-a-card"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagLifted:
    """The card left the reader's field."""

    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A sensor's newest value: a vital, of which only the latest counts."""

    device: str
    quantity: str
    """`temperature`, `humidity`, `co2`, `pm2.5`, `pm10`, `voltage`, `current`, `power`, `energy`, `frequency`, …"""
    value: float
    unit: str
    """`°C`, `%`, `ppm`, `µg/m³`, `V`, `A`, `W`, `Wh`, `Hz`, or empty."""
    at: float
    """Monotonic seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRead:
    """A QR or bar code was read."""

    device: str
    text: str = field(repr=False)
    """It may be a pass, and never prints itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeUnreadable:
    """A line arrived that is too long or is text in no known encoding."""

    device: str
    reason: Literal["too-long", "not-text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputChanged:
    """A debounced input moved (also reported once after each connect, with its first state)."""

    device: str
    channel: int
    """As printed on the board, from 1."""
    on: bool
    at: float = 0.0
    """Monotonic seconds of the first sample that showed the new state: the edge, before debouncing."""
    lasted: float | None = None
    """Seconds that the state before had stood; None when nobody saw it begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLost:
    """The device stopped working; said once per loss, not once per try."""

    device: str
    fault: DeviceFault


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRestored:
    """The device works: it has answered, or its port is open where it cannot answer. Said at first start too."""

    device: str


Reading = (
    CardSeen
    | CardRead
    | CardUnreadable
    | CardLifted
    | CardForgotten
    | TagRead
    | TagUnreadable
    | TagLifted
    | Measured
    | CodeRead
    | CodeUnreadable
    | InputChanged
    | DeviceLost
    | DeviceRestored
)

Report = Callable[[Reading], None]
"""Called on the loop's thread, never blocks, never raises."""
