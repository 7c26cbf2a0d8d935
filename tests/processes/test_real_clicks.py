"""The real station, the real screen and a real mouse: a card, two clicks, and what the journal then holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from people import citizen
from place import Place
from process_rig import Running
from real_screen import RealScreen, places


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[RealScreen]:
    made = RealScreen(tmp_path / "display")
    yield made
    made.close()


@pytest.fixture
def twins(place: Place) -> Iterator[Running]:
    simulator = Running(place.folder / "simulator", "simulate", "--config", place.config, "--data", place.data)
    yield simulator
    simulator.bury()


@pytest.fixture
def core(place: Place, screen: RealScreen, twins: Running) -> Iterator[Running]:
    running = place.run(DISPLAY=screen.name)
    yield running
    running.bury()


async def test_two_clicks_after_the_first_card_tell_consent_and_occupation(
    place: Place, screen: RealScreen, twins: Running, core: Running
) -> None:
    await twins.says("\nready\n")
    await core.says("station.door: ready")
    await core.says("first picture")
    idle = await screen.rests()

    twins.type(f"card id_reader {citizen(3)}")
    granted = await place.fact("access.granted")
    asked = await screen.rests(other_than=idle)
    screen.click(places((), "agree")["agree"])
    await screen.rests(other_than=asked)
    screen.click(places(("agree",), "work:courier")["work:courier"])

    given = await place.fact("consent.given")
    assert (given["presentation"], given["notice"], given["occupation"]) == (
        granted["presentation"],
        "1",
        "courier",
    )
    assert await core.stops() == 0, core.logged
