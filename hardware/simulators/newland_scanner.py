"""A Newland code reader with its unified commands, seen from its own side of the cable."""

from __future__ import annotations

from typing import Final

from hardware.clock import Clock
from hardware.links import Link
from hardware.protocols.lines import TERMINATORS
from hardware.protocols.newland import Order, Reply, Result, Status, encode_reply, order_decoder
from hardware.simulators import SimulateRequest
from hardware.simulators.code_head import HEAD_FAULTS, CodeHead

READING_SECONDS: Final = 3.0
SYSTEM: Final = "Product Name: NLS-FM430; Firmware Version: V1.05.017"
_FACTORY: Final = {"SCNMOD": "0", "SETUPE": "1", "TSUENA": "0", "TSUSET": "0D"}
"""On trigger, set-up codes taken, no suffix."""
_SCAN: Final = "SCNTRG"
_SUFFIXES: Final = {"0D": b"\r", "0A": b"\n", "0D0A": b"\r\n", "09": b"\t"}
_TAG: Final = 6


class SimulatedNewlandScanner:
    """Keeps `#` settings until the power goes and `@` settings for good."""

    def __init__(self, name: str, clock: Clock, terminator: bytes | None = None, prefix: str = "") -> None:
        """`terminator`, where given, is one that no command changes."""
        self.name = name
        self._clock = clock
        self._terminator = terminator
        self._prefix = prefix.encode()
        self._kept = dict(_FACTORY)
        self._settings = dict(_FACTORY)
        self._reads_until = clock.monotonic()
        self._head = CodeHead(clock, self._framed, self._may_read, HEAD_FAULTS | {"no-setup-switch"})
        self.restores = 0
        """World face: how often it was set back to the factory's settings."""
        self.saves = 0
        """World face: how often its flash was written."""
        self.answers_questions = True
        """World face: False for a model that does not know `*`."""

    @property
    def faults(self) -> frozenset[str]:
        """The faults it knows; `no-setup-switch` is a model that cannot turn its set-up codes off."""
        return self._head.switches.names

    @property
    def lit(self) -> bool:
        """World face: whether it looks for codes, with its light on."""
        return self._settings["SCNMOD"] != "0" or self._clock.monotonic() < self._reads_until

    @property
    def takes_setup_codes(self) -> bool:
        """World face: whether a printed code could set it up anew."""
        return self._settings["SETUPE"] == "1"

    async def serve(self, link: Link) -> None:
        """Wire face: answer commands until the link is lost, then raise LinkLost."""
        decoder = order_decoder()
        with self._head.plugged(link):
            while True:
                for order in decoder.feed(await link.read()):
                    results = tuple(self._carry_out(text, for_good=order.for_good) for text in order.texts)
                    link.write(encode_reply(Reply(results=results, storage=_storage(order))))

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

    def show_setup_code(self, text: str) -> None:
        """World face: hold a printed set-up code before it, which changes it for good unless these are off."""
        if self.takes_setup_codes:
            self._kept[text[:_TAG]] = self._settings[text[:_TAG]] = text[_TAG:]

    def show_bytes(self, raw: bytes) -> None:
        """World face: send these very bytes."""
        self._head.send(raw)

    def _framed(self, raw: bytes) -> bytes:
        if self._terminator is not None:
            return self._prefix + raw + self._terminator
        suffix = _SUFFIXES.get(self._settings["TSUSET"], b"\r") if self._settings["TSUENA"] == "1" else b""
        return self._prefix + raw + suffix

    def _may_read(self) -> bool:
        may = self.lit
        self._reads_until = self._clock.monotonic()
        return may

    def _carry_out(self, text: str, *, for_good: bool) -> Result:
        if self._head.refuses or (text.startswith("SETUPE") and "no-setup-switch" in self._head.switches):
            return Result(text=text, status=Status.UNKNOWN)
        tag, data = text[:_TAG], text[_TAG:]
        if text == "QRYSYS":
            return Result(text=text + SYSTEM, status=Status.DONE)
        if text == "FACDEF":
            self.restores += 1
            self._kept, self._settings = dict(_FACTORY), dict(_FACTORY)
            return Result(text=text, status=Status.DONE)
        if tag == _SCAN and data in ("0", "1"):
            self._reads_until = self._clock.monotonic() + (READING_SECONDS if data == "1" else 0)
            return Result(text=text, status=Status.DONE)
        return self._set(tag, data, for_good=for_good)

    def _set(self, tag: str, data: str, *, for_good: bool) -> Result:
        if tag not in self._settings:
            return Result(text=tag + data, status=Status.UNKNOWN)
        if data == "*" and self.answers_questions:
            return Result(text=tag + self._settings[tag], status=Status.DONE)
        if tag != "TSUSET" and data not in ("0", "1", "2", "3"):
            return Result(text=tag + data, status=Status.BAD_DATA)
        self._settings[tag] = data
        if for_good:
            self.saves += 1
            self._kept[tag] = data
        return Result(text=tag + data, status=Status.DONE)


def _storage(order: Order) -> str:
    return "@" if order.for_good else "#"


def simulate(request: SimulateRequest) -> SimulatedNewlandScanner:
    """The twin for the catalog."""
    chosen = TERMINATORS[str(request.options["terminator"])]
    terminator = b"" if chosen is None else chosen or None
    return SimulatedNewlandScanner(request.name, request.clock, terminator, str(request.options["prefix"]))
