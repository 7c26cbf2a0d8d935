"""The page of classes and events."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from screen_world import IDLE, MakeKiosk, Wall, visible_items

from station_app.assets import offer_signs
from station_app.core.offers.activities import KINDS
from station_app.screen.kiosk import Kiosk
from station_app.wire import Ask, Intent, Offers
from station_app.wire.offers import ActivityTold

MINUTE = 60_000


def course(minutes: int = 24 * 60, **changes: object) -> ActivityTold:
    """One that begins in so many minutes."""
    begins = int(Wall().time.timestamp() * 1000) + minutes * MINUTE
    told = {
        "id": "class", "kind": "skills", "title": {"zh-CN": "电工课"}, "where": "会议室", "from_ms": begins,
        "until_ms": begins + 60 * MINUTE, "join_until_ms": begins, "left": 3, **changes,
    }  # fmt: skip
    return ActivityTold(**told)  # pyright: ignore[reportArgumentType] # any field of one


@dataclass
class Standing:
    """Somebody before a kiosk that shows these."""

    kiosk: Kiosk
    asked: list[Ask | Intent] = field(default_factory=list)

    def words(self) -> str:
        self.kiosk.picture()
        seen = visible_items(self.kiosk.window.contentItem())
        return " ".join(str(one.property("text") or "") for one in seen)

    def tiles(self) -> list[str]:
        return [one["code"] for one in self.kiosk.offers.view.tiles]


def opened(kiosk_of: MakeKiosk, *found: ActivityTold) -> Standing:
    here = Standing(kiosk_of())
    here.kiosk.offers.asked.connect(here.asked.append)
    here.kiosk.show_snapshot(IDLE)
    here.kiosk.show_offers(Offers(serial=1, offered=("activities",), activities=found))
    here.kiosk.offers.open()
    here.kiosk.offers.view.choose("activities")
    return here


@pytest.mark.parametrize(
    "one, said",
    [
        (course(), "剩3个名额"),
        (course(left=0, waiting=2), "已满，可候补"),
        (course(left=0), "已满"),
        (course(minutes=-10), "报名已截止"),
        (course(cancelled="下雨"), "已取消"),
    ],
)
def test_a_tile_says_whether_there_is_a_place(kiosk_of: MakeKiosk, one: ActivityTold, said: str) -> None:
    assert said in opened(kiosk_of, one).words()


def test_what_is_over_has_no_tile(kiosk_of: MakeKiosk) -> None:
    assert opened(kiosk_of, course(minutes=-61)).tiles() == []


@pytest.mark.parametrize(
    "minutes, tiles", [(60, ["join", "leave"]), (29, ["join", "come", "leave"]), (-5, ["come", "leave"])]
)
def test_what_can_be_done_follows_the_hour(kiosk_of: MakeKiosk, minutes: int, tiles: list[str]) -> None:
    here = opened(kiosk_of, course(minutes=minutes))
    here.kiosk.offers.view.choose("class")

    assert here.tiles() == tiles


def test_where_it_is_and_what_it_is_about_stands_behind_the_tile(kiosk_of: MakeKiosk) -> None:
    here = opened(kiosk_of, course(about={"zh-CN": "可领教材。"}))
    here.kiosk.offers.view.choose("class")
    words = here.words()

    assert "会议室" in words
    assert "可领教材。" in words


def test_what_is_cancelled_says_why_and_offers_nothing(kiosk_of: MakeKiosk) -> None:
    here = opened(kiosk_of, course(cancelled="老师生病"))
    here.kiosk.offers.view.choose("class")

    assert (here.tiles(), "老师生病" in here.words()) == ([], True)


def test_two_touches_ask_for_a_place_once(kiosk_of: MakeKiosk) -> None:
    here = opened(kiosk_of, course())
    view = here.kiosk.offers.view
    for touch in ("class", "join", "join"):
        view.choose(touch)

    assert [(one.act, one.about) for one in here.asked if isinstance(one, Ask)] == [("join", "class")]


def test_a_touch_that_means_nothing_asks_for_nothing(kiosk_of: MakeKiosk) -> None:
    here = opened(kiosk_of, course())
    here.kiosk.offers.view.choose("class")
    here.kiosk.offers.view.choose("class")

    assert [one for one in here.asked if isinstance(one, Ask)] == []


def test_back_leads_to_all_of_them(kiosk_of: MakeKiosk) -> None:
    here = opened(kiosk_of, course())
    here.kiosk.offers.view.choose("class")
    stayed = here.kiosk.offers.view.back()

    assert (stayed, here.tiles(), here.kiosk.offers.view.back()) == (True, ["class"], False)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_drawing(kind: str) -> None:
    assert f"activity-{kind}" in offer_signs()


def test_what_was_open_and_is_gone_leads_back_to_all(kiosk_of: MakeKiosk) -> None:
    here = opened(kiosk_of, course())
    here.kiosk.offers.view.choose("class")
    here.kiosk.show_offers(Offers(serial=2, offered=("activities",), activities=(course(id="other"),)))

    assert here.tiles() == ["other"]
