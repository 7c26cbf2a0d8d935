"""A code reader in line mode, seen from its own side of the cable."""

from __future__ import annotations

from hardware.clock import Clock
from hardware.links import Link
from hardware.protocols.lines import TERMINATORS
from hardware.simulators import SimulateRequest
from hardware.simulators.code_head import TEXT_FAULTS, CodeHead


class SimulatedLineScanner:
    """Sends what is shown to it; hears nothing."""

    def __init__(self, name: str, clock: Clock, terminator: bytes = b"\r\n", prefix: str = "") -> None:
        self.name = name
        self._prefix = prefix
        self._head = CodeHead(clock, lambda raw: raw + terminator, lambda: True, TEXT_FAULTS)

    @property
    def faults(self) -> frozenset[str]:
        """The faults it knows."""
        return self._head.switches.names

    async def serve(self, link: Link) -> None:
        """Wire face: send what is shown until the link is lost, then raise LinkLost."""
        with self._head.plugged(link):
            while True:
                await link.read()

    def fault(self, name: str, on: bool) -> None:
        """World face: break it or mend it; `flood` needs the running loop."""
        self._head.fault(name, on)

    def power_cycle(self) -> None:
        """World face: its power fails and comes back; it remembers nothing anyway."""

    def show(self, text: str) -> None:
        """World face: hold a code before it; without a cable the code is lost, as on a real one."""
        self._head.show(self._prefix + text)

    def show_bytes(self, raw: bytes) -> None:
        """World face: send these very bytes."""
        self._head.send(raw)


def simulate(request: SimulateRequest) -> SimulatedLineScanner:
    """The twin for the catalog."""
    chosen = TERMINATORS[str(request.options["terminator"])]
    terminator = b"" if chosen is None else chosen or b"\r\n"
    return SimulatedLineScanner(request.name, request.clock, terminator, str(request.options["prefix"]))
