"""A capture: what went over one port, when, and already made safe; a text file with one JSON document a line.

The first line says whose traffic it is. Then one line an event: the port was opened, a piece came `in` or went `out`
(hex), the link was lost or could not be opened (a fault's code). Times are seconds since the capture began.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from hardware.clock import Clock
from hardware.errors import DeviceFault
from hardware.links import Link, OpenLink
from hardware.options import Option, OptionValue
from hardware.traffic import Direction, Redactor

FORMAT: Final = 1
Source = Literal["device", "twin"]
What = Literal["opened", "in", "out", "lost", "closed", "refused"]


class BadCapture(ValueError):
    """The file is no capture; the message says where and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Whose traffic it is. No station's name and no key: only options that are choices, numbers or switches."""

    driver: str
    baud: int
    options: Mapping[str, OptionValue]
    program: str
    """Version of the program that captured."""
    date: str
    """YYYY-MM-DD."""
    source: Source = "device"

    def line(self) -> str:
        """The first line of a file."""
        told = {
            "capture": FORMAT,
            "driver": self.driver,
            "baud": self.baud,
            "options": dict(self.options),
            "program": self.program,
            "date": self.date,
            "source": self.source,
        }
        return json.dumps(told, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One event."""

    at: float
    what: What
    piece: bytes = field(default=b"", repr=False)
    fault: str = ""

    def line(self) -> str:
        """One line of a file."""
        told: dict[str, object] = {"at": round(self.at, 4), "what": self.what}
        if self.piece:
            told["hex"] = self.piece.hex(" ").upper()
        if self.fault:
            told["fault"] = self.fault
        return json.dumps(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A whole file."""

    head: Head
    steps: tuple[Step, ...]


def harmless(options: Mapping[str, Option], given: Mapping[str, OptionValue]) -> dict[str, OptionValue]:
    """The options that may stand in a capture: no free text, which may be a key, a file's name or a place's."""
    return {
        name: value
        for name, value in given.items()
        if not isinstance(value, str) or (name in options and value in options[name].choices)
    }


def read_capture(lines: Iterable[str]) -> Capture:
    """Read a file. Raises BadCapture."""
    head: Head | None = None
    steps: list[Step] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            told: dict[str, Any] = json.loads(line)
            if head is None:
                head = _head(told)
            else:
                steps.append(_step(told))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadCapture(f"line {number} is no line of a capture: {error}") from None
    if head is None:
        raise BadCapture("the file is empty; a capture begins with a line that names its driver")
    return Capture(head=head, steps=tuple(steps))


class Recording:
    """Writes down what passes, made safe before it is written."""

    def __init__(self, redactor: Redactor, clock: Clock, write: Callable[[str], None]) -> None:
        self._redactor = redactor
        self._clock = clock
        self._write = write
        self._began = clock.monotonic()
        self.pieces = 0
        """How many pieces were written down."""

    def on(self, open_link: OpenLink) -> OpenLink:
        """The same port, with this recording on every link that it opens."""

        async def open_recorded() -> Link:
            try:
                link = await open_link()
            except DeviceFault as fault:
                self._note("refused", fault=fault.code)
                raise
            self._note("opened")
            return _RecordedLink(link, self)

        return open_recorded

    def take(self, direction: Direction, piece: bytes) -> None:
        """Write down what is safe of `piece`."""
        self._keep(direction, self._redactor.take(direction, piece))

    def lost(self, fault: DeviceFault) -> None:
        """The link is gone."""
        self._note("lost", fault=fault.code)

    def closed(self) -> None:
        """The driver has closed the link."""
        self._note("closed")

    def end(self) -> None:
        """The capture is over; what was held back is written, made safe."""
        for direction, piece in self._redactor.end().items():
            self._keep(direction, piece)

    def _keep(self, direction: Direction, safe: bytes) -> None:
        if safe:
            self.pieces += 1
            self._note(direction, safe)

    def _note(self, what: What, piece: bytes = b"", fault: str = "") -> None:
        self._write(Step(at=self._clock.monotonic() - self._began, what=what, piece=piece, fault=fault).line())


class _RecordedLink:
    def __init__(self, link: Link, recording: Recording) -> None:
        self._link = link
        self._recording = recording
        self._open = True

    async def read(self) -> bytearray:
        try:
            piece = await self._link.read()
        except DeviceFault as fault:
            self._lost(fault)
            raise
        self._recording.take("in", bytes(piece))
        return piece

    def write(self, data: bytes | bytearray) -> None:
        try:
            self._link.write(data)
        except DeviceFault as fault:
            self._lost(fault)
            raise
        self._recording.take("out", bytes(data))

    def discard(self) -> None:
        self._link.discard()

    def close(self) -> None:
        if self._open:
            self._open = False
            self._recording.closed()
        self._link.close()

    def _lost(self, fault: DeviceFault) -> None:
        if self._open:
            self._open = False
            self._recording.lost(fault)


def _head(told: dict[str, Any]) -> Head:
    if told.get("capture") != FORMAT:
        raise BadCapture(f"it does not say that it is a capture of format {FORMAT}")
    if told["source"] not in get_args(Source):
        raise BadCapture(f"source must be one of {', '.join(get_args(Source))}")
    names = ("driver", "baud", "options", "program", "date", "source")
    return Head(**{name: told[name] for name in names})


def _step(told: dict[str, Any]) -> Step:
    if told["what"] not in get_args(What):
        raise BadCapture(f"what must be one of {', '.join(get_args(What))}")
    return Step(
        at=float(told["at"]),
        what=told["what"],
        piece=bytes.fromhex(told.get("hex", "")),
        fault=str(told.get("fault", "")),
    )
