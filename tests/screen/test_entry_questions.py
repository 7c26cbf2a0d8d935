"""What a person is asked after coming in: consent, occupation, companions; in touches, and without any."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from entry_visit import FIRST, KNOWN, Entry, change
from pytestqt.qtbot import QtBot
from screen_world import MakeKiosk

from station_app.core.occupations import TILES
from station_app.screen.entry import pages
from station_app.screen.entry.pages import MOST
from station_app.wire import Intent

Visitor = Callable[..., Entry]


@pytest.fixture
def visitor(kiosk_of: MakeKiosk) -> Visitor:
    """Makes kiosks without the pause that keeps double taps out."""
    return lambda **changes: Entry(kiosk_of(**{"entry_pause_ms": 0, "untouched_ms": 600_000} | changes))


@pytest.fixture
def entry(visitor: Visitor) -> Entry:
    return visitor()


def answer(*, remember: bool = False, occupation: str = "", presentation: str = "p1") -> Intent:
    return Intent(want="answer", presentation=presentation, notice="3", remember=remember, occupation=occupation)


def test_two_touches_tell_consent_and_occupation(entry: Entry) -> None:
    entry.show(moment="welcome", questions=FIRST)
    entry.touch("agree")
    entry.touch("work:courier")

    assert entry.wants == [answer(remember=True, occupation="courier")]


def test_two_touches_skip_both(entry: Entry) -> None:
    entry.show(moment="welcome", questions=FIRST)
    entry.touch("later")
    entry.touch("work:unsaid")

    assert (entry.wants, entry.page) == ([answer()], "")


@pytest.mark.parametrize("code", TILES)
def test_every_tile_tells_its_own_occupation(entry: Entry, code: str) -> None:
    entry.show(questions=change(FIRST, consent=False))
    entry.touch(f"work:{code}")

    assert entry.wants == [answer(occupation=code)]


def test_agreeing_and_not_agreeing_are_keys_of_one_size_and_colour(entry: Entry) -> None:
    entry.show(moment="welcome", questions=FIRST)
    entry.kiosk.picture()
    both = [entry.control(name) for name in ("later", "agree")]

    apart = max(abs(both[0].width() - both[1].width()), abs(both[0].height() - both[1].height()))
    assert (apart <= 1, [key.property("strong") for key in both]) == (True, [False, False])


def test_the_page_says_first_that_the_door_is_open(entry: Entry) -> None:
    entry.show(moment="welcome", questions=FIRST)

    assert entry.words().startswith("验证成功，请进\n")


def test_a_card_that_lies_there_is_to_be_taken_along(entry: Entry) -> None:
    entry.show(moment="take-card", questions=FIRST, card_on=True)

    assert entry.words().startswith("请进，请取走身份证\n")


def test_who_has_agreed_before_sees_the_welcome_alone(entry: Entry) -> None:
    entry.show(moment="welcome", questions=KNOWN)

    assert (entry.page, entry.kiosk.moment.kind) == ("", "welcome")


def test_nobody_is_asked_of_whom_the_core_asks_nothing(entry: Entry) -> None:
    entry.show(moment="welcome")

    assert entry.page == ""


def test_the_questions_outlast_the_welcome(entry: Entry) -> None:
    entry.show(moment="welcome", questions=FIRST)
    entry.show(moment="idle", questions=FIRST)

    assert entry.page == "consent"


def test_without_a_touch_they_are_skipped(visitor: Visitor, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages.EntryPages.__init__, "__defaults__", (20, 60_000, 0))
    entry = visitor()
    entry.show(questions=FIRST)

    qtbot.waitUntil(lambda: entry.wants == [answer()])
    assert entry.page == ""


def test_who_agreed_and_then_walked_in_has_agreed(
    visitor: Visitor, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages.EntryPages.__init__, "__defaults__", (200, 60_000, 0))
    entry = visitor()
    entry.show(questions=FIRST)
    entry.kiosk.entry.touch("agree")

    qtbot.waitUntil(lambda: entry.wants == [answer(remember=True)])


def test_each_touch_gives_the_whole_time_again(entry: Entry, qtbot: QtBot) -> None:
    entry.show(questions=FIRST)
    left = entry.kiosk.entry
    qtbot.waitUntil(lambda: left.left_ms < pages.ASKED_MS - 50)
    before = left.left_ms
    entry.touch("agree")

    assert left.left_ms > before


def test_a_second_person_s_card_takes_the_questions_of_the_first_away(entry: Entry) -> None:
    entry.show(moment="welcome", questions=FIRST)
    entry.show(moment="reading")

    assert (entry.page, entry.kiosk.moment.kind, entry.words().strip()) == ("", "reading", "")


def test_a_second_person_s_code_takes_them_away_at_once(entry: Entry) -> None:
    entry.show(questions=FIRST)
    entry.show(moment="refused", reason="code-unknown")

    assert (entry.page, entry.wants) == ("", [answer()])


def test_the_second_person_is_asked_anew(entry: Entry) -> None:
    entry.show(questions=FIRST)
    entry.touch("agree")
    entry.show(moment="welcome", questions=change(FIRST, presentation="p2"))
    entry.touch("later")
    entry.touch("work:unsaid")

    assert entry.wants == [answer(remember=True), answer(presentation="p2")]


def test_what_was_said_is_not_asked_again_when_the_core_says_the_same_once_more(entry: Entry) -> None:
    entry.show(moment="welcome", questions=FIRST)
    entry.touch("later")
    entry.touch("work:unsaid")
    entry.show(moment="idle", questions=FIRST)

    assert entry.page == ""


@pytest.mark.parametrize("moment", ["help", "maintenance", "evacuation", "wellbeing", "refused", "told"])
def test_what_matters_more_ends_the_questions(entry: Entry, moment: str) -> None:
    entry.show(questions=FIRST)
    entry.show(moment=moment, questions=FIRST)

    assert entry.page == ""


def test_the_second_touch_of_a_double_tap_chooses_nothing(visitor: Visitor) -> None:
    entry = visitor(entry_pause_ms=600_000)
    entry.show(questions=FIRST)
    entry.touch("agree")

    assert (entry.wants, entry.page) == ([], "consent")


def test_a_double_tap_is_over_long_before_somebody_has_read_the_page() -> None:
    assert 200 <= pages.PAUSE_MS <= 500


def test_a_core_that_vanishes_takes_the_questions_along(entry: Entry) -> None:
    entry.show(questions=FIRST)
    entry.kiosk.show_starting()

    assert (entry.page, entry.wants, entry.kiosk.moment.kind) == ("", [], "starting")


def test_companions_are_one_touch_each(entry: Entry) -> None:
    entry.show(moment="welcome", questions=FIRST)
    entry.touch("adult")
    entry.touch("child")
    entry.touch("child")

    told = [(want.presentation, want.adults, want.children) for want in entry.wants]
    assert told == [("p1", 1, 0), ("p1", 1, 1), ("p1", 1, 2)]


def test_whoever_touched_too_often_comes_round_to_none(entry: Entry) -> None:
    entry.show(questions=FIRST)
    for _ in range(MOST + 1):
        entry.touch("adult")

    assert (entry.wants[-2].adults, entry.wants[-1].adults) == (MOST, 0)


def test_a_credential_that_names_nobody_may_tell_of_companions_beside_the_tiles(entry: Entry) -> None:
    entry.show(questions=change(FIRST, consent=False))
    entry.touch("child")

    assert (entry.wants[-1].want, entry.wants[-1].children, entry.page) == ("companions", 1, "work")


def test_who_is_asked_nothing_reaches_companions_in_two_touches(entry: Entry) -> None:
    entry.show(moment="welcome", questions=KNOWN)
    entry.touch("party")
    entry.touch("child")

    assert [(want.want, want.children) for want in entry.wants] == [("companions", 1)]


def test_after_companions_a_touch_says_done(entry: Entry) -> None:
    entry.show(moment="welcome", questions=KNOWN)
    entry.touch("party")
    entry.touch("done")

    assert (entry.page, entry.wants) == ("", [])


def test_nothing_on_the_page_tells_who_this_is(entry: Entry) -> None:
    entry.show(moment="welcome", questions=change(FIRST, presentation="0190a7c2-aaaa"))
    entry.touch("agree")

    assert "0190a7c2" not in entry.words()


def test_the_language_stays_while_somebody_is_asked_and_returns_afterwards(entry: Entry) -> None:
    entry.show(moment="welcome", questions=FIRST)
    entry.kiosk.language.choose("en")
    entry.show(moment="idle", questions=FIRST)
    during = entry.kiosk.language.code
    entry.touch("later")
    entry.touch("work:unsaid")

    assert (during, entry.kiosk.language.code) == ("en", "zh-CN")


def test_the_notice_can_be_read_before_answering(entry: Entry) -> None:
    entry.show(questions=FIRST)
    entry.touch("notice")
    read = entry.kiosk.notice.shown
    entry.touch("notice")
    entry.touch("agree")

    assert (read, entry.page) == (True, "work")
