"""A station that is full tells whoever stands before it where else there is room, and stops when that may be over."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from machine import Machine, Site
from story_hub import STATION, URL, make_known
from story_people import a_pass
from test_story_hub import Way

if TYPE_CHECKING:
    from hub_rig import HubRig


async def test_who_finds_it_full_is_sent_to_an_open_one_near_and_never_by_old_news(
    build: Callable[..., Machine], hub: HubRig
) -> None:
    from test_nearby import lies, other

    way = Way(hub.transport)
    station = build(Site(hub=URL, capacity=1), hub=way, wall=time.time())
    await make_known(station, hub)
    lies(hub, STATION)
    await other(hub, "ST-2", north_km=0.4)
    await station.start()
    await station.until(lambda: bool(station.kiosk.now.near), stride=1)
    await station.show(a_pass(station))
    await station.walk_in()
    await station.show(a_pass(station))
    refused = station.kiosk.now
    assert (refused.reason, [(one.name, one.distance_m) for one in refused.near]) == ("full", [("驿站 ST-2", 400)])

    way.down = True
    await station.stop()
    station.kiosk.shown.clear()
    await station.start()
    await station.until(lambda: bool(station.kiosk.now.near), stride=1)

    await station.leap(16 * 60, stride=10)
    assert station.kiosk.now.near == ()
