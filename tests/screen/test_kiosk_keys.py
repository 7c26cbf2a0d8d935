"""Every control by keys alone: a keyboard's, or the one key that hangs beside the screen."""

from __future__ import annotations

import msgspec
import pytest
from page_checks import area, touched_of
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from screen_world import IDLE, PORTRAIT, MakeKiosk, item

from station_app.screen.kiosk import Kiosk

change = msgspec.structs.replace


@pytest.fixture
def kiosk(kiosk_of: MakeKiosk) -> Kiosk:
    return _ready(kiosk_of(untouched_ms=600_000, walk_ms=600_000))


def _ready(kiosk: Kiosk) -> Kiosk:
    kiosk.show_snapshot(IDLE)
    kiosk.window.show()
    assert QTest.qWaitForWindowActive(kiosk.window)
    return kiosk


def _at(kiosk: Kiosk) -> str:
    return kiosk.window.activeFocusItem().objectName()


def _confirm(kiosk: Kiosk, times: int) -> None:
    kiosk.show_snapshot(change(IDLE, serial=times + 1, confirms=times))


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Down, Qt.Key.Key_Right])
def test_keys_lead_to_every_control_of_a_page_in_the_order_of_reading(kiosk: Kiosk, key: Qt.Key) -> None:
    kiosk.display.open()
    kiosk.picture()
    wanted = [one.objectName() for one in touched_of(kiosk.window)]
    walked: list[str] = []
    for _ in wanted:
        QTest.keyClick(kiosk.window, key)
        walked.append(_at(kiosk))

    assert sorted(walked) == sorted(wanted)
    assert walked == [one for one in walked if one.startswith(("language", "text"))] + walked[6:]


def test_an_arrow_back_leads_back(kiosk: Kiosk) -> None:
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(kiosk.window, key)

    assert _at(kiosk) == "display"


def test_where_the_keyboard_stands_is_seen(kiosk: Kiosk) -> None:
    QTest.keyClick(kiosk.window, Qt.Key.Key_Down)

    assert kiosk.window.activeFocusItem().property("visualFocus")


def test_enter_chooses(kiosk: Kiosk) -> None:
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(kiosk.window, key)

    assert kiosk.display.shown


def test_the_key_to_confirm_begins_a_walk_with_the_first_control(kiosk: Kiosk) -> None:
    _confirm(kiosk, 1)

    assert (kiosk.walk.walking, _at(kiosk)) == (True, "display")


def test_pressed_again_it_presses_what_the_ring_stands_on(kiosk: Kiosk) -> None:
    _confirm(kiosk, 1)
    _confirm(kiosk, 2)

    assert (kiosk.walk.walking, kiosk.display.shown) == (False, True)


def test_the_ring_goes_on_by_itself(kiosk_of: MakeKiosk, qtbot: QtBot) -> None:
    kiosk = _ready(kiosk_of(untouched_ms=600_000, walk_ms=40))
    _confirm(kiosk, 1)

    qtbot.waitUntil(lambda: _at(kiosk) == "help")


def test_the_ring_rests_when_nobody_is_there(kiosk_of: MakeKiosk, qtbot: QtBot) -> None:
    kiosk = _ready(kiosk_of(untouched_ms=600_000, walk_ms=1))
    _confirm(kiosk, 1)

    qtbot.waitUntil(lambda: not kiosk.walk.walking)


def test_what_the_keyboard_stands_on_is_seen_on_a_page_that_has_to_be_turned(kiosk_of: MakeKiosk) -> None:
    kiosk = _ready(kiosk_of(PORTRAIT, untouched_ms=600_000))
    kiosk.display.choose("text 3")
    kiosk.display.open()
    kiosk.picture()
    sheet, hidden = item(kiosk, "sheet"), list[str]()
    for _ in range(len(touched_of(kiosk.window))):
        QTest.keyClick(kiosk.window, Qt.Key.Key_Down)
        at = kiosk.window.activeFocusItem()
        if sheet.isAncestorOf(at) and not area(sheet).adjusted(-1, -1, 1, 1).contains(area(at)):
            hidden.append(at.objectName())

    assert sheet.property("interactive")
    assert hidden == []


def test_a_key_that_was_pressed_before_the_screen_came_up_moves_nothing_twice(kiosk: Kiosk) -> None:
    _confirm(kiosk, 1)
    kiosk.show_snapshot(change(IDLE, serial=9, confirms=1, inside=5))

    assert (kiosk.walk.walking, _at(kiosk), kiosk.display.shown) == (True, "display", False)


def test_a_core_that_began_anew_presses_nothing(kiosk: Kiosk) -> None:
    _confirm(kiosk, 3)
    kiosk.walk.stop()
    _confirm(kiosk, 0)

    assert not kiosk.walk.walking


def test_what_was_pressed_before_the_screen_came_up_is_past(kiosk_of: MakeKiosk) -> None:
    kiosk = kiosk_of()
    kiosk.show_snapshot(change(IDLE, confirms=5))

    assert not kiosk.walk.walking
