"""A GM65 / GM805 code reader (Hangzhou Grow) or one of its many rebrands, with its commands.

Rests on: makers' manuals and open code that agree on frames, CRC, trigger and mode zone; one source each for the sign
of life, the firmware zone and the meaning of single light bits; not tried on a device. Zones differ between models
(GM65, GM812): only the mode and the trigger are written, and only until the power goes. The flash is never written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hardware.devices.code_stream import LINE_OPTIONS, CodeStream, LineFormat
from hardware.devices.command_scanner import CommandScanner
from hardware.devices.driver import BuildRequest, Driver
from hardware.devices.scanner_talk import Ear, Talk
from hardware.errors import BadAnswer, NoAnswer
from hardware.links.tap import length_only
from hardware.options import Option
from hardware.protocols import gm65
from hardware.protocols.gm65 import START, STOP, Answer, Heartbeat, Read, Write, encode, reply_ear
from hardware.traffic.gm65 import read, redactor

_DARK: Final = 0x01
"""Waits for a trigger, no aim, no light."""
_LIT: Final = {"command": 0x15, "continuous": 0x16, "sense": 0x17}
"""Aim and light as needed, and the way of reading."""
_DONE: Final = b"\x00"
"""A refused command is not answered at all."""
_KEPT_BITS: Final = 0xC0
"""LED and sound stay as the reader was set up."""


class Gm65:
    """How these readers are spoken to. Anything but zones and trigger is left as it was set up."""

    def __init__(self, mode: str) -> None:
        self._lit = _LIT[mode]
        self._kept = 0
        self.triggered = mode == "command"

    def ear(self) -> Ear[Answer]:
        """Tells answers from codes."""
        return reply_ear()

    def unasked(self, talk: Talk[Answer], codes: CodeStream, answer: Answer) -> None:
        """An answer that comes late or twice says nothing."""

    async def greet(self, talk: Talk[Answer]) -> None:
        """See how it is set up."""
        self._kept = (await self._mode(talk)) & _KEPT_BITS

    async def settle(self, talk: Talk[Answer], awake: bool) -> None:
        """Light and reading on, or off."""
        if not awake:
            await self._do(talk, STOP)
        await self._do(talk, Write(zone=gm65.MODE_ZONE, value=self._wanted(awake)))

    async def remembers(self, talk: Talk[Answer], awake: bool) -> bool:
        """Whether the mode is still the one that was set."""
        return await self._mode(talk) == self._wanted(awake)

    async def trigger(self, talk: Talk[Answer]) -> None:
        """Look for a code, about five seconds long."""
        await self._do(talk, START)

    async def identify(self, talk: Talk[Answer]) -> Mapping[str, str]:
        """Identity, firmware, baud rate and mode, as far as this model tells them."""
        told = {"mode": f"{await self._mode(talk):02X}"}
        if (identity := await self._zones(talk, gm65.IDENTITY_ZONE, 1)) is not None:
            told["identity"] = identity.hex().upper()
        if (firmware := await self._zones(talk, gm65.FIRMWARE_ZONE, 1)) is not None:
            told["firmware"] = f"{firmware[0] / 100:.2f}"
        if (word := await self._zones(talk, gm65.BAUD_ZONE, 2)) is not None:
            told["baud"] = str(gm65.BAUD_WORDS.get(int.from_bytes(word, "little"), word.hex().upper()))
        try:
            await talk.ask(encode(Heartbeat()), lambda answer: answer.heartbeat)
            told["heartbeat"] = "yes"
        except NoAnswer:
            told["heartbeat"] = "no"
        return told

    def _wanted(self, awake: bool) -> int:
        return self._kept | (self._lit if awake else _DARK)

    async def _mode(self, talk: Talk[Answer]) -> int:
        asked = encode(Read(zone=gm65.MODE_ZONE))
        mode = (await talk.ask(asked, _of_size(1))).data[0]
        # a late "done" looks like a mode of 0, and is not said twice
        return mode or (await talk.ask(asked, _of_size(1))).data[0]

    async def _zones(self, talk: Talk[Answer], zone: int, count: int) -> bytes | None:
        try:
            return (await talk.ask(encode(Read(zone=zone, count=count)), _of_size(count))).data
        except (NoAnswer, BadAnswer):
            return None  # a model without this zone

    async def _do(self, talk: Talk[Answer], write: Write) -> None:
        await talk.ask(encode(write), lambda answer: answer.data == _DONE)


def _of_size(size: int) -> Callable[[Answer], bool]:
    """Whether an answer has so many bytes; another one is late, or doubled, from another question."""
    return lambda answer: not answer.heartbeat and len(answer.data) == size


def _build(request: BuildRequest) -> CommandScanner[Answer]:
    manner = Gm65(str(request.options["mode"]))
    return CommandScanner(request, manner, LineFormat.of(request.options))


DRIVER: Final = Driver(
    name="gm65-scanner",
    roles=frozenset({"code-reader"}),
    baud=9600,
    build=_build,
    mask=length_only,
    evidence="several-sources",
    rests_on="manuals of GM65, GM805 and rebrands, open code; zones differ by model; no device has confirmed it yet",
    options={**LINE_OPTIONS, "mode": Option(default="command", choices=tuple(_LIT))},
    decode=read,
    redact=redactor,
)
