"""Mutual aid and benefits at the kiosk: two touches, an honest word, a code with its host, and a person to ask."""

from __future__ import annotations

import msgspec
import pytest
from screen_world import IDLE, MakeKiosk, item

from station_app.core.offers.requests import TOPICS
from station_app.screen.kiosk import Kiosk
from station_app.wire import Ask, Intent, Offers

LINK = "https://zghz.example.org/apply"
TOLD = Offers(
    serial=1, offered=("advice",), calls=True, topics={"advice": TOPICS["advice"]}, links={"mutual-aid": LINK}
)


def opened(kiosk_of: MakeKiosk, *touches: str, **told: object) -> tuple[Kiosk, list[Ask | Intent]]:
    """The kiosk after these touches, and what was asked for."""
    kiosk = kiosk_of()
    asked: list[Ask | Intent] = []
    kiosk.offers.asked.connect(asked.append)
    kiosk.show_snapshot(IDLE)
    kiosk.show_offers(msgspec.structs.replace(TOLD, **told))
    kiosk.offers.open()
    for one in ("advice", *touches):
        kiosk.offers.choose(one)
    kiosk.picture()
    return kiosk, asked


def test_two_touches_lead_to_a_code_under_which_its_host_stands(kiosk_of: MakeKiosk) -> None:
    kiosk, _ = opened(kiosk_of, "mutual-aid", "yes", "hospital")
    view = kiosk.offers.view

    assert (item(kiosk, "form code").isVisible(), view.code, "zghz.example.org" in view.host) == (True, LINK, True)


def test_the_word_says_who_decides(kiosk_of: MakeKiosk) -> None:
    kiosk, _ = opened(kiosk_of, "mutual-aid", "yes", "hospital")

    assert "决定" in kiosk.offers.view.about


def test_what_is_touched_on_the_way_is_told_to_nobody(kiosk_of: MakeKiosk) -> None:
    _, asked = opened(kiosk_of, "benefits", "no", "hardship")

    assert asked == []


@pytest.mark.parametrize("member", ["yes", "no", "unsure"])
def test_without_an_address_a_person_is_asked(kiosk_of: MakeKiosk, member: str) -> None:
    kiosk, _ = opened(kiosk_of, "benefits", member, "school")
    view = kiosk.offers.view

    assert (item(kiosk, "form code").isVisible(), view.host, "扫码" in view.lead, bool(view.callLabel)) == (
        False,
        "",
        False,
        True,
    )


def test_to_be_called_back_is_a_request_like_any_other(kiosk_of: MakeKiosk) -> None:
    kiosk, asked = opened(kiosk_of, "mutual-aid", "unsure", "injury")
    kiosk.offers.view.call()
    kiosk.offers.choose("call")
    for digit in "13800000000":
        kiosk.offers.view.keypad.press(digit)
    kiosk.offers.view.submit()

    wishes = [(one.offer, one.act, one.choice, one.digits) for one in asked if isinstance(one, Ask)]
    assert wishes == [("advice", "call", ("mutual-aid",), "13800000000")]


def test_going_back_leads_by_the_questions_to_the_topics(kiosk_of: MakeKiosk) -> None:
    kiosk, _ = opened(kiosk_of, "mutual-aid", "yes", "hospital")
    kiosk.offers.view.call()
    seen: list[str] = []
    for _ in range(4):
        kiosk.offers.back()
        tiles = kiosk.offers.view.tiles
        seen.append(tiles[0]["code"] if tiles else kiosk.offers.view.qml)

    assert seen == ["UnionPage", "hospital", "yes", "wages"]
