"""What crosses `DATA/service.sock`: the technician's commands to a running station, one JSON document a line.

Up: one `Ask`, and while a guided test goes on, answers to its questions. Down: `Service` documents as the state moves,
or a `Refusal`; the core hangs up when all is said.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from station_app.wire import Service

SOCKET_NAME = "service.sock"
MAX_LINE = 1 << 20
"""Bytes; a longer line breaks the schema."""


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="ask", kw_only=True):
    """What a technician's command wants of the running station."""

    verb: Literal["devices", "selftest", "readiness", "stop"]
    device: str = ""
    """Test only this device or door, or this one check."""
    tester: str = ""
    guided: bool = False
    """Somebody stands at the station and follows prompts."""


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="answer", kw_only=True):
    """What the person answers to a prompt."""

    yes: bool


class Refusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="refusal", kw_only=True):
    """The station does not do it; one sentence why."""

    why: str


Up = Ask | Answer
Down = Service | Refusal

_UP: msgspec.json.Decoder[Up] = msgspec.json.Decoder(Up)
_DOWN: msgspec.json.Decoder[Down] = msgspec.json.Decoder(Down)


def line_of(message: Up | Down) -> bytes:
    """One line, newline included."""
    return msgspec.json.encode(message) + b"\n"


def up_of(line: bytes) -> Up:
    """Read what a command says. Raises ValueError."""
    return _UP.decode(line)


def down_of(line: bytes) -> Down:
    """Read what the station says. Raises ValueError."""
    return _DOWN.decode(line)


def socket_of(data: Path) -> Path:
    """Where a station listens."""
    return data / SOCKET_NAME
