"""A Modbus-RTU sensor, seen from its own side of the cable: registers that say what the world is like."""

from __future__ import annotations

from typing import Final

from hardware.clock import Clock
from hardware.links import Link
from hardware.protocols import modbus
from hardware.protocols.modbus import REGISTER_READS, Read, Refusal, Refused, Registers, Request
from hardware.protocols.register_map import Quantity, chosen, unit_of
from hardware.simulators import SimulateRequest
from hardware.simulators.modbus_line import answer_requests
from hardware.simulators.switches import FaultSwitches

_WEATHER: Final = {
    "temperature": 21.5,
    "humidity": 45.0,
    "co2": 650.0,
    "pm1": 8.0,
    "pm2.5": 12.0,
    "pm10": 20.0,
    "tsp": 30.0,
    "voltage": 220.3,
    "current": 0.521,
    "power": 114.6,
    "energy": 1234.0,
    "frequency": 50.0,
    "power-factor": 0.98,
}
"""An ordinary day; what is not named here is 0."""


class SimulatedModbusSensor:
    """Answers reads of the registers it has, and refuses all else."""

    def __init__(self, name: str, clock: Clock, quantities: tuple[Quantity, ...], *, unit: int = 1) -> None:
        self.name = name
        self._clock = clock
        self._unit = unit
        self._quantities = {quantity.name: quantity for quantity in quantities}
        self._values = {name: _WEATHER.get(name, 0.0) for name in self._quantities}
        self._switches = FaultSwitches({"broken-element", "stuck-value", "refuses"})

    @property
    def faults(self) -> frozenset[str]:
        """The faults it knows: values that cannot be, a value that stays as it is, and an exception for an answer."""
        return self._switches.names

    def measure(self, quantity: str, value: float) -> None:
        """World face: let a quantity have this value in its unit. Raises ValueError."""
        if quantity not in self._quantities:
            raise ValueError(f"it does not measure {quantity!r}; it measures {', '.join(self._quantities)}")
        self._quantities[quantity].words_of(value)
        if "stuck-value" not in self._switches:
            self._values[quantity] = value

    def fault(self, name: str, on: bool) -> None:
        """World face: break it or mend it."""
        self._switches.set(name, on)

    def power_cycle(self) -> None:
        """World face: its power fails and comes back; the world it measures is as it was."""

    async def serve(self, link: Link) -> None:
        """Wire face: answer requests until the link is lost, then raise LinkLost."""
        await answer_requests(link, self._clock, self._heard)

    def _heard(self, request: Request) -> Registers | Refused | None:
        return self._answer(request) if request.unit == self._unit else None

    def _answer(self, request: Request) -> Registers | Refused:
        if not isinstance(request, Read) or request.function not in REGISTER_READS:
            function = request.function if isinstance(request, Read | modbus.Write) else modbus.Function.WRITE_COILS
            return Refused(unit=self._unit, function=function, reason=Refusal.FUNCTION)
        words = self._words(request.function)
        asked = range(request.first, request.first + request.count)
        reason = Refusal.FAILURE if "refuses" in self._switches else Refusal.ADDRESS
        if "refuses" in self._switches or not asked or any(register not in words for register in asked):
            return Refused(unit=self._unit, function=request.function, reason=reason)
        return Registers(
            unit=self._unit, function=request.function, values=tuple(words[register] for register in asked)
        )

    def _words(self, function: int) -> dict[int, int]:
        found: dict[int, int] = {}
        for name, quantity in self._quantities.items():
            if quantity.function != function:
                continue
            words = quantity.words_of(self._values[name])
            if "broken-element" in self._switches:
                words = (0x7FFF if quantity.form.startswith("s") else 0xFFFF, *(0xFFFF,) * (quantity.words - 1))
            found.update(enumerate(words, start=quantity.register))
        return found


def simulate(request: SimulateRequest) -> SimulatedModbusSensor:
    """The twin for the catalog."""
    preset, text = str(request.options["preset"]), str(request.options["map"])
    unit = unit_of(preset, int(request.options["unit"]))
    return SimulatedModbusSensor(request.name, request.clock, chosen(preset, text), unit=unit)
