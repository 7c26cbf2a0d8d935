"""From a driver's name in a configuration to the device, its twin, its defaults: one typed mapping, no magic.

Each driver and twin is imported when it is built, so that a station loads only what it uses.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, Protocol

from hardware.clock import Clock
from hardware.devices.readings import Report
from hardware.links import OpenLink
from hardware.links.tap import Mask, length_only, plain

if TYPE_CHECKING:
    from hardware.simulators import Twin

Role = Literal["card-reader", "code-reader", "relays", "inputs"]
OptionValue = int | float | str


class Device(Protocol):
    """What every driver is."""

    @property
    def name(self) -> str:
        """Its name in the configuration."""
        ...

    @property
    def last_seen(self) -> float | None:
        """Monotonic seconds of its last sign of life; None before the first."""
        ...

    async def run(self) -> None:
        """Keep it at work for ever; faults are reported, bugs are raised."""
        ...


class Relays(Device, Protocol):
    """A device with relays, numbered from 1 as on the board."""

    async def hold(self, relay: int, seconds: float) -> None:
        """Keep `relay` on for `seconds` from now, or longer if it is already held longer. Raises a DeviceFault."""
        ...

    async def release(self, relay: int) -> None:
        """Let `relay` go now. Raises a DeviceFault."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One key that a driver understands beside `driver`, `port` and `baud`."""

    default: OptionValue
    """Its type is the option's type."""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    def check(self, value: object) -> OptionValue:
        """`value`, if it is allowed; raises ValueError that says what is."""
        whole = isinstance(value, int) and not isinstance(value, bool)
        if isinstance(self.default, str):
            if not isinstance(value, str) or (self.choices and value not in self.choices):
                raise ValueError(f"must be {_listed(self.choices) or 'a text'}, got {value!r}")
            return value
        wanted = "a whole number" if isinstance(self.default, int) else "a number"
        if not whole and (isinstance(self.default, int) or not isinstance(value, float)):
            raise ValueError(f"must be {wanted}, got {value!r}")
        number = value if isinstance(value, int | float) else 0
        if not (self.low is None or number >= self.low) or not (self.high is None or number <= self.high):
            raise ValueError(f"must be {self.low:g} to {self.high:g}, got {value!r}")
        return number


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildRequest:
    """All that a driver needs; `options` come from `DeviceKind.checked`."""

    name: str
    open_link: OpenLink
    clock: Clock
    report: Report
    baud: int
    options: Mapping[str, OptionValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulateRequest:
    """All that a twin needs; `options` come from `DeviceKind.checked`."""

    name: str
    clock: Clock
    options: Mapping[str, OptionValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceKind:
    """One driver that a configuration may name."""

    name: str
    roles: frozenset[Role]
    baud: int
    """Unless the configuration says otherwise."""
    build: Callable[[BuildRequest], Device]
    simulate: Callable[[SimulateRequest], Twin]
    mask: Mask
    """What a tap may keep of its bytes."""
    rests_on: str
    """Where the knowledge of its bytes comes from, and whether a device has confirmed it."""
    options: Mapping[str, Option] = field(default_factory=lambda: MappingProxyType({}))

    def checked(self, given: Mapping[str, object]) -> dict[str, OptionValue]:
        """Every option with its value, given or default. Raises ValueError that begins with the option's name."""
        for name in given:
            if name not in self.options:
                nearest = difflib.get_close_matches(name, self.options, n=1)
                hint = f"; did you mean {nearest[0]}?" if nearest else ""
                raise ValueError(f"{name}: {self.name} has no such option{hint}")
        values: dict[str, OptionValue] = {}
        for name, option in self.options.items():
            try:
                values[name] = option.check(given.get(name, option.default))
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from None
        return values

    def channels(self, role: Literal["relays", "inputs"], options: Mapping[str, OptionValue]) -> int:
        """How many relays or inputs there are; 0 for a device that has none."""
        return int(options[role]) if role in self.roles else 0


def _build_sam_id_reader(request: BuildRequest) -> Device:
    from hardware.devices.sam_id_reader import ReaderSetup, SamIdReader

    setup = ReaderSetup(
        baud=request.baud,
        poll_seconds=float(request.options["poll_seconds"]),
        repeat_seconds=float(request.options["repeat_seconds"]),
    )
    return SamIdReader(request.name, request.open_link, request.clock, request.report, setup)


def _simulate_sam_id_reader(request: SimulateRequest) -> Twin:
    from hardware.simulators.sam_id_reader import SimulatedSamIdReader

    return SimulatedSamIdReader(request.name, request.clock)


def _mask_sam(piece: bytes | bytearray) -> str:
    from hardware.protocols.sam import masked

    return masked(piece)


def _build_line_scanner(request: BuildRequest) -> Device:
    from hardware.devices.line_scanner import LineFormat, LineScanner

    line_format = LineFormat(
        terminator=str(request.options["terminator"]),
        prefix=str(request.options["prefix"]),
        idle_gap=float(request.options["idle_gap_seconds"]),
    )
    return LineScanner(request.name, request.open_link, request.clock, request.report, line_format)


def _simulate_line_scanner(request: SimulateRequest) -> Twin:
    from hardware.protocols.lines import TERMINATORS
    from hardware.simulators.line_scanner import SimulatedLineScanner

    terminator = TERMINATORS[str(request.options["terminator"])] or b"\r\n"
    return SimulatedLineScanner(request.name, request.clock, terminator, str(request.options["prefix"]))


def _build_lcus_relay(request: BuildRequest) -> Device:
    from hardware.devices.lcus_relay import LcusRelay

    relays = int(request.options["relays"])
    return LcusRelay(request.name, request.open_link, request.clock, request.report, relays)


def _simulate_lcus_relay(request: SimulateRequest) -> Twin:
    from hardware.simulators.lcus_relay import SimulatedLcusRelay

    return SimulatedLcusRelay(request.name, request.clock, int(request.options["relays"]))


def _build_modbus_board(request: BuildRequest) -> Device:
    from hardware.devices.modbus_board import BoardSetup, ModbusBoard

    setup = BoardSetup(
        unit=int(request.options["unit"]),
        relays=int(request.options["relays"]),
        inputs=int(request.options["inputs"]),
        sample_seconds=float(request.options["sample_seconds"]),
        debounce_seconds=float(request.options["debounce_seconds"]),
        # 3.5 characters of 11 bits; above 19200 baud the standard fixes 1.75 ms
        silence_seconds=max(0.00175, 38.5 / request.baud),
    )
    return ModbusBoard(request.name, request.open_link, request.clock, request.report, setup)


def _simulate_modbus_board(request: SimulateRequest) -> Twin:
    from hardware.simulators.modbus_board import SimulatedModbusBoard

    unit, relays, inputs = (int(request.options[name]) for name in ("unit", "relays", "inputs"))
    return SimulatedModbusBoard(request.name, request.clock, unit=unit, relays=relays, inputs=inputs)


def _listed(choices: tuple[str, ...]) -> str:
    return ", ".join(f'"{choice}"' for choice in choices)


_ALL: Final = (
    DeviceKind(
        name="sam-id-reader",
        roles=frozenset({"card-reader"}),
        baud=115200,
        build=_build_sam_id_reader,
        simulate=_simulate_sam_id_reader,
        mask=_mask_sam,
        rests_on="GA/T 467 as retold by several open drivers; no device has confirmed it yet",
        options={
            "poll_seconds": Option(default=0.3, low=0.1, high=2),
            "repeat_seconds": Option(default=5.0, low=0, high=60),
        },
    ),
    DeviceKind(
        name="line-scanner",
        roles=frozenset({"code-reader"}),
        baud=9600,
        build=_build_line_scanner,
        simulate=_simulate_line_scanner,
        mask=length_only,
        rests_on="what GM65, Newland, Honeywell and Hikrobot readers have in common; no device has confirmed it yet",
        options={
            "terminator": Option(default="auto", choices=("auto", "cr", "lf", "crlf", "tab")),
            "prefix": Option(default=""),
            "idle_gap_seconds": Option(default=0.05, low=0.01, high=1),
        },
    ),
    DeviceKind(
        name="lcus-relay",
        roles=frozenset({"relays"}),
        baud=9600,
        build=_build_lcus_relay,
        simulate=_simulate_lcus_relay,
        mask=plain,
        rests_on="the vendor's text and four open drivers; no device has confirmed it yet",
        options={"relays": Option(default=8, low=1, high=32)},
    ),
    DeviceKind(
        name="modbus-board",
        roles=frozenset({"relays", "inputs"}),
        baud=9600,
        build=_build_modbus_board,
        simulate=_simulate_modbus_board,
        mask=plain,
        rests_on="Waveshare's Modbus RTU Relay manual, protocol V2; no device has confirmed it yet",
        options={
            "unit": Option(default=1, low=1, high=247),
            "relays": Option(default=8, low=1, high=64),
            "inputs": Option(default=8, low=0, high=64),
            "sample_seconds": Option(default=0.05, low=0.02, high=0.1),
            "debounce_seconds": Option(default=0.04, low=0.03, high=0.05),
        },
    ),
)

KINDS: Final[Mapping[str, DeviceKind]] = MappingProxyType({kind.name: kind for kind in _ALL})
"""Every driver by the name that a configuration uses."""
