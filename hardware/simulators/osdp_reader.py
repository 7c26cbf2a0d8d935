"""A card reader that speaks OSDP, seen from its own side of the cable: libosdp's peripheral, turned by the loop.

It times itself by the machine's clock, whatever clock it is given: a story about it takes real, short times.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Protocol, cast

from hardware.clock import Clock
from hardware.errors import LinkLost
from hardware.links import Link
from hardware.protocols.osdp import parse_key
from hardware.simulators import SimulateRequest
from hardware.simulators.switches import FaultSwitches

REFRESH_SECONDS: Final = 0.01
_AGAIN_SECONDS: Final = 0.5
_FLOOD_SECONDS: Final = 0.02
_MOST_WAITING: Final = 2048
_MOST_QUEUED: Final = 8
_KEPT: Final = 32
_WIEGAND_SIZES: Final = (3, 4)
_RAW_SIZES: Final = (7, 8, 10)
_STUCK: Final = bytes.fromhex("7BB26E")
_OTHER_KEY: Final = bytes.fromhex("A5") * 16
_COLOURS: Final = ("dark", "red", "green", "amber", "blue", "magenta", "cyan", "white")


class _Peripheral(Protocol):
    """What of libosdp's class is used."""

    def refresh(self) -> None: ...
    def submit_event(self, event: Mapping[str, object]) -> bool: ...
    def set_command_callback(self, callback: object) -> None: ...
    def set_event_completion_callback(self, callback: object) -> None: ...


class SimulatedOsdpReader:
    """Answers its control panel; cards are held to it, and it tells a held card every half second.

    A card of three or four bytes is told as Wiegand of 26 or 34 bits with its parities, others bit by bit. Its own
    faults: `antenna-dead` sees no card, `stuck-card` sees one for ever that nobody holds, `flood` sees another card
    fifty times a second, `wrong-key` was set up with another key.
    """

    def __init__(self, name: str, clock: Clock, address: int = 0, key: bytes | None = None) -> None:
        import osdp_sys  # pyright: ignore[reportMissingImports] - an extension without stubs

        self._lib = cast("Any", osdp_sys)
        self.name = name
        self._clock = clock
        self._address = address
        self._key = key
        self._card: bytes | None = None
        self._told_at: float | None = None
        self._flooded = 0
        self._queued = 0
        self._channel = _Channel()
        self.shown: deque[str] = deque(maxlen=_KEPT)
        """World face: what its light and buzzer did last, like `light green`, `light off`, `beep 3`."""
        self._switches = FaultSwitches({"antenna-dead", "stuck-card", "flood", "wrong-key"})
        self._peripheral = self._made()

    @property
    def faults(self) -> frozenset[str]:
        """The faults it knows."""
        return self._switches.names

    def fault(self, name: str, on: bool) -> None:
        """World face: break it or mend it. Raises ValueError for a fault that it does not know."""
        self._switches.set(name, on)
        if name == "wrong-key":
            self.power_cycle()

    def power_cycle(self) -> None:
        """World face: its power fails and comes back: it knows no secure channel and has no card to tell."""
        self._told_at, self._queued = None, 0
        self._channel.waiting.clear()
        self._peripheral = self._made()

    def touch(self, uid: bytes) -> None:
        """World face: hold a card to it. Raises ValueError for a wrong length."""
        if len(uid) not in _WIEGAND_SIZES + _RAW_SIZES:
            raise ValueError(f"{self.name} reads cards with 3, 4, 7, 8 or 10 bytes of id, not {len(uid)}")
        self._card, self._told_at = uid, None

    def lift_tag(self) -> None:
        """World face: take the card away; lifting nothing is harmless."""
        self._card = None

    def press_key(self, digits: bytes) -> None:
        """World face: somebody types on its keys."""
        self._peripheral.submit_event(
            {"event": self._lib.EVENT_KEYPRESS, "reader_no": 0, "length": len(digits), "data": digits}
        )

    async def serve(self, link: Link) -> None:
        """Wire face: answer until the link is lost, then raise LinkLost."""
        self._channel.link, self._channel.loss = link, None
        hearing = asyncio.ensure_future(self._hear(link))
        try:
            while not hearing.done():
                self._tell()
                self._peripheral.refresh()
                if self._channel.loss is not None:
                    raise self._channel.loss
                await self._clock.sleep(REFRESH_SECONDS)
            hearing.result()
        finally:
            self._channel.link = None
            hearing.cancel()
            await asyncio.gather(hearing, return_exceptions=True)

    async def _hear(self, link: Link) -> None:
        while True:
            self._channel.waiting += await link.read()
            del self._channel.waiting[:-_MOST_WAITING]

    def _tell(self) -> None:
        now = self._clock.monotonic()
        flood = "flood" in self._switches
        pause = _FLOOD_SECONDS if flood else _AGAIN_SECONDS
        if "antenna-dead" in self._switches or (self._told_at is not None and now - self._told_at < pause):
            return
        self._flooded += flood
        card = self._flooded.to_bytes(3) if flood else _STUCK if "stuck-card" in self._switches else self._card
        if card is None or self._queued >= _MOST_QUEUED:
            return
        self._told_at = now
        bits, data = wiegand(card)
        told = {"event": self._lib.EVENT_CARDREAD, "reader_no": 0, "direction": 0, "length": bits, "data": data}
        kind = self._lib.CARD_FMT_RAW_WIEGAND if len(card) in _WIEGAND_SIZES else self._lib.CARD_FMT_RAW_UNSPECIFIED
        self._queued += bool(self._peripheral.submit_event({**told, "format": kind}))

    def _made(self) -> _Peripheral:
        lib = self._lib
        lib.set_loglevel(lib.LOG_EMERG)  # also turns its log from stdout to stderr
        key = _OTHER_KEY if "wrong-key" in self._switches else self._key
        flags = lib.FLAG_ENFORCE_SECURE if key is not None else 0
        told = {"version": 1, "model": 2, "vendor_code": 0x00CAFE, "serial_number": 0x12345678, "firmware_version": 3}
        levels = {
            lib.CAP_READERS: 1,
            lib.CAP_CARD_DATA_FORMAT: 1,
            lib.CAP_READER_LED_CONTROL: 4,
            lib.CAP_READER_AUDIBLE_OUTPUT: 2,
            lib.CAP_COMMUNICATION_SECURITY: 1 if key is not None else 0,
        }
        abilities = [
            {"function_code": code, "compliance_level": level, "num_items": 1} for code, level in levels.items()
        ]
        setup = {"name": "reader", "address": self._address, "flags": flags, "scbk": key, "channel": self._channel}
        made = cast("_Peripheral", lib.PeripheralDevice({**setup, **told}, capabilities=abilities))
        made.set_command_callback(self._commanded)
        made.set_event_completion_callback(self._delivered)
        return made

    def _delivered(self, _event: object, _status: int) -> None:
        self._queued = max(0, self._queued - 1)

    def _commanded(self, command: Mapping[str, int]) -> tuple[int, None]:
        if command["command"] == self._lib.CMD_LED:
            over = command["control_code"] == 1 and command["temporary"]
            self.shown.append("light off" if over else f"light {_COLOURS[command['on_color']]}")
        elif command["command"] == self._lib.CMD_BUZZER:
            self.shown.append(f"beep {command['rep_count']}")
        return 0, None


class _Channel:
    """The library's way to the wire."""

    id = 0

    def __init__(self) -> None:
        self.waiting = bytearray()
        self.link: Link | None = None
        self.loss: LinkLost | None = None

    def read(self, most: int) -> bytes:
        piece = bytes(self.waiting[:most])
        del self.waiting[:most]
        return piece

    def write(self, data: bytes) -> int:
        if self.link is None or self.loss is not None:
            return -1
        try:
            self.link.write(data)
        except LinkLost as loss:
            self.loss = loss
            return -1
        return len(data)

    def flush(self) -> None:
        self.waiting.clear()


def wiegand(uid: bytes) -> tuple[int, bytes]:
    """How a card is told: the number of bits, and the bits, left-aligned; short ids between two parity bits."""
    size = 8 * len(uid)
    if len(uid) not in _WIEGAND_SIZES:
        return size, uid
    number = int.from_bytes(uid)
    even = (number >> size // 2).bit_count() & 1
    odd = 1 - ((number & (1 << size // 2) - 1).bit_count() & 1)
    bits = even << size + 1 | number << 1 | odd
    return size + 2, (bits << 6).to_bytes(len(uid) + 1)


def simulate(request: SimulateRequest) -> SimulatedOsdpReader:
    """The twin for the catalog; it has the key that the driver has."""
    path = str(request.options["key_file"])
    key = parse_key(Path(path).read_text("ascii")) if path else None
    return SimulatedOsdpReader(request.name, request.clock, int(request.options["address"]), key)
