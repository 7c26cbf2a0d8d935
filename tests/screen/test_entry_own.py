"""Pages that a person opens at the door: own data, rooms, the weather's way in, the hidden sign."""

from __future__ import annotations

import pytest
from entry_visit import ROOMS, Entry, change
from page_checks import words_of
from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from screen_world import BOTH, IDLE, MakeKiosk

from station_app.screen.entry import pages
from station_app.wire import Intent, Way


@pytest.fixture
def entry(kiosk_of: MakeKiosk) -> Entry:
    return Entry(kiosk_of(entry_pause_ms=0, untouched_ms=600_000))


def test_own_data_are_reached_from_the_notice(entry: Entry) -> None:
    entry.touch("notice")
    entry.touch("data")

    assert (entry.page, entry.kiosk.notice.shown) == ("data", False)


@pytest.mark.parametrize("want", ["tell", "withdraw"])
def test_one_touch_asks_for_it(entry: Entry, want: str) -> None:
    entry.kiosk.entry.touch("data")
    entry.touch(want)

    assert entry.wants == [Intent(want=want)]  # pyright: ignore[reportArgumentType] - one of two


def test_to_be_forgotten_takes_a_second_touch(entry: Entry) -> None:
    entry.kiosk.entry.touch("data")
    entry.touch("forget")
    before = list(entry.wants)
    entry.touch("erase")

    assert (before, entry.wants) == ([], [Intent(want="forget")])


def test_whoever_is_not_sure_goes_back_to_the_choice(entry: Entry) -> None:
    entry.kiosk.entry.touch("data")
    entry.touch("forget")
    entry.touch("back")

    assert (entry.page, entry.wants) == ("data", [])


@pytest.mark.parametrize("wish", ["tell", "forget", "withdraw"])
def test_what_the_core_awaits_is_said_with_a_way_back(entry: Entry, wish: str) -> None:
    entry.show(wish=wish)
    said = entry.words()
    entry.touch("back")

    assert "请再刷身份证或扫码" in said
    assert entry.wants == [Intent(want="back")]


@pytest.mark.parametrize(
    ("ways", "words"),
    [
        (BOTH[:1], "请再刷一次身份证"),
        (BOTH[1:], "请再扫一次码"),
        ((Way("id-card", False), Way("code", True)), "请再扫一次码"),
        ((Way("tag", True),), "请再刷一次工会卡"),
        ((Way("id-card", False),), "请按求助"),
    ],
)
def test_only_a_reader_that_works_is_asked_for(entry: Entry, ways: tuple[Way, ...], words: str) -> None:
    entry.show(wish="tell", ways=ways)

    assert words in entry.words()


def test_a_wish_that_is_over_leaves_the_idle_page(entry: Entry) -> None:
    entry.show(wish="tell")
    entry.show()

    assert entry.page == ""


def test_a_refusal_stands_before_a_wish_that_goes_on(entry: Entry) -> None:
    entry.show(wish="tell")
    entry.show(wish="tell", moment="refused", reason="card-unreadable")
    refused = entry.page
    entry.show(wish="tell")

    assert (refused, entry.page) == ("", "present")


def test_what_was_told_ends_at_a_touch(entry: Entry) -> None:
    entry.show(moment="told", held_visits=3, held_since="2026-09-01", held_until="2027-02-22")
    entry.touch("back")

    assert entry.wants == [Intent(want="back")]


def test_a_consent_is_told_by_the_version_of_its_notice(entry: Entry) -> None:
    entry.show(moment="told", held_visits=0, held_notice="7", held_occupation="courier")

    assert "第7版" in entry.kiosk.moment.advice
    assert "快递员" in entry.kiosk.moment.advice


def test_that_there_is_no_consent_is_told_too(entry: Entry) -> None:
    entry.show(moment="told", held_visits=2, held_since="2026-09-01", held_until="2027-02-22")

    assert "没有同意" in entry.kiosk.moment.advice


@pytest.mark.parametrize("reason", ["withdrawn", "not-given"])
def test_what_became_of_a_consent_is_told(entry: Entry, reason: str) -> None:
    entry.show(moment="told", reason=reason)

    assert "同意" in entry.kiosk.moment.headline


def test_a_page_that_nobody_touches_closes(kiosk_of: MakeKiosk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages.EntryPages.__init__, "__defaults__", (25_000, 20, 0))
    entry = Entry(kiosk_of(entry_pause_ms=0))
    entry.kiosk.entry.touch("data")

    qtbot.waitUntil(lambda: entry.page == "")
    assert entry.words().strip() == ""


def test_a_minute_is_what_it_waits() -> None:
    assert pages.OWN_MS == 60_000


@pytest.mark.parametrize("moment", ["reading", "welcome", "refused", "help"])
def test_a_card_closes_a_page_that_stood_open(entry: Entry, moment: str) -> None:
    entry.kiosk.entry.touch("data")
    entry.show(moment=moment)
    entry.show()

    assert entry.page == ""


def test_a_core_that_vanishes_closes_it_too(entry: Entry) -> None:
    entry.kiosk.entry.touch("data")
    entry.kiosk.show_starting()

    assert entry.page == ""


def test_a_room_is_chosen_by_its_need(entry: Entry) -> None:
    entry.show(rooms=ROOMS)
    entry.touch("rooms")
    entry.touch("room:0")

    assert entry.wants == [Intent(want="need", zone="nursing", need="nursing")]


def test_who_has_chosen_a_room_is_sent_to_its_own_reader(entry: Entry) -> None:
    entry.show(rooms=ROOMS, wish="need", wish_zone="母婴室")

    assert "请在母婴室门口刷卡或扫码" in entry.words()


def test_a_need_that_has_no_words_is_a_room_all_the_same(entry: Entry) -> None:
    entry.show(rooms=(change(ROOMS[0], need="reading"),))
    entry.touch("rooms")

    assert [tile["label"] for tile in entry.kiosk.entry.property("tiles")] == ["母婴室"]


@pytest.mark.parametrize("weather", ["heat", "cold", "storm"])
def test_in_hard_weather_a_key_lets_anybody_in(entry: Entry, weather: str) -> None:
    entry.show(grace=weather, door="main")
    entry.touch("grace")

    assert entry.wants == [Intent(want="entry", door="main")]


def test_in_any_other_weather_there_is_no_such_key(entry: Entry) -> None:
    assert entry.kiosk.entry.property("idleKeys") == []


def hold(entry: Entry, seconds: float) -> None:
    """A finger on the station's name; how long the sign takes is set first."""
    sign = entry.kiosk.window.findChild(QObject, "silent")
    assert sign is not None
    sign.setProperty("longPressThreshold", seconds)
    (name,) = [word for word in words_of(entry.kiosk.window) if word.property("text") == IDLE.station]
    place = name.mapToScene(QPointF(name.width() / 3, name.height() / 2)).toPoint()
    QTest.mousePress(entry.kiosk.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def test_a_finger_held_on_the_name_of_the_station_calls_help_in_silence(entry: Entry, qtbot: QtBot) -> None:
    before = entry.kiosk.picture()
    hold(entry, 0.02)
    qtbot.waitUntil(lambda: entry.wants == [Intent(want="silent-help")])

    assert entry.kiosk.picture() == before


def test_a_short_touch_on_the_name_is_no_sign(entry: Entry) -> None:
    hold(entry, 600)
    QTest.mouseRelease(entry.kiosk.window, Qt.MouseButton.LeftButton)
    entry.kiosk.picture()

    assert entry.wants == []


def test_the_sign_takes_three_seconds(entry: Entry) -> None:
    sign = entry.kiosk.window.findChild(QObject, "silent")

    assert sign is not None
    assert sign.property("longPressThreshold") == 3
