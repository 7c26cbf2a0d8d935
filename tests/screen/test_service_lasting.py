"""How long the technician's pages stay open, and what they leave behind."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtQuick import QQuickItem
from pytestqt.qtbot import QtBot
from service_visit import Visiting
from service_world import CHECKS, CLOSED, SERVICE

from station_app.wire import Intent

change = msgspec.structs.replace


def let_pass(qtbot: QtBot, milliseconds: int) -> None:
    """Until another timer has come so often that this one would have, too."""
    beats: list[bool] = []
    timer = QTimer(interval=milliseconds // 6)
    timer.timeout.connect(lambda: beats.append(True))
    timer.start()
    qtbot.waitUntil(lambda: len(beats) >= 6)
    timer.stop()


def test_pages_that_nobody_touches_ask_for_their_end(visiting: Visiting, qtbot: QtBot) -> None:
    visit = visiting(service_untouched_ms=30).show(SERVICE)

    qtbot.waitUntil(lambda: Intent(want="service-close") in visit.asked)


def test_a_core_that_does_not_close_them_is_asked_again(visiting: Visiting, qtbot: QtBot) -> None:
    visit = visiting(service_untouched_ms=20).show(SERVICE)

    qtbot.waitUntil(lambda: visit.asked.count(Intent(want="service-close")) >= 2)


def test_a_test_that_runs_is_not_left_for_want_of_touches(visiting: Visiting, qtbot: QtBot) -> None:
    visit = visiting(service_untouched_ms=5).show(change(SERVICE, running=True))
    let_pass(qtbot, 60)

    assert visit.asked == []


def test_a_touch_gives_more_time(visiting: Visiting, qtbot: QtBot) -> None:
    visit = visiting(service_untouched_ms=600_000).show(SERVICE)
    qtbot.waitUntil(lambda: visit.kiosk.service.left_ms < 599_950)
    before = visit.kiosk.service.left_ms
    visit.tap("tab devices")

    assert visit.kiosk.service.left_ms > before


def test_closed_pages_ask_for_nothing_more(visiting: Visiting, qtbot: QtBot) -> None:
    visit = visiting(service_untouched_ms=5).show(SERVICE).show(CLOSED)
    visit.asked.clear()
    let_pass(qtbot, 60)

    assert visit.asked == []


def resident() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_opening_and_closing_again_and_again_takes_no_more_memory(visiting: Visiting) -> None:
    visit = visiting()
    grown: list[int] = []
    for serial in range(30):
        visit.show(change(SERVICE, serial=serial)).touch("tab devices").show(CLOSED)
        grown.append(resident())

    assert grown[-1] - grown[9] < 5_000_000


def test_news_while_the_pages_are_open_takes_no_more_memory(visiting: Visiting) -> None:
    visit = visiting().show(SERVICE)
    grown: list[int] = []
    for serial in range(60):
        state = ("green", "red", "running")[serial % 3]
        checks = tuple(change(check, state=state) for check in CHECKS)
        visit.show(change(SERVICE, serial=serial, checks=checks))
        grown.append(resident())

    assert grown[-1] - grown[20] < 5_000_000


def test_hours_of_opening_and_closing_leave_nothing_behind(visiting: Visiting) -> None:
    visit = visiting()
    before = len(visit.kiosk.window.findChildren(QQuickItem))
    for serial in range(10):
        visit.show(change(SERVICE, serial=serial)).show(CLOSED)

    assert len(visit.kiosk.window.findChildren(QQuickItem)) == before
