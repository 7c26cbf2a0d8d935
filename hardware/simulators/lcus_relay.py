"""An LCUS relay board, seen from its own side of the cable."""

from __future__ import annotations

from typing import Final

from hardware.clock import Clock
from hardware.links import Link
from hardware.protocols.lcus import Decoder, Frame, Op, encode
from hardware.simulators import SimulateRequest
from hardware.simulators.relay_bank import OnRelay, RelayBank
from hardware.simulators.switches import FaultSwitches

_MOMENTARY_SECONDS: Final = 1.0
"""Fixed by the board; the vendor does not say how long."""


class SimulatedLcusRelay:
    """Switches what it is told to; answers only the commands 02 to 06, unless the fault `reply` is on."""

    def __init__(self, name: str, clock: Clock, relays: int = 8) -> None:
        self.name = name
        self._bank = RelayBank(clock, relays)
        self._switches = FaultSwitches({"wedged", "reply"})

    @property
    def faults(self) -> frozenset[str]:
        """The faults it knows; `reply` is the make of board that confirms every command."""
        return self._switches.names

    @property
    def relays(self) -> tuple[bool, ...]:
        """World face: which contacts are closed, relay 1 first."""
        return self._bank.contacts

    def observe(self, on_relay: OnRelay) -> None:
        """World face: tell `on_relay` whenever a contact moves."""
        self._bank.on_relay = on_relay

    async def serve(self, link: Link) -> None:
        """Wire face: carry out commands until the link is lost, then raise LinkLost."""
        decoder = Decoder()
        while True:
            for frame in decoder.feed(await link.read()):
                self._take(frame, link)

    def fault(self, name: str, on: bool) -> None:
        """World face: break it or mend it."""
        self._switches.set(name, on)
        if name == "wedged":
            self._bank.wedge(on)

    def power_cycle(self) -> None:
        """World face: its power fails and comes back; every relay falls."""
        self._bank.fall()

    def _take(self, frame: Frame, link: Link) -> None:
        if frame.channel > len(self._bank.coils):
            return
        self._switch(frame)
        if frame.op > Op.ON or "reply" in self._switches:
            on = self._bank.coils[frame.channel - 1]
            link.write(encode(Frame(channel=frame.channel, op=Op.ON if on else Op.OFF)))

    def _switch(self, frame: Frame) -> None:
        match frame.op:
            case Op.OFF | Op.OFF_ANSWERED:
                self._bank.set(frame.channel, False)
            case Op.ON | Op.ON_ANSWERED:
                self._bank.set(frame.channel, True)
            case Op.TOGGLE:
                self._bank.set(frame.channel, not self._bank.coils[frame.channel - 1])
            case Op.MOMENTARY:
                self._bank.pulse(frame.channel, True, _MOMENTARY_SECONDS)
            case Op.QUERY:
                pass


def simulate(request: SimulateRequest) -> SimulatedLcusRelay:
    """The twin for the catalog."""
    return SimulatedLcusRelay(request.name, request.clock, int(request.options["relays"]))
