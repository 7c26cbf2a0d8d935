"""The page that leads to the union's form."""

from __future__ import annotations

from screen_world import IDLE, MakeKiosk, item

from station_app.wire import Offers


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
