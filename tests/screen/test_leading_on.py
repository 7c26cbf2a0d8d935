"""Whoever is not let in reads why, and what to do next that exists at this very station."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from entry_visit import ROOMS, Entry
from PySide6.QtCore import QPointF
from screen_world import IDLE, NEAR, MakeKiosk, kind_of, visible_items

from station_app.assets import LANGUAGES, entry_texts, texts
from station_app.core.reasons import REASONS
from station_app.screen.entry.words import beside_of
from station_app.screen.leading_on import advice, next_keys
from station_app.screen.page import page_of
from station_app.wire import Intent, Snapshot, Way

change = msgspec.structs.replace
SUNDAY = datetime(2026, 3, 15, 14, 5, tzinfo=UTC)

STATIONS: dict[str, tuple[Way, ...]] = {
    "card only": (Way("id-card", True),),
    "code only": (Way("code", True),),
    "union card only": (Way("tag", True),),
    "card and code": (Way("id-card", True), Way("code", True)),
    "card broken": (Way("id-card", False), Way("code", True)),
    "scanner broken": (Way("id-card", True), Way("code", False)),
    "none works": (Way("id-card", False), Way("tag", False), Way("code", False)),
    "no reader": (),
}
NAMES = {
    "id-card": ("刷身份证", "刷身分證", "show your ID card"),
    "tag": ("刷工会卡", "刷工會卡", "show your union card"),
    "code": ("扫二维码", "掃QR碼", "show your QR code"),
}
"""Way -> how it is offered as another one, in each language."""

every_reason = pytest.mark.parametrize("reason", REASONS)
every_station = pytest.mark.parametrize("station", STATIONS)


def refused(reason: str, station: str, **more: Any) -> Snapshot:
    return change(IDLE, moment="refused", reason=reason, ways=STATIONS[station], **more)


@every_reason
@every_station
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_other_way_is_named_that_does_not_work_here(reason: str, station: str, language: str) -> None:
    said = advice(refused(reason, station), reason, texts(language))
    working = {way.kind for way in STATIONS[station] if way.works}
    named = {kind for kind, names in NAMES.items() if any(name in said for name in names)}

    assert named <= working


ALONE = {
    "full": "有人离开以后",
    "turn-wait": "叫号",
    "turn-over": "再次刷卡",
    "policy-old": "休息区",
    "evacuation": "远离门口",
}
"""Reasons at which waiting, or being somewhere else, is the whole of it -> what says so."""


@every_reason
@every_station
def test_no_reason_is_without_a_way_on(reason: str, station: str) -> None:
    snapshot = refused(reason, station)
    said, keys = advice(snapshot, reason, texts("zh-CN")), next_keys(snapshot, reason)

    assert keys or ALONE[reason] in said


@pytest.mark.parametrize(
    ("reason", "station", "words"),
    [
        ("card-unreadable", "card and code", "也可以扫二维码"),
        ("card-unreadable", "card only", "也可以按求助"),
        ("card-unreadable", "scanner broken", "也可以按求助"),
        ("code-unknown", "card and code", "也可以刷身份证"),
        ("code-unknown", "card broken", "也可以按求助"),
        ("card-expired", "card and code", "也可以扫二维码"),
        ("card-not-accepted", "card and code", "也可以刷身份证"),
        ("pass-expired", "code only", "也可以按求助"),
        ("card-unreadable", "none works", "也可以按求助"),
    ],
)
def test_the_other_way_is_the_one_that_works_and_a_person_where_none_does(
    reason: str, station: str, words: str
) -> None:
    assert words in advice(refused(reason, station), reason, texts("zh-CN"))


@pytest.mark.parametrize(
    ("reason", "station", "keys"),
    [
        ("card-expired", "card and code", ("help",)),
        ("card-unreadable", "card and code", ("ways",)),
        ("card-unreadable", "card only", ("help",)),
        ("code-unknown", "none works", ("help",)),
        ("closed", "card and code", ("help",)),
        ("no-staff", "card and code", ("help",)),
        ("full", "card and code", ()),
        ("evacuation", "card and code", ()),
        ("need-not-declared", "card and code", ("help",)),
    ],
)
def test_a_key_leads_to_the_next_step(reason: str, station: str, keys: tuple[str, ...]) -> None:
    assert next_keys(refused(reason, station), reason) == keys


def test_where_there_are_rooms_to_choose_the_key_leads_to_them() -> None:
    assert next_keys(refused("need-not-declared", "card only", rooms=ROOMS), "need-not-declared") == ("rooms",)


def test_whoever_is_sent_to_another_station_is_not_sent_to_a_person_as_well() -> None:
    assert next_keys(refused("closed", "card only", near=NEAR), "closed") == ()


@every_reason
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_blames_nobody_and_shows_no_code(reason: str, language: str) -> None:
    moment = page_of(refused(reason, "card and code"), texts(language), SUNDAY).moment
    said = f"{moment.headline} {moment.advice}"

    codes = [reason] if "-" in reason else []
    assert [word for word in ("拒绝", "非法", "错误", "黑名单", "denied", "error", *codes) if word in said] == []


@pytest.mark.parametrize(("minutes", "words"), [(0, "刚刚"), (2, "2分钟前"), (14, "14分钟前")])
def test_another_station_is_named_with_the_age_of_that_knowledge(minutes: int, words: str) -> None:
    near = (change(NEAR[0], age_minutes=minutes),)
    place = page_of(refused("full", "card only", near=near), texts("zh-CN"), SUNDAY).moment.place

    assert place.replace("\u2060", "") == f"崇安寺户外劳动者驿站 东北400米，余4至9位，{words}"


def test_the_page_that_stands_all_night_says_the_age_too() -> None:
    near = (change(NEAR[0], age_minutes=3),)
    place = page_of(change(IDLE, open=False, near=near), texts("zh-CN"), SUNDAY).station.place

    assert "3分钟前" in place.replace("\u2060", "")


@pytest.fixture
def entry(kiosk_of: MakeKiosk) -> Entry:
    return Entry(kiosk_of(entry_pause_ms=0, untouched_ms=600_000))


def test_another_way_leads_to_the_page_with_the_ways(entry: Entry) -> None:
    entry.show(moment="refused", reason="card-unreadable")
    entry.touch("ways")

    assert entry.wants == [Intent(want="back")]


def test_help_on_the_refused_page_calls_a_person(entry: Entry) -> None:
    entry.show(moment="refused", reason="no-staff")
    entry.kiosk.entry.touch("help")

    assert entry.wants == [Intent(want="help")]


def test_rooms_on_the_refused_page_stand_as_soon_as_it_is_over(entry: Entry) -> None:
    entry.show(moment="refused", reason="need-not-declared", rooms=ROOMS)
    entry.touch("rooms")
    entry.show(rooms=ROOMS)

    assert (entry.wants, entry.page) == ([Intent(want="back")], "rooms")


def test_a_reason_that_this_screen_does_not_know_leads_to_a_person() -> None:
    keys = beside_of(refused("from-the-future", "card only"), entry_texts("zh-CN"), party=False)

    assert [key.name for key in keys.moment] == ["help"]


@pytest.mark.parametrize("keys", [True, False])
def test_on_an_upright_page_the_sign_stands_in_the_middle(entry: Entry, keys: bool) -> None:
    entry.show(moment="refused", reason="no-staff" if keys else "full")
    window = entry.kiosk.window
    entry.kiosk.picture()
    (sign,) = [
        one
        for one in visible_items(window.contentItem())
        if kind_of(one) == "Symbol" and one.property("kind") in ("tools", "people") and not one.property("bare")
    ]
    centre = sign.mapToScene(QPointF(sign.width() / 2, 0)).x()

    assert abs(centre - window.width() / 2) < 3
