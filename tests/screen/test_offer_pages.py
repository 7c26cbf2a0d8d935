"""The pages of what is offered: opened by a touch, one wish at a time, and nothing of anybody stays behind."""

from __future__ import annotations

import msgspec
from pytestqt.qtbot import QtBot
from screen_world import IDLE, MakeKiosk, item, visible_items

from station_app.core.offers.requests import TOPICS
from station_app.screen.kiosk import Kiosk
from station_app.wire import Ask, Intent, OfferAnswer, Offers, OpenFault

OFFERS = Offers(serial=1, offered=("fault", "hazard"), topics={name: TOPICS[name] for name in ("fault", "hazard")})


def opened(kiosk_of: MakeKiosk, **changes: object) -> tuple[Kiosk, list[Ask | Intent]]:
    """A kiosk whose menu is open, and what it asks for."""
    kiosk = kiosk_of(**changes)
    asked: list[Ask | Intent] = []
    kiosk.offers.asked.connect(asked.append)
    kiosk.show_snapshot(IDLE)
    kiosk.show_offers(OFFERS)
    kiosk.offers.open()
    return kiosk, asked


def reported(kiosk_of: MakeKiosk, topic: str = "water") -> tuple[Kiosk, list[Ask | Intent]]:
    """Somebody has touched a fault."""
    kiosk, asked = opened(kiosk_of)
    kiosk.offers.view.choose("fault")
    kiosk.offers.view.choose(topic)
    return kiosk, asked


def answer(kiosk: Kiosk, asked: list[Ask | Intent], result: str, **values: str | int) -> None:
    """The core answers the last wish."""
    last = asked[-1]
    assert isinstance(last, Ask)
    said = OfferAnswer(ask=last.id, offer=last.offer, result=result, values=values)
    kiosk.show_offers(msgspec.structs.replace(OFFERS, serial=2, answer=said))


def words(kiosk: Kiosk) -> str:
    """Every text that can be seen."""
    kiosk.picture()
    seen = (thing.property("text") for thing in visible_items(kiosk.window.contentItem()))
    return " ".join(str(text) for text in seen if text)


def test_the_key_stands_on_the_idle_page_where_something_is_offered(kiosk_of: MakeKiosk) -> None:
    kiosk = kiosk_of()
    kiosk.show_snapshot(IDLE)
    before = item(kiosk, "offers").isVisible()
    kiosk.show_offers(OFFERS)

    assert (before, item(kiosk, "offers").isVisible()) == (False, True)


def test_the_menu_has_a_tile_for_each_offer_that_this_screen_knows(kiosk_of: MakeKiosk) -> None:
    kiosk, _ = opened(kiosk_of)
    kiosk.show_offers(msgspec.structs.replace(OFFERS, serial=2, offered=("fault", "of a newer station")))

    assert [one["code"] for one in kiosk.offers.view.tiles_now()] == ["fault"]


def test_one_touch_sends_one_wish(kiosk_of: MakeKiosk) -> None:
    _, asked = reported(kiosk_of)

    assert [(one.offer, one.act, one.choice) for one in asked if isinstance(one, Ask)] == [("fault", "ask", ("water",))]


def test_a_second_touch_meanwhile_sends_nothing(kiosk_of: MakeKiosk) -> None:
    kiosk, asked = opened(kiosk_of)
    kiosk.offers.view.choose("fault")
    page = kiosk.offers.view
    page.choose("water")
    page.choose("light")

    assert len(asked) == 1


def test_the_ticket_is_shown_with_its_code(kiosk_of: MakeKiosk) -> None:
    kiosk, asked = reported(kiosk_of)
    answer(kiosk, asked, "made", ticket="4821 7365 0194", called=0)

    assert ("4821 7365 0194" in words(kiosk), item(kiosk, "ticket code").isVisible()) == (True, True)


def test_a_fault_that_is_known_says_so_on_its_tile(kiosk_of: MakeKiosk) -> None:
    kiosk, _ = opened(kiosk_of)
    known = OpenFault(topic="water", state="accepted", made_ms=1)
    kiosk.show_offers(msgspec.structs.replace(OFFERS, serial=2, faults=(known,)))
    kiosk.offers.view.choose("fault")

    assert "正在处理" in words(kiosk)


def test_a_person_who_is_let_in_meanwhile_closes_the_pages(kiosk_of: MakeKiosk) -> None:
    kiosk, asked = reported(kiosk_of)
    answer(kiosk, asked, "made", ticket="4821 7365 0194", called=0)
    kiosk.show_snapshot(msgspec.structs.replace(IDLE, serial=2, moment="welcome"))

    assert (kiosk.offers.page, "4821" in words(kiosk), asked[-1]) == ("", False, Intent(want="offers-left"))


def test_a_card_that_could_not_be_read_covers_the_pages_and_gives_them_back(kiosk_of: MakeKiosk) -> None:
    kiosk, asked = reported(kiosk_of)
    answer(kiosk, asked, "present")
    kiosk.show_snapshot(msgspec.structs.replace(IDLE, serial=2, moment="refused", reason="card-unreadable"))
    covered = kiosk.offers.shown
    kiosk.show_snapshot(msgspec.structs.replace(IDLE, serial=3))

    assert (covered, kiosk.offers.shown) == (False, True)


def test_nobody_there_for_a_while_leaves_nothing_on_the_screen(kiosk_of: MakeKiosk, qtbot: QtBot) -> None:
    kiosk, asked = opened(kiosk_of, offers_untouched_ms=50)
    qtbot.waitUntil(lambda: kiosk.offers.page == "", timeout=30_000)

    assert asked == [Intent(want="offers-left")]


def test_a_core_that_is_gone_closes_the_pages(kiosk_of: MakeKiosk) -> None:
    kiosk, _ = reported(kiosk_of)
    kiosk.show_starting()

    assert kiosk.offers.page == ""


def test_back_goes_one_page_back_and_from_the_menu_away(kiosk_of: MakeKiosk) -> None:
    kiosk, _ = opened(kiosk_of)
    kiosk.offers.view.choose("fault")
    kiosk.offers.back()
    on_menu = kiosk.offers.view.offer
    kiosk.offers.back()

    assert (on_menu, kiosk.offers.page) == ("menu", "")


def test_an_answer_to_somebody_who_has_left_is_shown_to_nobody(kiosk_of: MakeKiosk) -> None:
    kiosk, asked = reported(kiosk_of)
    late = next(one for one in asked if isinstance(one, Ask))
    kiosk.offers.close()
    kiosk.offers.open()
    said = OfferAnswer(ask=late.id, offer="fault", result="made", values={"ticket": "4821 7365 0194"})
    kiosk.show_offers(msgspec.structs.replace(OFFERS, serial=3, answer=said))

    assert kiosk.offers.view.offer == "menu"


def test_two_hundred_times_open_and_shut_leaves_no_pages(kiosk_of: MakeKiosk) -> None:
    kiosk, _ = opened(kiosk_of)
    kiosk.offers.close()
    for _ in range(200):
        kiosk.offers.open()
        kiosk.offers.view.choose("fault")
        kiosk.offers.close()
    kiosk.picture()

    assert len(kiosk.offers.children()) <= 8
