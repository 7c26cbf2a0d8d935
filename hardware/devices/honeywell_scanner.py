"""A Honeywell code reader (N and HF engines, Xenon) with its serial commands.

Rests on: manuals and one open driver that agree on triggers, menu commands and answers; that `TRGMOD0` is the manual
trigger mode is general knowledge of the trade; not tried on a device. Settings hold until the power goes only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hardware.devices.code_stream import LINE_OPTIONS, CodeStream, LineFormat
from hardware.devices.command_scanner import CommandScanner
from hardware.devices.driver import BuildRequest, Driver
from hardware.devices.scanner_talk import Talk, refused
from hardware.links.tap import length_only
from hardware.protocols.honeywell import TRIGGER, UNTRIGGER, Command, Reply, ReplyEar, Status, encode
from hardware.traffic.honeywell import read, redactor

_MODE: Final = "TRGMOD"
_REVISION: Final = "REVINF"
_TOLD: Final = {
    "Product Name": "product",
    "Software Revision": "firmware",
    "Software Part Number": "part",
    "Serial Number": "serial",
}
_MOST_TOLD: Final = 80


class Honeywell:
    """How these readers are spoken to: each trigger lets them look for one code."""

    triggered = True

    def __init__(self, name: str) -> None:
        self._name = name
        self._ear = ReplyEar()
        self._by_trigger = True

    def ear(self) -> ReplyEar:
        """Tells answers from codes."""
        self._ear = ReplyEar()
        return self._ear

    def unasked(self, talk: Talk[Reply], codes: CodeStream, answer: Reply) -> None:
        """An answer that comes late or twice says nothing."""

    async def greet(self, talk: Talk[Reply]) -> None:
        """Look for codes on a trigger only. One without such a mode was set up by hand; `identify` says so."""
        reply = await talk.ask(encode(Command.ON_TRIGGER), _about(_MODE))
        if reply.status is Status.BAD_DATA:
            raise refused(self._name, Command.ON_TRIGGER.value)
        self._by_trigger = reply.status is Status.DONE

    async def settle(self, talk: Talk[Reply], awake: bool) -> None:
        """Stop looking; being awake is being triggered again and again."""
        if not awake:
            await talk.say(UNTRIGGER)

    async def remembers(self, talk: Talk[Reply], awake: bool) -> bool:
        """Whether the mode is still the one that was set; also its sign of life."""
        reply = await talk.ask(encode(Command.ASK_MODE), _about(_MODE))
        if not awake:
            await talk.say(UNTRIGGER)  # should the last one have been lost on the line
        return reply.text == f"{_MODE}0" or not self._by_trigger

    async def trigger(self, talk: Talk[Reply]) -> None:
        """Look for one code; there is no answer."""
        await talk.say(TRIGGER)

    async def identify(self, talk: Talk[Reply]) -> Mapping[str, str]:
        """Product, firmware and serial number, as far as it tells them."""
        self._ear.list_until_reply()
        try:
            await talk.ask(encode(Command.ASK_REVISION), _about(_REVISION))
        finally:
            self._ear.end_listing()
        told = {short: self._ear.told.get(label, "")[:_MOST_TOLD] for label, short in _TOLD.items()}
        if not self._by_trigger:
            told["refused"] = Command.ON_TRIGGER.value
        return {key: value for key, value in told.items() if value}


def _about(tag: str) -> Callable[[Reply], bool]:
    return lambda reply: reply.text.startswith(tag)


def _build(request: BuildRequest) -> CommandScanner[Reply]:
    return CommandScanner(request, Honeywell(request.name), LineFormat.of(request.options))


DRIVER: Final = Driver(
    name="honeywell-scanner",
    roles=frozenset({"code-reader"}),
    baud=115200,
    build=_build,
    mask=length_only,
    evidence="several-sources",
    rests_on="manuals of N and Xenon readers, an open driver; no device has confirmed it yet",
    options=LINE_OPTIONS,
    decode=read,
    redact=redactor,
)
