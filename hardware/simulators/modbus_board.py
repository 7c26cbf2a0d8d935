"""A Modbus-RTU relay and input board of the Waveshare kind, seen from its own side of the cable."""

from __future__ import annotations

from typing import Final, TypeVar

from hardware.clock import Clock
from hardware.links import Link
from hardware.protocols import modbus
from hardware.protocols.modbus import (
    Bits,
    CoilsWritten,
    Function,
    Read,
    Refusal,
    Refused,
    Registers,
    Reply,
    Request,
    Write,
    WriteCoils,
)
from hardware.simulators import SimulateRequest
from hardware.simulators.input_bank import INPUT_FAULTS, InputBank
from hardware.simulators.modbus_line import answer_requests
from hardware.simulators.relay_bank import OnRelay, RelayBank
from hardware.simulators.switches import FaultSwitches

_BROADCAST: Final = 0
_TOGGLE: Final = 0x5500
_ALL: Final = 0x00FF
_FLASH_OFF: Final = 0x0400
_ALL_ON_V1: Final = 0xFFFF
_BAUD_REGISTER: Final = 0x2000
_UNIT_REGISTER: Final = 0x4000
_HIGHEST_UNIT: Final = 255
_HIGHEST_BAUD_CODE: Final = 7
_LINKED, _TOGGLING, _EDGE = 1, 2, 3
"""Input modes beside 0, normal: the relay follows its input, turns over with each closing, or with each move."""
V1: Final = 100
V2: Final = 200

_T = TypeVar("_T")


class SimulatedModbusBoard:
    """Answers its own unit number and times its pulses itself."""

    version = V2
    """`V1` is the protocol of boards made before September 2021, whose "all on" has another value."""

    def __init__(self, name: str, clock: Clock, *, unit: int = 1, relays: int = 8, inputs: int = 8) -> None:
        self.name = name
        self._clock = clock
        self._unit = unit
        self._bank = RelayBank(clock, relays)
        self._inputs = InputBank(clock, inputs)
        self._modes = [0] * inputs
        self._baud_code = 1
        self._switches = FaultSwitches({"wedged", *INPUT_FAULTS})

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

    def set_input(self, channel: int, on: bool) -> None:
        """World face: close or open the contact wired to input `channel` (from 1)."""
        before = self._inputs.settled
        self._inputs.set(channel, on)
        now = self._inputs.settled[channel - 1]
        if now != before[channel - 1] and channel <= len(self._bank.coils):
            self._drive_relay(channel, now)

    def press(self, channel: int) -> None:
        """World face: push the button wired to input `channel`."""
        self.set_input(channel, True)

    def release(self, channel: int) -> None:
        """World face: let the button go."""
        self.set_input(channel, False)

    def fault(self, name: str, on: bool) -> None:
        """World face: break it or mend it."""
        self._switches.set(name, on)
        if name == "wedged":
            self._bank.wedge(on)
        else:
            self._inputs.fault(name, on)

    def power_cycle(self) -> None:
        """World face: its power fails and comes back; every relay falls."""
        self._bank.fall()

    async def serve(self, link: Link) -> None:
        """Wire face: answer requests until the link is lost, then raise LinkLost."""
        await answer_requests(link, self._clock, self._heard)

    def _drive_relay(self, channel: int, on: bool) -> None:
        """What an input that is not in normal mode does to the relay of its number."""
        mode = self._modes[channel - 1] if self._modes else 0
        if mode == _LINKED:
            self._bank.set(channel, on)
        elif mode == _EDGE or (mode == _TOGGLING and on):
            self._bank.set(channel, not self._bank.coils[channel - 1])

    def _heard(self, request: Request) -> Reply | None:
        return self._answer(request) if request.unit in (self._unit, _BROADCAST) else None

    def _answer(self, request: Request) -> Reply | None:
        try:
            reply = self._carry_out(request)
        except _Refuses as refuses:
            function = Function.WRITE_COILS if isinstance(request, WriteCoils) else request.function
            reply = Refused(unit=self._unit, function=function, reason=refuses.reason)
        asks_unit = isinstance(request, Read) and request.first == _UNIT_REGISTER
        return reply if request.unit != _BROADCAST or asks_unit else None

    def _carry_out(self, request: Request) -> Reply:
        match request:
            case Read(function=Function.READ_REGISTERS):
                return Registers(unit=self._unit, values=self._registers(request))
            case Read(function=Function.READ_INPUT_REGISTERS):
                raise _Refuses(Refusal.FUNCTION)
            case Read():
                states = self._bank.coils if request.function == Function.READ_COILS else self._inputs.told
                asked = _span(states, request.first, request.count)
                return Bits(unit=self._unit, function=request.function, states=modbus.whole_bytes(asked))
            case Write(function=Function.WRITE_COIL):
                self._write_coil(request.address, request.value)
                return request
            case Write():
                self._write_register(request.address, request.value)
                return request
            case WriteCoils():
                if request.first + len(request.states) > len(self._bank.coils):
                    raise _Refuses(Refusal.ADDRESS)
                for channel, on in enumerate(request.states, start=request.first + 1):
                    self._bank.set(channel, on)
                return CoilsWritten(unit=self._unit, first=request.first, count=len(request.states))

    def _write_coil(self, address: int, value: int) -> None:
        kind, number = address & 0xFF00, address & 0x00FF
        if kind in (modbus.FLASH_ON, _FLASH_OFF):
            if number >= len(self._bank.coils):
                raise _Refuses(Refusal.ADDRESS)
            if not 1 <= value <= modbus.LONGEST_PULSE:
                raise _Refuses(Refusal.VALUE)
            self._bank.pulse(number + 1, kind == modbus.FLASH_ON, value / 10)
            return
        if address != _ALL and address >= len(self._bank.coils):
            raise _Refuses(Refusal.ADDRESS)
        all_on = _ALL_ON_V1 if self.version == V1 and address == _ALL else modbus.COIL_ON
        if value not in (all_on, modbus.COIL_OFF, _TOGGLE):
            raise _Refuses(Refusal.VALUE)
        chosen = range(len(self._bank.coils)) if address == _ALL else (address,)
        for relay in chosen:
            self._bank.set(relay + 1, not self._bank.coils[relay] if value == _TOGGLE else value == all_on)

    def _registers(self, request: Read) -> tuple[int, ...]:
        if request.first == _UNIT_REGISTER and request.count == 1:
            return (self._unit,)
        if request.first == _BAUD_REGISTER and request.count == 1:
            return (self._baud_code,)
        if request.first == modbus.VERSION and request.count == 1:
            return (self.version,)
        if request.first & 0xF000 != modbus.INPUT_MODES:
            raise _Refuses(Refusal.ADDRESS)
        return _span(tuple(self._modes), request.first - modbus.INPUT_MODES, request.count)

    def _write_register(self, address: int, value: int) -> None:
        number = address - modbus.INPUT_MODES
        if address == _UNIT_REGISTER and 1 <= value <= _HIGHEST_UNIT:
            self._unit = value
            return
        if address == _BAUD_REGISTER and value & 0xFF <= _HIGHEST_BAUD_CODE:
            self._baud_code = value
            return
        if address in (_UNIT_REGISTER, _BAUD_REGISTER):
            raise _Refuses(Refusal.VALUE)
        if not 0 <= number < len(self._modes):
            raise _Refuses(Refusal.ADDRESS)
        if value > 3:
            raise _Refuses(Refusal.VALUE)
        self._modes[number] = value


class _Refuses(Exception):
    def __init__(self, reason: Refusal) -> None:
        self.reason = reason


def _span(values: tuple[_T, ...], first: int, count: int) -> tuple[_T, ...]:
    if count == 0:
        raise _Refuses(Refusal.VALUE)
    if first + count > len(values):
        raise _Refuses(Refusal.ADDRESS)
    return values[first : first + count]


def simulate(request: SimulateRequest) -> SimulatedModbusBoard:
    """The twin for the catalog."""
    unit, relays, inputs = (int(request.options[name]) for name in ("unit", "relays", "inputs"))
    return SimulatedModbusBoard(request.name, request.clock, unit=unit, relays=relays, inputs=inputs)
