"""A rest station in the rough: a door, a lock, things on wires, and a technician who acts on them and tells the truth.

The technician never touches a twin: hands act on things, wires decide what a board sees and what a relay moves.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from hardware.clock import ManualClock, settle_loop
from hardware.errors import LinkLost
from hardware.links import Link, OpenLink
from hardware.links.memory import MemoryLink, memory_pair
from hardware.protocols import modbus
from hardware.simulators import Twin
from hardware.simulators.cable import plug_in
from hardware.simulators.id_cards import SimulatedCard
from hardware.simulators.line_scanner import SimulatedLineScanner
from hardware.simulators.modbus_board import SimulatedModbusBoard
from hardware.simulators.sam_id_reader import SimulatedSamIdReader
from hardware.simulators.wrong_baud import garbled

CARD = SimulatedCard(number="110105190101010017", kind="citizen")
CODE = "TEST-CODE-0001"
HUM = bytes.fromhex("00 FF 80 FE 00 C0 9C FF 81")

Wire = Literal["whole", "cut", "echo"]


class Socket:
    """One port of the computer with one cable, and what is at its other end, which speaks at one rate."""

    def __init__(self, twin: Twin | None, baud: int) -> None:
        self.twin, self.baud = twin, baud
        self.swapped = False
        """A and B are exchanged: neither side hears the other."""
        self.echo = False
        self.hum = False
        """No shield, beside a mains cable: what goes through is drowned."""
        self.there = True
        self.serving: list[asyncio.Task[None]] = []
        self._far: asyncio.Queue[_Far] = asyncio.Queue()

    def opener(self, baud: int) -> OpenLink:
        """What opens it at some rate."""

        async def open_link() -> Link:
            if not self.there:
                raise LinkLost("no such port")
            near, far = memory_pair()
            self._far.put_nowait(_Far(far, self, ratio=baud / self.baud))
            return near

        return open_link

    async def plug(self) -> Link:
        """The device's end of the next link."""
        return await self._far.get()

    def replugged(self) -> None:
        """Another device hangs on the cable from now on."""
        for task in self.serving:
            task.cancel()
        self.serving = [asyncio.ensure_future(plug_in(self.twin, self))] if self.twin is not None else []


class _Far:
    """The device's end: what the cable makes of each direction."""

    def __init__(self, link: MemoryLink, socket: Socket, ratio: float) -> None:
        self._link, self._socket, self._ratio = link, socket, ratio

    async def read(self) -> bytearray:
        while True:
            piece = bytes(await self._link.read())
            if self._socket.echo:
                self._link.write(piece)
            if self._socket.hum:
                self._link.write(HUM)
            elif not self._socket.swapped:
                heard = piece if self._ratio == 1 else garbled(piece, 1 / self._ratio)
                if heard:
                    return bytearray(heard)

    def write(self, data: bytes | bytearray) -> None:
        if not self._socket.swapped:
            self._link.write(bytes(data) if self._ratio == 1 else garbled(data, self._ratio))

    def discard(self) -> None:
        self._link.discard()

    def close(self) -> None:
        self._link.close()


class Drop:
    """A device's own end of a pair of wires that others use, too."""

    def __init__(self) -> None:
        self.arrived: asyncio.Queue[bytearray] = asyncio.Queue()
        self._said = bytearray()

    async def read(self) -> bytearray:
        return await self.arrived.get()

    def write(self, data: bytes | bytearray) -> None:
        self._said += data

    def taken(self) -> bytes:
        """What the device has said since the last call."""
        said, self._said = bytes(self._said), bytearray()
        return said

    def discard(self) -> None:
        """Nothing is kept back."""

    def close(self) -> None:
        """The wires stay."""


class Bus:
    """Several devices on one pair of wires: all hear each piece; of what they say at the same time the zeros win."""

    def __init__(self, *devices: Twin) -> None:
        self._devices = devices
        self.name = "bus"
        self.faults: frozenset[str] = frozenset()

    async def serve(self, link: Link) -> None:
        drops = [Drop() for _ in self._devices]
        serving = [asyncio.ensure_future(twin.serve(drop)) for twin, drop in zip(self._devices, drops, strict=True)]
        try:
            while True:
                piece = await link.read()
                for drop in drops:
                    drop.arrived.put_nowait(bytearray(piece))
                await settle_loop(10)
                said = [drop.taken() for drop in drops]
                longest = max(len(one) for one in said)
                padded = [one.ljust(longest, b"\xff") for one in said]
                if longest:
                    link.write(bytes(first & second for first, second in zip(*padded, strict=True)))
        finally:
            for task in serving:
                task.cancel()

    def fault(self, name: str, on: bool) -> None:
        raise ValueError(name)

    def power_cycle(self) -> None:
        """Nothing is kept."""


def two_units(board: SimulatedModbusBoard, clock: ManualClock, *, differ: bool = True) -> Bus:
    """Two boards of one number; one of the other's contacts is closed where they shall differ at rest."""
    other = SimulatedModbusBoard("other", clock)
    other.set_input(7, differ)
    return Bus(board, other)


@dataclass
class Lock:
    """A strike (locked without power) or a magnet (free without power), fed through a relay's contact."""

    kind: Literal["strike", "magnet"] = "strike"
    relay: int = 1
    contact: Literal["NO", "NC"] = "NO"
    powered: bool = True

    def free(self, relay_on: bool) -> bool:
        """Whether the door can be pulled open."""
        fed = self.powered and (relay_on if self.contact == "NO" else not relay_on)
        return fed if self.kind == "strike" else not fed


@dataclass
class Wires:
    """Which input each thing is on; a thing that is not named is not connected."""

    contact: int | None = 1
    exit_button: int | None = 2
    smoke: int | None = None
    help_button: int | None = None
    contact_closed_when: Literal["open", "shut"] = "open"
    smoke_kind: Literal["normally-closed", "normally-open"] = "normally-closed"
    exit_shorted: bool = False


@dataclass
class Site:
    """Everything that stands there, wired well unless a test says otherwise."""

    clock: ManualClock = field(default_factory=ManualClock)
    lock: Lock = field(default_factory=Lock)
    wires: Wires = field(default_factory=Wires)
    unit: int = 1
    lamp: bool = True
    keyboard_scanner: bool = False
    scanner_powered: bool = True
    antenna_covered: bool = False
    """A metal plate lies on the card reader."""
    loose_magnet: bool = False
    """The contact feels a door that stands wide open, not one that is pushed ajar."""
    detectors: tuple[str, ...] = ()
    """What hangs on the ceiling, wired or not."""
    cable_in_the_way: bool = False
    """Whoever walks to the door pulls the board's cable."""
    sockets: dict[str, Socket] = field(init=False)

    def __post_init__(self) -> None:
        self.board = SimulatedModbusBoard("board", self.clock, unit=self.unit)
        self.reader = SimulatedSamIdReader("id_reader", self.clock)
        self.scanner = SimulatedLineScanner("scanner", self.clock)
        self.sockets = {
            "pty:board": Socket(self.board, 9600),
            "pty:id_reader": Socket(self.reader, 115200),
            "pty:scanner": Socket(self.scanner, 9600),
        }
        self.door_open = self.exit_pressed = self.smoke_set_off = self.help_pressed = False

    @property
    def ports(self) -> tuple[str, ...]:
        return tuple(self.sockets)

    def open_port(self, port: str, baud: int) -> OpenLink:
        return self.sockets[port].opener(baud)

    @property
    def can_open(self) -> bool:
        """Whether somebody outside gets the door open now."""
        return self.lock.free(self.board.relays[self.lock.relay - 1])

    def renumber(self, unit: int) -> None:
        """Set the board's switches to another number."""
        self.board = SimulatedModbusBoard("board", self.clock, unit=unit)
        self.sockets["pty:board"].twin = self.board

    def link_input(self, channel: int, *, linked: bool = True) -> None:
        """Let an input drive its relay by itself, as the maker's tool can set it."""
        register = modbus.INPUT_MODES + channel - 1
        write = modbus.Write(
            unit=self.unit, function=modbus.Function.WRITE_REGISTER, address=register, value=int(linked)
        )
        drop = Drop()
        drop.arrived.put_nowait(bytearray(modbus.encode(write)))
        tool = asyncio.ensure_future(self.board.serve(drop))
        asyncio.get_running_loop().call_later(0.01, tool.cancel)

    def feel(self) -> None:
        """Let every wire carry the state of its thing."""
        wires = self.wires
        self._wire(wires.contact, self.door_open == (wires.contact_closed_when == "open"))
        self._wire(wires.exit_button, self.exit_pressed or wires.exit_shorted)
        self._wire(wires.smoke, self.smoke_set_off == (wires.smoke_kind == "normally-open"))
        self._wire(wires.help_button, self.help_pressed)

    def _wire(self, terminal: int | None, closed: bool) -> None:
        if terminal is not None:
            self.board.set_input(terminal, closed)

    @asynccontextmanager
    async def at_work(self) -> AsyncGenerator[None, None]:
        """All devices are powered inside."""
        self.feel()
        for socket in self.sockets.values():
            socket.replugged()
        await settle_loop()
        try:
            yield
        finally:
            tasks = [task for socket in self.sockets.values() for task in socket.serving]
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
        for end in ends:
            if not isinstance(end, asyncio.CancelledError):
                raise AssertionError("a twin ended by itself") from end


async def passing(clock: ManualClock, until: asyncio.Future[Any], stride: float = 0.5, most: float = 1500.0) -> None:
    """Let time pass until something is done."""
    passed = 0.0
    while not until.done():
        assert passed < most, "it does not come to an end"
        await clock.advance(stride)
        passed += stride
