"""Two ways in behind the menu: eight digits that somebody reads out, and a code for phones."""

from __future__ import annotations

import msgspec
import pytest
from page_checks import page_problems
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from screen_world import IDLE, LANDSCAPE, PITCH, PORTRAIT, SMALL, MakeKiosk, asked, item

from station_app.screen.kiosk import Kiosk
from station_app.wire import Ask, Intent, OfferAnswer, Offers

OFFERS = Offers(serial=1, offered=("phone", "code"), public_url="https://hub.example.org/")
TOKEN = "320206001.1799035200.0123456789abcdef"
STEPS = (1.0, 1.4, 1.8)
Heard = list[Ask | Intent]


def opened(kiosk_of: MakeKiosk, name: str, offers: Offers = OFFERS, **changes: object) -> tuple[Kiosk, Heard]:
    """A kiosk at which one of the two is open, and what it asks for."""
    kiosk = kiosk_of(**changes)
    heard: Heard = []
    kiosk.offers.asked.connect(heard.append)
    kiosk.show_snapshot(IDLE)
    kiosk.show_offers(offers)
    kiosk.offers.open()
    kiosk.offers.view.choose(name)
    kiosk.picture()
    QCoreApplication.processEvents()
    return kiosk, heard


def asks(heard: Heard) -> list[tuple[str, str, str]]:
    return [(one.offer, one.act, one.digits) for one in heard if isinstance(one, Ask)]


def answered(kiosk: Kiosk, heard: Heard, result: str, **values: str) -> None:
    last = next(one for one in reversed(heard) if isinstance(one, Ask))
    told = OfferAnswer(ask=last.id, offer=last.offer, result=result, values=values)
    kiosk.show_offers(msgspec.structs.replace(OFFERS, serial=kiosk.offers._offers.serial + 1, answer=told))
    kiosk.picture()


def touch(kiosk: Kiosk, *names: str) -> None:
    """One click in the middle of each key."""
    for name in names:
        kiosk.picture()
        key = item(kiosk, name)
        place = key.mapToScene(QPoint(int(key.width() / 2), int(key.height() / 2))).toPoint()
        QTest.mouseClick(kiosk.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def type_in(kiosk: Kiosk, digits: str) -> None:
    touch(kiosk, *(f"digit {digit}" for digit in digits))


class TestDigits:
    def test_eight_touches_and_one_more_send_the_code(self, kiosk_of: MakeKiosk) -> None:
        kiosk, heard = opened(kiosk_of, "code")
        type_in(kiosk, "48217365")
        touch(kiosk, "enter")

        assert asks(heard) == [("code", "enter", "48217365")]

    def test_what_is_typed_stands_above_the_keys_by_fours(self, kiosk_of: MakeKiosk) -> None:
        kiosk, _ = opened(kiosk_of, "code")
        type_in(kiosk, "48217")

        assert item(kiosk, "typed").property("text") == "4821 7–––"

    def test_the_last_digit_can_be_taken_back(self, kiosk_of: MakeKiosk) -> None:
        kiosk, heard = opened(kiosk_of, "code")
        type_in(kiosk, "48217369")
        touch(kiosk, "erase")
        type_in(kiosk, "5")
        touch(kiosk, "enter")

        assert asks(heard) == [("code", "enter", "48217365")]

    @pytest.mark.parametrize("digits", ["", "4821736"])
    def test_fewer_digits_send_nothing(self, kiosk_of: MakeKiosk, digits: str) -> None:
        kiosk, heard = opened(kiosk_of, "code")
        type_in(kiosk, digits)
        touch(kiosk, "enter")
        kiosk.offers.view.enter()

        assert asks(heard) == []

    def test_a_ninth_digit_is_none(self, kiosk_of: MakeKiosk) -> None:
        kiosk, heard = opened(kiosk_of, "code")
        type_in(kiosk, "482173651")
        touch(kiosk, "enter")

        assert asks(heard) == [("code", "enter", "48217365")]

    @pytest.mark.parametrize("said", ["x", "12", "", "٣"])
    def test_nothing_but_a_digit_is_one(self, kiosk_of: MakeKiosk, said: str) -> None:
        kiosk, _ = opened(kiosk_of, "code")
        kiosk.offers.view.press(said)

        assert item(kiosk, "typed").property("text") == "–––– ––––"

    def test_nothing_stays_on_the_screen_once_it_was_sent(self, kiosk_of: MakeKiosk) -> None:
        kiosk, heard = opened(kiosk_of, "code")
        type_in(kiosk, "48217365")
        touch(kiosk, "enter")
        kiosk.picture()
        sent = item(kiosk, "typed").property("text")
        answered(kiosk, heard, "tried")

        assert (sent, item(kiosk, "typed").property("text")) == ("–––– ––––", "–––– ––––")

    def test_a_wrong_code_is_told_and_then_typed_again(self, kiosk_of: MakeKiosk) -> None:
        kiosk, heard = opened(kiosk_of, "code")
        type_in(kiosk, "48217365")
        touch(kiosk, "enter")
        answered(kiosk, heard, "tried")
        kiosk.show_snapshot(msgspec.structs.replace(IDLE, serial=2, moment="refused", reason="code-wrong"))
        covered = kiosk.offers.shown
        kiosk.show_snapshot(msgspec.structs.replace(IDLE, serial=3))
        type_in(kiosk, "12345678")
        touch(kiosk, "enter")

        assert (covered, asks(heard)[1]) == (False, ("code", "enter", "12345678"))

    def test_whoever_comes_in_leaves_nothing_open(self, kiosk_of: MakeKiosk) -> None:
        kiosk, _ = opened(kiosk_of, "code")
        type_in(kiosk, "4821")
        kiosk.show_snapshot(msgspec.structs.replace(IDLE, serial=2, moment="welcome"))

        assert kiosk.offers.page == ""

    def test_the_keyboard_types_too(self, kiosk_of: MakeKiosk) -> None:
        kiosk, _ = opened(kiosk_of, "code")
        item(kiosk, "digit 7").forceActiveFocus()
        QTest.keyClick(kiosk.window, Qt.Key.Key_Return)
        kiosk.picture()

        assert item(kiosk, "typed").property("text") == "7––– ––––"

    def test_keys_stand_like_a_telephones_in_a_script_from_the_right_too(self, kiosk_of: MakeKiosk) -> None:
        kiosk, _ = opened(kiosk_of, "code")
        root = kiosk.window.contentItem()
        asked(root, "LayoutMirroring.enabled = true, LayoutMirroring.childrenInherit = true")
        kiosk.picture()
        left = [item(kiosk, f"digit {digit}").mapToScene(QPoint(0, 0)).x() for digit in "123"]

        assert left == sorted(left)


class TestPhones:
    def test_the_first_code_is_asked_for_at_once(self, kiosk_of: MakeKiosk) -> None:
        _, heard = opened(kiosk_of, "phone")

        assert asks(heard) == [("phone", "show", "")]

    def test_the_code_leads_to_the_hubs_page_with_what_the_station_told(self, kiosk_of: MakeKiosk) -> None:
        kiosk, heard = opened(kiosk_of, "phone")
        answered(kiosk, heard, "code", token=TOKEN)

        assert kiosk.offers.view.property("code") == f"https://hub.example.org/door/#d{TOKEN}"
        assert item(kiosk, "door code").isVisible()

    def test_a_phone_reads_it_from_the_screen(self, kiosk_of: MakeKiosk, tmp_path: object) -> None:
        from PIL import Image
        from zxingcpp import read_barcode

        kiosk, heard = opened(kiosk_of, "phone")
        answered(kiosk, heard, "code", token=TOKEN)
        path = f"{tmp_path}/screen.png"
        kiosk.picture().save(path)
        read = read_barcode(Image.open(path))

        assert read is not None
        assert read.text == f"https://hub.example.org/door/#d{TOKEN}"

    def test_another_one_is_asked_for_every_twenty_seconds(self, kiosk_of: MakeKiosk, qtbot: QtBot) -> None:
        kiosk, heard = opened(kiosk_of, "phone")
        answered(kiosk, heard, "code", token=TOKEN)
        kiosk.offers.view._timer.setInterval(1)
        qtbot.waitUntil(lambda: len(asks(heard)) == 2)

        assert asks(heard)[1] == ("phone", "show", "")

    def test_a_station_that_has_no_code_asks_no_more(self, kiosk_of: MakeKiosk) -> None:
        kiosk, heard = opened(kiosk_of, "phone")
        view = kiosk.offers.view
        answered(kiosk, heard, "unknown")

        assert not view._timer.isActive()

    def test_where_phones_reach_no_hub_that_is_said_and_nothing_asked(self, kiosk_of: MakeKiosk) -> None:
        kiosk, heard = opened(kiosk_of, "phone", msgspec.structs.replace(OFFERS, public_url=""))

        assert (asks(heard), "现在不能扫码开门" in kiosk.offers.view.property("lead")) == ([], True)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, SMALL], ids=["portrait", "landscape", "small"])
@pytest.mark.parametrize("name", ["code", "phone"])
def test_both_pages_can_be_read_and_touched(
    kiosk_of: MakeKiosk, name: str, size: tuple[int, int], language: str, step: float
) -> None:
    kiosk, heard = opened(kiosk_of, name, size=size)
    if name == "phone":
        answered(kiosk, heard, "code", token=TOKEN)
    touch(kiosk, "display", *(["language en"] if language == "en" else []), f"text {STEPS.index(step) + 1}", "display")
    kiosk.picture()
    window = kiosk.window

    assert page_problems(window, PITCH[size], step) == []
