"""The page of a call for help tells where the call stands, and the voice says the same."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from screen_world import CALL, IDLE

from station_app.assets import LANGUAGES, texts
from station_app.screen.calls import help_words
from station_app.screen.page import page_of
from station_app.screen.prompts import PROMPTS, phrases_of
from station_app.screen.sounding import sound_of
from station_app.wire import Snapshot

change = msgspec.structs.replace
ZH = texts("zh-CN")
NOW = datetime(2026, 3, 15, 14, 5, tzinfo=UTC)
SECOND, LAST = change(CALL, asked=1, minutes=3), change(CALL, asked=2)
TAKEN, NOBODY = change(CALL, reason="taken", minutes=0), change(CALL, reason="unanswered", asked=2, minutes=0)


def moment(snapshot: Snapshot) -> tuple[str, str]:
    said = page_of(snapshot, ZH, NOW).moment
    return said.headline.replace("\n", "，"), said.advice


def rows(snapshot: Snapshot) -> list[str]:
    return [f"{row.role}：{row.state}" for row in help_words(snapshot, ZH, connected=True).call.rows]


@pytest.mark.parametrize(
    ("snapshot", "headline", "advice"),
    [
        (CALL, "正在呼叫管理员，请稍候", "1分钟无人应答，将呼叫片区负责人"),
        (SECOND, "正在呼叫片区负责人，请稍候", "3分钟无人应答，将呼叫工会"),
        (LAST, "正在呼叫工会，请稍候", "1分钟无人应答，请拨打电话"),
        (change(LAST, help_phone=""), "正在呼叫工会，请稍候", "1分钟无人应答，请再按求助"),
        (TAKEN, "已有人接到求助，请稍候", "请在此等候，不用再按"),
        (NOBODY, "暂时无人应答，请打电话", "再按求助，可以重新呼叫"),
        (change(NOBODY, help_phone=""), "暂时无人应答，请再按求助", "情况紧急，请按“紧急情况”"),
    ],
)
def test_it_says_who_is_asked_and_what_comes_next(snapshot: Snapshot, headline: str, advice: str) -> None:
    assert moment(snapshot) == (headline, advice)


def test_it_lists_who_was_asked_is_asked_and_will_be() -> None:
    assert rows(SECOND) == ["管理员：没有应答", "片区负责人：正在呼叫，约3分钟", "工会：随后呼叫"]


def test_a_call_that_was_taken_on_lists_nobody_any_more() -> None:
    assert rows(TAKEN) == []


def test_a_call_that_nobody_has_answered_says_so_of_everybody() -> None:
    assert rows(NOBODY) == ["管理员：没有应答", "片区负责人：没有应答", "工会：没有应答"]


def test_of_a_long_chain_those_round_the_asked_one_are_shown() -> None:
    long = change(CALL, roles=("keeper", "b", "c", "d", "district", "union"), asked=4)

    assert rows(long)[1:] == ["工作人员：没有应答", "片区负责人：正在呼叫，约1分钟", "工会：随后呼叫"]


def test_a_role_without_a_name_is_staff() -> None:
    assert moment(change(CALL, roles=("fire-post",)))[0] == "正在呼叫工作人员，请稍候"


@pytest.mark.parametrize(("snapshot", "phone"), [(CALL, "也可以拨打"), (NOBODY, "请拨打")])
def test_it_names_the_number_to_ring(snapshot: Snapshot, phone: str) -> None:
    assert page_of(snapshot, ZH, NOW).moment.phone == f"{phone} 0510-8000\u00a00000"


def test_without_a_number_none_is_made_up() -> None:
    assert page_of(change(NOBODY, help_phone=""), ZH, NOW).moment.phone == ""


@pytest.mark.parametrize(
    ("snapshot", "spoken"),
    [
        (CALL, ("calling-keeper", "minutes-1")),
        (SECOND, ("calling-district", "minutes-3")),
        (change(CALL, minutes=4), ("calling-keeper", "minutes-5")),
        (change(CALL, minutes=11), ("calling-keeper",)),
        (change(CALL, roles=("fire-post",)), ("calling", "minutes-1")),
        (change(CALL, minutes=0), ("calling-keeper",)),
        (TAKEN, ("help-taken",)),
        (NOBODY, ("help-unanswered",)),
        (change(NOBODY, help_phone=""), ()),
    ],
)
def test_the_voice_says_the_same_in_whole_phrases(snapshot: Snapshot, spoken: tuple[str, ...]) -> None:
    assert phrases_of(snapshot) == spoken


@pytest.mark.parametrize("minutes", range(15))
@pytest.mark.parametrize("role", ["keeper", "district", "union", "other"])
def test_only_phrases_that_somebody_has_spoken_are_used(role: str, minutes: int) -> None:
    assert set(phrases_of(change(CALL, roles=(role,), minutes=minutes))) <= PROMPTS


@pytest.mark.parametrize("role", ["keeper", "district", "union"])
def test_who_is_called_and_for_how_long_is_one_short_sentence(role: str) -> None:
    said = [sum(len(ZH[f"voice.{one}"]) for one in phrases_of(change(CALL, roles=(role,), minutes=n))) for n in (1, 10)]

    assert max(said) <= 12


def test_the_next_one_who_is_asked_is_heard() -> None:
    assert sound_of(CALL, SECOND) is not None


def test_minutes_that_grow_fewer_are_not_heard() -> None:
    assert sound_of(SECOND, change(SECOND, minutes=2)) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_has_configured_is_not_on_the_emergency_page(language: str) -> None:
    assert help_words(IDLE, texts(language), connected=True).emergency.places == ()


def test_the_emergency_page_reads_out_the_address_with_its_note() -> None:
    first = help_words(CALL, ZH, connected=True).emergency.places[0]

    assert (first.label, first.place) == ("电话里请这样说", "无锡市梁溪区惠南街道惠河路12号\n地铁2号口对面，绿色小屋")


def test_the_emergency_page_knows_where_the_defibrillator_is() -> None:
    places = help_words(change(IDLE, aed="门口"), ZH, connected=True).emergency.places

    assert [(one.label, one.place) for one in places] == [("AED除颤仪", "门口")]


def test_the_emergency_page_tells_three_numbers_in_their_order() -> None:
    assert [one.number for one in help_words(None, ZH, connected=False).emergency.dials] == ["110", "119", "120"]


def test_the_emergency_page_says_where_a_call_stands() -> None:
    assert help_words(CALL, ZH, connected=True).emergency.call == "正在呼叫管理员，请稍候"


def test_without_a_core_nobody_says_that_somebody_is_called() -> None:
    away = help_words(CALL, ZH, connected=False)

    assert (away.emergency.call, away.call.rows, len(away.emergency.places)) == ("", (), 3)
