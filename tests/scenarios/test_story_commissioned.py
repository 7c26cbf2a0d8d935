"""From bare ports to a station that serves: what a conversation has written down is what the station runs on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

# The rough site of the commissioning tests, and the technician who walks through it.
sys.path.append(str(Path(__file__).resolve().parent.parent / "selftest"))

from commissioned import Visit
from machine import Machine
from miswired_site import CARD, Lock, Site, Wires
from site_technician import Technician

from station_app.config import Settings, parse, point
from station_app.selftest.commissioning.learned import Learned
from station_app.selftest.commissioning.written import toml_of
from station_app.wiring.devices import check_devices

ODD = Wires(contact=4, exit_button=6, smoke=3, help_button=8, contact_closed_when="shut")


@dataclass(frozen=True)
class Written:
    """A config as the machine of a story takes it."""

    toml: str

    def text(self) -> str:
        return self.toml


@pytest.fixture
async def learned() -> Learned:
    """What was learned of a station that is wired as nobody expects, and serves all the same."""
    site = Site(wires=ODD, lock=Lock(kind="magnet", relay=5, contact="NC"), unit=7)
    found = await Visit(site, Technician(site)).run()
    assert found is not None
    return found


def settings_of(learned: Learned) -> Settings:
    settings = parse(toml_of(learned, "2026-01-01"))
    check_devices(settings)
    return settings


async def test_what_was_written_says_how_it_is_wired(learned: Learned) -> None:
    wires = settings_of(learned).wiring["main"]
    expected = ("board/relay/5", "!board/input/4", "board/input/6")

    assert (wires.lock, wires.contact, wires.exit_button) == tuple(point("", text) for text in expected)


async def test_what_was_written_explains_itself(learned: Learned) -> None:
    text = toml_of(learned, "2026-01-01")

    assert "without power the door is free (magnet)" in text
    assert "contact-wrong-input, contact-inverted, exit-wrong-input, lock-wrong-relay" in text
    assert "closed while the door is shut" in text
    assert "normally closed: a cut wire alarms" in text


async def test_a_commissioned_station_admits_a_card_through_the_door_that_it_has_learned(
    learned: Learned, build: Callable[..., Machine]
) -> None:
    machine = build(Written(toml_of(learned, "2026-01-01")))
    machine.world.move_door("main", is_open=False)  # its contact is closed while the door is shut
    machine.world.press("!board/input/3", pressed=False)
    await machine.start()

    await machine.lay(CARD)
    released = machine.lock_released
    await machine.walk_in()

    assert released
    assert machine.told("visit.started") != []
    assert machine.incidents == []
