"""A book and a bottle of water: the real core, store, board and scanner twin, from the manager's page to the fact."""

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

DREAM = "9787020002207"


@pytest.fixture
async def shelf(build: Callable[..., Machine], hub: HubRig) -> AsyncIterator[Machine]:
    """A station whose hub knows one book of it and hands out one bottle."""
    site = Site(hub=URL, inputs='offers = ["books", "supplies"]')
    machine = build(site, hub=Way(hub.transport), wall=time.time())
    await make_known(machine, hub)
    hub.in_thread(stock_up)
    await machine.start()
    await machine.until(lambda: machine.core._shell.state.offers.board is not None, stride=1.0)
    yield machine
    await machine.stop()  # before the hub ends


def stock_up() -> None:
    """What managers did at the hub."""
    from datetime import timedelta

    from django.contrib.auth.models import User
    from django.utils import timezone

    from station_app.hub.accounts import set_account
    from station_app.hub.book_import import lines_of, take
    from station_app.hub.models import HandoutRound, RoundStation

    set_account("manager", "manager")
    take(STATION, lines_of(f"ISBN,书名\n{DREAM},红楼梦\n".encode()))
    now = timezone.now()
    one = HandoutRound.objects.create(
        code="water-1", item="water", title="送清凉", begins_at=now - timedelta(days=1), made_at=now,
        ends_at=now + timedelta(days=1), made_by=User.objects.get(),
    )  # fmt: skip
    RoundStation.objects.create(round=one, station_id=STATION, pieces=1)


async def ask(station: Machine, offer: str, act: str, about: str = "") -> None:
    """Somebody touches a tile."""
    name = f"touch-{len(station.facts):05d}-{act}"
    station.kiosk.touch(line_of(Ask(id=name, offer=offer, act=act, about=about)))
    await station.advance(0.5)


def said(station: Machine) -> str:
    answer = station.kiosk.offers[-1].answer
    return "" if answer is None else answer.result


async def test_a_book_is_lent_and_comes_back_with_no_network(shelf: Machine) -> None:
    way(shelf).down = True
    await ask(shelf, "books", "lend")
    await shelf.show(DREAM)
    await shelf.lay(card())
    await shelf.advance(1)
    lent = said(shelf)
    await shelf.lift()
    await ask(shelf, "books", "back")
    await shelf.show(DREAM)
    await shelf.advance(1)

    assert (lent, said(shelf)) == ("lent", "returned")
    assert shelf.bodies("loan.lent", "item") == shelf.bodies("loan.returned", "item") == [DREAM]
    assert shelf.bodies("access.denied", "reason") == []


async def test_the_last_bottle_is_given_once_and_nobody_s_door_opens_for_it(shelf: Machine) -> None:
    await ask(shelf, "supplies", "take", "water-1")
    await shelf.lay(card())
    await shelf.advance(1)
    given = said(shelf)
    await shelf.lift()
    await ask(shelf, "supplies", "take", "water-1")

    assert (given, said(shelf), shelf.kinds().count("access.granted")) == ("given", "none-left", 0)


async def test_a_barcode_that_no_page_waits_for_is_refused_as_ever(shelf: Machine) -> None:
    await shelf.show(DREAM)
    await shelf.advance(1)

    assert shelf.bodies("access.denied", "reason") == ["code-unknown"]
