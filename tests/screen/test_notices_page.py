"""Notices at the kiosk: what stands, what is over, what is taken along and what is read aloud."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from screen_world import IDLE, LANDSCAPE, PORTRAIT, SMALL, MakeKiosk, Wall, item

from station_app.screen.kiosk import Kiosk
from station_app.screen.offers.notices_view import MOST_CODE_BYTES, BulletinCodeView, BulletinView
from station_app.wire import Intent, Offers
from station_app.wire.offers import BulletinTold

NOW_MS = int(Wall().time.timestamp() * 1000)
HOUR_MS = 3_600_000
URL = "https://hub.example.org"


def told(name: str = "water", *, urgent: bool = False, hours: float = 1, **changes: object) -> BulletinTold:
    title, text = {"zh-CN": f"停水{name}", "en": f"No {name}"}, {"zh-CN": "明天来水。"}
    one = BulletinTold(id=name, title=title, text=text, urgent=urgent, until_ms=NOW_MS + int(hours * HOUR_MS))
    return msgspec.structs.replace(one, **changes)


def offers(*bulletins: BulletinTold, url: str = URL) -> Offers:
    return Offers(serial=1, offered=("notices", "books"), public_url=url, bulletins=bulletins)


class Reading:
    """Somebody at the kiosk, on the page of the first notice."""

    def __init__(self, kiosk: Kiosk, *bulletins: BulletinTold, url: str = URL) -> None:
        self.kiosk = kiosk
        self.read: list[tuple[str, str]] = []
        kiosk.offers.reads.connect(lambda text, language: self.read.append((text, language)))
        kiosk.show_snapshot(IDLE)
        kiosk.show_offers(offers(*bulletins, url=url))
        kiosk.offers.open()
        kiosk.offers.choose("notices")
        kiosk.offers.choose(bulletins[0].id)

    @property
    def page(self) -> BulletinView:
        view = self.kiosk.offers.view
        assert isinstance(view, BulletinView)
        return view

    def code(self) -> str:
        self.page.take()
        view = self.kiosk.offers.view
        assert isinstance(view, BulletinCodeView)
        return view.code


def tiles(kiosk: Kiosk) -> list[tuple[str, str]]:
    return [(one["code"], one["note"]) for one in kiosk.offers.view.tiles_now()]


def listed(kiosk: Kiosk, *bulletins: BulletinTold) -> list[tuple[str, str]]:
    """The tiles of the menu."""
    kiosk.show_snapshot(IDLE)
    kiosk.show_offers(offers(*bulletins))
    kiosk.offers.open()
    return tiles(kiosk)


def test_the_tile_counts_those_that_stand_now(kiosk_of: MakeKiosk) -> None:
    over, to_come = told("old", hours=-1), told("soon", from_ms=NOW_MS + HOUR_MS)

    assert listed(kiosk_of(), told("a"), told("b"), over, to_come)[0] == ("notices", "2条")


def test_where_none_stands_there_is_no_tile(kiosk_of: MakeKiosk) -> None:
    assert [code for code, _ in listed(kiosk_of(), told("old", hours=-1))] == ["books"]


def test_one_goes_at_its_end_with_no_word_of_the_core(kiosk_of: MakeKiosk) -> None:
    wall = Wall()
    kiosk = kiosk_of(now=wall)
    listed(kiosk, told("a", urgent=True))
    wall.time += timedelta(minutes=61)
    kiosk.refresh()

    assert ([code for code, _ in tiles(kiosk)], kiosk.offers.urgent) == (["books"], "")


def test_one_comes_at_its_beginning(kiosk_of: MakeKiosk) -> None:
    wall = Wall()
    kiosk = kiosk_of(now=wall)
    listed(kiosk, told("a", hours=9, from_ms=NOW_MS + HOUR_MS))
    wall.time += timedelta(minutes=61)
    kiosk.refresh()

    assert tiles(kiosk)[0] == ("notices", "1条")


def test_whoever_reads_one_that_ends_is_told_so(kiosk_of: MakeKiosk) -> None:
    wall = Wall()
    reading = Reading(kiosk_of(now=wall), told())
    wall.time += timedelta(minutes=61)
    reading.kiosk.refresh()

    assert (reading.page.words, reading.page.takeLabel, "撤下" in reading.page.lead) == ("", "", True)


def test_a_notice_is_read_in_full_in_the_language_there_is(kiosk_of: MakeKiosk) -> None:
    reading = Reading(kiosk_of(), told())
    reading.kiosk.offers.speak("en")

    assert (reading.page.heading, reading.page.words) == ("No water", "明天来水。")


def test_its_code_leads_to_the_public_page_of_the_hub(kiosk_of: MakeKiosk) -> None:
    assert Reading(kiosk_of(), told()).code() == f"{URL}/n/water"


def test_without_an_address_of_a_hub_the_code_is_the_text(kiosk_of: MakeKiosk) -> None:
    assert (
        Reading(kiosk_of(), told(link="https://a.example"), url="").code() == "停水water\n明天来水。\nhttps://a.example"
    )


def test_a_text_that_no_phone_would_read_has_no_code(kiosk_of: MakeKiosk) -> None:
    long = told(text={"zh-CN": "字" * (MOST_CODE_BYTES // 3)})

    assert Reading(kiosk_of(), long, url="").page.takeLabel == ""


def test_back_from_the_code_is_the_text_and_then_the_list(kiosk_of: MakeKiosk) -> None:
    reading = Reading(kiosk_of(), told())
    reading.page.take()
    reading.kiosk.offers.back()
    page = reading.page.qml
    reading.kiosk.offers.back()

    assert (page, reading.kiosk.offers.view.qml, tiles(reading.kiosk)[0][0]) == ("BulletinPage", "TilesPage", "water")


@pytest.mark.parametrize("able", [False, True])
def test_the_key_for_hearing_it_stands_where_it_can_be_heard(kiosk_of: MakeKiosk, able: bool) -> None:
    reading = Reading(kiosk_of(), told())
    reading.kiosk.offers.set_aloud(able=able, reading=False)
    reading.kiosk.picture()

    assert item(reading.kiosk, "read aloud").isVisible() == able


def test_where_nothing_can_be_heard_nothing_is_read(kiosk_of: MakeKiosk) -> None:
    reading = Reading(kiosk_of(), told())
    reading.page.read()

    assert reading.read == []


def test_what_is_read_is_the_title_and_the_text(kiosk_of: MakeKiosk) -> None:
    reading = Reading(kiosk_of(), told())
    reading.kiosk.offers.set_aloud(able=True, reading=False)
    reading.page.read()

    assert reading.read == [("停水water\n明天来水。", "zh-CN")]


def test_a_title_in_another_language_is_not_read_with_a_wrong_tongue(kiosk_of: MakeKiosk) -> None:
    reading = Reading(kiosk_of(), told())
    reading.kiosk.offers.speak("en")
    reading.kiosk.offers.set_aloud(able=True, reading=False)
    reading.page.read()

    assert reading.read == [("明天来水。", "zh-CN")]


def listening(kiosk: Kiosk) -> Reading:
    """Somebody to whom a notice is read."""
    reading = Reading(kiosk, told())
    kiosk.offers.set_aloud(able=True, reading=True)
    reading.read.clear()
    return reading


@pytest.mark.parametrize("leave", ["read", "take", "back", "close", "refused", "language"])
def test_the_same_key_and_whatever_leads_away_stop_it(kiosk_of: MakeKiosk, leave: str) -> None:
    reading = listening(kiosk_of())
    offers = reading.kiosk.offers
    {
        "read": reading.page.read,
        "take": reading.page.take,
        "back": offers.back,
        "close": offers.close,
        "refused": lambda: offers.moment("refused"),
        "language": lambda: offers.speak("en"),
    }[leave]()

    assert set(reading.read) == {("", "")}


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, SMALL])
def test_what_is_urgent_stands_on_the_idle_screen_in_one_line_above_the_privacy_notice(
    kiosk_of: MakeKiosk, size: tuple[int, int]
) -> None:
    kiosk = kiosk_of(size)
    kiosk.show_snapshot(IDLE)
    kiosk.show_offers(offers(told("a" * 200, urgent=True), told("b", urgent=True)))
    kiosk.picture()
    line = item(kiosk, "urgent notice")

    assert (line.isVisible(), line.property("lineCount"), "另有1条" in kiosk.offers.urgent) == (True, 1, True)


def test_what_is_not_urgent_does_not_stand_there(kiosk_of: MakeKiosk) -> None:
    kiosk = kiosk_of()
    kiosk.show_snapshot(IDLE)
    kiosk.show_offers(offers(told()))
    kiosk.picture()

    assert not item(kiosk, "urgent notice").isVisible()


def test_a_text_of_four_thousand_letters_and_drawings_is_a_sheet(kiosk_of: MakeKiosk) -> None:
    reading = Reading(kiosk_of(SMALL), told(text={"zh-CN": "😀字" * 2000}))
    reading.kiosk.picture()

    assert item(reading.kiosk, "sheet further").isVisible()


def test_whoever_goes_away_leaves_nothing_of_it(kiosk_of: MakeKiosk) -> None:
    kiosk = kiosk_of()
    asked: list[object] = []
    kiosk.offers.asked.connect(asked.append)
    Reading(kiosk, told())
    kiosk.offers.close()

    assert (kiosk.offers.page, asked) == ("", [Intent(want="offers-left")])
