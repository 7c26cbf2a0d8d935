"""A GM65 code reader with its commands, seen from its own side of the cable."""

from __future__ import annotations

from typing import Final

from hardware.clock import Clock
from hardware.links import Link
from hardware.protocols import gm65
from hardware.protocols.gm65 import Answer, Foreign, Heartbeat, Read, Request, Write, encode
from hardware.protocols.lines import TERMINATORS
from hardware.simulators import SimulateRequest
from hardware.simulators.code_head import HEAD_FAULTS, CodeHead

READING_SECONDS: Final = 5.0
"""How long one trigger looks for a code, as from the factory."""
_FACTORY: Final = {gm65.MODE_ZONE: 0xD6, gm65.BAUD_ZONE: 0x39, gm65.BAUD_ZONE + 1: 0x01, 0xE0: 0x02, 0xE2: 0x78}
"""Lit and reading for ever, 9600 baud, firmware 1.20."""
_SAVE: Final = 0x09
_DONE: Final = Answer(data=b"\x00")


class SimulatedGm65Scanner:
    """Keeps its zones in memory until the power goes, then takes them from its flash again."""

    def __init__(self, name: str, clock: Clock, terminator: bytes = b"\r\n", prefix: str = "") -> None:
        self.name = name
        self._clock = clock
        self._flash = dict(_FACTORY)
        self._zones = dict(_FACTORY)
        self._reads_until = clock.monotonic()
        self._head = CodeHead(clock, lambda raw: prefix.encode() + raw + terminator, self._may_read, HEAD_FAULTS)
        self.saves = 0
        """World face: how often its flash was written."""
        self.restores = 0
        """World face: how often it was set back to the factory's settings."""

    @property
    def faults(self) -> frozenset[str]:
        """The faults it knows."""
        return self._head.switches.names

    @property
    def lit(self) -> bool:
        """World face: whether its light is on."""
        return bool(self._zones[gm65.MODE_ZONE] & 0x0C) and self._looks()

    async def serve(self, link: Link) -> None:
        """Wire face: answer requests until the link is lost, then raise LinkLost."""
        decoder = gm65.request_decoder()
        with self._head.plugged(link):
            while True:
                for request in decoder.feed(await link.read()):
                    if not self._head.refuses:
                        link.write(encode(self._carry_out(request)))

    def fault(self, name: str, on: bool) -> None:
        """World face: break it or mend it."""
        self._head.fault(name, on)

    def power_cycle(self) -> None:
        """World face: its power fails and comes back; what was not saved is forgotten."""
        self._zones = dict(self._flash)
        self._reads_until = self._clock.monotonic()

    def show(self, text: str) -> None:
        """World face: hold a code before it; nothing comes while it looks for none."""
        self._head.show(text)

    def show_bytes(self, raw: bytes) -> None:
        """World face: send these very bytes."""
        self._head.send(raw)

    def _looks(self) -> bool:
        by_itself = self._zones[gm65.MODE_ZONE] & 0x02  # continuous or sense
        return bool(by_itself) or self._clock.monotonic() < self._reads_until

    def _may_read(self) -> bool:
        may = self._looks()
        self._reads_until = self._clock.monotonic()
        return may

    def _carry_out(self, request: Request | Foreign) -> Answer:
        match request:
            case Heartbeat():
                return Answer(data=b"\x00", heartbeat=True)
            case Read():
                zones = range(request.zone, request.zone + request.count)
                return Answer(data=bytes(self._zones.get(zone, 0) for zone in zones))
            case Write(zone=gm65.TRIGGER_ZONE):
                self._reads_until = self._clock.monotonic() + (READING_SECONDS if request.value & 1 else 0)
            case Write():
                self._zones[request.zone] = request.value
            case Foreign():
                self._change_for_good(request)
        return _DONE

    def _change_for_good(self, request: Foreign) -> None:
        if request.kind == _SAVE and request.data == b"\x00":
            self.saves += 1
            self._flash = dict(self._zones)
        elif request.kind == _SAVE or request.address == 0x00D9:
            self.restores += 1
            self._flash, self._zones = dict(_FACTORY), dict(_FACTORY)
        else:
            for offset, value in enumerate(request.data):
                self._zones[request.address + offset] = value


def simulate(request: SimulateRequest) -> SimulatedGm65Scanner:
    """The twin for the catalog."""
    chosen = TERMINATORS[str(request.options["terminator"])]
    terminator = b"" if chosen is None else chosen or b"\r\n"
    return SimulatedGm65Scanner(request.name, request.clock, terminator, str(request.options["prefix"]))
