"""A card reader that speaks OSDP v2 over RS-485, through libosdp as control panel; it has a light and a buzzer.

Rests on: the standard's Annex E and libosdp 3.2.9, whose CRC, keys and MACs were recomputed from outside; not tried on
a device. With a key only the secure channel is spoken, never the key that everybody knows; without one the line can be
overheard and answered by anybody, so `plain = true` has to say that this is meant. The library gives up for five
minutes when a reader was silent for a moment: this driver begins anew each second instead.

The library hands a card over in bytes that cannot be overwritten; they are let go of at once. Key presses are ignored.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hardware.clock import Clock
from hardware.devices.driver import BuildRequest, Driver, Proof, Signal
from hardware.devices.keeping import Health, keep_open
from hardware.devices.osdp_panel import Channel, Panel
from hardware.devices.readings import Report
from hardware.devices.searching import Search
from hardware.devices.touch import LIFTED_SECONDS, Touches
from hardware.devices.waiting import side_by_side
from hardware.errors import BadAnswer, Declined, DeviceFault, LinkLost, NoAnswer, WrongDevice
from hardware.links import Link, OpenLink
from hardware.options import Option, OptionValue
from hardware.protocols.osdp import FIRST_REPLIES, KEY_REFUSED, NAK, Frame, frame_decoder, masked, parse_key
from hardware.protocols.wiped_buffer import Noise
from hardware.traffic.osdp import read, redactor

REFRESH_SECONDS: Final = 0.02
ATTEMPT_SECONDS: Final = 1.0
"""A reader that has not come online within it is tried anew."""
_SILENT_ATTEMPTS: Final = 6
"""So many with one panel where nobody speaks: it goes on asking for seven seconds by itself, and each new one costs
137 bytes that the library never gives back."""
SILENCE_SECONDS: Final = 1.5
"""A reader is asked at least once a second, also after a lost answer; one that was silent for longer is lost."""
NOISY_SECONDS: Final = 10.0
"""So long after broken frames a refused key is put down to noise."""
_SIGNAL_SECONDS: Final = 1.0
REPLY_SECONDS: Final = 0.5
"""A reply must begin within 0.2 s. One that comes later still is dropped by the library and proves nothing."""
_WRONG_BYTES: Final = 8

Command = Mapping[str, int | bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSetup:
    """How the reader was set up."""

    address: int = 0
    key: bytes | None = field(default=None, repr=False)
    """The reader's SCBK; None for a line without secrets."""
    lifted_seconds: float = 1.5
    """OSDP tells a card and never its lifting: it has left when it was not told again for so long."""


class OsdpReader:
    """Reports each touch of a card once; its light and buzzer say how it ended."""

    def __init__(
        self, name: str, open_link: OpenLink, clock: Clock, report: Report, setup: LineSetup | None = None
    ) -> None:
        self.name = name
        self.last_seen: float | None = None
        """Monotonic seconds of the last good reply; None before the first."""
        self._open_link = open_link
        self._clock = clock
        self._setup = setup or LineSetup()
        self.health = Health(name, report)
        self._touches = Touches(name, report, self._setup.lifted_seconds)
        self._channel = Channel()
        self._panel: Panel | None = None
        self._heard = _Heard()
        self._noisy_at = float("-inf")
        self._asked_at = clock.monotonic()
        self._signalling = asyncio.Lock()

    async def run(self) -> None:
        """Keep the reader at work for ever; faults are reported, bugs are raised."""
        await keep_open(self._open_link, self._session, self.health, self._clock)

    async def prove(self) -> Proof:
        """Wait for its answer to the next question, and say what it told of itself. Raises a DeviceFault."""
        panel, since = self._online(), self.last_seen
        until = self._clock.monotonic() + SILENCE_SECONDS
        while self.last_seen == since:
            if self._clock.monotonic() >= until:
                raise NoAnswer(f"{self.name} did not answer within {SILENCE_SECONDS:.1f} s")
            await self._clock.sleep(REFRESH_SECONDS)
        told = {name: str(value) for name, value in panel.reader_id().items()}
        return Proof(answered=True, details={**told, "secure": "yes" if self._setup.key is not None else "no"})

    async def signal(self, what: Signal) -> None:
        """Show how the presentation ended, with what the reader has of light and buzzer. Raises a DeviceFault."""
        async with self._signalling:
            panel = self._online()
            panel.done.clear()
            commands = _commands(panel, what)
            for command in commands:
                if not panel.submit(command):
                    raise Declined(f"{self.name} took no further command")
            until = self._clock.monotonic() + _SIGNAL_SECONDS
            while len(panel.done) < len(commands):
                if self._clock.monotonic() >= until or panel is not self._panel:
                    raise NoAnswer(f"{self.name} did not confirm its light and buzzer")
                await self._clock.sleep(REFRESH_SECONDS)
            if not all(panel.done):
                raise Declined(f"{self.name} refused a command for its light or buzzer")

    def _online(self) -> Panel:
        if self._panel is None or not self.health.well:
            raise self.health.fault or LinkLost(f"{self.name} is not connected; nothing was asked")
        return self._panel

    async def _session(self, link: Link) -> None:
        self._channel.link, self._channel.loss = link, None
        self._channel.empty()
        self._heard = _Heard()
        try:
            await side_by_side(self._listen(link), self._attend())
        finally:
            self._channel.link = self._panel = None
            self._channel.empty()
            self._touches.quiet(self._clock.monotonic())

    async def _listen(self, link: Link) -> None:
        decoder = frame_decoder()
        while True:
            piece = await link.read()
            if lost := self._channel.put(piece):
                self.health.count("noise-bytes", lost)
            now = self._clock.monotonic()
            in_time = now - self._asked_at <= REPLY_SECONDS
            for item in decoder.feed(piece):
                if self._heard.take(item, self._setup.address, in_time=in_time):
                    self.last_seen = now
                elif isinstance(item, Noise):
                    self.health.count("noise-bytes", item.size)
            piece[:] = bytes(len(piece))

    async def _attend(self) -> None:
        panel = self._begin()
        was_online, silent_attempts = False, 0
        give_up_at = self._clock.monotonic() + ATTEMPT_SECONDS
        while True:
            said = self._channel.writes
            panel.refresh()
            if self._channel.writes != said:
                self._asked_at = self._clock.monotonic()
            if self._channel.loss is not None:
                raise self._channel.loss
            now = self._clock.monotonic()
            self._take_cards(panel, now)
            silent = self.last_seen is None or now - self.last_seen >= SILENCE_SECONDS
            # the library calls a reader online that has introduced itself, also one that then refuses each question
            online = panel.online and self._heard.answers > 0
            if online and not (was_online and silent):
                was_online = True
                self.health.works()
                give_up_at = now + ATTEMPT_SECONDS
            elif was_online or now >= give_up_at:
                if self._heard.broken:
                    self._noisy_at = now
                if not was_online:
                    self.health.fails(self._heard.failure(self.name))
                silent_attempts = silent_attempts + 1 if self._heard.nothing else _SILENT_ATTEMPTS
                if was_online or silent_attempts >= _SILENT_ATTEMPTS:
                    panel, was_online, silent_attempts = self._begin(), False, 0
                give_up_at = now + ATTEMPT_SECONDS
            await self._clock.sleep(REFRESH_SECONDS)

    def _begin(self) -> Panel:
        """A new panel: it knows nothing of the old one's five minutes."""
        self._channel.empty()
        self._heard = _Heard(noisy_before=self._clock.monotonic() - self._noisy_at < NOISY_SECONDS)
        self._panel = Panel(self._channel, self._setup.address, self._setup.key)
        return self._panel

    def _take_cards(self, panel: Panel, now: float) -> None:
        self._touches.quiet(now)
        for card in panel.cards:
            if card.bits:
                self._touches.seen("wiegand", card.identity(), now)
            else:
                card.wipe()
                self._touches.refused(now)
        panel.cards.clear()


@dataclass(slots=True)
class _Heard:
    """What came during one attempt, by an eye that is not the library's."""

    noisy_before: bool = False
    """Broken frames came in an attempt shortly before."""
    replies: int = 0
    answers: int = 0
    """Replies to more than the first acquaintance."""
    refused: bool = False
    late: int = 0
    broken: int = 0
    stray: int = 0

    def take(self, item: Frame | Noise, address: int, *, in_time: bool) -> bool:
        """Sort one item and wipe it; True for a good reply of the reader that came in time."""
        if isinstance(item, Noise):
            self.broken += item.kind != "stray"
            self.stray += item.size
            return False
        mine = item.reply and item.address == address
        if mine and not in_time:
            self.late += 1
        elif mine:
            self.replies += 1
            self.answers += item.code not in FIRST_REPLIES
            self.refused = self.refused or (item.code == NAK and bytes(item.data[:1]) in _REFUSALS)
        item.wipe()
        return mine and in_time

    @property
    def nothing(self) -> bool:
        """Whether nobody has spoken; an adapter's echo does not count."""
        return not (self.replies or self.late or self.broken or self.stray)

    def failure(self, name: str) -> DeviceFault:
        """Why the reader did not come online."""
        # before the key: a key exchange that noise has spoilt looks like a wrong key
        if self.broken or (self.noisy_before and self.replies):
            return BadAnswer(f"{name} sent broken frames")
        if self.refused:
            return _KeyRefused(f"{name} does not take the key, or wants one")
        if self.late or 0 < self.replies == self.answers:  # to questions of an earlier attempt
            return NoAnswer(f"{name} answers later than within {REPLY_SECONDS:.1f} s")
        if self.replies:
            return _KeyRefused(f"{name} answers, and does not come online")
        if self.stray >= _WRONG_BYTES:
            return WrongDevice(f"{name}: {self.stray} bytes came that are no frames of OSDP")
        return NoAnswer(f"{name} did not answer within {ATTEMPT_SECONDS:.1f} s")


class _KeyRefused(Declined):
    """The reader is there, and its key is not this one."""

    remedy = (
        "Check that key_file holds the key that was set in this reader; without a key, that the reader allows plain "
        "traffic."
    )


_REFUSALS: Final = frozenset(bytes((reason,)) for reason in KEY_REFUSED)


def _commands(panel: Panel, what: Signal) -> list[Command]:
    lib = panel.lib
    light = {"command": lib.CMD_LED, "reader": 0, "led_number": 0, "temporary": True, "off_color": lib.LED_COLOR_NONE}
    sound = {"command": lib.CMD_BUZZER, "reader": 0, "control_code": 2}
    match what:
        case "granted":
            shine = {"control_code": 2, "on_color": lib.LED_COLOR_GREEN, "on_count": 30, "off_count": 0}
            lights, sounds = {**light, **shine, "timer_count": 30}, {**sound, "on_count": 2, "off_count": 1}
            beeps = 1
        case "denied":
            blink = {"control_code": 2, "on_color": lib.LED_COLOR_RED, "on_count": 3, "off_count": 2}
            lights, sounds = {**light, **blink, "timer_count": 20}, {**sound, "on_count": 2, "off_count": 2}
            beeps = 3
        case "ready":
            # ends what was shown for a time: the reader looks again as its owner has set it up
            dark = {"control_code": 1, "on_color": lib.LED_COLOR_NONE, "on_count": 0, "off_count": 0}
            lights, sounds, beeps = {**light, **dark, "timer_count": 0}, sound, 0
    found: list[Command] = []
    if panel.can(lib.CAP_READER_LED_CONTROL):
        found.append(lights)
    if beeps and panel.can(lib.CAP_READER_AUDIBLE_OUTPUT):
        found.append({**sounds, "rep_count": beeps})
    return found


def read_key(path: str) -> bytes:
    """The key in a file that nobody else may read. Raises ValueError that says what to do, and never tells the key."""
    file = Path(path)
    if not file.is_absolute():
        raise ValueError(f"must be a whole path that begins with {os.sep}, got {path!r}")
    try:
        if os.name == "posix" and file.stat().st_mode & 0o077:
            raise ValueError(f"{path} may be read by others; run: chmod 600 {path}")
        return parse_key(file.read_text("ascii", "replace"))
    except OSError as error:
        raise ValueError(f"{path} cannot be read ({error.strerror}); check the path and its owner") from None


def _key(options: Mapping[str, OptionValue]) -> bytes | None:
    path = str(options["key_file"])
    try:
        return read_key(path) if path else None
    except ValueError as error:
        raise ValueError(f"key_file: {error}") from None


def _verify(options: Mapping[str, OptionValue]) -> None:
    if options["key_file"] and options["plain"]:
        raise ValueError(
            "plain: must be false where there is a key_file; a secure line never falls back to a plain one"
        )
    if not options["key_file"] and not options["plain"]:
        raise ValueError("key_file: must name the file with the reader's key; or say plain = true for a line without")
    _key(options)


def _build(request: BuildRequest) -> OsdpReader:
    setup = LineSetup(
        address=int(request.options["address"]),
        key=_key(request.options),
        lifted_seconds=float(request.options["lifted_seconds"]),
    )
    return OsdpReader(request.name, request.open_link, request.clock, request.report, setup)


DRIVER: Final = Driver(
    name="osdp-reader",
    roles=frozenset({"tag-reader"}),
    baud=9600,
    build=_build,
    mask=masked,
    evidence="published-vectors",
    rests_on="Annex E of the standard, and libosdp recomputed from outside; no device has confirmed it yet",
    search=Search(by="naming", bauds=(115200, 38400, 19200), variants=({"plain": True},)),
    options={
        "address": Option(default=0, low=0, high=126),
        "key_file": Option(default=""),
        "plain": Option(default=False),
        "lifted_seconds": LIFTED_SECONDS,
    },
    least={"plain": True},
    verify=_verify,
    decode=read,
    redact=redactor,
)
