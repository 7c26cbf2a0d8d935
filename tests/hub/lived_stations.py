"""Simulated stations that live beside a test's hub: the demo's own neighbours, with a past, a journal, a key, a line.

Their rules are those of every station, and so is their way to the hub; only their devices and people are made up.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TypeVar

import httpx

from hardware.clock import SystemClock
from station_app.core.events import InputMoved, Known, Presented
from station_app.identity.keys import Issuer, Keys
from station_app.simulation.fleet.cast import cast
from station_app.simulation.fleet.neighbour_life import NeighbourLife
from station_app.simulation.fleet.sites import READER
from station_app.upstream.address import HubAddress
from station_app.upstream.client import Newcomer, enrol
from station_app.wiring.neighbour_station import ItsHub, NeighbourStation

T = TypeVar("T")
CAST = {one.id: one for one in cast(12)}
PATIENCE_SECONDS = 120.0


class LateClock(SystemClock):
    """A machine's clock, on which time can pass that nobody waits for."""

    def __init__(self) -> None:
        self._passed = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self._passed

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self._passed += seconds


class Line(httpx.AsyncHTTPTransport):
    """A station's line to its hub."""

    def __init__(self, clock: LateClock) -> None:
        super().__init__(trust_env=False)
        self._clock = clock
        self.late = 0.0
        """So many seconds, by the station's clock, each answer is on its way."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        self._clock.pass_by(self.late)
        return answer


class Street:
    """Where stations live: a loop of its own, in a thread of its own, until the end of the `with`."""

    def __init__(self, folder: Path, url: str, signer: Issuer) -> None:
        """`signer`: whose policies all of them take besides the hub's."""
        self._folder, self._address, self._signer = folder, HubAddress(url=url), signer
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="street")
        self._living: dict[str, asyncio.Task[None]] = {}
        self._computers = 0

    def __enter__(self) -> Street:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        try:
            for name in list(self._living):
                self.switch_off(name)
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def settle(self, name: str, code: str, days: int) -> Lived:
        """Switch a new computer on, with a one-time code; it lives through some days. 0: its journal begins now."""
        return self.run(self._settle(name, code, days))

    def switch_off(self, name: str) -> None:
        """A station's computer is no more. Raises what it had ended of by itself."""
        self.run(self._switch_off(self._living.pop(name)))

    def run(self, work: Coroutine[None, None, T]) -> T:
        """Run in the stations' loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_SECONDS)

    async def _settle(self, name: str, code: str, days: int) -> Lived:
        self._computers += 1
        folder = self._folder / f"{name}-{self._computers}"
        folder.mkdir(mode=0o700)
        keys, clock, told = Keys(folder), LateClock(), CAST[name]
        newcomer = Newcomer(station=name, key=keys.station(), code=code, name=told.name)
        hub_key = bytes.fromhex((await enrol(self._address, newcomer)).hub_public_key)
        keys.save_hub(self._address.url, hub_key)
        keys.save_policy_issuers([self._signer])
        line = Line(clock)
        station = NeighbourStation(told, folder, ItsHub(address=self._address, key=hub_key, below=line), clock)
        ready = asyncio.Event()
        living = self._living[name] = asyncio.create_task(station.run(days, ready.set))
        waits = asyncio.create_task(ready.wait())
        await asyncio.wait({waits, living}, return_when=asyncio.FIRST_COMPLETED)
        if living.done():
            living.result()
        return Lived(self, station, line)

    async def _switch_off(self, living: asyncio.Task[None]) -> None:
        living.cancel()
        (ended,) = await asyncio.gather(living, return_exceptions=True)
        if not isinstance(ended, asyncio.CancelledError):
            raise AssertionError("a station had ended by itself") from ended


class Lived:
    """A station that lives, from the street's side."""

    def __init__(self, street: Street, station: NeighbourStation, line: Line) -> None:
        self._street, self._station = street, station
        self.line = line
        self.name, self.title = station.neighbour.id, station.neighbour.name

    def guest(self) -> None:
        """Somebody comes, shows something, and goes in where the rules let in."""
        self._do(NeighbourLife.guest)

    def show_union_card(self) -> None:
        """Somebody lays a union card on the reader, and goes where nothing opens."""

        def shown(life: NeighbourLife) -> None:
            who = f"union-card-{life.now().mono_ms}"
            card = Known(person=f"~{who}")
            life.life.hear(Presented(at=life.now(), id=who, reader=READER, credential="union-card", finding=card))

        self._do(shown)

    def call_for_help(self) -> None:
        """Somebody presses the help button."""

        def pressed(life: NeighbourLife) -> None:
            life.life.building.wires["call"] = True
            life.life.hear(InputMoved(at=life.now(), name="call", on=True))

        self._do(pressed)

    def granted(self, credential: str) -> int:
        """How often somebody was let in by such a credential."""

        def counted(life: NeighbourLife) -> int:
            return sum(
                fact.kind == "access.granted" and fact.body["credential"] == credential for fact in life.life.facts
            )

        return self._do(counted)

    @property
    def policy(self) -> tuple[int, str]:
        """Number and name of the policy in force."""
        return self._do(lambda life: (life.state.house.policy.number, life.state.house.policy.version))

    def _do(self, work: Callable[[NeighbourLife], T]) -> T:
        async def done() -> T:
            return work(self._station.life)

        return self._street.run(done())
