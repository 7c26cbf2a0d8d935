"""The page of rooms that go by turns."""

from __future__ import annotations

import time

import pytest
from screen_world import IDLE, MakeKiosk, visible_items

from station_app.screen.kiosk import Kiosk
from station_app.wire import Ask, Intent, Offers, TurnRoom


def opened(kiosk_of: MakeKiosk, *rooms: TurnRoom) -> tuple[Kiosk, list[Ask | Intent]]:
    """A kiosk that shows the rooms, and what it asks for."""
    kiosk = kiosk_of()
    asked: list[Ask | Intent] = []
    kiosk.offers.asked.connect(asked.append)
    kiosk.show_snapshot(IDLE)
    kiosk.show_offers(Offers(serial=1, offered=("turns",), turns=rooms))
    kiosk.offers.open()
    kiosk.offers.view.choose("turns")
    return kiosk, asked


def shower(**changes: object) -> TurnRoom:
    return TurnRoom(**{"zone": "shower", "title": "淋浴间", "kind": "shower", "free": False, **changes})  # pyright: ignore[reportArgumentType] # any field of a room


def words(kiosk: Kiosk) -> str:
    kiosk.picture()
    return " ".join(str(one.property("text") or "") for one in visible_items(kiosk.window.contentItem()))


@pytest.mark.parametrize(
    ("room", "said"),
    [
        (shower(free=True), "空闲"),
        (shower(), "使用中"),
        (shower(called=7), "请7号使用"),
        (shower(waiting=3, next_ms=int((time.time() + 3600) * 1000)), "等3人"),
        (shower(next_ms=1), "约1分钟后空出"),
    ],
)
def test_a_tile_says_how_it_stands_with_its_room(kiosk_of: MakeKiosk, room: TurnRoom, said: str) -> None:
    kiosk, _ = opened(kiosk_of, room)

    assert said in words(kiosk)


def test_a_touch_on_a_room_asks_for_it_once(kiosk_of: MakeKiosk) -> None:
    kiosk, asked = opened(kiosk_of, shower(free=True))
    view = kiosk.offers.view
    view.choose("shower")
    view.choose("shower")

    assert [(one.act, one.about, one.choice) for one in asked if isinstance(one, Ask)] == [("take", "shower", ())]


def test_a_room_with_a_need_asks_for_it_first(kiosk_of: MakeKiosk) -> None:
    kiosk, asked = opened(kiosk_of, shower(free=True, needs=("nursing",)))
    kiosk.offers.view.choose("shower")
    between = list(asked)
    kiosk.offers.view.choose("nursing")

    assert (between, [(one.about, one.choice) for one in asked if isinstance(one, Ask)]) == (
        [],
        [("shower", ("nursing",))],
    )


def test_back_from_the_needs_shows_the_rooms_again(kiosk_of: MakeKiosk) -> None:
    kiosk, _ = opened(kiosk_of, shower(free=True, needs=("nursing",)))
    kiosk.offers.view.choose("shower")
    kiosk.offers.back()

    assert "淋浴间" in words(kiosk)


def test_giving_back_is_one_touch(kiosk_of: MakeKiosk) -> None:
    kiosk, asked = opened(kiosk_of, shower())
    kiosk.offers.view.choose("give-back")

    assert [(one.act, one.about) for one in asked if isinstance(one, Ask)] == [("give-back", "")]
