"""What a cable and its power do to any device: the mishaps of every wire, done once for all twins.

A `FaultyWire` is a port put round a port: `plug_in(twin, FaultyWire(twin, port, clock))`. Faults may begin and end
while bytes flow. What is still on its way when a link ends is lost with it.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from random import Random
from typing import Final, Protocol

from hardware.clock import Clock
from hardware.errors import LinkLost
from hardware.links import Link
from hardware.simulators import CardTwin, Twin
from hardware.simulators.cable import Port
from hardware.simulators.switches import FaultSwitches
from hardware.simulators.wrong_baud import garbled

WIRE_FAULTS: Final = frozenset(
    {
        "cut",
        "cut-mid-frame",
        "half-frame",
        "noise",
        "bit-flip",
        "late",
        "duplicate",
        "echo",
        "silent",
        "slow-boot",
        "wrong-device",
        "wrong-baud",
        "brown-out",
    }
)
"""Every mishap of a wire. `slow-boot` and `brown-out` happen once, when they are switched on; the others last."""

LATE_SECONDS: Final = 0.7
BOOT_SECONDS: Final = 4.0
BROWN_OUT_SECONDS: Final = 2.0
FLIP_EVERY: Final = 5
NOISES: Final = tuple(
    bytes.fromhex(burst)
    for burst in (
        "00 FF 80 1B 07 0D 9C FF 0A",  # two lines that are text in no encoding
        "00 FF 01 02 C8 0A",  # its end looks like the start of a long Modbus answer
        "AA 00 AA AA 96 69 00 0C 00 00 90 00 00 00 00 00 00 9C FF 0A",  # a SAM preamble with a byte too many
        "00 A0 FF A0 01 13 0A",  # the start of a relay's frame
    )
)
"""Bursts that come before and after each frame, in turn. Each ends a line: glued to a code it would be part of it."""
SAM_FRAME: Final = bytes.fromhex("AA AA AA 96 69 00 04 00 00 80 84")
"""What a resident-ID reader answers when it finds no card: the stranger on every port but its own."""
BAR_CODE: Final = b"6901234567892\r\n"
"""What a bar-code reader sends: the stranger on an ID reader's port."""
_BAUD_RATIO: Final = 3.0
"""38400 baud where 115200 is spoken."""
_GARBAGE_BYTES: Final = 24
_MOST_LATE: Final = 4
"""Frames on their way; what comes beyond is lost, so that a chatty device is not late for ever afterwards."""


class CuttablePort(Port, Protocol):
    """A port whose cable can be pulled."""

    def cut(self) -> None:
        """Pull it; pulled already, nothing happens."""
        ...

    def mend(self) -> None:
        """Put it back; nothing happens to a whole one."""
        ...


class FaultyWire:
    """One device's cable: serves its twin links on which the faults that are on happen."""

    def __init__(self, twin: Twin, port: CuttablePort, clock: Clock) -> None:
        self._twin = twin
        self._port = port
        self._clock = clock
        self._switches = FaultSwitches(WIRE_FAULTS)
        self._random = Random(467)  # the same bits flip in every run
        self._noises = itertools.cycle(NOISES)
        self._stranger = BAR_CODE if isinstance(twin, CardTwin) else SAM_FRAME
        self._deaf_until = clock.monotonic()
        self._frames = 0
        self._bytes_left: int | None = None
        self._awaited = False
        self._lead: Lead | None = None
        self.late_seconds = LATE_SECONDS
        """How long each frame takes while `late` is on, one after the other."""
        self.flip_every = FLIP_EVERY
        """In which frames a bit flips while `bit-flip` is on: each one, each second one, …"""

    @property
    def faults(self) -> frozenset[str]:
        """The names that `fault` knows."""
        return self._switches.names

    def fault(self, name: str, on: bool) -> None:
        """Let a mishap begin or end. Raises ValueError, naming `faults`, for one that no wire has."""
        self._switches.set(name, on)
        match name:
            case "cut":
                self.cut() if on else self.mend()
            case "cut-mid-frame":
                self._awaited = False
                if not on:
                    self.mend()
            case "slow-boot" | "brown-out":
                seconds = BOOT_SECONDS if name == "slow-boot" else BROWN_OUT_SECONDS
                self._deaf_until = self._clock.monotonic() + (seconds if on else 0)
                if on:
                    self._power_fails(garbage=name == "brown-out")
            case _:
                pass

    async def plug(self) -> Lead:
        """The twin's end of the wire, as soon as there is one."""
        self._lead = Lead(await self._port.plug(), self, self._clock)
        return self._lead

    def cut(self) -> None:
        """Pull the cable."""
        self._bytes_left = None
        self._port.cut()

    def mend(self) -> None:
        """Put it back."""
        self._bytes_left = None
        self._port.mend()

    def cut_after(self, count: int) -> None:
        """Let the cable break when the device has sent so many more bytes."""
        self._bytes_left = count

    def towards_station(self, data: bytes | bytearray) -> bytes:
        """What is left, and what has become, of a frame that the device sends."""
        if self._is_dead():
            return b""
        raw = self._stranger if "wrong-device" in self._switches else bytes(data)
        if "half-frame" in self._switches:
            raw = raw[: len(raw) // 2]
        raw = self._disturbed(raw, faster=_BAUD_RATIO)
        if "duplicate" in self._switches:
            raw *= 2
        return next(self._noises) + raw + next(self._noises) if "noise" in self._switches else raw

    def towards_device(self, piece: bytes | bytearray) -> tuple[bytes, bytes]:
        """What of a piece arrives at the device, and what comes back to the station because of it."""
        if self._is_dead():
            return b"", b""
        if "wrong-device" in self._switches:
            return b"", self._stranger
        arrives = self._cut_mute(bytes(piece)) if "cut-mid-frame" in self._switches else bytes(piece)
        return self._disturbed(arrives, faster=1 / _BAUD_RATIO), bytes(piece) if "echo" in self._switches else b""

    @property
    def delay(self) -> float:
        """Seconds that a frame is under way."""
        return self.late_seconds if "late" in self._switches else 0.0

    def carry(self, raw: bytes, link: Link) -> None:
        """Put bytes on the wire, as far as it holds. Raises LinkLost."""
        if "cut-mid-frame" in self._switches and len(raw) > 1:
            self._switches.set("cut-mid-frame", on=False)
            self._bytes_left = len(raw) // 2
        left = self._bytes_left
        if left is None or len(raw) < left:
            link.write(raw)
            self._bytes_left = None if left is None else left - len(raw)
            return
        link.write(raw[:left])
        self.cut()

    def _cut_mute(self, piece: bytes) -> bytes:
        # a device that answered nothing last time may never speak: then its cable is cut while it is spoken to
        if not self._awaited:
            self._awaited = True
            return piece
        self._switches.set("cut-mid-frame", on=False)
        self.cut()
        return piece[: len(piece) // 2]

    def _is_dead(self) -> bool:
        return "silent" in self._switches or self._clock.monotonic() < self._deaf_until

    def _disturbed(self, raw: bytes, faster: float) -> bytes:
        if "bit-flip" in self._switches and raw:
            self._frames += 1
            if self._frames % self.flip_every == 0:
                bit = self._random.randrange(len(raw) * 8)
                spoilt = bytearray(raw)
                spoilt[bit // 8] ^= 1 << bit % 8
                raw = bytes(spoilt)
        return garbled(raw, faster) if "wrong-baud" in self._switches else raw

    def _power_fails(self, *, garbage: bool) -> None:
        self._twin.power_cycle()
        if garbage and self._lead is not None:
            self._lead.burst(self._random.randbytes(_GARBAGE_BYTES))


class Lead:
    """The twin's end of one link; made by `FaultyWire.plug`. Its task ends with it."""

    def __init__(self, link: Link, wire: FaultyWire, clock: Clock) -> None:
        self._link = link
        self._wire = wire
        self._clock = clock
        self._late: deque[tuple[float, bytes]] = deque()
        self._delivering: asyncio.Task[None] | None = None

    async def read(self) -> bytearray:
        """The next piece that arrives at the device. Raises LinkLost."""
        while True:
            arrived, answer = self._wire.towards_device(await self._link.read())
            if answer:
                self._send(answer)
            if arrived:
                return bytearray(arrived)

    def write(self, data: bytes | bytearray) -> None:
        """Send as the device does; what becomes of it is the wire's. Raises LinkLost."""
        raw = self._wire.towards_station(data)
        if raw:
            self._send(raw)

    def burst(self, garbage: bytes) -> None:
        """Bytes that nobody sent."""
        try:
            self._wire.carry(garbage, self._link)
        except LinkLost:
            return

    def discard(self) -> None:
        """Forget what has arrived and was not read."""
        self._link.discard()

    def close(self) -> None:
        """Let go; what is still on its way is lost."""
        self._late.clear()
        if self._delivering is not None:
            self._delivering.cancel()
        self._link.close()

    def _send(self, raw: bytes) -> None:
        delay = self._wire.delay
        if not delay and not self._late:
            self._wire.carry(raw, self._link)
        elif len(self._late) < _MOST_LATE:
            # one after the other, as from a slow device: a frame waits for those before it
            last = self._late[-1][0] if self._late else self._clock.monotonic()
            self._late.append((last + delay, raw))
            if self._delivering is None or self._delivering.done():
                self._delivering = asyncio.ensure_future(self._deliver())
                self._delivering.add_done_callback(_loudly)

    async def _deliver(self) -> None:
        while self._late:
            due, raw = self._late[0]
            await self._clock.sleep(due - self._clock.monotonic())
            try:
                self._wire.carry(raw, self._link)
            except LinkLost:
                return
            self._late.popleft()


def _loudly(task: asyncio.Task[None]) -> None:
    if not task.cancelled():
        task.result()
