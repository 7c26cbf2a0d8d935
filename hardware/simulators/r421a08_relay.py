"""An R421A08 relay board, seen from its own side of the cable."""

from __future__ import annotations

from typing import Final

from hardware.clock import Clock
from hardware.links import Link
from hardware.protocols.modbus import Function, Read, Registers, Reply, Request, Write
from hardware.protocols.r421a08 import RELAYS, Code
from hardware.simulators import SimulateRequest
from hardware.simulators.modbus_line import answer_requests
from hardware.simulators.relay_bank import OnRelay, RelayBank
from hardware.simulators.switches import FaultSwitches

_MOMENTARY_SECONDS: Final = 1.0


class SimulatedR421A08Relay:
    """Answers its own number alone, and keeps silent at what it does not understand: it knows no exceptions."""

    def __init__(self, name: str, clock: Clock, *, unit: int = 1) -> None:
        self.name = name
        self._clock = clock
        self._unit = unit
        self._bank = RelayBank(clock, RELAYS)
        self._switches = FaultSwitches({"wedged"})

    @property
    def faults(self) -> frozenset[str]:
        """The faults it knows."""
        return self._switches.names

    @property
    def relays(self) -> tuple[bool, ...]:
        """World face: which contacts are closed, relay 1 first."""
        return self._bank.contacts

    def observe(self, on_relay: OnRelay) -> None:
        """World face: tell `on_relay` whenever a contact moves."""
        self._bank.on_relay = on_relay

    def fault(self, name: str, on: bool) -> None:
        """World face: break it or mend it."""
        self._switches.set(name, on)
        self._bank.wedge(on)

    def power_cycle(self) -> None:
        """World face: its power fails and comes back; every relay falls."""
        self._bank.fall()

    async def serve(self, link: Link) -> None:
        """Wire face: answer requests until the link is lost, then raise LinkLost."""
        await answer_requests(link, self._clock, self._heard)

    def _heard(self, request: Request) -> Reply | None:
        return self._answer(request) if request.unit == self._unit else None

    def _answer(self, request: Request) -> Reply | None:
        match request:
            case Read(function=Function.READ_REGISTERS, first=relay, count=1) if 1 <= relay <= RELAYS:
                return Registers(unit=self._unit, values=(int(self._bank.coils[relay - 1]),))
            case Write(function=Function.WRITE_REGISTER, address=relay, value=value) if 1 <= relay <= RELAYS:
                return request if self._tell(relay, value >> 8, value & 0xFF) else None
            case _:
                return None

    def _tell(self, relay: int, code: int, seconds: int) -> bool:
        match code:
            case Code.ON | Code.OFF:
                self._bank.set(relay, code == Code.ON)
            case Code.TOGGLE:
                self._bank.set(relay, not self._bank.coils[relay - 1])
            case Code.LATCH:
                for other in range(1, RELAYS + 1):
                    self._bank.set(other, other == relay)
            case Code.MOMENTARY:
                self._bank.pulse(relay, True, _MOMENTARY_SECONDS)
            case Code.DELAY:
                self._bank.pulse(relay, True, seconds)
            case _:
                return False
        return True


def simulate(request: SimulateRequest) -> SimulatedR421A08Relay:
    """The twin for the catalog."""
    return SimulatedR421A08Relay(request.name, request.clock, unit=int(request.options["unit"]))
