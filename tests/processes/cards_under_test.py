"""Somebody who lays another card on a reader each time that a guided test asks for one; and what of it stays."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from memory_search import hits
from people import citizen
from place import Place, new_place
from process_rig import eventually

from hardware.clock import SystemClock
from hardware.simulators.id_cards import SimulatedCard
from station_app.simulation.world import World
from station_app.wire import Prompt
from station_app.wiring.service_client import running_station
from station_app.wiring.service_messages import Ask
from station_app.wiring.twins import Twins

READER = "id_reader"
NAME = "欧阳测试甲乙丙"
STATION = "PRIVACY-TEST-STATION"


@dataclass(kw_only=True)
class Left:
    """What a test with many cards has left in the memory of the station."""

    laid: list[str] = field(default_factory=list[str])
    """The numbers of the cards that were laid."""
    found: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    control: list[str] = field(default_factory=list[str])
    """What the search must find, or it finds nothing at all."""

    @property
    def clean(self) -> bool:
        """Whether nothing of anybody is left, as far as this search can tell."""
        return bool(self.control) and not any(self.found.values())


class Hand:
    """Follows the prompts of one test until so many cards were laid."""

    def __init__(self, place: Place, world: World, cards: int) -> None:
        self._place = place
        self._world = world
        self._cards = cards
        self._told: tuple[str, int] | None = None
        self.laid: list[str] = []

    async def follow(self) -> None:
        """Have the reading quality of the reader tested; ends the test when all cards were laid and taken away."""
        await asyncio.to_thread(self._talk, asyncio.get_running_loop())

    def _talk(self, loop: asyncio.AbstractEventLoop) -> None:
        with running_station(self._place.data) as station:
            assert station is not None
            for service in station.ask(Ask(verb="selftest", device=f"{READER}.reads", guided=True)):
                prompt = service.prompt
                if prompt is None or (prompt.step, prompt.done) == self._told:
                    continue
                self._told = (prompt.step, prompt.done)
                asyncio.run_coroutine_threadsafe(self._do(prompt), loop).result()
                if len(self.laid) == self._cards and prompt.step == "lift-card":
                    return  # whoever hangs up ends the test

    async def _do(self, prompt: Prompt) -> None:
        if prompt.step == "lift-card":
            self._world.lift_card(READER)
        else:
            self.laid.append(citizen(len(self.laid)))
            self._world.lay_card(READER, SimulatedCard(number=self.laid[-1], name=NAME))


async def cards_under_test(folder: Path, cards: int) -> Left:
    """Lay so many cards on the reader of a real station while its reading quality is tested."""
    place = new_place(folder / "station", id=STATION)
    place.data.mkdir(mode=0o700)
    async with Twins(place.settings, place.data, SystemClock()) as twins:
        core = await place.serve("--headless")
        try:
            await eventually((place.data / "service.sock").exists, "the service socket")
            hand = Hand(place, twins.world, cards)
            await hand.follow()
            await place.fact("selftest.finished")
            return await asyncio.to_thread(_left, core.pid, hand.laid)
        finally:
            core.bury()


def _left(pid: int, laid: list[str]) -> Left:
    found = {
        "numbers": hits(pid, laid),
        "births and serials": hits(pid, [number[6:] for number in laid]),
        "names": hits(pid, [NAME], ("utf-16-le", "utf-8", "gb18030")),
    }
    return Left(laid=laid, found=found, control=hits(pid, [STATION], ["ascii"]))
