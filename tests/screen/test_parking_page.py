"""Parking at the kiosk: which touches make which wish, and that no plate stays to be read."""

from __future__ import annotations

import pytest
from screen_world import IDLE, MakeKiosk

from station_app.core.instant import Instant
from station_app.core.memory.offers import Board
from station_app.screen.kiosk import Kiosk
from station_app.station.asking import asked_of
from station_app.wire import Ask, Intent, Offers
from station_app.wire.offers import ParkingTold

PLATE = "苏B00000"
OFFERS = Offers(serial=1, offered=("parking",), calls=True, parking=ParkingTold(places=40, taken=(3, 7)))


def touched(kiosk_of: MakeKiosk, *codes: str, typed: str = "", offers: Offers = OFFERS) -> tuple[Kiosk, list[Ask]]:
    """A kiosk at which parking was opened, these tiles touched and these keys; and the wishes."""
    kiosk = kiosk_of()
    asked: list[Ask | Intent] = []
    kiosk.offers.asked.connect(asked.append)
    kiosk.show_snapshot(IDLE)
    kiosk.show_offers(offers)
    kiosk.offers.open()
    for code in ("parking", *codes):
        kiosk.offers.view.choose(code)
    for key in typed:
        kiosk.offers.view.press(key)
    if typed:
        kiosk.offers.view.submit()
    return kiosk, [one for one in asked if isinstance(one, Ask)]


@pytest.mark.parametrize(
    ("codes", "typed", "wish"),
    [
        (("truck", ":without"), "", ("park", "", ("truck",), "")),
        (("van", ":plate"), PLATE, ("park", "", ("van",), PLATE)),
        ((":leave", "7"), "", ("leave", "7", (), "")),
        ((":leave", ":card"), "", ("leave-card", "", (), "")),
        (("truck", ":plate"), "苏B000", None),
        (("truck",), "", None),
    ],
)
def test_a_few_touches_are_one_wish(kiosk_of: MakeKiosk, codes: tuple[str, ...], typed: str, wish: object) -> None:
    _, asked = touched(kiosk_of, *codes, typed=typed)

    assert [(one.act, one.about, one.choice, one.plate) for one in asked] == ([] if wish is None else [wish])


def test_where_no_plate_can_be_sealed_none_is_asked_for(kiosk_of: MakeKiosk) -> None:
    offers = Offers(serial=1, offered=("parking",), parking=ParkingTold(places=40))
    _, asked = touched(kiosk_of, "truck", offers=offers)

    assert [(one.act, one.plate) for one in asked] == [("park", "")]


@pytest.mark.parametrize("interruption", ["disturbed", "clear", "back"])
def test_a_half_typed_plate_is_gone_when_somebody_comes(kiosk_of: MakeKiosk, interruption: str) -> None:
    kiosk, _ = touched(kiosk_of, "truck", ":plate", typed="苏B0")
    page = kiosk.offers.view
    getattr(page, interruption)()

    assert page.shown == ""


def test_a_key_is_taken_back(kiosk_of: MakeKiosk) -> None:
    kiosk, _ = touched(kiosk_of, "truck", ":plate", typed="苏B0")
    kiosk.offers.view.correct()

    assert kiosk.offers.view.shown == "苏B"


def test_a_called_driver_is_named_by_vehicle_and_number(kiosk_of: MakeKiosk) -> None:
    offers = Offers(serial=1, offered=("parking",), parking=ParkingTold(places=40, taken=(7,), calls=(("truck", 7),)))
    kiosk, _ = touched(kiosk_of, offers=offers)

    assert kiosk.offers.figures == "请7号货车的司机联系管理员"


@pytest.mark.parametrize(("offer", "plate"), [("parking", "ABC"), ("advice", PLATE)])
def test_what_is_no_plate_or_not_for_parking_is_never_sealed(offer: str, plate: str) -> None:
    board = Board(made_ms=1, contact_key="00" * 31 + "09")
    ask = Ask(id="ask-0001", offer=offer, act="park", choice=("truck",), plate=plate)

    assert asked_of(ask, board, Instant(wall_ms=1, mono_ms=0, boot="")).wanted.contact == ""


def test_a_plate_ends_at_the_seal() -> None:
    board = Board(made_ms=1, contact_key="00" * 31 + "09")
    ask = Ask(id="ask-0001", offer="parking", act="park", choice=("truck",), plate=PLATE)
    wanted = asked_of(ask, board, Instant(wall_ms=1, mono_ms=0, boot="")).wanted

    assert (bool(wanted.contact), PLATE in repr(wanted)) == (True, False)
