"""A Modbus-RTU sensor: temperature and humidity, CO2, dust, or a power meter. It measures; what follows is for others.

Rests on: open drivers and makers' tables, see `register_map.PRESETS`; not tried on a device.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hardware.clock import Clock
from hardware.devices.driver import BuildRequest, Driver, Proof
from hardware.devices.keeping import Health, keep_open
from hardware.devices.modbus_bus import Bus, frame_gap
from hardware.devices.readings import Measured, Report
from hardware.devices.searching import Search
from hardware.errors import BadAnswer, Declined, Defective, NoAnswer, WrongDevice
from hardware.links import Link, OpenLink
from hardware.links.turns import Turns
from hardware.options import Option, OptionValue
from hardware.protocols.modbus import Read, Refused, Registers, masked
from hardware.protocols.register_map import PRESETS, Block, Quantity, blocks, chosen, unit_of
from hardware.traffic.modbus import read as read_modbus
from hardware.traffic.modbus import redactor

_MISSES: Final = 3
_AGAIN_SECONDS: Final = 0.5
"""After a measurement that failed: a late answer is heard out, and a board on the same wire samples its inputs."""
_LONGEST_BACK_OFF: Final = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorSetup:
    """What is on the wire and how often it is asked."""

    quantities: tuple[Quantity, ...]
    unit: int = 1
    poll_seconds: float = 10.0
    silence_seconds: float = 0.004
    """3.5 characters."""
    turns: Turns | None = None
    """What it shares with other devices on its wire."""


class ModbusSensor:
    """Reports each quantity every few seconds; a value that the world cannot have is a fault, not a reading."""

    def __init__(self, name: str, open_link: OpenLink, clock: Clock, report: Report, setup: SensorSetup) -> None:
        self.name = name
        self.last_seen: float | None = None
        """Monotonic seconds of the last good answer; None before the first."""
        self._open_link = open_link
        self._clock = clock
        self._report = report
        self._setup = setup
        self._turns = setup.turns or Turns(clock)
        self._blocks = blocks(setup.quantities)
        self.health = Health(name, report)
        self._bus: Bus | None = None
        self._values: dict[str, Measured] = {}
        self._back_off = 0.0

    async def run(self) -> None:
        """Keep the sensor at work for ever; faults are reported, bugs are raised."""
        await keep_open(self._open_link, self._session, self.health, self._clock)

    async def prove(self) -> Proof:
        """Measure now. Raises a DeviceFault; at once when it is not connected."""
        bus = self._bus
        if bus is None:
            raise self.health.not_now()
        with self.health.asking():
            measured = await self._measure(bus)
        return Proof(answered=True, details={one.quantity: f"{one.value:g} {one.unit}".strip() for one in measured})

    @property
    def values(self) -> Mapping[str, Measured]:
        """The latest value of each quantity; empty before the first and while the sensor is lost."""
        return dict(self._values)

    async def _session(self, link: Link) -> None:
        bus = Bus(self.name, link, self._turns, self._setup.silence_seconds, self.health.count)
        try:
            await self._measure_for_ever(bus)
        finally:
            self._bus = None
            self._values.clear()
            bus.close()

    async def _measure_for_ever(self, bus: Bus) -> None:
        missed = 0
        while True:
            try:
                measured = await self._measure(bus)
            except (NoAnswer, BadAnswer, WrongDevice):
                missed += 1
                if self.health.state == "lost":
                    await self._leave_the_wire_alone()
                    raise
                if missed >= _MISSES:
                    raise
                self.health.count("line-errors")
                await self._clock.sleep(_AGAIN_SECONDS)
                continue
            missed, self._back_off = 0, 0.0
            self._bus = bus
            self.health.works()
            for one in measured:
                self._values[one.quantity] = one
                self._report(one)
            await self._clock.sleep(self._setup.poll_seconds)

    async def _leave_the_wire_alone(self) -> None:
        # each question to a dead sensor costs the board on the same wire a quarter of a second of its inputs
        longest = _LONGEST_BACK_OFF if self._turns.shared else _AGAIN_SECONDS
        self._back_off = min(max(_AGAIN_SECONDS, self._back_off * 2), longest)
        await self._clock.sleep(self._back_off)

    async def _measure(self, bus: Bus) -> list[Measured]:
        measured: list[Measured] = []
        for block in self._blocks:
            words = await self._words(bus, block)
            for quantity, value in block.values(words):
                if not quantity.plausible(value):
                    raise self._impossible(quantity, value)
                now = self._clock.monotonic()
                measured.append(
                    Measured(device=self.name, quantity=quantity.name, value=value, unit=quantity.unit, at=now)
                )
        self.last_seen = self._clock.monotonic()
        return measured

    async def _words(self, bus: Bus, block: Block) -> tuple[int, ...]:
        request = Read(unit=self._setup.unit, function=block.function, first=block.first, count=block.count)
        async with bus.turn("measurement"):
            reply = await bus.ask(request)
        if isinstance(reply, Registers):
            return reply.values
        reason = f"exception {reply.reason}" if isinstance(reply, Refused) else "nonsense"
        fault = Declined(f"{self.name} refuses function {int(block.function)} at register {block.first}: {reason}")
        fault.remedy = "Check the preset, or the function and register in the map, against the sensor's manual."
        raise fault

    def _impossible(self, quantity: Quantity, value: float) -> Defective:
        fault = Defective(f"{self.name} says that {quantity.name} is {value:g} {quantity.unit}, which cannot be")
        fault.remedy = "Check the preset or the map's scale and sign; if they are right, the sensor is broken."
        return fault


def _unit(options: Mapping[str, OptionValue]) -> int:
    return unit_of(str(options["preset"]), int(options["unit"]))


def _verify(options: Mapping[str, OptionValue]) -> None:
    chosen(str(options["preset"]), str(options["map"]))


def _build(request: BuildRequest) -> ModbusSensor:
    options = request.options
    setup = SensorSetup(
        quantities=chosen(str(options["preset"]), str(options["map"])),
        unit=_unit(options),
        poll_seconds=float(options["poll_seconds"]),
        silence_seconds=frame_gap(request.baud),
        turns=request.turns,
    )
    return ModbusSensor(request.name, request.open_link, request.clock, request.report, setup)


DRIVER: Final = Driver(
    name="modbus-sensor",
    roles=frozenset({"sensor"}),
    baud=9600,
    build=_build,
    mask=masked,
    evidence="several-sources",
    rests_on="open drivers and makers' register tables, one to five for each preset; no device has confirmed it yet",
    search=Search(by="naming", bauds=(4800, 19200, 115200), variants=tuple({"preset": name} for name in PRESETS)),
    options={
        "preset": Option(default="sht20", choices=(*PRESETS, "custom")),
        "map": Option(default=""),
        "unit": Option(default=0, low=0, high=254),
        "poll_seconds": Option(default=10.0, low=0.5, high=3600),
    },
    verify=_verify,
    bus_unit=_unit,
    decode=read_modbus,
    redact=redactor,
)
