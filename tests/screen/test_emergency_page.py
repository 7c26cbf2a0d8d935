"""The emergency page: one key away from a call for help, there without a core, and gone when nobody touches it."""

from __future__ import annotations

import msgspec
import pytest
from page_checks import touched_of, words_of
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from screen_world import CALL, IDLE, MakeKiosk, item

from station_app.screen.call_views import EMERGENCY_UNTOUCHED_MS, EmergencyView
from station_app.screen.kiosk import Kiosk
from station_app.wire import Service

change = msgspec.structs.replace


@pytest.fixture
def kiosk(kiosk_of: MakeKiosk) -> Kiosk:
    kiosk = kiosk_of()
    kiosk.show_snapshot(CALL)
    kiosk.picture()
    return kiosk


def touch(kiosk: Kiosk, name: str) -> None:
    found = item(kiosk, name)
    middle = found.mapToScene(found.boundingRect().center()).toPoint()
    QTest.mouseClick(kiosk.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(middle))
    kiosk.picture()


def read(kiosk: Kiosk) -> set[str]:
    return {str(text.property("text")) for text in words_of(kiosk.window)}


def test_one_touch_on_the_page_of_a_call_opens_it(kiosk: Kiosk) -> None:
    touch(kiosk, "emergency")

    assert {"110", "119", "120", "正在呼叫管理员，请稍候"} <= read(kiosk)


def test_the_same_key_leads_back(kiosk: Kiosk) -> None:
    touch(kiosk, "emergency")
    touch(kiosk, "emergency")

    assert "110" not in read(kiosk)


def test_it_is_not_offered_where_nobody_has_called(kiosk: Kiosk) -> None:
    kiosk.show_snapshot(IDLE)
    kiosk.picture()

    assert "emergency" not in [thing.objectName() for thing in touched_of(kiosk.window)]


def test_the_help_key_pressed_once_more_opens_it(kiosk: Kiosk) -> None:
    kiosk.show_snapshot(change(CALL, serial=2, number=2))

    assert kiosk.emergency.shown


def test_a_call_that_goes_on_to_the_next_role_does_not_open_it(kiosk: Kiosk) -> None:
    kiosk.show_snapshot(change(CALL, serial=2, asked=1))

    assert not kiosk.emergency.shown


def test_a_call_that_was_pressed_twice_before_the_screen_started_does_not_open_it(kiosk_of: MakeKiosk) -> None:
    kiosk = kiosk_of()
    kiosk.show_snapshot(change(CALL, number=2))

    assert not kiosk.emergency.shown


def test_pressed_again_it_stays(kiosk: Kiosk) -> None:
    kiosk.show_snapshot(change(CALL, serial=2, number=2))
    kiosk.show_snapshot(change(CALL, serial=3, number=3))

    assert kiosk.emergency.shown


def test_what_happens_at_the_door_goes_before(kiosk: Kiosk) -> None:
    kiosk.emergency.open()
    kiosk.show_snapshot(change(IDLE, moment="welcome"))

    assert not kiosk.emergency.shown


def test_it_stays_when_the_call_leaves_the_screen(kiosk: Kiosk) -> None:
    kiosk.emergency.open()
    kiosk.show_snapshot(change(IDLE, serial=2))

    assert kiosk.emergency.shown


def test_a_technicians_pages_close_it(kiosk: Kiosk) -> None:
    kiosk.emergency.open()
    kiosk.show_service(Service(serial=1, open=True, tester="staff"))

    assert not kiosk.emergency.shown


def test_it_opens_without_a_core(kiosk: Kiosk) -> None:
    kiosk.show_starting()
    kiosk.picture()
    touch(kiosk, "urgent")

    assert {"110", "119", "120", "无锡市梁溪区惠南街道惠河路12号\n地铁2号口对面，绿色小屋"} <= read(kiosk)


def test_without_a_core_it_closes_too(kiosk: Kiosk) -> None:
    kiosk.show_starting()
    kiosk.picture()
    touch(kiosk, "urgent")
    touch(kiosk, "urgent")

    assert "110" not in read(kiosk)


def test_a_screen_that_never_saw_a_core_has_the_three_numbers(kiosk_of: MakeKiosk) -> None:
    kiosk = kiosk_of()
    kiosk.picture()
    touch(kiosk, "urgent")

    assert {"110", "119", "120"} <= read(kiosk)


def test_a_core_that_is_lost_leaves_it_open(kiosk: Kiosk) -> None:
    kiosk.emergency.open()
    kiosk.show_starting()

    assert kiosk.emergency.shown


def test_it_leaves_when_nobody_touches_it(qtbot: QtBot) -> None:
    view = EmergencyView(untouched_ms=20)
    view.open()
    qtbot.waitUntil(lambda: not view.shown)


def test_it_waits_a_minute(kiosk: Kiosk) -> None:
    assert EMERGENCY_UNTOUCHED_MS == 60_000


def test_a_touch_gives_more_time(kiosk: Kiosk, qtbot: QtBot) -> None:
    kiosk.emergency.open()
    qtbot.waitUntil(lambda: kiosk.emergency.left_ms < EMERGENCY_UNTOUCHED_MS - 50)
    QTest.mouseClick(
        kiosk.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(kiosk.window.width() // 2, 400)
    )

    assert kiosk.emergency.left_ms > EMERGENCY_UNTOUCHED_MS - 50
