"""A code reader that takes commands, on a bench with its twin."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from device_bench import Bench

from hardware.catalog import KINDS, BuildRequest, SimulateRequest
from hardware.devices.command_scanner import CommandScanner
from hardware.devices.readings import CodeRead

MODELS = ["gm65-scanner", "newland-scanner", "honeywell-scanner", "zebra-ssi-scanner"]


class Rig:
    """One reader on a bench."""

    def __init__(self, model: str, **options: Any) -> None:
        self.bench = Bench()
        kind = KINDS[model]
        checked = kind.checked(options)
        request = BuildRequest(
            name="scanner",
            open_link=self.bench.open,
            clock=self.bench.clock,
            report=self.bench.report,
            baud=kind.baud,
            options=checked,
        )
        device = kind.build(request)
        assert isinstance(device, CommandScanner)
        self.device: CommandScanner[Any] = device
        self.twin: Any = kind.simulate(SimulateRequest(name="scanner", clock=self.bench.clock, options=checked))

    @property
    def texts(self) -> list[str]:
        return [read.text for read in self.bench.of(CodeRead)]

    @property
    def sent(self) -> bytes:
        return b"".join(raw for _, raw in self.bench.sent)

    def at_work(self) -> Any:
        return self.bench.at_work(self.device, self.twin)

    async def advance(self, seconds: float) -> None:
        await self.bench.clock.advance(seconds)

    async def show(self, text: str = "PASS-1") -> None:
        self.twin.show(text)
        await self.advance(0.3)

    async def tell(self, verb: Awaitable[Any], seconds: float = 3.0) -> Any:
        return await self.bench.awaited(verb, seconds)
