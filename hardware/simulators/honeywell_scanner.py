"""A Honeywell code reader with its serial commands, seen from its own side of the cable."""

from __future__ import annotations

from typing import Final

from hardware.clock import Clock
from hardware.links import Link
from hardware.protocols.honeywell import Order, Reply, Status, encode_reply, order_decoder
from hardware.protocols.lines import TERMINATORS
from hardware.simulators import SimulateRequest
from hardware.simulators.code_head import HEAD_FAULTS, CodeHead

READING_SECONDS: Final = 30.0
"""How long one trigger looks for a code, as from the factory."""
REVISION: Final = (
    b"Product Name: N3680\r\nBoot Revision: 8992\r\nSoftware Part Number: CW000082BBA\r\n"
    b"Software Revision: $ProjectRevision: 16345 \r\nSerial Number: 15232B1F0C\r\nSupported IF: RS232\r\n"
)
_FACTORY: Final = {"TRGMOD": "3", "232BAD": "9"}
"""Looks for codes by itself, 115200 baud."""
_RESTORES: Final = frozenset({"DEFALT", "DEFOVR"})
_TAG: Final = 6


class SimulatedHoneywellScanner:
    """Keeps `!` settings until the power goes and `.` settings for good."""

    def __init__(self, name: str, clock: Clock, terminator: bytes = b"\r", prefix: str = "") -> None:
        self.name = name
        self._clock = clock
        self._kept = dict(_FACTORY)
        self._settings = dict(_FACTORY)
        self._reads_until = clock.monotonic()
        self._head = CodeHead(
            clock, lambda raw: prefix.encode() + raw + terminator, self._may_read, HEAD_FAULTS | {"no-trigger-mode"}
        )
        self.restores = 0
        """World face: how often it was set back to the factory's settings."""
        self.saves = 0
        """World face: how often its flash was written."""

    @property
    def faults(self) -> frozenset[str]:
        """The faults it knows; `no-trigger-mode` is a model that only ever looks for codes on a trigger."""
        return self._head.switches.names

    @property
    def lit(self) -> bool:
        """World face: whether it looks for codes, with its light on."""
        by_itself = self._settings["TRGMOD"] != "0" and "no-trigger-mode" not in self._head.switches
        return by_itself or self._clock.monotonic() < self._reads_until

    async def serve(self, link: Link) -> None:
        """Wire face: answer commands until the link is lost, then raise LinkLost."""
        decoder = order_decoder()
        with self._head.plugged(link):
            while True:
                for order in decoder.feed(await link.read()):
                    link.write(self._carry_out(order))

    def fault(self, name: str, on: bool) -> None:
        """World face: break it or mend it."""
        self._head.fault(name, on)

    def power_cycle(self) -> None:
        """World face: its power fails and comes back; what was not kept for good is forgotten."""
        self._settings = dict(self._kept)
        self._reads_until = self._clock.monotonic()

    def show(self, text: str) -> None:
        """World face: hold a code before it; nothing comes while it looks for none."""
        self._head.show(text)

    def show_bytes(self, raw: bytes) -> None:
        """World face: send these very bytes."""
        self._head.send(raw)

    def _may_read(self) -> bool:
        may = self.lit
        self._reads_until = self._clock.monotonic()
        return may

    def _carry_out(self, order: Order) -> bytes:
        if order.text in ("T", "U") and not order.storage:
            trigger = order.text == "T" and not self._head.refuses
            self._reads_until = self._clock.monotonic() + (READING_SECONDS if trigger else 0)
            return b""
        tag, data = order.text[:_TAG].upper(), order.text[_TAG:]
        if self._head.refuses:
            return _reply(tag + data, Status.UNKNOWN, order)
        if tag == "REVINF":
            return REVISION + _reply(tag, Status.DONE, order)
        if tag in _RESTORES:
            self.restores += 1
            self._kept, self._settings = dict(_FACTORY), dict(_FACTORY)
            return _reply(tag, Status.DONE, order)
        if tag not in self._settings or (tag == "TRGMOD" and "no-trigger-mode" in self._head.switches):
            return _reply(tag + data, Status.UNKNOWN, order)
        if data == "?":
            return _reply(tag + self._settings[tag], Status.DONE, order)
        if not data.isdigit():
            return _reply(tag + data, Status.BAD_DATA, order)
        self._settings[tag] = data
        if order.storage == ".":
            self.saves += 1
            self._kept[tag] = data
        return _reply(tag + data, Status.DONE, order)


def _reply(text: str, status: Status, order: Order) -> bytes:
    return encode_reply(Reply(text=text, status=status, storage=order.storage))


def simulate(request: SimulateRequest) -> SimulatedHoneywellScanner:
    """The twin for the catalog."""
    chosen = TERMINATORS[str(request.options["terminator"])]
    terminator = b"" if chosen is None else chosen or b"\r"
    return SimulatedHoneywellScanner(request.name, request.clock, terminator, str(request.options["prefix"]))
