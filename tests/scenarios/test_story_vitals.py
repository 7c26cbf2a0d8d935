"""A station at work tells its hub how it is, and the door waits for none of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

import msgspec
import pytest
from machine import Machine, Site
from story_hub import STATION, URL, make_known
from story_people import card, traces_in_bytes

from station_app.upstream.vitals_message import Vitals

if TYPE_CHECKING:
    from hub_rig import HubRig

TOILET = """
            [zones.toilet]
            name = "卫生间"
            capacity = 1
            privacy = "private"
"""


@pytest.fixture
async def known(build: Callable[..., Machine], hub: HubRig) -> AsyncIterator[Machine]:
    """A station that its hub knows, at work."""
    machine = build(Site(hub=URL, inputs=TOILET), hub=hub.transport)
    await make_known(machine, hub)
    await machine.start()
    yield machine
    await machine.stop()  # before the hub ends


def content(hub: HubRig) -> str:
    """What the hub keeps of the station, as it is written there."""
    from station_app.hub.models import Vitals as Kept

    return hub.in_thread(lambda: Kept.objects.filter(station=STATION).values_list("content", flat=True).first()) or ""


async def told(station: Machine, hub: HubRig, fits: Callable[[Vitals], bool]) -> Vitals:
    """Wait until the hub knows something of the station."""

    def now() -> Vitals | None:
        text = content(hub)
        return msgspec.json.decode(text, type=Vitals) if text else None

    def there() -> bool:
        vitals = now()
        return vitals is not None and fits(vitals)

    await station.until(there, stride=1)
    vitals = now()
    assert vitals is not None
    return vitals


async def test_the_hub_knows_how_a_station_is(known: Machine, hub: HubRig) -> None:
    vitals = await told(known, hub, lambda now: all(device.works for device in now.devices))

    assert [(door.name, door.contact) for door in vitals.doors] == [("main", "closed")]
    assert [(zone.name, zone.inside, zone.open) for zone in vitals.zones] == [
        ("hall", "0-16", True),  # just started: nobody knows who was there before
        ("toilet", "occupied", True),
    ]
    assert (vitals.clock, vitals.mode, vitals.tested.verdict) == ("trusted", "normal", "unknown")
    assert vitals.disk_days is not None


async def test_the_hub_learns_that_somebody_is_inside_and_not_who(known: Machine, hub: HubRig) -> None:
    await known.lay(card())
    await known.walk_in()
    await told(known, hub, lambda now: now.zones[0].inside.startswith("1"))

    assert traces_in_bytes(content(hub).encode()) == []


async def test_the_hub_learns_of_a_door_that_stands_open(known: Machine, hub: HubRig) -> None:
    known.world.move_door("main", is_open=True)
    vitals = await told(known, hub, lambda now: now.doors[0].contact == "open")

    assert vitals.doors[0].wrong in {"", "forced"}


async def test_the_hub_learns_of_a_device_that_is_lost(known: Machine, hub: HubRig) -> None:
    known.cut_after("scanner", 0)
    known.world.show_code("scanner", "x")
    vitals = await told(known, hub, lambda now: not all(device.works for device in now.devices))

    assert [device.name for device in vitals.devices if not device.works] == ["scanner"]
