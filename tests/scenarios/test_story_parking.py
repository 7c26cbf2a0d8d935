"""A driver parks with a plate and no network, and leaves: the hub has counted the truck and holds no plate any more."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

import pytest
from machine import Machine, Site
from story_hub import STATION, URL, make_known
from story_people import card
from test_story_hub import Way, way

from station_app.wire import Ask, line_of

if TYPE_CHECKING:
    from hub_rig import HubRig

PLATE = "苏B00000"


@pytest.fixture
async def lot(build: Callable[..., Machine], hub: HubRig) -> AsyncIterator[Machine]:
    """A driver's home whose hub has said how many places it has."""
    machine = build(Site(hub=URL, inputs='offers = ["parking"]'), hub=Way(hub.transport), wall=time.time())
    await make_known(machine, hub)
    hub.in_thread(places)
    await machine.start()
    await machine.until(lambda: machine.core._shell.state.offers.board is not None, stride=1.0)
    yield machine
    await machine.stop()  # before the hub ends


def places() -> None:
    from station_app.hub.models import ParkingLot

    ParkingLot.objects.create(station_id=STATION, places=2)


async def ask(station: Machine, act: str, plate: str = "") -> str:
    """Somebody touches a tile, and shows the card that is asked for."""
    name = f"touch-{len(station.facts):05d}-{act}"
    choice = ("truck",) if act == "sign" else ()
    station.kiosk.touch(line_of(Ask(id=name, offer="parking", act=act, choice=choice, plate=plate)))
    await station.advance(0.5)
    await station.lay(card())
    await station.advance(1)
    await station.lift()
    answer = station.kiosk.offers[-1].answer
    return "" if answer is None else answer.result


def told() -> list[tuple[str, bool, bool]]:
    """Vehicle, whether it has left, whether a plate is held in the row or the fact."""
    from station_app.hub.models import Fact, ParkedVehicle

    plates = Fact.objects.filter(kind="vehicle.parked", body__contains='"contact"').exists()
    return [(one.vehicle, one.left_ms is not None, bool(one.contact) or plates) for one in ParkedVehicle.objects.all()]


async def test_a_truck_is_counted_and_its_plate_is_gone_once_it_has_left(lot: Machine, hub: HubRig) -> None:
    way(lot).down = True
    parked = await ask(lot, "sign", PLATE)
    written = repr(lot.facts)
    way(lot).down = False
    await lot.until(lambda: hub.in_thread(told) == [("truck", False, True)], stride=5.0)
    left = await ask(lot, "leave-card")
    await lot.until(lambda: hub.in_thread(told) == [("truck", True, False)], stride=5.0)

    assert (parked, left, PLATE in written) == ("parked", "gone", False)
