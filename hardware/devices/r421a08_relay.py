"""An R421A08 board: eight relays on RS-485, addressed by switches, each pulse timed by the board in whole seconds.

Rests on: one open driver and its notes (Erriez); not tried on a device. For a door prefer a board with inputs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from hardware.clock import Clock
from hardware.devices.driver import BuildRequest, Driver, Proof
from hardware.devices.keeping import Health, keep_open
from hardware.devices.modbus_bus import Bus, frame_gap, unit_option
from hardware.devices.readings import Report
from hardware.devices.searching import Search
from hardware.errors import BadAnswer, Declined, NoAnswer, WrongDevice
from hardware.links import Link, OpenLink
from hardware.links.turns import Turns
from hardware.options import Option
from hardware.protocols.modbus import Refused, Registers, Reply, Request, masked
from hardware.protocols.r421a08 import HIGHEST_UNIT, LONGEST_DELAY, RELAYS, Code, read_state, tell
from hardware.traffic.modbus import read as read_modbus
from hardware.traffic.modbus import redactor

SHORTEST_HOLD: Final = 0.1
_ASK_EVERY: Final = 1.0
_AGAIN_SECONDS: Final = 0.5
"""After a question that failed: an answer that comes too late is heard out and not taken for the next one."""
_MISSES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class R421A08Setup:
    """What is on the wire."""

    unit: int = 1
    relays: int = RELAYS
    silence_seconds: float = 0.004
    """3.5 characters."""
    turns: Turns | None = None
    """What it shares with other devices on its wire."""


class R421A08Relay:
    """Holds relays on for a time that the board counts, rounded up: a lock is never let go sooner than was asked."""

    def __init__(
        self, name: str, open_link: OpenLink, clock: Clock, report: Report, setup: R421A08Setup | None = None
    ) -> None:
        self.name = name
        self.last_seen: float | None = None
        """Monotonic seconds of the last good answer; None before the first."""
        self._open_link = open_link
        self._clock = clock
        self._setup = setup or R421A08Setup()
        self._turns = self._setup.turns or Turns(clock)
        self.health = Health(name, report)
        self._bus: Bus | None = None
        self._held_until: dict[int, float] = {}

    async def run(self) -> None:
        """Keep the board at work for ever; faults are reported, bugs are raised."""
        await keep_open(self._open_link, self._session, self.health, self._clock)

    async def hold(self, relay: int, seconds: float) -> None:
        """Keep `relay` on for `seconds` from now, or longer if it is already held longer.

        The board counts whole seconds: 0.5 becomes 1, 3.2 becomes 4. Returns once the board has confirmed. Raises a
        DeviceFault at once when it is not connected (nothing is sent later), or within about half a second.
        """
        self._check(relay)
        if not SHORTEST_HOLD <= seconds <= LONGEST_DELAY:
            raise ValueError(f"seconds must be {SHORTEST_HOLD} to {LONGEST_DELAY}, got {seconds}")
        now = self._clock.monotonic()
        until = max(now + seconds, self._held_until.get(relay, 0.0))
        whole = math.ceil(round(until - now, 3))
        # Before the board has answered: a shorter hold that is asked for meanwhile must not shorten this one.
        self._held_until[relay] = until
        await self._command(tell(unit=self._setup.unit, relay=relay, code=Code.DELAY, seconds=whole))

    async def release(self, relay: int) -> None:
        """Let `relay` go now. Raises a DeviceFault as `hold` does; the board's own time still ends the pulse."""
        self._check(relay)
        self._held_until.pop(relay, None)
        await self._command(tell(unit=self._setup.unit, relay=relay, code=Code.OFF))

    async def relay_states(self) -> tuple[bool, ...]:
        """Which relays are on, as the board says, asked one by one. Raises a DeviceFault."""
        return tuple([await self._state(relay) for relay in range(1, self._setup.relays + 1)])

    async def prove(self) -> Proof:
        """Ask for a relay's state. Raises a DeviceFault."""
        await self._state(1)
        return Proof(answered=True)

    async def _session(self, link: Link) -> None:
        bus = Bus(self.name, link, self._turns, self._setup.silence_seconds, self.health.count)
        try:
            await self._ask_for_ever(bus)
        finally:
            self._bus = None
            bus.close()

    async def _ask_for_ever(self, bus: Bus) -> None:
        missed = 0
        while True:
            try:
                async with bus.turn("measurement"):
                    self._on(await bus.ask(read_state(unit=self._setup.unit, relay=1)))
            except (NoAnswer, BadAnswer, WrongDevice):
                missed += 1
                if missed >= _MISSES or self.health.state != "works":
                    await self._clock.sleep(_AGAIN_SECONDS if self.health.state == "lost" else 0)
                    raise
                self.health.count("line-errors")
            else:
                missed = 0
                self._bus = bus
                self.health.works()
            await self._clock.sleep(_AGAIN_SECONDS if missed else _ASK_EVERY)

    async def _state(self, relay: int) -> bool:
        return self._on(await self._command(read_state(unit=self._setup.unit, relay=relay)))

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

    def _on(self, reply: Reply) -> bool:
        if not isinstance(reply, Registers) or reply.values[0] not in (0, 1):
            raise self._refusal(reply)
        self.last_seen = self._clock.monotonic()
        return reply.values[0] == 1

    def _refusal(self, reply: Reply) -> Declined:
        reason = f"exception {reply.reason}" if isinstance(reply, Refused) else "a state that is neither on nor off"
        fault = Declined(f"{self.name} does not answer as an R421A08 does: {reason}")
        fault.remedy = 'Check what is printed on the board; a Modbus board with coils is driver = "modbus-board".'
        return fault

    def _check(self, relay: int) -> None:
        if not 1 <= relay <= self._setup.relays:
            raise ValueError(f"relay must be 1 to {self._setup.relays}, got {relay}")


def _build(request: BuildRequest) -> R421A08Relay:
    setup = R421A08Setup(
        unit=int(request.options["unit"]),
        relays=int(request.options["relays"]),
        silence_seconds=frame_gap(request.baud),
        turns=request.turns,
    )
    return R421A08Relay(request.name, request.open_link, request.clock, request.report, setup)


DRIVER: Final = Driver(
    name="r421a08-relay",
    roles=frozenset({"relays"}),
    baud=9600,
    build=_build,
    mask=masked,
    evidence="one-source",
    rests_on="one open driver and its notes; no device has confirmed it yet",
    search=Search(by="naming", variants=tuple({"unit": unit} for unit in (0, *range(2, 17)))),
    options={
        "unit": Option(default=1, low=0, high=HIGHEST_UNIT),
        "relays": Option(default=RELAYS, low=1, high=RELAYS),
    },
    bus_unit=unit_option,
    decode=read_modbus,
    redact=redactor,
)
