"""A Modbus-RTU relay and input board: the door's lock, its contact, its exit button.

The board itself times each pulse, so that the lock falls back when this computer dies in the middle of one.
Rests on: Waveshare's "Modbus RTU Relay" protocol V2 (flash-on, input modes); not tried on a device. Of the older V1
only "all on" is known to differ, and that is never sent.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from hardware.clock import Clock
from hardware.devices.debounce import Debouncer
from hardware.devices.driver import BuildRequest, Driver, Proof
from hardware.devices.keeping import Health, keep_open
from hardware.devices.modbus_bus import ANSWER_SECONDS, Bus, frame_gap, unit_option
from hardware.devices.readings import InputChanged, Report
from hardware.devices.searching import Search
from hardware.errors import BadAnswer, Declined, NoAnswer, WrongDevice
from hardware.links import Link, OpenLink
from hardware.links.turns import Turns
from hardware.options import Option
from hardware.protocols.modbus import (
    COIL_OFF,
    INPUT_MODES,
    VERSION,
    Bits,
    Function,
    Read,
    Refused,
    Registers,
    Reply,
    Request,
    Write,
    encode,
    flash_on,
    masked,
)
from hardware.traffic.modbus import read as read_modbus
from hardware.traffic.modbus import redactor

SHORTEST_HOLD: Final = 0.1
LONGEST_HOLD: Final = 3276.0
_MISSES: Final = 3
_HEAR_OUT_SECONDS: Final = 2 * ANSWER_SECONDS
"""With the time for an answer three quarters of a second: later ones come from no board that works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSetup:
    """What is on the wire and how often it is asked."""

    unit: int = 1
    relays: int = 8
    inputs: int = 8
    """0 for a board without inputs."""
    sample_seconds: float = 0.05
    debounce_seconds: float = 0.04
    silence_seconds: float = 0.004
    """3.5 characters: 4 ms at 9600 baud, 1.75 ms from 19200 baud on."""
    turns: Turns | None = None
    """What it shares with other devices on its wire."""

    def __post_init__(self) -> None:
        _within("unit", self.unit, 1, 247)
        _within("relays", self.relays, 1, 64)
        _within("inputs", self.inputs, 0, 64)
        _within("sample_seconds", self.sample_seconds, 0.02, 0.1)
        _within("debounce_seconds", self.debounce_seconds, 0.03, 0.05)
        _within("silence_seconds", self.silence_seconds, 0, 0.2)


class ModbusBoard:
    """Holds relays on for a time that the board counts, and reports its inputs as they move."""

    def __init__(
        self,
        name: str,
        open_link: OpenLink,
        clock: Clock,
        report: Report,
        setup: BoardSetup | None = None,
    ) -> None:
        self.name = name
        self.last_seen: float | None = None
        """Monotonic seconds of the last good answer; None before the first."""
        self._open_link = open_link
        self._clock = clock
        self._report = report
        self._setup = setup or BoardSetup()
        self._turns = self._setup.turns or Turns(clock)
        self.health = Health(name, report)
        self._bus: Bus | None = None
        self._held_until: dict[int, float] = {}
        self._believed: dict[int, bool] = {}
        self._firmware: str | None = None
        """None before it was asked in this session."""

    async def run(self) -> None:
        """Keep the board at work for ever; faults are reported, bugs are raised."""
        await keep_open(self._open_link, self._session, self.health, self._clock)

    async def hold(self, relay: int, seconds: float) -> None:
        """Keep `relay` on for `seconds` from now, or longer if it is already held longer; the board counts in tenths.

        Returns once the board has confirmed. Raises a DeviceFault at once when the board is not connected (nothing is
        sent later), or within about half a second when it does not confirm.
        """
        self._check(relay)
        _within("seconds", seconds, SHORTEST_HOLD, LONGEST_HOLD)
        now = self._clock.monotonic()
        until = max(now + seconds, self._held_until.get(relay, 0.0))
        tenths = math.ceil(round((until - now) * 10, 3))
        # Before the board has answered: a shorter hold that is asked for meanwhile must not shorten this one.
        self._held_until[relay] = until
        await self._command(flash_on(unit=self._setup.unit, relay=relay - 1, tenths=tenths))

    async def release(self, relay: int) -> None:
        """Let `relay` go now. Raises a DeviceFault as `hold` does; the board's own time still ends the pulse."""
        self._check(relay)
        self._held_until.pop(relay, None)
        function = Function.WRITE_COIL
        await self._command(Write(unit=self._setup.unit, function=function, address=relay - 1, value=COIL_OFF))

    async def prove(self) -> Proof:
        """Ask for its relays, and once for the version of its program. Raises a DeviceFault."""
        await self.relay_states()
        if self._firmware is None:
            self._firmware = await self._version()
        return Proof(answered=True, details={"firmware": self._firmware} if self._firmware else {})

    async def _version(self) -> str:
        """Of the board's program; empty where the board does not say."""
        bus = self._bus
        if bus is None:
            raise self.health.not_now()
        async with bus.turn("measurement"):
            try:
                with self.health.asking():
                    reply = await bus.ask(self._read(Function.READ_REGISTERS, VERSION, 1))
            except NoAnswer:
                return ""  # a board of another make may keep silent instead of refusing
        return f"V{reply.values[0] / 100:.2f}" if isinstance(reply, Registers) else ""

    @property
    def inputs(self) -> tuple[bool | None, ...]:
        """What each input was last believed to be; None before its first report and while the board is lost."""
        return tuple(self._believed.get(channel) for channel in range(1, self._setup.inputs + 1))

    async def relay_states(self) -> tuple[bool, ...]:
        """Which relays are on, as the board says. Raises a DeviceFault."""
        reply = await self._command(self._read(Function.READ_COILS, 0, self._setup.relays))
        return self._states(reply, self._setup.relays)

    async def _session(self, link: Link) -> None:
        bus = Bus(self.name, link, self._turns, self._setup.silence_seconds, self.health.count)
        try:
            await self._greet(bus)
            self._bus = bus
            self.health.works()
            await self._sample_for_ever(bus)
        finally:
            self._bus = None
            self._believed.clear()
            self._firmware = None
            bus.close()

    async def _greet(self, bus: Bus) -> None:
        setup = self._setup
        async with bus.turn("sample"):
            self._states(await bus.ask(self._read(Function.READ_COILS, 0, setup.relays)), setup.relays)
        if not setup.inputs:
            return
        async with bus.turn("sample"):
            self._states(await bus.ask(self._read(Function.READ_INPUTS, 0, setup.inputs)), setup.inputs)
        async with bus.turn("sample"):
            try:
                modes = await bus.ask(self._read(Function.READ_REGISTERS, INPUT_MODES, setup.inputs))
            except NoAnswer:
                return  # a board that knows no modes may keep silent instead of refusing
        if isinstance(modes, Registers) and any(modes.values):
            raise self._not_normal(modes.values)

    def _not_normal(self, modes: tuple[int, ...]) -> Declined:
        wrong = [(channel, mode) for channel, mode in enumerate(modes, start=1) if mode]
        named = ", ".join(f"{channel} is in mode {mode}" for channel, mode in wrong)
        fault = Declined(f"{self.name}: input {named} and may drive a relay by itself")
        frames = ", ".join(encode(self._to_normal(channel)).hex(" ").upper() for channel, _ in wrong)
        fault.remedy = (
            "Set the mode of every input (registers 1000 and following, hex) to 0, with the maker's tool or a serial "
            f"terminal that sends, in hex: {frames}"
        )
        return fault

    def _to_normal(self, channel: int) -> Write:
        address = INPUT_MODES + channel - 1
        return Write(unit=self._setup.unit, function=Function.WRITE_REGISTER, address=address, value=0)

    async def _sample_for_ever(self, bus: Bus) -> None:
        debouncer = Debouncer(self._setup.debounce_seconds)
        missed = 0
        while True:
            async with bus.turn("sample"):
                started = self._clock.monotonic()
                try:
                    states = await self._sample(bus)
                    missed = 0
                except (NoAnswer, BadAnswer, WrongDevice):
                    states = None
                    missed += 1
                    if missed >= _MISSES:
                        raise
                    self.health.count("line-errors")
            if states is None:
                # an answer that comes too late is heard out here and not taken for the next one
                await self._clock.sleep(_HEAR_OUT_SECONDS)
                continue
            self._tell(debouncer, states, started)
            period = self._setup.debounce_seconds if debouncer.doubts else self._setup.sample_seconds
            await self._clock.sleep(max(0.0, started + period - self._clock.monotonic()))

    def _tell(self, debouncer: Debouncer, states: tuple[bool, ...], sampled: float) -> None:
        before = debouncer.bounces
        for move in debouncer.see(states, sampled):
            self._believed[move.channel] = move.on
            self._report(
                InputChanged(device=self.name, channel=move.channel, on=move.on, at=move.at, lasted=move.lasted)
            )
        if bounced := debouncer.bounces - before:
            self.health.count("bounces", bounced)

    async def _sample(self, bus: Bus) -> tuple[bool, ...]:
        setup = self._setup
        if setup.inputs:
            return self._states(await bus.ask(self._read(Function.READ_INPUTS, 0, setup.inputs)), setup.inputs)
        self._states(await bus.ask(self._read(Function.READ_COILS, 0, setup.relays)), setup.relays)
        return ()

    async def _command(self, request: Request) -> Reply:
        bus = self._bus
        if bus is None:
            raise self.health.not_now()
        with self.health.asking():
            reply = await bus.command(request)
        if isinstance(reply, Refused):
            raise self._refusal(reply)
        self.last_seen = self._clock.monotonic()
        return reply

    def _read(self, function: Function, first: int, count: int) -> Read:
        return Read(unit=self._setup.unit, function=function, first=first, count=count)

    def _states(self, reply: Reply, count: int) -> tuple[bool, ...]:
        if not isinstance(reply, Bits):
            raise self._refusal(reply)
        self.last_seen = self._clock.monotonic()
        return reply.states[:count]

    def _refusal(self, reply: Reply) -> Declined:
        reason = f"exception {reply.reason} to function {reply.function}" if isinstance(reply, Refused) else "nonsense"
        fault = Declined(f"{self.name} refuses what is asked of it: {reason}")
        fault.remedy = (
            "Check the configured numbers of relays and inputs, and that the board knows flash-on (coil 0200 hex)."
        )
        return fault

    def _check(self, relay: int) -> None:
        _within("relay", relay, 1, self._setup.relays)


def _within(what: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{what} must be {low} to {high}, got {value}")


def _build(request: BuildRequest) -> ModbusBoard:
    setup = BoardSetup(
        unit=int(request.options["unit"]),
        relays=int(request.options["relays"]),
        inputs=int(request.options["inputs"]),
        sample_seconds=float(request.options["sample_seconds"]),
        debounce_seconds=float(request.options["debounce_seconds"]),
        silence_seconds=frame_gap(request.baud),
        turns=request.turns,
    )
    return ModbusBoard(request.name, request.open_link, request.clock, request.report, setup)


DRIVER: Final = Driver(
    name="modbus-board",
    roles=frozenset({"relays", "inputs"}),
    baud=9600,
    build=_build,
    mask=masked,
    evidence="published-vectors",
    bus_unit=unit_option,
    rests_on="Waveshare's Modbus RTU Relay manual, protocol V2; no device has confirmed it yet",
    search=Search(
        by="asking",
        bauds=(115200, 19200, 38400, 4800),
        variants=tuple({"unit": unit} for unit in range(2, 17)),
        sizes=({"relays": 4, "inputs": 4}, {"inputs": 0}, {"relays": 4, "inputs": 0}, {"relays": 2, "inputs": 2}),
    ),
    options={
        "unit": Option(default=1, low=1, high=247),
        "relays": Option(default=8, low=1, high=64),
        "inputs": Option(default=8, low=0, high=64),
        "sample_seconds": Option(default=0.05, low=0.02, high=0.1),
        "debounce_seconds": Option(default=0.04, low=0.03, high=0.05),
    },
    decode=read_modbus,
    redact=redactor,
)
