"""A Zebra code reader with SSI, seen from its own side of the cable."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import replace
from typing import Final

from hardware.clock import Clock
from hardware.links import Link
from hardware.protocols.ssi import (
    READER,
    SENT_AGAIN,
    Decoder,
    Opcode,
    Packet,
    Refusal,
    code_packets,
    encode,
)
from hardware.simulators import SimulateRequest
from hardware.simulators.code_head import HEAD_FAULTS, CodeHead

READING_SECONDS: Final = 9.9
"""How long one session looks for a code."""
RESEND_SECONDS: Final = 2.0
"""How long it waits for an acknowledgement."""
RESENDS: Final = 2
REVISION: Final = b"PAAAUS00-003-R00   000B   SE4750"
_MOST_WAITING: Final = 64
_PAUSE: Final = 0.1
"""Seconds of silence that end a packet for good."""
_DEFAULTS: Final = frozenset({0x12, 0xC8})


class SimulatedZebraSsiScanner:
    """Sends each packet until it is acknowledged, three times at most."""

    def __init__(self, name: str, clock: Clock, prefix: str = "") -> None:
        self.name = name
        self._clock = clock
        self._prefix = prefix.encode()
        self._enabled = True
        self._reads_until = clock.monotonic()
        self._waiting: deque[Packet] = deque(maxlen=_MOST_WAITING)
        self._resending: asyncio.Task[None] | None = None
        self._head = CodeHead(clock, self._framed, self._may_read, HEAD_FAULTS | {"resend"})
        self.restores = 0
        """World face: how often it was told to take its default parameters."""
        self.saves = 0
        """World face: how often it was told to change a parameter."""
        self.led = False
        """World face: whether its own lamp is on."""
        self.beeps: list[int] = []
        """World face: the tones it was told to give."""

    @property
    def faults(self) -> frozenset[str]:
        """The faults it knows; `resend` is one that hears no acknowledgement, so that each code comes three times."""
        return self._head.switches.names

    @property
    def lit(self) -> bool:
        """World face: whether it looks for a code, with its light on."""
        return self._enabled and self._clock.monotonic() < self._reads_until

    async def serve(self, link: Link) -> None:
        """Wire face: answer packets until the link is lost, then raise LinkLost."""
        decoder = Decoder(opcodes=None)
        try:
            with self._head.plugged(link):
                last = self._clock.monotonic()
                while True:
                    piece = await link.read()
                    if self._clock.monotonic() - last > _PAUSE:
                        decoder = Decoder(opcodes=None)  # what came before the silence was no packet, now or ever
                    last = self._clock.monotonic()
                    for item in decoder.feed(piece):
                        if isinstance(item, Packet) and item.source != READER:
                            self._take(item)
        finally:
            self._drop()

    def fault(self, name: str, on: bool) -> None:
        """World face: break it or mend it."""
        self._head.fault(name, on)

    def power_cycle(self) -> None:
        """World face: its power fails and comes back; it is enabled, and what it wanted to send is forgotten."""
        self._enabled = True
        self._reads_until = self._clock.monotonic()
        self._drop()

    def show(self, text: str) -> None:
        """World face: hold a code before it; nothing comes outside a session."""
        raw = self._head.sees(text)
        if raw is not None:
            idle = not self._waiting
            self._waiting += code_packets(self._prefix + raw)
            if idle:
                self._send_next()

    def pull_trigger(self) -> None:
        """World face: press the reader's own trigger; one that is disabled does not care."""
        if self._enabled:
            self._reads_until = self._clock.monotonic() + READING_SECONDS

    def show_bytes(self, raw: bytes) -> None:
        """World face: send these very bytes."""
        self._head.send(raw)

    def _framed(self, raw: bytes) -> bytes:
        return b"".join(encode(packet) for packet in code_packets(self._prefix + raw))

    def _may_read(self) -> bool:
        may = self.lit
        self._reads_until = self._clock.monotonic()
        return may

    def _take(self, packet: Packet) -> None:
        match packet.opcode:
            case Opcode.ACK | Opcode.SEGMENT_ACK:
                if "resend" not in self._head.switches:
                    self._acknowledged()
            case Opcode.NAK:
                self._send_again()
            case _:
                self._answer(packet)

    def _answer(self, packet: Packet) -> None:
        if self._head.refuses:
            self._say(Opcode.NAK, bytes((Refusal.DENIED,)))
            return
        match packet.opcode:
            case Opcode.REQUEST_REVISION:
                self._say(Opcode.REPLY_REVISION, REVISION)
                return
            case Opcode.START_SESSION:
                self._reads_until = self._clock.monotonic() + READING_SECONDS
            case Opcode.STOP_SESSION:
                self._reads_until = self._clock.monotonic()
            case Opcode.SCAN_ENABLE | Opcode.SCAN_DISABLE:
                self._enabled = packet.opcode == Opcode.SCAN_ENABLE
            case Opcode.LED_ON | Opcode.LED_OFF:
                self.led = packet.opcode == Opcode.LED_ON
            case Opcode.BEEP:
                self.beeps += packet.data
            case Opcode.FLUSH:
                self._drop()
            case _:
                self._change_for_good(packet)
        self._say(Opcode.ACK)

    def _change_for_good(self, packet: Packet) -> None:
        if packet.opcode in _DEFAULTS:
            self.restores += 1
        else:
            self.saves += 1

    def _say(self, opcode: Opcode, data: bytes = b"") -> None:
        self._head.send(encode(Packet(opcode=opcode, data=data, source=READER)))

    def _send_next(self) -> None:
        if self._waiting:
            self._head.send(self._head.spoilt(encode(self._waiting[0])))
            self._resending = asyncio.ensure_future(self._resend())

    def _send_again(self) -> None:
        if self._waiting:
            packet = replace(self._waiting[0], status=self._waiting[0].status | SENT_AGAIN)
            self._head.send(self._head.spoilt(encode(packet)))

    async def _resend(self) -> None:
        for _ in range(RESENDS):
            await self._clock.sleep(RESEND_SECONDS)
            self._send_again()
        await self._clock.sleep(RESEND_SECONDS)
        self._resending = None
        self._acknowledged()  # given up

    def _acknowledged(self) -> None:
        if self._resending is not None:
            self._resending.cancel()
            self._resending = None
        if self._waiting:
            self._waiting.popleft()
            self._send_next()

    def _drop(self) -> None:
        self._waiting.clear()
        if self._resending is not None:
            self._resending.cancel()
            self._resending = None


def simulate(request: SimulateRequest) -> SimulatedZebraSsiScanner:
    """The twin for the catalog."""
    return SimulatedZebraSsiScanner(request.name, request.clock, str(request.options["prefix"]))
