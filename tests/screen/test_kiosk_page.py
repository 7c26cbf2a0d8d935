from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from screen_world import IDLE, NEAR, THREE

from station_app.assets import texts
from station_app.core.reasons import REASONS
from station_app.screen.page import page_of, starting_page
from station_app.screen.prompts import prompt_of
from station_app.screen.when import date_words, is_night, opening_words
from station_app.wire import Way

ZH, EN = texts("zh-CN"), texts("en")
SUNDAY = datetime(2026, 3, 15, 14, 5, tzinfo=UTC)
change = msgspec.structs.replace


def test_the_date_is_written_as_people_write_it() -> None:
    assert date_words(SUNDAY, ZH) == "2026年3月15日 星期日"


def test_the_date_is_english_in_english() -> None:
    assert date_words(SUNDAY, EN) == "Sunday, 15 March 2026"


@pytest.mark.parametrize(
    ("opens_at", "words"),
    [
        ("6 18:00", "今天18:00"),
        ("0 06:00", "明天06:00"),
        ("2 06:00", "周三06:00"),
        ("6 09:00", "周日09:00"),
        ("", ""),
        ("2026-10-08 09:00", "10月8日09:00"),
        ("7 06:00", ""),
        ("soon", ""),
    ],
)
def test_the_next_opening_is_told_as_a_neighbour_would(opens_at: str, words: str) -> None:
    assert opening_words(opens_at, SUNDAY, ZH) == words


@given(st.integers(0, 6), st.times(), st.integers(0, 20_000))
def test_the_hour_of_the_next_opening_is_never_lost(weekday: int, opening: time, minutes: int) -> None:
    words = opening_words(f"{weekday} {opening:%H:%M}", SUNDAY + timedelta(minutes=minutes), EN)

    assert words.endswith(f" {opening:%H:%M}")


@pytest.mark.parametrize(("hour", "night"), [(5, True), (6, False), (21, False), (22, True)])
def test_night_is_from_ten_to_six(hour: int, night: bool) -> None:
    assert is_night(datetime(2026, 3, 15, hour, tzinfo=UTC)) is night


def test_a_broken_reader_sends_people_to_the_scanner() -> None:
    page = page_of(change(IDLE, ways=(Way("id-card", False), Way("code", True))), ZH, SUNDAY)

    assert (page.card.sentence, page.code.badge, page.station.invitation) == (
        "设备维护中，请使用二维码",
        "请用这里",
        "请扫码进门",
    )


def test_when_nothing_reads_help_is_the_way_in() -> None:
    page = page_of(change(IDLE, ways=(Way("id-card", False), Way("code", False))), ZH, SUNDAY)

    assert (page.card.sentence, page.station.invitation) == ("设备维护中，请按求助", "请按求助联系工作人员")


def test_of_three_ways_only_the_last_one_that_works_is_pointed_out() -> None:
    page = page_of(change(IDLE, ways=(Way("id-card", False), Way("tag", True), Way("code", False))), ZH, SUNDAY)

    assert [page.card.badge, page.tag.badge, page.code.badge] == ["", "请用这里", ""]


def test_with_two_ways_left_none_is_preferred() -> None:
    page = page_of(change(IDLE, ways=(Way("id-card", False), *THREE[1:])), ZH, SUNDAY)

    assert (page.tag.badge, page.code.badge, page.station.invitation) == ("", "", "请刷工会卡或扫码进门")


def test_three_ways_are_one_short_invitation() -> None:
    assert page_of(change(IDLE, ways=THREE), ZH, SUNDAY).station.invitation == "请刷卡或扫码进门"


def test_a_second_reader_of_a_kind_keeps_its_way_open() -> None:
    page = page_of(change(IDLE, ways=(Way("tag", False), Way("tag", True), Way("code", True))), ZH, SUNDAY)

    assert page.tag.works


def test_maintenance_says_that_the_way_out_is_free_in_both_languages() -> None:
    moment = page_of(change(IDLE, moment="maintenance"), ZH, SUNDAY).moment

    assert "随时可以离开" in moment.advice and "You can leave at any time" in moment.also


def test_maintenance_names_the_nearest_other_station() -> None:
    moment = page_of(change(IDLE, moment="maintenance", neighbour="人民路驿站"), ZH, SUNDAY).moment

    assert (moment.place_label, moment.place) == ("最近的驿站", "人民路驿站")


def test_an_open_station_near_goes_before_the_note_of_the_config() -> None:
    moment = page_of(change(IDLE, moment="maintenance", neighbour="人民路驿站", near=NEAR), ZH, SUNDAY).moment

    assert (moment.place_label, _plain(moment.place)) == (
        "附近正在开放",
        "崇安寺户外劳动者驿站 东北400米，余4至9位，2分钟前\n物流园司机之家 向西1.2公里，余10位以上，刚刚",
    )


@pytest.mark.parametrize("reason", REASONS)
def test_only_who_would_be_let_in_elsewhere_is_sent_there(reason: str) -> None:
    moment = page_of(change(IDLE, moment="refused", reason=reason, near=NEAR), EN, SUNDAY).moment

    assert bool(moment.place) is (reason in {"full", "closed", "maintenance"})


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"inside": 16}, "Open nearby: 崇安寺户外劳动者驿站: 400 m NE, 2 min ago"),
        ({"open": False}, "Open nearby: 崇安寺户外劳动者驿站: 400 m NE, 2 min ago"),
        ({}, ""),
    ],
)
def test_a_page_that_stands_names_the_nearest_while_nobody_can_come_in(state: dict[str, object], sentence: str) -> None:
    assert _plain(page_of(change(IDLE, near=NEAR, **state), EN, SUNDAY).station.place) == sentence


def _plain(words: str) -> str:
    """Without what holds a line together."""
    return words.replace("\u2060", "").replace("\u00a0", " ")


def test_a_station_without_a_neighbour_promises_none() -> None:
    moment = page_of(change(IDLE, moment="maintenance"), ZH, SUNDAY).moment

    assert (moment.place_label, moment.place) == ("", "")


def test_a_way_that_is_not_built_in_is_not_offered() -> None:
    assert not page_of(change(IDLE, ways=(Way("id-card", True),)), ZH, SUNDAY).code.offered


def test_a_full_house_asks_to_wait() -> None:
    assert page_of(change(IDLE, inside=16), ZH, SUNDAY).station.invitation == "站内人数已满，请稍候"


def test_a_house_without_a_limit_is_never_full() -> None:
    station = page_of(change(IDLE, inside=50, capacity=0), ZH, SUNDAY).station

    assert (station.full, station.count) == (False, "站内 50 人")


def test_a_closed_house_says_when_it_opens() -> None:
    page = page_of(change(IDLE, open=False, opens_at="0 06:00"), ZH, SUNDAY)

    assert page.station.invitation == "现在未开放\n明天06:00开门"


def test_a_card_holder_is_told_to_take_the_card_along() -> None:
    page = page_of(change(IDLE, moment="welcome", card_on=True), ZH, SUNDAY)

    assert (page.moment.headline, page.moment.advice) == ("验证成功\n请进", "请取走身份证")


def test_a_guest_with_a_code_is_not_told_of_a_card() -> None:
    assert "身份证" not in page_of(change(IDLE, moment="welcome"), ZH, SUNDAY).moment.advice


def test_an_unknown_reason_sends_people_to_help() -> None:
    page = page_of(change(IDLE, moment="refused", reason="made-up"), EN, SUNDAY)

    assert "press Help" in page.moment.advice


@pytest.mark.parametrize("reason", ["card-expired", "pass-tampered", "card-not-authentic"])
def test_the_voice_speaks_an_action_and_never_the_reason(reason: str) -> None:
    assert prompt_of(change(IDLE, moment="refused", reason=reason)) in ("contact-staff", "refresh-code")


def test_the_notice_names_operator_days_and_phone() -> None:
    notice = page_of(change(IDLE, retention_days=30), ZH, SUNDAY).notice
    whole = notice.short + "".join(notice.paragraphs)

    assert [whole.count("惠南二社区工会联合会"), whole.count("30天"), whole.count("0510-8000\u00a00000")] == [2, 2, 1]


def test_without_a_core_the_way_out_and_the_phone_are_told() -> None:
    moment = starting_page(IDLE, ZH, SUNDAY).moment

    assert "出门" in moment.advice and "0510-8000" in moment.phone


def test_without_a_core_and_without_a_known_phone_none_is_made_up() -> None:
    assert starting_page(None, ZH, SUNDAY).moment.phone == ""


def test_a_loud_question_looks_and_reads_unlike_a_gentle_one() -> None:
    gentle = page_of(change(IDLE, moment="wellbeing"), ZH, SUNDAY).moment
    loud = page_of(change(IDLE, moment="wellbeing", reason="loud"), ZH, SUNDAY).moment

    assert (gentle.tone, loud.tone) == ("wait", "alarm")
    assert loud.headline == "请触摸屏幕"


def test_whoever_is_let_in_by_order_learns_that_the_manager_opened() -> None:
    page = page_of(change(IDLE, moment="welcome", reason="opened-by-order"), ZH, SUNDAY)

    assert (page.moment.headline, page.moment.advice) == ("管理员已为您开门", "请现在开门")


def test_where_a_tap_is_the_entry_nobody_is_sent_to_a_door() -> None:
    page = page_of(change(IDLE, moment="welcome", reason="tapped"), ZH, SUNDAY)

    assert (page.moment.tone, "门" in page.moment.headline + page.moment.advice) == ("good", False)


def test_a_tap_that_ends_a_stay_is_answered_with_a_goodbye() -> None:
    page = page_of(change(IDLE, moment="goodbye"), ZH, SUNDAY)

    assert (page.moment.kind, page.moment.headline) == ("goodbye", "再见\n请慢走")


def test_an_evacuation_is_told_in_both_languages_at_once() -> None:
    page = page_of(change(IDLE, moment="evacuation"), ZH, SUNDAY)

    assert (page.moment.tone, page.moment.also) == ("alarm", "Please leave now. The doors are open.")


@pytest.mark.parametrize(("look", "said"), [("now", "正在用摄像头拍"), ("lately", "刚才用摄像头拍过")])
def test_a_look_by_camera_is_told_in_both_languages_with_its_zone(look: str, said: str) -> None:
    told = page_of(change(IDLE, look=look, look_zone="休息区"), ZH, SUNDAY).station.look

    assert all(words in told for words in (said, "休息区", "by camera"))


def test_where_nobody_looks_nothing_is_told_of_a_camera() -> None:
    assert page_of(IDLE, ZH, SUNDAY).station.look == ""


def test_the_notice_tells_of_a_camera_only_where_one_is_switched_on() -> None:
    told = [page_of(change(IDLE, cameras=on), ZH, SUNDAY).notice.paragraphs for on in (False, True)]

    assert [any("摄像头" in one for one in paragraphs) for paragraphs in told] == [False, True]
