"""The pages of hand-outs, the first-aid box, loans and books: which touches make which wish."""

from __future__ import annotations

import msgspec
import pytest
from screen_world import IDLE, MakeKiosk

from station_app.screen.kiosk import Kiosk
from station_app.wire import Ask, Intent, OfferAnswer, Offers
from station_app.wire.offers import RackTold, RoundTold, StockTold

OFFERS = Offers(
    serial=1,
    offered=("supplies", "first-aid", "loans", "books"),
    rounds=(RoundTold(id="heat-1", item="drink", title={"zh-CN": "送清凉：绿豆汤"}, left=42),),
    stock=(StockTold(item="plaster", left=7),),
    racks=(RackTold(id="umbrella", item="umbrella", free=1, out=(2,)),),
)


def touched(kiosk_of: MakeKiosk, *codes: str) -> tuple[Kiosk, list[Ask | Intent]]:
    """A kiosk at which these tiles were touched, and what it asks for."""
    kiosk = kiosk_of()
    asked: list[Ask | Intent] = []
    kiosk.offers.asked.connect(asked.append)
    kiosk.show_snapshot(IDLE)
    kiosk.show_offers(OFFERS)
    kiosk.offers.open()
    for code in codes:
        kiosk.offers.view.choose(code)
    return kiosk, asked


def wishes(asked: list[Ask | Intent]) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(one.offer, one.act, one.about, one.choice) for one in asked if isinstance(one, Ask)]


@pytest.mark.parametrize(
    ("codes", "wish"),
    [
        (("supplies", "heat-1"), ("supplies", "take", "heat-1", ())),
        (("first-aid", "plaster", "used"), ("first-aid", "used", "", ("plaster",))),
        (("first-aid", "plaster", "low"), ("first-aid", "low", "", ("plaster",))),
        (("loans", "umbrella"), ("loans", "lend", "umbrella", ())),
        (("loans", ":back"), ("loans", "listen", "", ())),
        (("books", "lend"), ("books", "lend", "", ())),
    ],
)
def test_a_few_touches_are_one_wish(
    kiosk_of: MakeKiosk, codes: tuple[str, ...], wish: tuple[str, str, str, tuple[str, ...]]
) -> None:
    _, asked = touched(kiosk_of, *codes)

    assert wishes(asked) == [wish]


def test_a_keeper_types_the_number_and_the_day(kiosk_of: MakeKiosk) -> None:
    kiosk, asked = touched(kiosk_of, "first-aid", "plaster", "count")
    page = kiosk.offers.view
    for key in "12":
        page.press(key)
    page.enter()
    for key in "20270331":
        page.press(key)
    page.enter()
    kiosk.picture()

    assert wishes(asked) == [("first-aid", "count", "", ("plaster", "12", "2027-03-31"))]


def test_while_the_scanner_listens_a_number_can_be_touched_instead(kiosk_of: MakeKiosk) -> None:
    kiosk, asked = touched(kiosk_of, "loans", ":back")
    last = asked[-1]
    assert isinstance(last, Ask)
    listening = OfferAnswer(ask=last.id, offer="loans", result="listening")
    kiosk.show_offers(msgspec.structs.replace(OFFERS, serial=2, answer=listening))
    kiosk.picture()
    kiosk.offers.view.choose("umbrella:2")

    assert wishes(asked)[-1] == ("loans", "back", "umbrella", ("2",))
