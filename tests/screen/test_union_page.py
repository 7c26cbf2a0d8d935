"""The page that leads to the union's form; without a phone, a place and a number to call."""

from __future__ import annotations

import msgspec
import pytest
from screen_world import IDLE, MakeKiosk, item

from station_app.core.offers.requests import TOPICS
from station_app.screen.kiosk import Kiosk
from station_app.wire import Ask, Intent, Offers

CALLED = Offers(
    serial=1,
    offered=("union",),
    union_url="https://hub.example.org/u/320206001",
    calls=True,
    topics={"union": TOPICS["union"]},
)


def opened(kiosk_of: MakeKiosk, **told: object) -> tuple[Kiosk, list[Ask | Intent]]:
    """The union's page, and what is asked for."""
    kiosk = kiosk_of()
    asked: list[Ask | Intent] = []
    kiosk.offers.asked.connect(asked.append)
    kiosk.show_snapshot(IDLE)
    kiosk.show_offers(msgspec.structs.replace(CALLED, **told))
    kiosk.offers.open()
    kiosk.offers.choose("union")
    kiosk.picture()
    return kiosk, asked


def test_the_code_of_the_form_is_shown(kiosk_of: MakeKiosk) -> None:
    kiosk = kiosk_of()
    kiosk.show_snapshot(IDLE)
    kiosk.show_offers(Offers(serial=1, offered=("union",), union_url="https://hub.example.org/u/320206001"))
    kiosk.offers.open()
    kiosk.offers.view.choose("union")
    kiosk.picture()

    assert (item(kiosk, "form code").isVisible(), kiosk.offers.view.code) == (
        True,
        "https://hub.example.org/u/320206001",
    )


@pytest.mark.parametrize("calls", [True, False])
def test_the_key_for_whoever_has_no_phone_stands_where_somebody_can_be_called_back(
    kiosk_of: MakeKiosk, calls: bool
) -> None:
    kiosk, _ = opened(kiosk_of, calls=calls)

    assert item(kiosk, "call back").isVisible() == calls


def test_without_a_form_there_is_the_number_alone(kiosk_of: MakeKiosk) -> None:
    kiosk, _ = opened(kiosk_of, union_url="")

    assert (item(kiosk, "form code").isVisible(), "扫码" in kiosk.offers.view.lead + kiosk.offers.view.about) == (
        False,
        False,
    )


def test_a_place_and_a_number_are_one_wish(kiosk_of: MakeKiosk) -> None:
    kiosk, asked = opened(kiosk_of)
    kiosk.offers.view.call()
    places = [one["code"] for one in kiosk.offers.view.tiles_now()]
    kiosk.offers.choose("household")
    for digit in "13800000000":
        kiosk.offers.view.keypad.press(digit)
    kiosk.offers.view.submit()

    wishes = [(one.offer, one.act, one.choice, one.digits) for one in asked if isinstance(one, Ask)]
    assert (places, wishes) == (list(TOPICS["union"]), [("union", "call", ("household",), "13800000000")])


def test_going_back_leads_by_the_places_to_the_code_and_no_digit_stays(kiosk_of: MakeKiosk) -> None:
    kiosk, _ = opened(kiosk_of)
    kiosk.offers.view.call()
    kiosk.offers.choose("home")
    kiosk.offers.view.keypad.press("1")
    kiosk.offers.back()
    typed = (kiosk.offers.view.typing, kiosk.offers.view.keypad.digits)
    kiosk.offers.back()

    assert (typed, kiosk.offers.view.qml) == ((False, ""), "UnionPage")
