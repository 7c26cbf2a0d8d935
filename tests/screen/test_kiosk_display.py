"""How the page is shown: chosen at a touch, seen at once, undone after each person."""

from __future__ import annotations

import msgspec
import pytest
from page_checks import area, touched_of
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from screen_world import IDLE, PITCH, PORTRAIT, SMALL, MakeKiosk, item

from station_app.screen.kiosk import Kiosk
from station_app.wire import Service

change = msgspec.structs.replace
CHOICES = ("language en", "text 1", "text 2", "text 3", "contrast usual", "contrast high", "reach whole", "reach low")
TALL = (1080, 1920)
"""With a pitch of 0.369 mm a 32-inch panel, upright."""


@pytest.fixture
def kiosk(kiosk_of: MakeKiosk) -> Kiosk:
    kiosk = kiosk_of(untouched_ms=600_000)
    kiosk.show_snapshot(IDLE)
    kiosk.picture()
    return kiosk


def press(kiosk: Kiosk, name: str) -> None:
    """One click in the middle of a control, where it is drawn now."""
    kiosk.picture()
    button = item(kiosk, name)
    place = button.mapToScene(QPoint(int(button.width() / 2), int(button.height() / 2))).toPoint()
    QTest.mouseClick(kiosk.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


@pytest.mark.parametrize("moment", ["idle", "reading", "welcome", "refused", "take-card", "help", "turn", "told"])
def test_the_choices_are_one_touch_away_in_every_moment(kiosk: Kiosk, moment: str) -> None:
    kiosk.show_snapshot(change(IDLE, moment=moment))
    press(kiosk, "display")
    kiosk.picture()

    assert [name for name in CHOICES if not item(kiosk, name).isVisible()] == []


def test_a_touch_of_a_size_makes_the_words_that_large(kiosk: Kiosk) -> None:
    before = item(kiosk, "help").property("wordsSize")
    press(kiosk, "display")
    press(kiosk, "text 3")

    assert item(kiosk, "help").property("wordsSize") == pytest.approx(before * 1.8, rel=0.02)


def test_high_contrast_is_black_on_white_by_day(kiosk: Kiosk) -> None:
    press(kiosk, "display")
    press(kiosk, "contrast high")

    assert kiosk.picture().pixelColor(2, 2).name() == "#ffffff"


def test_a_touch_of_a_language_speaks_it(kiosk: Kiosk) -> None:
    press(kiosk, "display")
    press(kiosk, "language en")

    assert (kiosk.language.code, item(kiosk, "text 3").property("text")) == ("en", "Largest")


def test_what_stands_is_marked_by_a_sign_too(kiosk: Kiosk) -> None:
    press(kiosk, "display")
    press(kiosk, "text 2")
    kiosk.picture()

    assert [item(kiosk, f"text {one}").property("sign") for one in "123"] == ["", "tick", ""]


def test_the_same_key_leads_back(kiosk: Kiosk) -> None:
    press(kiosk, "display")
    press(kiosk, "text 2")
    press(kiosk, "display")

    assert (kiosk.display.shown, kiosk.display.text) == (False, 1.4)


@pytest.mark.parametrize("moment", ["welcome", "refused", "take-card", "help"])
def test_everything_is_undone_after_each_person(kiosk: Kiosk, moment: str) -> None:
    for name in ("text 3", "contrast high", "reach low"):
        kiosk.display.choose(name)
    kiosk.show_snapshot(change(IDLE, serial=2, moment=moment))
    kiosk.show_snapshot(change(IDLE, serial=3))

    assert (kiosk.display.text, kiosk.display.vivid, kiosk.display.shown) == (1.0, False, False)


def test_the_size_stays_through_one_person_s_moments(kiosk: Kiosk) -> None:
    kiosk.display.choose("text 3")
    for serial, moment in enumerate(("reading", "welcome", "take-card"), start=2):
        kiosk.show_snapshot(change(IDLE, serial=serial, moment=moment))

    assert kiosk.display.text == 1.8


def test_everything_is_undone_when_nobody_touches(kiosk_of: MakeKiosk, qtbot: QtBot) -> None:
    kiosk = kiosk_of(untouched_ms=30)
    kiosk.show_snapshot(IDLE)
    kiosk.display.open()
    kiosk.display.choose("text 3")

    qtbot.waitUntil(lambda: (kiosk.display.text, kiosk.display.shown) == (1.0, False))


def test_a_card_on_the_reader_closes_the_choices(kiosk: Kiosk) -> None:
    kiosk.display.open()
    kiosk.show_snapshot(change(IDLE, serial=2, moment="reading"))

    assert not kiosk.display.shown


def test_an_alarm_is_not_covered_by_the_choices(kiosk: Kiosk) -> None:
    kiosk.show_snapshot(change(IDLE, serial=2, moment="evacuation"))
    kiosk.display.open()
    kiosk.picture()

    assert (kiosk.window.property("shown"), item(kiosk, "display").isVisible()) == ("moment", False)


def test_a_technician_s_pages_stay_in_the_usual_size(kiosk: Kiosk) -> None:
    kiosk.display.choose("text 3")
    kiosk.show_service(Service(serial=1, open=True, tester="staff"))

    assert not kiosk.display.shown
    assert item(kiosk, "service").property("portrait") is not None
    assert item(kiosk, "help").property("wordsSize") <= 6 / PITCH[PORTRAIT] * 1.8


def test_a_small_panel_is_all_within_reach(kiosk_of: MakeKiosk) -> None:
    kiosk = kiosk_of(SMALL)
    kiosk.show_snapshot(IDLE)

    assert (kiosk.fit.ceiling, kiosk.fit.lift, kiosk.display.low) == (0, 0, False)


@pytest.mark.parametrize("edge", [600, 850, 1000])
def test_a_tall_panel_keeps_everything_touched_within_reach_of_a_wheelchair(kiosk_of: MakeKiosk, edge: int) -> None:
    kiosk = kiosk_of(TALL, pitch_mm=0.369)
    kiosk.show_snapshot(change(IDLE, lower_edge_mm=edge))
    kiosk.display.open()
    kiosk.picture()
    heights = [
        edge + (TALL[1] - place) * 0.369
        for one in touched_of(kiosk.window)
        for place in (area(one).top(), area(one).bottom())
    ]

    assert kiosk.display.low
    assert min(heights) >= 849 and max(heights) <= 1201


def test_somebody_tall_may_have_the_whole_screen(kiosk_of: MakeKiosk) -> None:
    kiosk = kiosk_of(TALL, pitch_mm=0.369)
    kiosk.show_snapshot(IDLE)
    kiosk.display.open()
    press(kiosk, "reach whole")
    kiosk.picture()

    assert not kiosk.display.low
    assert area(item(kiosk, "text 1")).top() * 0.369 < 1920 * 0.369 - 350
