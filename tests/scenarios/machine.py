"""A station's computer in one process: the real core on memory wires, the real journal, time moved by hand."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk import Kiosk

from hardware.catalog import SimulateRequest
from hardware.clock import ManualClock, settle_loop
from hardware.links import OpenLink
from hardware.links.memory import MemoryPort
from hardware.links.port import PtyName
from hardware.simulators.cable import plug_in
from hardware.simulators.faulty_wire import FaultyWire
from hardware.simulators.id_cards import SimulatedCard
from station_app.config import parse
from station_app.identity.keys import Keys
from station_app.simulation.world import Plugged, World
from station_app.station.stamp import Stamp
from station_app.store.audit import export
from station_app.store.journal import Journal
from station_app.wiring.core_process import JOURNAL_NAME, Choices, Core, Manner, Outside
from station_app.wiring.devices import Checked, check_devices, checked

NOON = 1_799_035_200.0
"""Monday 2027-01-04, 12:00 in Shanghai: a moment that the program can believe."""

_TURNS = 25
"""Turns of the loop in which everything that needs no thread comes to rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What is written in a station's config; the rest is the same in every story."""

    capacity: int = 16
    hours: str = '"24h"'
    when_store_fails: str = "admit"
    lock: str = "board/relay/1"
    scanner: str = "line-scanner"
    hub: str = ""
    station: str = "320206001"
    offers: str = ""
    """A list of what is offered, as TOML."""
    inputs: str = ""
    """Further tables, like [inputs.smoke]."""

    def text(self) -> str:
        """The config as a file would hold it."""
        return f"""
            [station]
            id = "{self.station}"
            name = "惠南二社区户外劳动者服务站"
            {f'[hub]{chr(10)}url = "{self.hub}"' if self.hub else ""}
            [devices.id_reader]
            driver = "sam-id-reader"
            port = "pty:id_reader"
            [devices.scanner]
            driver = "{self.scanner}"
            port = "pty:scanner"
            [devices.board]
            driver = "modbus-board"
            port = "pty:board"
            sample_seconds = 0.1
            {"[devices.relay]" + chr(10) + 'driver = "lcus-relay"' + chr(10) + 'port = "pty:relay"' if self.lock.startswith("relay/") else ""}
            [doors.main]
            zone = "hall"
            lock = "{self.lock}"
            contact = "board/input/1"
            exit_button = "board/input/2"
            readers = ["id_reader", "scanner"]
            when_store_fails = "{self.when_store_fails}"
            [zones.hall]
            name = "休息区"
            capacity = {self.capacity}
            [policy]
            hours = {self.hours}
            {f"offers = {self.offers}" if self.offers else ""}
            {self.inputs}
        """  # noqa: E501 - one optional device


class StoryClock(ManualClock):
    """Also strides over long stretches: everybody sleeps through them and wakes at their end, as on a busy machine."""

    async def leap(self, seconds: float, settle: Callable[[], Any]) -> None:
        """Move on in one stride."""
        self._move_to(self._monotonic + seconds)
        await self.advance(0, settle)


class Machine:
    """One station: its computer, which starts and stops, and its devices, which do not notice."""

    def __init__(self, data: Path, socket: Path, site: Site, clock: StoryClock, hub: Any = None) -> None:
        self.data, self.clock, self.hub = data, clock, hub
        self.settings = parse(site.text())
        check_devices(self.settings)
        self.in_step = True
        """Whether a time server keeps this machine's clock."""
        self.kiosk = Kiosk(socket)
        self.lock: list[bool] = []
        """Every move of the lock's relay: True is released."""
        self.taps: list[str] = []
        self._ports = {name: MemoryPort() for name in self.settings.devices}
        self._wires: dict[str, FaultyWire] = {}
        self._boots = 0
        self._running: asyncio.Task[None] | None = None
        outside = Outside(open_port=self._open_port, hub=hub)
        manner = Manner(headless=True)
        self._choices = Choices(settings=self.settings, data=data, socket=socket, manner=manner, outside=outside)
        plugged: dict[str, Plugged] = {}
        self._cables: list[asyncio.Task[None]] = []
        for name, table in self.settings.devices.items():
            found = checked(name, table)
            twin = found.kind.simulate(SimulateRequest(name=name, clock=clock, options=found.options))
            wire = self._wires[name] = FaultyWire(twin, self._ports[name], clock)
            plugged[name] = Plugged(twin=twin, cable=wire)
            self._cables.append(asyncio.ensure_future(plug_in(twin, wire)))
        self.world = World(self.settings, plugged)
        self.world.watch_locks(lambda _door, released: self.lock.append(released))

    # -- the computer ----------------------------------------------------------------------------------------------

    async def start(self, *, ballast_bytes: int = 0) -> None:
        """Switch it on and wait until the door serves and the kiosk shows something."""
        self._boots += 1
        boot = f"boot-{self._boots}"
        self.make_keys()
        stamp = Stamp(self.clock, self.settings.zone, boot, synchronised=lambda: self.in_step)
        path = self.data / JOURNAL_NAME
        self.journal = Journal.open(path, boot=boot, clock=self.clock, ballast_bytes=ballast_bytes)
        self.core = Core(self._choices, self.clock, stamp, self.keys, self.journal)
        self._running = asyncio.ensure_future(self.core.run())
        await self.until(self._choices.socket.exists)
        await self.kiosk.connect()
        await self.until(lambda: bool(self.kiosk.shown))
        await self.advance(1)  # the door's contact has been seen

    def make_keys(self) -> None:
        """Open the key folder; a new one gets keys."""
        self.keys = Keys(self.data)
        self.keys.issuing()

    async def stop(self) -> None:
        """Switch it off; what the ports said last stays known."""
        running, self._running = self._running, None
        if running is None:
            return
        for tap in self.core.bench.taps.values():
            self.taps += [one.shown for direction in ("in", "out") for one in tap.recent(direction)]
        running.cancel()
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await running
        finally:
            await self.journal.close()
            await self.kiosk.die()

    async def close(self) -> None:
        """The end of the story."""
        await self.stop()
        for cable in self._cables:
            cable.cancel()
        await asyncio.gather(*self._cables, return_exceptions=True)

    # -- time ------------------------------------------------------------------------------------------------------

    async def settle(self) -> None:
        """Wait until nothing is being answered any more."""
        await settle_loop(_TURNS)
        while self._running is not None and self._is_busy():
            await asyncio.sleep(0.0005)  # the threads of journal, identity and hub are real
            await settle_loop(_TURNS)

    async def advance(self, seconds: float) -> None:
        """Let time pass, everything at its own moment."""
        await self.clock.advance(seconds, self.settle)
        self._look()

    async def leap(self, seconds: float, stride: float) -> None:
        """Let a long time pass, in strides."""
        passed = 0.0
        while passed < seconds:
            step = min(stride, seconds - passed)
            await self.clock.leap(step, self.settle)
            passed += step
        self._look()

    async def until(self, happened: Callable[[], bool], stride: float = 0.05, strides: int = 2000) -> None:
        """Let time pass until something that also needs a real thread has happened."""
        for _ in range(strides):
            await self.advance(0)
            if happened():
                return
            await asyncio.sleep(0.0005)
            await self.clock.leap(stride, self.settle)
        raise AssertionError(f"{happened} has not come true")

    # -- what is known -------------------------------------------------------------------------------------------

    @property
    def facts(self) -> list[dict[str, Any]]:
        """Every fact of the journal, in order."""
        return list(export(self.data / JOURNAL_NAME))

    def told(self, *kinds: str) -> list[dict[str, Any]]:
        """The facts of these kinds, in order."""
        return [fact for fact in self.facts if fact["kind"] in kinds]

    def kinds(self, *but: str) -> list[str]:
        """The kinds of all facts but the first boot, the day's erasure and those named."""
        told = [fact for fact in self.facts[1:] if fact["body"].get("scope") != "age"]
        return [fact["kind"] for fact in told if fact["kind"] not in but]

    def bodies(self, kind: str, *fields: str) -> Sequence[Any]:
        """One field, or several, of each fact of a kind."""
        found = [tuple(fact["body"].get(field) for field in fields) for fact in self.told(kind)]
        return [values[0] for values in found] if len(fields) == 1 else found

    @property
    def incidents(self) -> list[tuple[str, str]]:
        """What was opened and closed, with its cause."""
        return [(fact["kind"], fact["body"]["cause"]) for fact in self.told("incident.opened", "incident.closed")]

    @property
    def lock_released(self) -> bool:
        """Whether the lock's relay is on at this moment."""
        return self.world.lock_released("main")

    # -- what people and mishaps do --------------------------------------------------------------------------------

    async def walk_in(self) -> None:
        """Push the door, go in, let it fall shut."""
        self.world.move_door("main", is_open=True)
        await self.advance(1.0)
        self.world.move_door("main", is_open=False)
        await self.advance(0.5)

    async def press_exit(self) -> None:
        """Press the exit button for half a second."""
        self.world.press("board/input/2", pressed=True)
        await self.advance(0.5)
        self.world.press("board/input/2", pressed=False)
        await self.advance(0.5)

    async def lay(self, card: SimulatedCard) -> None:
        """Lay a card on the reader and wait a second."""
        self.world.lay_card("id_reader", card)
        await self.advance(1.0)

    async def lift(self) -> None:
        """Take the card away and wait until the reader has noticed."""
        self.world.lift_card("id_reader")
        await self.advance(1.5)

    async def show(self, text: str) -> None:
        """Hold a code to the scanner."""
        self.world.show_code("scanner", text)
        await self.advance(0.2)

    def cut_after(self, device: str, count: int) -> None:
        """Let a device's cable break after it has sent so many more bytes."""
        self._wires[device].cut_after(count)

    def _is_busy(self) -> bool:
        running = self._running
        if running is not None and running.done():
            running.result()  # a bug has ended the core: it is the story's end, too
        if self.hub is not None and self.hub.underway:
            return True  # or a slow machine would let minutes pass until its answer comes
        return hasattr(self.core, "bench") and self.core.answering

    def _look(self) -> None:
        if self._running is not None and self._running.done():
            self._running.result()

    def _open_port(self, found: Checked, _data: Path) -> OpenLink:
        assert isinstance(found.port, PtyName)
        return self._ports[found.port.name].open
