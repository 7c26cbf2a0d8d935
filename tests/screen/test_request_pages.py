"""Asking for advice and reading the answer, at the screen: few touches, and no digit that stays to be read."""

from __future__ import annotations

import msgspec
import pytest
from pytestqt.qtbot import QtBot
from screen_world import IDLE, LANDSCAPE, PORTRAIT, SMALL, MakeKiosk, Wall, item, visible_items

from station_app.core.offers.requests import TOPICS
from station_app.screen.kiosk import Kiosk
from station_app.screen.offers.keypad import Keypad, is_telephone, telephone_groups, telephone_room
from station_app.screen.offers.local_time import Local
from station_app.wire import Ask, Intent, OfferAnswer, Offers, RequestFigures

NAMES = ("advice", "suggestion", "fault", "lost", "answers")
OFFERS = Offers(
    serial=1,
    offered=NAMES,
    topics={name: TOPICS[name] for name in NAMES if name in TOPICS},
    calls=True,
    public_url="https://hub.example.org",
)
CODE = "482173650194"
NOW_MS = round(Wall().time.timestamp() * 1000)
ANSWERED: dict[str, str | int] = {
    "request": "r-1", "matter": "advice", "state": "answered", "made": NOW_MS - 5_400_000,
    "accepted": NOW_MS - 5_160_000, "answered": NOW_MS - 600_000, "due": 0, "text": "请带合同来", "desk": "法律咨询",
    "stars": 0,
}  # fmt: skip


class Desk:
    """A kiosk whose menu is open, and what it asks for."""

    def __init__(self, kiosk: Kiosk, **told: object) -> None:
        self.kiosk = kiosk
        self.asked: list[Ask | Intent] = []
        kiosk.offers.asked.connect(self.asked.append)
        kiosk.show_snapshot(IDLE)
        self.offers = msgspec.structs.replace(OFFERS, **told)
        kiosk.show_offers(self.offers)
        kiosk.offers.open()

    @property
    def wishes(self) -> list[tuple[str, str, tuple[str, ...], str]]:
        """Every wish but that for a slip at the scanner."""
        asks = (one for one in self.asked if isinstance(one, Ask) and one.act != "listen")
        return [(one.offer, one.act, one.choice, one.digits) for one in asks]

    def choose(self, *codes: str) -> None:
        """Touch tiles, one after the other."""
        for code in codes:
            self.kiosk.offers.view.choose(code)

    def type(self, digits: str) -> Keypad:
        """Key digits."""
        keypad: Keypad = self.kiosk.offers.view.keypad
        for digit in digits:
            keypad.press(digit)
        return keypad

    def answer(self, result: str, values: dict[str, str | int], act: str = "") -> None:
        """The core answers the last wish, or the last of this act."""
        last = [one for one in self.asked if isinstance(one, Ask) and act in ("", one.act)][-1]
        said = OfferAnswer(ask=last.id, offer=last.offer, result=result, values=values)
        self.kiosk.show_offers(msgspec.structs.replace(self.offers, serial=2, answer=said))

    @property
    def words(self) -> str:
        """Every text that can be seen."""
        self.kiosk.picture()
        seen = (thing.property("text") for thing in visible_items(self.kiosk.window.contentItem()))
        return " ".join(str(text) for text in seen if text)


def read(kiosk: Kiosk, **values: str | int) -> Desk:
    """Somebody has typed a ticket and is told how it stands."""
    desk = Desk(kiosk)
    desk.choose("answers")
    desk.type(CODE)
    kiosk.offers.view.submit()
    desk.answer("told", {**ANSWERED, **values})
    return desk


def test_two_touches_take_a_number_for_a_question(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of())
    desk.choose("advice", "wages", "ticket")

    assert desk.wishes == [("advice", "ask", ("wages",), "")]


def test_a_number_to_call_back_is_keyed_and_goes_along_once(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of())
    desk.choose("advice", "injury", "call")
    desk.type("13800138000")
    page = desk.kiosk.offers.view
    page.submit()
    page.submit()

    assert desk.wishes == [("advice", "call", ("injury",), "13800138000")]


def test_half_a_number_is_not_sent(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of())
    desk.choose("advice", "injury", "call")
    desk.type("1380013")
    desk.kiosk.offers.view.submit()

    assert desk.wishes == []


def test_whoever_has_a_phone_writes_there(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of())
    desk.choose("advice", "legal", "phone")
    desk.answer("made", {"ticket": "4821 7365 0194", "called": 0, "way": "phone"})

    assert (desk.wishes, desk.kiosk.offers.view.code, "请用手机扫码" in desk.words) == (
        [("advice", "ask", ("legal", "phone"), "")], f"https://hub.example.org/t/{CODE}", True
    )  # fmt: skip


def test_without_a_key_and_an_address_of_the_hub_neither_call_nor_phone_is_offered(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of(), calls=False, public_url="")
    desk.choose("advice", "legal")

    assert [one["code"] for one in desk.kiosk.offers.view.tiles_now()] == ["ticket", "sign"]


def test_unpaid_wages_say_which_papers_help(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of())
    desk.choose("advice", "wages")

    assert all(word in desk.words for word in ("合同", "工资记录", "工友联系方式"))


def test_back_goes_from_the_number_to_the_ways_to_the_topics_and_forgets_the_digits(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of())
    desk.choose("advice", "wages", "call")
    keypad = desk.type("138")
    desk.kiosk.offers.back()
    ways = [one["code"] for one in desk.kiosk.offers.view.tiles_now()]
    desk.kiosk.offers.back()
    topics = [one["code"] for one in desk.kiosk.offers.view.tiles_now()]

    assert (keypad.digits, ways[0], topics[0], desk.kiosk.offers.view.offer) == ("", "ticket", "wages", "advice")


def test_a_card_during_entry_closes_the_page_and_the_digits_are_gone(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of())
    desk.choose("advice", "wages", "call")
    desk.type("1380013")
    desk.kiosk.show_snapshot(msgspec.structs.replace(IDLE, serial=2, moment="welcome"))
    desk.kiosk.show_snapshot(msgspec.structs.replace(IDLE, serial=3))
    desk.kiosk.offers.open()
    desk.choose("advice", "wages", "call")

    assert (desk.kiosk.offers.view.keypad.digits, "138" in desk.words) == ("", False)


def test_a_card_that_is_refused_during_entry_leaves_no_digit_to_be_read(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of())
    desk.choose("advice", "wages", "call")
    keypad = desk.type("1380013")
    desk.kiosk.show_snapshot(msgspec.structs.replace(IDLE, serial=2, moment="refused", reason="card-unreadable"))

    assert keypad.digits == ""


def test_nobody_there_for_a_while_leaves_no_digit(kiosk_of: MakeKiosk, qtbot: QtBot) -> None:
    desk = Desk(kiosk_of(offers_untouched_ms=80))
    desk.choose("advice", "wages", "call")
    desk.type("13800138000")
    qtbot.waitUntil(lambda: desk.kiosk.offers.page == "", timeout=30_000)

    assert (desk.asked[-1], desk.wishes, "138" in desk.words) == (Intent(want="offers-left"), [], False)


def test_the_time_until_somebody_takes_it_on_is_told_from_real_figures_only(kiosk_of: MakeKiosk) -> None:
    said: list[bool] = []
    for figures in (None, RequestFigures(), RequestFigures(accept_minutes=3.2)):
        desk = Desk(kiosk_of(), figures=figures)
        desk.choose("advice", "legal", "ticket")
        desk.answer("made", {"ticket": "4821 7365 0194", "called": 0, "way": ""})
        said.append("一般4分钟内有人受理" in desk.words)

    assert said == [False, False, True]


def test_suggestions_say_how_many_were_taken_up(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of(), figures=RequestFigures(adopted=3))
    desk.choose("suggestion")

    assert "已采纳3条" in desk.words


def test_what_was_mended_within_a_week_is_told_and_nothing_older(kiosk_of: MakeKiosk) -> None:
    day = 86_400_000
    desk = Desk(kiosk_of(now=Wall()), mended={"light": NOW_MS - day, "door": NOW_MS - 8 * day})
    desk.choose("fault")

    assert desk.kiosk.offers.view.lead.split(" · ")[1:] == ["最近修好了：灯"]


def test_lost_papers_are_not_left_on_the_reader(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of())
    desk.choose("lost")

    assert "请勿把证件留在读卡器上" in desk.words


def test_twelve_digits_read_an_answer(kiosk_of: MakeKiosk) -> None:
    desk = read(kiosk_of(now=Wall()))

    assert (desk.wishes, "请带合同来" in desk.words) == ([("answers", "read", (CODE,), "")], True)


def test_an_answer_says_when_it_was_sent_taken_on_and_answered(kiosk_of: MakeKiosk) -> None:
    desk = read(kiosk_of(now=Wall()))

    assert all(
        line in desk.words for line in ("今天 12:35 提交", "今天 12:39 受理，用时4分钟", "今天 13:55 答复", "法律咨询")
    )


def test_what_still_waits_says_for_how_long(kiosk_of: MakeKiosk) -> None:
    desk = read(kiosk_of(now=Wall()), state="waiting", accepted=0, answered=0, text="")

    assert ("已经等了1小时" in desk.words, desk.kiosk.offers.view.rateLabel) == (True, "")


def test_one_star_is_touched_once(kiosk_of: MakeKiosk) -> None:
    desk = read(kiosk_of())
    page = desk.kiosk.offers.view
    page.rate(4)
    page.rate(5)

    assert desk.wishes[1:] == [("answers", "rate", ("4",), "")]


def test_what_was_rated_already_shows_its_stars_and_takes_no_more(kiosk_of: MakeKiosk) -> None:
    desk = read(kiosk_of(), stars=4)
    desk.kiosk.offers.view.rate(1)

    assert (desk.wishes[1:], item(desk.kiosk, "star 1").isEnabled()) == ([], False)


def test_a_slip_at_the_scanner_is_read_without_a_touch(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of())
    desk.choose("answers")
    desk.answer("told", ANSWERED, "listen")

    assert "请带合同来" in desk.words


def test_after_a_wrong_number_the_page_waits_for_a_slip_again(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of())
    desk.choose("answers")
    desk.type(CODE)
    desk.kiosk.offers.view.submit()
    desk.answer("no-ticket", {})
    desk.kiosk.offers.back()

    last = desk.asked[-1]
    assert (isinstance(last, Ask) and last.act, desk.kiosk.offers.view.typing) == ("listen", True)


def test_a_code_of_something_else_is_refused_and_the_typed_digits_stay(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of())
    desk.choose("answers")
    keypad = desk.type("4821")
    desk.kiosk.show_snapshot(msgspec.structs.replace(IDLE, serial=2, moment="refused", reason="code-unknown"))
    desk.kiosk.show_snapshot(msgspec.structs.replace(IDLE, serial=3))

    assert (keypad.digits, desk.kiosk.offers.shown) == ("4821", True)


def test_a_hub_that_has_vanished_is_said(kiosk_of: MakeKiosk) -> None:
    desk = Desk(kiosk_of())
    desk.choose("answers")
    desk.type(CODE)
    desk.kiosk.offers.view.submit()
    desk.answer("asking", {})
    desk.answer("no-hub", {})

    assert "现在连不上网络" in desk.words


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, SMALL])
@pytest.mark.parametrize("state", ["answered", "returned"])
def test_the_longest_answer_is_cut_nowhere(kiosk_of: MakeKiosk, size: tuple[int, int], state: str) -> None:
    desk = Desk(kiosk_of(size=size))
    desk.choose("answers")
    desk.type(CODE)
    desk.kiosk.offers.view.submit()
    desk.answer("told", {**ANSWERED, "state": state, "text": "请带合同来。😀" * 71})
    desk.kiosk.picture()
    text = item(desk.kiosk, "reply")

    assert (text.property("truncated"), text.property("contentWidth") <= text.width() + 1) == (False, True)


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, SMALL])
def test_every_key_is_twenty_millimetres_and_can_be_seen_at_once(kiosk_of: MakeKiosk, size: tuple[int, int]) -> None:
    desk = Desk(kiosk_of(size=size))
    desk.choose("answers")
    desk.kiosk.picture()
    unit = desk.kiosk.fit.unit
    keys = [item(desk.kiosk, f"key {name}") for name in (*"0123456789", "clear", "correct")]
    least = min(min(key.width(), key.height()) for key in keys)

    assert (least >= 20 * unit, item(desk.kiosk, "sheet further").isVisible()) == (True, False)


def pad(hidden_ms: int = 10_000) -> Keypad:
    return Keypad(telephone_groups, telephone_room, is_telephone, hidden_ms)


def keyed(keypad: Keypad, digits: str) -> str:
    for digit in digits:
        keypad.press(digit)
    return keypad.shown


@pytest.mark.parametrize(
    ("digits", "shown"),
    [
        ("13800138000", "138 0013 8000"),
        ("1380", "138 0"),
        ("051080000000", "0510 8000 0000"),
        ("80000000", "8000 0000"),
    ],
)
def test_a_number_is_shown_as_people_say_it(digits: str, shown: str) -> None:
    assert keyed(pad(), digits) == shown


def test_no_number_grows_beyond_its_digits() -> None:
    keypad = pad()
    keyed(keypad, "13800138000123")

    assert keypad.digits == "13800138000"


@pytest.mark.parametrize(
    ("digits", "whole"),
    [
        ("13800138000", True),
        ("1380013800", False),
        ("80000000", True),
        ("800", False),
        ("05108000000", True),
        ("", False),
    ],
)
def test_what_can_be_a_whole_number_is_known(digits: str, whole: bool) -> None:
    assert is_telephone(digits) is whole


def test_digits_turn_into_dots_after_a_while_and_new_ones_show(qtbot: QtBot) -> None:
    keypad = pad(hidden_ms=20)
    keyed(keypad, "1380")
    qtbot.waitUntil(lambda: keypad.shown == "••• •", timeout=30_000)
    keypad.press("0")

    assert (keypad.shown, keypad.digits) == ("••• •0", "13800")


def test_correct_takes_one_back_and_clear_all() -> None:
    keypad = pad()
    keyed(keypad, "138")
    keypad.correct()
    one_less = keypad.digits
    keypad.clear()
    keypad.correct()

    assert (one_less, keypad.digits) == ("13", "")


def test_times_are_said_as_people_say_them() -> None:
    text = {
        "any.time.today": "今天 {time}",
        "any.time.yesterday": "昨天 {time}",
        "any.time.day": "{month}月{day}日 {time}",
    }
    local = Local(Wall().time.replace(hour=14), 480)
    moments = (NOW_MS, NOW_MS - 86_400_000, NOW_MS - 3 * 86_400_000)

    assert [local.said(ms, text) for ms in moments] == ["今天 14:05", "昨天 14:05", "3月12日 14:05"]
