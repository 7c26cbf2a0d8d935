"""What crosses between the core process and the screen process: one JSON document a line, each way.

Down: snapshots, always the whole newest state. Up: intents. Neither side trusts the other's text: a line that does not
fit this schema is refused with its reason and the line is dropped.
"""

from __future__ import annotations

from typing import Literal, TypeVar

import msgspec

T = TypeVar("T")

MAX_LINE = 65_536
"""Bytes; a longer line breaks the schema."""


class WireError(ValueError):
    """A line that does not fit the schema."""


class Way(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way in, as the idle screen offers it."""

    kind: Literal["id-card", "code"]
    works: bool


class Snapshot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="snapshot", kw_only=True):
    """All that the screen shows, but for the clock, which it reads itself and turns by `utc_offset_minutes`."""

    serial: int
    """Rises with each snapshot of one core process."""
    station: str
    zone: str
    moment: Literal["idle", "reading", "welcome", "refused", "take-card", "help"]
    reason: str = ""
    """Code of `core.reasons` for `refused`, else empty."""
    opens_at: str = ""
    """`weekday HH:MM` in local time, weekday 0 (Monday) to 6, when closed; else empty."""
    open: bool = True
    inside: int = 0
    capacity: int = 0
    ways: tuple[Way, ...] = ()
    languages: tuple[str, ...] = ("zh-CN", "en")
    utc_offset_minutes: int = 480
    help_phone: str = ""
    operator: str = ""
    """Who answers for the data, for the notice."""
    retention_days: int = 90
    card_on: bool = False
    """A card lies on the reader: `welcome` says to take it along."""
    degraded: bool = False
    """The journal or a device needs somebody; shown small, for staff."""


class Intent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="intent", kw_only=True):
    """Something a person asked for at the screen, or `painted`: the screen's sign of life, at least once a second."""

    want: Literal["help", "painted"]


_SNAPSHOT = msgspec.json.Decoder(Snapshot)
_INTENT = msgspec.json.Decoder(Intent)


def line_of(message: Snapshot | Intent) -> bytes:
    """One line of the wire, newline included."""
    return msgspec.json.encode(message) + b"\n"


def snapshot_of(line: bytes) -> Snapshot:
    """Read a line from the core. Raises WireError."""
    return _read(_SNAPSHOT, line)


def intent_of(line: bytes) -> Intent:
    """Read a line from the screen. Raises WireError."""
    return _read(_INTENT, line)


def _read(decoder: msgspec.json.Decoder[T], line: bytes) -> T:
    if len(line) > MAX_LINE:
        raise WireError(f"a line of {len(line)} bytes is longer than {MAX_LINE}")
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WireError(str(error)) from None
