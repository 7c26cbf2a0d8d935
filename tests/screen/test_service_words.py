from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from service_world import AT_MS, CHECKS, CONFIRM, DEVICES, PROMPT, SERVICE

from station_app.assets import PRINTED, service_texts
from station_app.screen.service.checks import CheckLine, check_lines, prompt_words, tally_of
from station_app.screen.service.devices import DeviceLine, cells_of, device_lines
from station_app.screen.service.page import service_page_of
from station_app.screen.service.words import Tongues, ago_words, remedy_of
from station_app.wire import CheckRow, DeviceRow, Prompt

change = msgspec.structs.replace
ZH, EN = (service_texts(language) for language in PRINTED)
HERE = Tongues(text=ZH, other=EN)


def line_of(check: CheckRow) -> CheckLine:
    (line,) = check_lines([check], HERE, 480)
    return line


def row_of(device: DeviceRow) -> DeviceLine:
    (line,) = device_lines([device], HERE)
    return line


def test_checks_of_one_device_stand_under_one_heading() -> None:
    mixed = [CHECKS[0], CHECKS[2], CHECKS[1]]

    assert [(line.heading, line.check) for line in check_lines(mixed, HERE, 480)] == [
        ("id_reader", "id_reader.answers"),
        ("", "id_reader.reads"),
        ("scanner", "scanner.answers"),
    ]


def test_a_group_says_how_its_checks_stand_and_the_worst_first() -> None:
    group = check_lines(CHECKS[2:4], HERE, 480)

    assert [(line.worst, line.summary, line.pressing) for line in group] == [("red", "1 不通过  1 未做完", True)] * 2


@pytest.mark.parametrize(("state", "pressing"), [("never", False), ("green", False), ("red", True), ("running", True)])
def test_a_group_presses_when_something_is_wrong_or_under_way(state: str, pressing: bool) -> None:
    assert line_of(CheckRow(id="x.a", device="x", state=state)).pressing is pressing  # pyright: ignore[reportArgumentType]


def test_checks_of_no_device_are_of_the_whole_station() -> None:
    line = line_of(CheckRow(id="station.journal", device="", state="never"))

    assert (line.heading, line.device, line.title) == ("整站", "", "日志")


def test_a_red_check_says_the_next_action_in_both_languages() -> None:
    line = line_of(CHECKS[2])

    assert (line.next, line.also) == (ZH["fault.link-lost.next"], EN["fault.link-lost.next"])


@pytest.mark.parametrize("state", ["red", "unfinished"])
def test_a_check_that_failed_always_says_what_to_do(state: str) -> None:
    line = line_of(CheckRow(id="x.answers", device="x", state=state))  # pyright: ignore[reportArgumentType]

    assert line.grave and line.means and line.next and line.also


@pytest.mark.parametrize("state", ["never", "running", "waiting", "green"])
def test_a_check_that_did_not_fail_asks_for_nothing(state: str) -> None:
    line = line_of(CheckRow(id="x.answers", device="x", state=state, fault="link-lost"))  # pyright: ignore[reportArgumentType]

    assert (line.grave, line.means, line.next, line.also) == (False, "", "", "")


def test_a_green_check_passes_its_warning_on_and_hides_its_code() -> None:
    line = line_of(CHECKS[1])

    assert (line.grave, line.means, line.said) == (False, "读卡质量在变差", "读好 46  总数 50")


def test_a_code_from_the_future_is_shown_as_it_is() -> None:
    line = line_of(CheckRow(id="x.sings", device="x", state="red", fault="off-key", said={"pitch": "440"}))

    assert (line.title, line.means, line.said) == ("sings", "off-key", "pitch 440")


def test_a_warning_from_the_future_is_shown_as_it_is() -> None:
    assert remedy_of("tired", HERE, "warning").means == "tired"


def test_the_last_time_is_local_and_names_the_tester() -> None:
    assert line_of(CHECKS[0]).last == "上次 2026-03-15 10:00　检修人 T-07"


def test_a_check_that_was_never_made_has_no_time() -> None:
    assert line_of(change(CHECKS[0], at_ms=0)).last == ""


@given(st.integers(-(2**62), 2**62))
def test_no_clock_is_too_wrong_to_be_shown(at_ms: int) -> None:
    assert line_of(change(CHECKS[0], at_ms=at_ms)).last.startswith("上次" if at_ms > 0 else "")


def test_the_tally_begins_with_what_needs_somebody() -> None:
    assert [part["words"] for part in tally_of(CHECKS, ZH)] == ["1 不通过", "1 未做完", "2 未测", "3 通过"]


def test_a_prompt_counts() -> None:
    words = prompt_words(PROMPT, HERE)

    assert (words.count, words.done, words.seconds, words.confirm) == ("12 / 50", 0.24, "18", False)


def test_a_prompt_is_said_in_both_languages() -> None:
    words = prompt_words(CONFIRM, HERE)

    assert (words.title_also, words.advice_also) == (EN["step.hear-click.title"], EN["step.hear-click.next"])


def test_a_step_from_the_future_is_shown_as_it_is() -> None:
    words = prompt_words(Prompt(step="turn-key", device="main", seconds_left=-3, done=9, of=3), HERE)

    assert (words.title, words.title_also, words.seconds, words.done) == ("turn-key", "", "0", 1.0)


def test_without_a_prompt_nothing_is_asked() -> None:
    assert not prompt_words(None, HERE).shown


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "从未"),
        (-1.0, "刚刚"),
        (0.9, "刚刚"),
        (3.2, "3 秒前"),
        (59.9, "59 秒前"),
        (60.0, "1 分钟前"),
        (7199.0, "1 小时前"),
        (200_000.0, "2 天前"),
    ],
)
def test_a_sign_of_life_is_as_old_as_people_say_it(seconds: float | None, words: str) -> None:
    assert ago_words(seconds, ZH) == words


@pytest.mark.parametrize(("device", "word"), [(DEVICES[0], "正常"), (DEVICES[1], "失联"), (DEVICES[3], "未知")])
def test_a_device_works_is_lost_or_unknown(device: DeviceRow, word: str) -> None:
    assert row_of(device).word == word


def test_a_device_that_nothing_is_known_of_is_not_called_broken() -> None:
    line = row_of(DEVICES[3])

    assert (line.means, line.next, line.seen) == ("", "", "最近响应：从未")


def test_a_lost_device_says_why_and_what_to_do() -> None:
    line = row_of(DEVICES[1])

    assert (line.means, line.next) == (ZH["fault.link-lost.means"], ZH["fault.link-lost.next"])


def test_a_device_that_works_again_shows_no_old_fault() -> None:
    assert row_of(change(DEVICES[0], fault="no-answer")).next == ""


def test_an_input_that_nothing_is_known_of_is_neither_on_nor_off() -> None:
    assert row_of(DEVICES[2]).values == "input/1 接通  input/2 断开  input/3 未知"


def test_the_newest_frame_is_on_top() -> None:
    line = row_of(change(DEVICES[0], heard=("01", "02 03")))

    assert line.heard == (("02", "03"), ("01",))


@pytest.mark.parametrize(
    ("frame", "cells"),
    [
        ("AA 96 69", ("AA", "96", "69")),
        ("aa9669", ("aa", "96", "69")),
        ("AA •• •• 04 ×3", ("AA", "••", "••", "04", "×3")),
        ("34 bytes", ("34", "bytes")),
        ("face", ("fa", "ce")),
        ("", ()),
    ],
)
def test_a_frame_is_cut_into_bytes(frame: str, cells: tuple[str, ...]) -> None:
    assert cells_of(frame) == cells


@given(st.text("0123456789ABCDEF •…×bytes", max_size=80))
def test_cutting_a_frame_loses_and_adds_nothing(frame: str) -> None:
    assert "".join(cells_of(frame)) == "".join(frame.split())


@pytest.mark.parametrize(
    ("text", "qr", "hint"), [("", "", "report.none"), ("T", "", "report.no-code"), ("T", "Q", "report.scan")]
)
def test_the_report_says_what_its_code_is_for_or_why_there_is_none(text: str, qr: str, hint: str) -> None:
    page = service_page_of(change(SERVICE, report_text=text, report_qr=qr), HERE, 480)

    assert page.report.hint == ZH[hint]


def test_the_time_of_a_check_is_that_of_the_wire() -> None:
    assert line_of(CheckRow(id="a.b", device="a", state="green", at_ms=AT_MS)).last == "上次 2026-03-15 10:00"
