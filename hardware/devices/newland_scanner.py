"""A Newland code reader (NLS-FM, EM, HR) with the unified commands.

Rests on: manuals and two makers' pages that agree on frames and tags; the form of an answer to a question is inferred,
baud rates differ by model; not tried on a device. Everything is sent to hold until the power goes, so that the flash is
spared and a reader can be taken elsewhere as it was; what it forgets with its power it is told again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hardware.devices.code_stream import LINE_OPTIONS, CodeStream, LineFormat
from hardware.devices.command_scanner import CommandScanner
from hardware.devices.driver import BuildRequest, Driver
from hardware.devices.scanner_talk import Ear, Talk, refused
from hardware.links.tap import length_only
from hardware.protocols.newland import Command, Reply, Status, encode, reply_ear
from hardware.traffic.newland import read, redactor

_SETUP: Final = (Command.SETUP_CODES_OFF, Command.SUFFIX_ON, Command.SUFFIX_CRLF)
_RESTING: Final = {True: (Command.ON_SENSE,), False: (Command.STOP, Command.ON_TRIGGER)}
"""What wakes and what darkens it; the last sets the mode."""
_MOST_TOLD: Final = 200


class Newland:
    """How these readers are spoken to: they look for codes by themselves while they are awake."""

    triggered = False

    def __init__(self, name: str) -> None:
        self._name = name
        self._refused: set[Command] = set()

    def ear(self) -> Ear[Reply]:
        """Tells answers from codes."""
        return reply_ear()

    def unasked(self, talk: Talk[Reply], codes: CodeStream, answer: Reply) -> None:
        """An answer that comes late or twice says nothing."""

    async def greet(self, talk: Talk[Reply]) -> None:
        """Set-up codes off, codes ended by CRLF. What a model does not know it does without; `identify` names it."""
        for command in _SETUP:
            await self._try(talk, command)

    async def settle(self, talk: Talk[Reply], awake: bool) -> None:
        """Look for codes by itself, or only on a trigger, which nobody gives."""
        for command in _RESTING[awake]:
            if await self._ask(talk, command) is not Status.DONE:
                raise refused(self._name, command.value)

    async def remembers(self, talk: Talk[Reply], awake: bool) -> bool:
        """Whether the mode is still the one that was set; what cannot be seen by it is told again.

        A reader may be set up for good to look for codes by itself: its mode then survives a loss of power, and that
        its set-up codes are off does not.
        """
        reply = await talk.ask(encode(Command.ASK_MODE), _begins_with("SCNMOD"))
        mode, wanted = reply.results[0], _RESTING[awake][-1]
        if mode.status is Status.DONE and mode.text != wanted.value:
            return False
        if mode.status is not Status.DONE:  # a model that cannot be asked
            for command in _RESTING[awake]:
                await self._ask(talk, command)
        await self._try(talk, Command.SETUP_CODES_OFF)
        return True

    async def trigger(self, talk: Talk[Reply]) -> None:
        """Look for one code now."""
        await self._ask(talk, Command.START)

    async def identify(self, talk: Talk[Reply]) -> Mapping[str, str]:
        """What it tells of its system, and which of the set-up it has refused."""
        reply = await talk.ask(encode(Command.ASK_SYSTEM), _begins_with(Command.ASK_SYSTEM.value))
        text = reply.results[0].text.removeprefix(Command.ASK_SYSTEM.value)
        told = {"system": "".join(c if c.isprintable() else " " for c in text).strip()[:_MOST_TOLD]}
        if self._refused:
            told["refused"] = ", ".join(sorted(command.value for command in self._refused))
        return told

    async def _try(self, talk: Talk[Reply], command: Command) -> None:
        done = await self._ask(talk, command) is Status.DONE
        (self._refused.discard if done else self._refused.add)(command)

    async def _ask(self, talk: Talk[Reply], command: Command) -> Status:
        reply = await talk.ask(encode(command), _begins_with(command.value))
        return reply.results[0].status


def _begins_with(text: str) -> Callable[[Reply], bool]:
    return lambda reply: bool(reply.results) and reply.results[0].text.startswith(text)


def _build(request: BuildRequest) -> CommandScanner[Reply]:
    return CommandScanner(request, Newland(request.name), LineFormat.of(request.options))


DRIVER: Final = Driver(
    name="newland-scanner",
    roles=frozenset({"code-reader"}),
    baud=9600,
    build=_build,
    mask=length_only,
    evidence="several-sources",
    rests_on="manuals of HR and FM readers; the form of some answers is inferred; no device has confirmed it yet",
    options=LINE_OPTIONS,
    decode=read,
    redact=redactor,
)
