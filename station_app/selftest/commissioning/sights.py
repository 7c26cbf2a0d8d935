"""What commissioning sees of the world, as values that can be kept in a file; never a number, a code or a card's id."""

from __future__ import annotations

from typing import Literal

import msgspec

from hardware.options import OptionValue


class Wired(msgspec.Struct, frozen=True, kw_only=True, tag="wired"):
    """A device that is known to be on a port."""

    name: str
    driver: str
    port: str
    """As a configuration writes it."""
    baud: int
    options: dict[str, OptionValue] = {}
    """Those that are not the driver's defaults."""
    details: dict[str, str] = {}
    """What it told of itself."""


class Found(msgspec.Struct, frozen=True, kw_only=True, tag="found"):
    """A driver got the answer on a port that only its device gives."""

    port: str
    driver: str
    baud: int
    options: dict[str, OptionValue] = {}
    details: dict[str, str] = {}
    signs: tuple[str, ...] = ()
    """`echo`: the adapter repeats what is sent."""


class Silent(msgspec.Struct, frozen=True, kw_only=True, tag="silent"):
    """No driver was answered on a port."""

    port: str
    signs: tuple[str, ...] = ()
    """`cannot-open`, `garbage` (bytes came that nobody understands), `echo`, `input-linked`, `units-same-number`."""


class Move(msgspec.Struct, frozen=True, kw_only=True, tag="move"):
    """An input moved."""

    device: str
    channel: int
    on: bool
    after: float
    """Seconds since the question began, or since its pulse was sent."""


class Rest(msgspec.Struct, frozen=True, kw_only=True, tag="rest"):
    """What a board's inputs were before and after the person acted."""

    device: str
    before: tuple[bool | None, ...]
    after: tuple[bool | None, ...]


class Shown(msgspec.Struct, frozen=True, kw_only=True, tag="shown"):
    """A reader read something, or tried to."""

    device: str
    what: Literal["card", "code", "tag"]


class Heard(msgspec.Struct, frozen=True, kw_only=True, tag="heard"):
    """A device that speaks by itself was heard on a port."""

    port: str
    driver: str
    baud: int


class Trouble(msgspec.Struct, frozen=True, kw_only=True, tag="trouble"):
    """A device failed while the person acted."""

    device: str
    fault: str
    """The fault's code."""


class Refused(msgspec.Struct, frozen=True, kw_only=True, tag="refused"):
    """A relay could not be switched."""

    device: str
    fault: str


Sight = Found | Silent | Move | Rest | Shown | Heard | Trouble | Refused
