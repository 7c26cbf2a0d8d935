"""What crosses `DATA/service.sock`: the technician's commands to a running station, one JSON document a line.

Up: one `Ask`, and while a guided test goes on, answers to its questions and checks to skip. Down: `Service` documents
as the state moves, or a `Refusal`; the core hangs up when all is said.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from station_app.wire import Service

SOCKET_NAME = "service.sock"
MAX_LINE = 1 << 20
"""Bytes; a longer line breaks the schema."""


LONGEST_TESTER = 40
_CREDENTIALS = struct.Struct("3i")


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="ask", kw_only=True):
    """What a technician's command wants of the running station."""

    verb: Literal["devices", "selftest", "readiness", "stop"]
    device: str = ""
    """Test only this device or door, or this one check."""
    tester: Annotated[str, msgspec.Meta(max_length=LONGEST_TESTER)] = ""
    guided: bool = False
    """Somebody stands at the station and follows prompts."""


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="answer", kw_only=True):
    """What the person answers to a prompt."""

    yes: bool


class Skip(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="skip", kw_only=True):
    """Leave a check unfinished and go on with the next."""

    check: Annotated[str, msgspec.Meta(max_length=160)]
    """The one that was being made; where that is over, nothing is skipped."""


class View(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="view", kw_only=True):
    """Somebody is about to look through a camera: enter it in the register, and say when that is done."""

    camera: str
    by: Annotated[str, msgspec.Meta(max_length=60)]
    reason: Annotated[str, msgspec.Meta(max_length=200)]


class GiveOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="order", kw_only=True):
    """Somebody at the station's own machine orders something."""

    verb: Annotated[str, msgspec.Meta(max_length=40)]
    target: Annotated[str, msgspec.Meta(max_length=160)] = ""
    value: Annotated[str, msgspec.Meta(max_length=400)] = ""
    seconds: Annotated[float, msgspec.Meta(ge=0)] = 0.0
    reason: Annotated[str, msgspec.Meta(max_length=200)]
    by: Annotated[str, msgspec.Meta(max_length=60)]
    drill: bool = False
    valid_seconds: Annotated[float, msgspec.Meta(gt=0, le=600)] = 60.0
    """How long it may wait for its turn before it is no longer wanted."""


class Course(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="course", kw_only=True):
    """A state that an order has reached."""

    state: Literal["received", "acted", "confirmed", "expired", "refused"]
    why: str = ""
    """The evidence or the reason of its end."""
    known: tuple[str, ...] = ()
    """For `unknown-target`: what there is."""

    @property
    def is_end(self) -> bool:
        """Whether nothing more will be said."""
        return self.state in ("confirmed", "expired", "refused")


class ApplyPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="policy", kw_only=True):
    """Here is a signed policy; its signature protects it, not this line."""

    envelope: str


class Receipts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="receipts", kw_only=True):
    """The hub has so much of the journal, as a ferry file has brought word."""

    epochs: dict[str, int]
    """Epoch -> every row up to here is handled."""
    set_aside: tuple[tuple[str, int, str], ...] = ()
    """Epoch, number and reason of rows that the hub did not take."""


class PolicyAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="policy-answer", kw_only=True):
    """What became of a policy."""

    version: str = ""
    number: int = 0
    refused: str = ""
    """Code of the reason; empty where it is in force now."""
    detail: str = ""


class Registered(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="registered", kw_only=True):
    """The entry is on the disk."""


class Refusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="refusal", kw_only=True):
    """The station does not do it; one sentence why."""

    why: str


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="document", kw_only=True):
    """The readiness report, signed, as JSON."""

    text: str


Up = Ask | Answer | Skip | View | GiveOrder | ApplyPolicy | Receipts
Down = Service | Document | Refusal | Registered | Course | PolicyAnswer

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


def same_user(line: socket.socket) -> bool:
    """Whether the other end runs as the same user (SO_PEERCRED); the file's mode says the same, but not to root."""
    _, user, _ = _CREDENTIALS.unpack(line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size))
    return user == os.geteuid()


def connect_to(data: Path, line: socket.socket) -> None:
    """Connect to the station that listens on a data directory. Raises OSError."""
    with _short(data) as folder:
        line.connect(f"{folder}/{SOCKET_NAME}")


@contextmanager
def bound_to(data: Path) -> Generator[socket.socket]:
    """A socket that listens on a data directory, for its owner only; what an earlier run left is replaced."""
    path = data / SOCKET_NAME
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        with _short(data) as folder:
            line.bind(f"{folder}/{SOCKET_NAME}")
        path.chmod(0o600)  # nobody can connect before it listens
        try:
            yield line
        finally:
            path.unlink(missing_ok=True)


@contextmanager
def _short(folder: Path) -> Generator[str]:
    """A name of a folder that leaves room for a socket's: the kernel takes 107 bytes, a folder's own may need more."""
    number = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{number}"
    finally:
        os.close(number)
