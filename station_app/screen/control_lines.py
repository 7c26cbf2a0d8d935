"""The lines of the control window: what the demo says on standard input, what the window says on standard output."""

from __future__ import annotations

import logging
import os
import re
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

MAX_LINE = 4096
CHUNK = 65536
_PERSONAL = re.compile(r"\d{17}[\dXx]")
_log = logging.getLogger("screen.controls")


@dataclass(frozen=True, slots=True)
class Done:
    """`ok …`: a control line was carried out."""

    text: str


@dataclass(frozen=True, slots=True)
class Failed:
    """`error …`: a control line was not carried out."""

    text: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """`fact KIND …`: the station has written something down."""

    text: str


@dataclass(frozen=True, slots=True)
class PassCame:
    """`pass TEXT`: a code that can be shown to a scanner."""

    text: str


@dataclass(frozen=True, slots=True)
class LockMoved:
    """`lock DOOR released` or `lock DOOR locked`."""

    door: str
    released: bool


@dataclass(frozen=True, slots=True)
class FaultsTold:
    """`ok faults DEV NAME …`: what can happen to a device."""

    device: str
    faults: tuple[str, ...]


Heard = Done | Failed | Recorded | PassCame | LockMoved | FaultsTold


def heard_of(line: bytes) -> Heard | None:
    """What a line says; None for one that says nothing known."""
    verb, _, rest = line.decode("utf-8", errors="replace").strip().partition(" ")
    rest = "".join(letter for letter in rest if letter.isprintable()).strip()
    match verb, rest.split():
        case "ok", ["faults", device, *faults]:
            return FaultsTold(device, tuple(faults))
        case "ok", _:
            return Done(masked(rest))
        case "error", _:
            return Failed(masked(rest))
        case "fact", [_, *_]:
            return Recorded(masked(rest))
        case "pass", [_, *_]:
            return PassCame(rest)
        case "lock", [door, ("released" | "locked") as state]:
            return LockMoved(door, state == "released")
        case _:
            return None


def masked(text: str) -> str:
    """The text without anything that looks like a resident ID number."""
    return _PERSONAL.sub("••••", text)


class LineCutter:
    """Bytes in, whole lines out; None stands for one that is longer than anybody needs."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._overlong = False

    def feed(self, piece: bytes) -> list[bytes | None]:
        """The lines that this piece ends."""
        *lines, rest = bytes(self._pending + piece).split(b"\n")
        whole: list[bytes | None] = [None if len(line) > MAX_LINE else line for line in lines]
        if whole and self._overlong:
            whole[0] = None
            self._overlong = False
        # What is too long already is not kept: nobody may fill this process's memory.
        self._overlong = self._overlong or len(rest) > MAX_LINE
        self._pending = bytearray() if self._overlong else bytearray(rest)
        return whole


class ControlInput(QObject):
    """Reads what the demo says, in the window's own loop."""

    heard = Signal(object)
    """A `Heard`."""
    ended = Signal()
    """Nothing more will come."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._cutter = LineCutter()
        self.left_out = 0
        """Lines that said nothing known."""
        self._notifier = QSocketNotifier(descriptor, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._ready)

    def close(self) -> None:
        """Read no more."""
        self._notifier.setEnabled(False)

    @Slot()
    def _ready(self) -> None:
        try:
            piece = os.read(self._descriptor, CHUNK)
        except BlockingIOError:
            return
        except OSError:
            piece = b""  # a terminal that is gone answers with an error instead of an end
        if not piece:
            self.close()
            self.ended.emit()
            return
        for line in self._cutter.feed(piece):
            heard = heard_of(line) if line is not None else None
            if heard is not None:
                self.heard.emit(heard)
            else:
                self.left_out += 1
                # What the line says stays out of the log: it may be a number.
                _log.info("a line of the demo is left out; %d until now", self.left_out)


class ControlOutput(QObject):
    """Says control lines to the demo, each at once."""

    ended = Signal()
    """Nobody listens any more."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor

    def say(self, line: str) -> None:
        """Write one line."""
        rest = f"{line}\n".encode()
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except BrokenPipeError:
            self.ended.emit()
