"""The window as it is really drawn and clicked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import msgspec
import pytest
from control_world import BIG, DEMO, A, B, Play, Played
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QRawFont
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from screen_world import asked

from station_app.assets import PRINTED, asset
from station_app.core.facts import KINDS
from station_app.screen.control_lines import Done, Failed, LockMoved, PassCame, Recorded
from station_app.screen.control_log import KEPT, control_texts
from station_app.screen.control_plan import ControlPlan
from station_app.screen.control_views import OTHER_CODE
from station_app.screen.control_window import ControlWindow


@pytest.fixture
def play(typeface: None) -> Iterator[Play]:
    with ExitStack() as stack:

        def make(plan: ControlPlan = DEMO) -> Played:
            played = Played(plan)
            stack.callback(played.page.close)
            return played

        yield make


@pytest.mark.parametrize(
    ("clicks", "lines"),
    [
        (["card 0"], [f"card id_reader {A}"]),
        (["card 0", "card 0"], [f"card id_reader {A}", "lift id_reader"]),
        (["card 0", "card 1"], [f"card id_reader {A}", "lift id_reader", f"card id_reader {B}"]),
        (["ask"], ["pass"]),
        (["show"], []),
        (["other"], [f"code scanner {OTHER_CODE}"]),
        (["push main"], ["open main"]),
        (["push main", "push main"], ["open main", "close main"]),
        (["cable board"], ["cut board"]),
        (["cable board", "cable board"], ["cut board", "mend board"]),
    ],
)
def test_a_click_says_its_line(play: Play, clicks: list[str], lines: list[str]) -> None:
    played = play()
    for name in clicks:
        played.click(name)

    assert played.said == lines


def test_a_key_of_the_keyboard_says_its_line_too(play: Play) -> None:
    played = play()
    played.item("push main").forceActiveFocus()
    QTest.keyClick(played.page.window, Qt.Key.Key_Return)

    assert played.said == ["open main"]


def test_the_exit_button_is_pressed_and_let_go(play: Play, qtbot: QtBot) -> None:
    played = play()
    played.click("exit main")
    qtbot.waitUntil(lambda: len(played.said) > 1, timeout=20_000)

    assert played.said == ["press board/input/2", "release board/input/2"]


def test_a_window_that_closes_leaves_no_button_pressed(typeface: None) -> None:
    said: list[str] = []
    page = ControlWindow(DEMO, said.append, press_ms=3_600_000)
    page.doors["main"].pressExit()
    page.close()

    assert said == ["press board/input/2", "release board/input/2"]


def test_a_button_that_is_held_is_not_pressed_again(typeface: None) -> None:
    said: list[str] = []
    page = ControlWindow(DEMO, said.append, press_ms=3_600_000)
    page.doors["main"].pressExit()
    page.doors["main"].pressExit()
    before = list(said)
    page.close()

    assert before == ["press board/input/2"]


def test_a_pass_that_came_can_be_shown(play: Play) -> None:
    played = play()
    played.hear(PassCame("6BF%T $X"))
    played.click("show")

    assert played.said == ["code scanner 6BF%T $X"]


def test_cards_and_codes_go_where_they_are_pointed(play: Play) -> None:
    played = play(BIG)
    for name in ("place south", "card 0", "place right", "other"):
        played.click(name)

    assert played.said == [f"card south {A}", f"code right {OTHER_CODE}"]


def test_a_second_reader_takes_a_second_card(play: Play) -> None:
    played = play(BIG)
    for name in ("card 0", "place south", "card 1", "card 0"):
        played.click(name)

    assert played.said == [f"card north {A}", f"card south {B}", "lift north"]


def test_a_card_says_where_it_lies(play: Play) -> None:
    played = play()
    played.click("card 0")

    assert "→ id_reader" in played.words()


@pytest.mark.parametrize(
    ("name", "before"), [("card 0", "放卡"), ("push main", "推门"), ("cable board", "插好 plugged")]
)
def test_what_the_world_refuses_did_not_happen(play: Play, name: str, before: str) -> None:
    played = play()
    count = played.words().count(before)
    played.click(name)
    played.hear(Failed("no"))

    assert played.words().count(before) == count


def test_an_error_takes_back_the_line_that_it_answers(play: Play) -> None:
    played = play()
    played.click("card 0")
    played.click("cable board")
    played.hear(Done("card id_reader"), Failed("no"))

    assert (played.page.cards.cards[0].reader, played.page.cables[2].cut) == ("id_reader", False)


def test_a_line_without_an_answer_does_not_shift_those_after_it(play: Play) -> None:
    played = play()
    for name in ("ask", "card 0", "cable board"):
        played.click(name)
    played.hear(Done("card id_reader"), Failed("no"))

    assert (played.page.cards.cards[0].reader, played.page.cables[2].cut) == ("id_reader", False)


def test_an_error_that_answers_nothing_is_only_shown(play: Play) -> None:
    played = play()
    played.hear(Failed("the station is down"))

    assert "the station is down" in played.words()


@pytest.mark.parametrize(("released", "colour"), [(False, "lampOff"), (True, "lampOn")])
def test_the_lamp_shows_the_lock(play: Play, released: bool, colour: str) -> None:
    played = play()
    played.hear(LockMoved("main", released))
    lamp = played.item("lamp main")

    assert lamp.property("color") == asked(lamp, f"Theme.{colour}")


def test_the_lamp_is_empty_while_nobody_has_told_the_lock(play: Play) -> None:
    assert play().item("lamp main").property("color").alpha() == 0


def test_a_lock_that_is_not_in_the_plan_is_no_matter(play: Play) -> None:
    played = play()
    played.hear(LockMoved("cellar", True))

    assert "锁的状态未知 Lock not known" in played.words()


def test_the_newest_entry_is_on_top(play: Play) -> None:
    played = play()
    played.hear(Done("card id_reader"), Recorded("7 access.granted door=main"))

    assert [(entry["en"], entry["detail"]) for entry in played.page.log.entries] == [
        ("Granted", "door=main"),
        ("Done", "card id_reader"),
    ]


def test_the_log_keeps_eight_entries(play: Play) -> None:
    played = play()
    played.hear(*(Recorded(f"door.opened n={number}") for number in range(30)))

    assert len([item for item in played.items() if item.objectName() == "entry"]) == KEPT == 8


def test_a_kind_of_fact_from_the_future_is_shown_as_it_is(play: Play) -> None:
    played = play()
    played.hear(Recorded("tea.served cups=2"))

    assert "tea.served cups=2" in played.words()


def test_no_number_is_ever_drawn(play: Play) -> None:
    played = play()
    for name in ("card 0", "card 0", "card 1"):
        played.click(name)
    played.hear(PassCame("6BF%T"), Done("card id_reader"))

    assert [word for word in played.words() if re.search(r"\d{5}", word)] == []


def _in_hand(played: Played) -> None:
    played.hear(PassCame("6BF"), LockMoved("main", False), Recorded("access.denied reason=pass-used"))


def _let_in(played: Played) -> None:
    for name in ("card 0", "cable scanner"):
        played.click(name)
    played.hear(LockMoved("main", True), Recorded("access.granted door=main"))


def _passing(played: Played) -> None:
    _in_hand(played)
    for name in ("show", "push main"):
        played.click(name)


@pytest.mark.parametrize("story", [lambda _: None, _in_hand, _let_in, _passing], ids=["new", "hand", "in", "passing"])
def test_every_word_of_the_demo_is_seen_whole(play: Play, story: Callable[[Played], None]) -> None:
    played = play()
    story(played)

    assert [item.property("text") for item in played.items() if item.property("truncated")] == []


def test_a_big_station_leaves_room_for_what_happens(play: Play) -> None:
    played = play(BIG)
    played.page.window.resize(400, 480)
    played.hear(*(Recorded(f"door.opened n={number}") for number in range(8)))
    whole = [item for item in played.items() if item.objectName() == "entry"]

    assert len(whole) >= 3
    assert all(item.mapToScene(QPointF(0, item.height())).y() <= 480 for item in whole)


def test_what_scrolls_shows_nowhere_else(play: Play) -> None:
    played = play(BIG)
    played.page.window.resize(400, 480)
    played.items()
    picture = played.page.window.grabWindow()
    below = {picture.pixelColor(x, y).name() for x in range(400) for y in range(468, 480)}

    assert len(below) == 1


def test_a_station_without_a_pass_issuer_offers_no_pass(play: Play) -> None:
    played = play(ControlPlan(scanners=("scanner",), pass_command="", staff_command=""))

    assert {item.objectName() for item in played.items()} & {"ask", "ask staff", "show", "other"} == {"other"}


def test_the_window_is_as_large_as_promised(play: Play) -> None:
    assert play().page.window.size().toTuple() == (420, 800)


@pytest.mark.parametrize("language", PRINTED)
def test_every_kind_of_fact_has_a_title(language: str) -> None:
    titles = {key.removeprefix("fact.") for key in control_texts(language) if key.startswith("fact.")}

    assert titles == set(KINDS)


@pytest.mark.parametrize("language", PRINTED)
def test_the_page_and_the_texts_know_the_same_words(language: str) -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in asset("qml", "StationControls").glob("*.qml"))
    written = set(re.findall(r'"([a-z]+\.[a-z.]+[a-z])"', pages))
    composed = {"lock.released", "lock.locked", "lock.released.hint", "lock.locked.hint"}
    logged = {"log.done", "log.error", "log.fact", "log.pass"}
    # What the world names (facts, mishaps, detectors, quantities) has words where somebody has found them.
    of_the_world = ("fact.", "mishap.", "means.", "quantity.")
    known = {key for key in control_texts(language) if not key.startswith(of_the_world)}

    assert known == written | composed | logged


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_every_word_can_be_drawn_with_the_bundled_typeface(qapp: object, weight: str) -> None:
    face = QRawFont(str(asset("fonts", f"NotoSansSC-{weight}.ttf")), 16)
    letters = {"→", "•"}.union(*(text for language in PRINTED for text in control_texts(language).values()))

    assert [letter for letter in letters if not face.supportsCharacter(ord(letter))] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"readers": ("two words",)},
        {"doors": ("",)},
        {"devices": ("line\nbreak",)},
        {"exit_inputs": {"cellar": "board/input/1"}},
        {"cards": (("", A),)},
        {"cards": ((f"师傅甲 {A}", A),)},
        {"cards": (("师傅甲", "two words"),)},
        {"pass_command": "pass\nquit"},
    ],
)
def test_a_plan_that_cannot_be_said_in_lines_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        ControlPlan(**wrong)  # type: ignore[arg-type]  # the wrong types are the point


def test_a_plan_prints_no_number() -> None:
    assert A not in repr(DEMO)


def test_a_plan_crosses_to_another_process_as_json() -> None:
    assert msgspec.json.decode(msgspec.json.encode(DEMO), type=ControlPlan) == DEMO
