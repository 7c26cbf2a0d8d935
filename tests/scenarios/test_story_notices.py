"""A manager's notice reaches the kiosk, outlives the network and a restart, and goes at its end by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from machine import Machine, Site
from story_hub import URL, make_known
from story_people import COURIER, card
from test_story_hub import Way

from station_app.screen.offers.local_time import Local
from station_app.screen.offers.notices_view import current
from station_app.store.board_file import NAME
from station_app.wire import Offers

if TYPE_CHECKING:
    from hub_rig import HubRig

SITE = Site(hub=URL, inputs='offers = ["notices"]')


def told() -> str:
    """A manager makes a notice that ends in two hours; its code."""
    from django.contrib.auth.models import User
    from django.utils import timezone

    from station_app.hub import bulletins
    from station_app.hub.accounts import set_account
    from station_app.hub.models import Station

    set_account("manager", "manager")
    now = timezone.now()
    words = bulletins.Words(
        titles={"zh-CN": "今晚停水", "en": "", "zh-TW": ""},
        texts={"zh-CN": "请自备饮水。", "en": "", "zh-TW": ""},
        link="",
        urgent=True,
        begins=now - timedelta(hours=1),
        ends=now + timedelta(hours=2),
    )
    return bulletins.make(words, Station.objects.all(), User.objects.get(), now).code


def shown(station: Machine) -> list[str]:
    """What stands on the screen now, by the station's own clock."""
    if not station.kiosk.offers:
        return []
    last: Offers = station.kiosk.offers[-1]
    now = datetime.fromtimestamp(station.clock.wall(), tz=UTC)
    return [one.title["zh-CN"] for one in current(last, Local(now, 0)).bulletins]


async def test_it_stands_without_a_network_and_after_a_restart_until_its_end(
    build: Callable[..., Machine], hub: HubRig
) -> None:
    way = Way(hub.transport)
    here = build(SITE, hub=way, wall=time.time())
    await make_known(here, hub)
    await here.start()
    code = hub.in_thread(told)
    await here.until(lambda: shown(here) == ["今晚停水"], stride=5)
    assert (here.kiosk.offers[-1].bulletins[0].id, here.kiosk.offers[-1].offered) == (code, ("notices",))

    way.down = True
    await here.until(lambda: (here.data / NAME).exists(), stride=1)  # it is kept
    await here.stop()
    here.kiosk.offers.clear()
    await here.start()
    await here.until(lambda: shown(here) == ["今晚停水"], stride=1)
    await here.lay(card(COURIER))  # the door does as ever
    assert here.kinds()[-1] in ("door.unlocked", "access.granted")
    await here.lift()

    await here.leap(2 * 3600, stride=600)
    assert shown(here) == []
    await here.stop()  # before the hub ends
