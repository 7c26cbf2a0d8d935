from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from screen_world import IDLE, Core, MakeKiosk, item, kind_of, visible_items

from station_app.screen import app
from station_app.screen.app import Process
from station_app.screen.heartbeat import Heartbeat
from station_app.screen.kiosk import Kiosk
from station_app.screen.link import CoreLink
from station_app.wire import Intent

change = msgspec.structs.replace


@pytest.fixture
def kiosk(kiosk_of: MakeKiosk, qtbot: QtBot) -> Kiosk:
    kiosk = kiosk_of(untouched_ms=600_000)
    kiosk.show_snapshot(IDLE)
    kiosk.window.show()
    assert QTest.qWaitForWindowActive(kiosk.window)
    return kiosk


@pytest.fixture
def link(core: Core) -> CoreLink:
    return CoreLink(core.path, again_ms=10)


@pytest.fixture
def joined(kiosk: Kiosk, link: CoreLink, core: Core, qtbot: QtBot) -> Iterator[Kiosk]:
    """A kiosk on a real socket."""
    process = Process(kiosk, link, Heartbeat(kiosk.window))
    process.start()
    qtbot.waitUntil(lambda: core.connected)
    core.show(IDLE)
    qtbot.waitUntil(lambda: kiosk.moment.kind == "idle")
    yield kiosk
    process.quiet()


def touch(kiosk: Kiosk, name: str) -> None:
    """One finger, down and up, in the middle of a control."""
    button = item(kiosk, name)
    place = button.mapToScene(QPoint(int(button.width() / 2), int(button.height() / 2))).toPoint()
    finger = QTest.createTouchDevice()
    QTest.touchEvent(kiosk.window, finger).press(0, place, kiosk.window).commit()
    QTest.touchEvent(kiosk.window, finger).release(0, place, kiosk.window).commit()


def test_the_house_language_returns_when_nobody_touches(kiosk_of: MakeKiosk, qtbot: QtBot) -> None:
    kiosk = kiosk_of(untouched_ms=30)
    kiosk.show_snapshot(IDLE)
    kiosk.picture()
    kiosk.language.choose("en")

    qtbot.waitUntil(lambda: kiosk.language.code == "zh-CN")


def test_a_touch_anywhere_gives_more_time(kiosk: Kiosk, qtbot: QtBot) -> None:
    kiosk.language.choose("en")
    qtbot.waitUntil(lambda: kiosk.language.left_ms < 599_950)
    before = kiosk.language.left_ms
    touch(kiosk, "page")

    assert kiosk.language.left_ms > before


@pytest.mark.parametrize("moment", ["welcome", "refused", "take-card", "help"])
def test_the_house_language_returns_after_each_person(kiosk: Kiosk, moment: str) -> None:
    kiosk.language.choose("en")
    kiosk.show_snapshot(change(IDLE, serial=2, moment=moment, reason="full" if moment == "refused" else ""))
    kiosk.show_snapshot(change(IDLE, serial=3))

    assert kiosk.language.code == "zh-CN"


def test_the_language_stays_through_one_person_s_moments(kiosk: Kiosk) -> None:
    kiosk.language.choose("en")
    for serial, moment in enumerate(("reading", "welcome", "take-card"), start=2):
        kiosk.show_snapshot(change(IDLE, serial=serial, moment=moment))

    assert kiosk.moment.headline == "Please take your card"


def test_a_station_with_one_language_offers_no_choice(kiosk: Kiosk) -> None:
    kiosk.show_snapshot(change(IDLE, serial=2, languages=("zh-CN",)))

    assert kiosk.display.button == "大字"


def test_a_station_may_speak_english_first(kiosk: Kiosk) -> None:
    kiosk.show_snapshot(change(IDLE, serial=2, languages=("en", "zh-CN")))

    assert kiosk.language.code == "en"


def test_a_language_without_texts_is_not_offered(kiosk: Kiosk) -> None:
    kiosk.show_snapshot(change(IDLE, serial=2, languages=("ug", "zh-CN")))

    assert (kiosk.language.code, kiosk.language.offered) == ("zh-CN", ("zh-CN",))


def test_help_is_sent_to_the_core(joined: Kiosk, core: Core, qtbot: QtBot) -> None:
    touch(joined, "help")

    qtbot.waitUntil(lambda: core.wants() == ["touched", "help"])


@pytest.mark.parametrize("moment", ["reading", "welcome", "take-card", "help", "maintenance"])
def test_help_is_there_in_every_moment(kiosk: Kiosk, moment: str) -> None:
    kiosk.show_snapshot(change(IDLE, serial=2, moment=moment))

    assert item(kiosk, "help").isVisible()


def test_without_a_core_there_is_no_button_that_nobody_hears(kiosk: Kiosk) -> None:
    kiosk.show_starting()

    assert not item(kiosk, "help").isVisible()


def test_the_notice_opens_and_closes_at_a_touch(kiosk: Kiosk) -> None:
    touch(kiosk, "notice")
    opened = kiosk.notice.shown
    touch(kiosk, "notice")

    assert (opened, kiosk.notice.shown) == (True, False)


def test_a_card_on_the_reader_closes_the_notice(kiosk: Kiosk) -> None:
    touch(kiosk, "notice")
    kiosk.show_snapshot(change(IDLE, serial=2, moment="reading"))

    assert not kiosk.notice.shown


def test_a_count_that_changes_does_not_close_the_notice(kiosk: Kiosk) -> None:
    touch(kiosk, "notice")
    kiosk.show_snapshot(change(IDLE, serial=2, inside=4))

    assert kiosk.notice.shown


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_hardware_key_presses_the_focused_button(joined: Kiosk, core: Core, qtbot: QtBot, key: Qt.Key) -> None:
    item(joined, "help").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(joined.window, key)

    qtbot.waitUntil(lambda: core.wants() == ["help"])


def test_tab_walks_from_display_to_notice_to_help(kiosk: Kiosk) -> None:
    walked: list[str] = []
    for _ in range(4):
        QTest.keyClick(kiosk.window, Qt.Key.Key_Tab)
        walked.append(kiosk.window.activeFocusItem().objectName())

    assert walked == ["display", "notice", "help", "display"]


def _spoken(thing: QObject) -> str:
    interface = QAccessible.queryAccessibleInterface(thing)
    return interface.text(QAccessible.Text.Name) if interface else ""


def test_every_control_has_a_name_for_a_screen_reader(kiosk: Kiosk) -> None:
    buttons = [thing for thing in visible_items(kiosk.window.contentItem()) if kind_of(thing) == "BigButton"]

    assert [_spoken(button) for button in buttons] == ["大字/EN", "温馨提示", "求助"]


def test_every_sentence_is_there_for_a_screen_reader(kiosk: Kiosk) -> None:
    words = [thing for thing in visible_items(kiosk.window.contentItem()) if kind_of(thing) == "Words"]

    assert all(_spoken(word) == word.property("text") != "" for word in words)


def test_a_garbled_core_leaves_the_picture_as_it_is(joined: Kiosk, link: CoreLink, core: Core, qtbot: QtBot) -> None:
    joined.picture()
    before = joined.picture()
    core.say(b'{"type":"snapshot","moment":"party"}\n')
    qtbot.waitUntil(lambda: link.refused == 1)

    assert joined.picture() == before


def test_a_lost_core_is_told_calmly(joined: Kiosk, core: Core, qtbot: QtBot) -> None:
    core.die()

    qtbot.waitUntil(lambda: joined.moment.headline == "设备启动中\n请稍候")


def test_a_core_that_is_back_is_shown_at_once(joined: Kiosk, core: Core, qtbot: QtBot) -> None:
    core.die()
    qtbot.waitUntil(lambda: joined.moment.kind == "starting")
    core.listen()
    qtbot.waitUntil(lambda: core.connected)
    core.show(change(IDLE, moment="welcome"))

    qtbot.waitUntil(lambda: joined.moment.kind == "welcome")


def touches_heard(core: Core, link: CoreLink, qtbot: QtBot) -> int:
    """How many touches the core has been told of by now."""
    link.send(Intent(want="help"))
    qtbot.waitUntil(lambda: Intent(want="help") in core.heard)
    return core.heard.count(Intent(want="touched"))


def test_many_touches_in_a_row_are_told_once(joined: Kiosk, link: CoreLink, core: Core, qtbot: QtBot) -> None:
    for _ in range(5):
        touch(joined, "page")

    assert touches_heard(core, link, qtbot) == 1


def test_a_touch_after_a_while_is_told_again(
    joined: Kiosk, core: Core, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "TOUCHED_MS", 1)

    def touched_again() -> bool:
        touch(joined, "page")
        return core.heard.count(Intent(want="touched")) > 1

    qtbot.waitUntil(touched_again)
