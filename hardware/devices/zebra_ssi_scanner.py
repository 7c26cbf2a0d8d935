"""A Zebra (Symbol, Motorola) code reader with the Simple Serial Interface (SSI), in packets with acknowledgement.

Rests on: two open drivers that agree on packets and opcodes, and the maker's description of acknowledgement; segments
of long codes and the tones as one driver has them; not tried on a device. The reader must be set to SSI as its host
type, with packeted data. Look-alikes (HPRT, GM67) differ in detail.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from hashlib import blake2b
from typing import Final

from hardware.clock import Clock
from hardware.devices.code_stream import LINE_OPTIONS, CodeStream, LineFormat
from hardware.devices.command_scanner import CommandScanner
from hardware.devices.driver import BuildRequest, Driver, Signal
from hardware.devices.scanner_talk import Talk, refused
from hardware.links.tap import length_only
from hardware.protocols.lines import item_of
from hardware.protocols.ssi import (
    READER,
    SENT_AGAIN,
    Broken,
    Decoder,
    Opcode,
    Packet,
    Refusal,
    Segments,
    host,
)
from hardware.traffic.ssi import read, redactor

Heard = Packet | Broken

_ONE_HIGH_TONE: Final = b"\x00"
_ONE_LOW_LONG_TONE: Final = b"\x0f"
_GREEN: Final = b"\x01"
_RESENT_SECONDS: Final = 7.0
"""A reader sends a code three times at most, two seconds apart."""
_CODES: Final = frozenset({Opcode.DECODE_DATA, Opcode.SEGMENT})


class ZebraSsi:
    """How these readers are spoken to: each session lets them look for one code, each code is acknowledged."""

    triggered = True

    def __init__(self, name: str, clock: Clock) -> None:
        self._name = name
        self._clock = clock
        self._segments = Segments()
        self._key = secrets.token_bytes(16)
        self._last = b""
        self._last_at = clock.monotonic()

    def ear(self) -> Decoder:
        """Tells packets from noise."""
        self._segments = Segments()
        return Decoder()

    def unasked(self, talk: Talk[Heard], codes: CodeStream, answer: Heard) -> None:
        """Acknowledge a code, and hand it on unless it is one sent again because our acknowledgement was lost."""
        if isinstance(answer, Broken):
            codes.garbled += 1
            if answer.opcode in _CODES:
                talk.acknowledge(host(Opcode.NAK, bytes((Refusal.RESEND,))))
            return
        if answer.opcode == Opcode.DECODE_DATA and answer.source == READER:
            talk.acknowledge(host(Opcode.ACK))
            self._take(codes, answer.data[1:], again=bool(answer.status & SENT_AGAIN))
        elif answer.opcode == Opcode.SEGMENT:
            talk.acknowledge(host(Opcode.SEGMENT_ACK))
            text = self._segments.take(answer)
            if text is not None:
                self._take(codes, text, again=bool(answer.status & SENT_AGAIN))

    async def greet(self, talk: Talk[Heard]) -> None:
        """Let it tell its revision."""
        await self._revision(talk)

    async def settle(self, talk: Talk[Heard], awake: bool) -> None:
        """Allow it to look for codes, or forbid it, its own trigger included."""
        if awake:
            await self._do(talk, Opcode.SCAN_ENABLE)
        else:
            await self._do(talk, Opcode.STOP_SESSION)
            await self._do(talk, Opcode.SCAN_DISABLE)

    async def remembers(self, talk: Talk[Heard], awake: bool) -> bool:
        """It cannot be asked whether it is dark, so it is told again; awake, its revision is a sign of life."""
        if awake:
            await self._revision(talk)
        else:
            await self.settle(talk, awake)
        return True

    async def trigger(self, talk: Talk[Heard]) -> None:
        """Look for one code."""
        await self._do(talk, Opcode.START_SESSION)

    async def identify(self, talk: Talk[Heard]) -> Mapping[str, str]:
        """Firmware, board and engine."""
        words = (await self._revision(talk)).data.decode("ascii", "replace").split()
        return dict(zip(("firmware", "board", "engine"), words, strict=False))

    async def signal(self, talk: Talk[Heard], what: Signal) -> None:
        """Its own light and sound."""
        match what:
            case "ready":
                await self._do(talk, Opcode.LED_OFF, _GREEN)
            case "granted":
                await self._do(talk, Opcode.LED_ON, _GREEN)
                await self._do(talk, Opcode.BEEP, _ONE_HIGH_TONE)
            case "denied":
                await self._do(talk, Opcode.LED_OFF, _GREEN)
                await self._do(talk, Opcode.BEEP, _ONE_LOW_LONG_TONE)

    async def _revision(self, talk: Talk[Heard]) -> Packet:
        answer = await talk.ask(host(Opcode.REQUEST_REVISION), _is_revision)
        assert isinstance(answer, Packet)
        return answer

    async def _do(self, talk: Talk[Heard], opcode: Opcode, data: bytes = b"") -> None:
        answer = await talk.ask(host(opcode, data), _is_verdict)
        if isinstance(answer, Packet) and answer.opcode == Opcode.NAK:
            raise refused(self._name, opcode.name)

    def _take(self, codes: CodeStream, text: bytes, *, again: bool) -> None:
        digest = blake2b(text, key=self._key, digest_size=16).digest()
        now = self._clock.monotonic()
        if not (again and digest == self._last and now - self._last_at < _RESENT_SECONDS):
            codes.take(item_of(text))
        self._last, self._last_at = digest, now


class ZebraSsiScanner(CommandScanner[Heard]):
    """Also has a light and a sound of its own."""

    def __init__(self, request: BuildRequest, line_format: LineFormat) -> None:
        self._zebra = ZebraSsi(request.name, request.clock)
        super().__init__(request, self._zebra, line_format)

    async def signal(self, what: Signal) -> None:
        """Show how the presentation ended. Raises a DeviceFault."""
        async with self.connected() as talk:
            await self._zebra.signal(talk, what)


def _is_revision(heard: Heard) -> bool:
    return isinstance(heard, Packet) and heard.opcode == Opcode.REPLY_REVISION


def _is_verdict(heard: Heard) -> bool:
    """Done or refused, by the reader itself; one that has not understood is asked again."""
    if not isinstance(heard, Packet) or heard.source != READER:
        return False
    return heard.opcode == Opcode.ACK or (heard.opcode == Opcode.NAK and heard.data[:1] != bytes((Refusal.RESEND,)))


def _build(request: BuildRequest) -> ZebraSsiScanner:
    prefix, gap = str(request.options["prefix"]), float(request.options["idle_gap_seconds"])
    return ZebraSsiScanner(request, LineFormat(terminator="none", prefix=prefix, idle_gap=gap))


DRIVER: Final = Driver(
    name="zebra-ssi-scanner",
    roles=frozenset({"code-reader"}),
    baud=9600,
    build=_build,
    mask=length_only,
    evidence="several-sources",
    rests_on="two open drivers, the maker's guide as retold; segments as one has seen them; no device has confirmed it",
    options={name: LINE_OPTIONS[name] for name in ("prefix", "idle_gap_seconds")},
    decode=read,
    redact=redactor,
)
