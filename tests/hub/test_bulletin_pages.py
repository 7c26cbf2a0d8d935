"""Notices for workers at the hub: who makes them, what the board tells, what anybody's phone reads until the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hub_rig import Enrolled, HubRig, enrolled
from test_pages import Browser

from station_app.core.offers.bulletins import MOST
from station_app.hub import bulletins
from station_app.hub.audit_models import Audit
from station_app.hub.models import BoardNews, Bulletin, BulletinStation, Station

DAY = timedelta(days=1)


@pytest.fixture
async def station(rig: HubRig) -> Enrolled:
    return await enrolled(rig, title="信成花园驿站")


def at(after: timedelta) -> str:
    """As a browser's field says it."""
    return timezone.localtime(timezone.now() + after).strftime("%Y-%m-%dT%H:%M")


def make(rig: HubRig, role: str = "manager", **changes: str) -> Any:
    form = {
        "title": "今晚停水",
        "text": "因管网检修停水。\r\n请自备饮水。",
        "ends": at(DAY),
        "stations": "ST-1",
        **changes,
    }
    return Browser(rig, role).post("/bulletins/new/", **form)


def kept(rig: HubRig) -> Bulletin:
    return rig.in_thread(Bulletin.objects.get)


def phone(rig: HubRig, code: str) -> Any:
    """What whoever has the code gets, without an account or a cookie."""
    return rig.in_thread(lambda: Client(SERVER_NAME="localhost").get(f"/n/{code}"))


def change(rig: HubRig, **values: object) -> None:
    rig.in_thread(lambda: Bulletin.objects.update(**values))


async def test_what_a_manager_makes_stands_on_the_board_of_the_chosen_stations(rig: HubRig, station: Enrolled) -> None:
    other = await enrolled(rig, "ST-2")
    make(rig, urgent="1", english_title="No water", english_text="Tonight.", link="https://example.org/a")
    (one,) = (await station.client().board()).bulletins

    assert (one.title, one.text["zh-CN"], one.urgent, one.link) == (
        {"zh-CN": "今晚停水", "en": "No water"}, "因管网检修停水。\n请自备饮水。", True, "https://example.org/a",
    )  # fmt: skip
    assert (await other.client().board()).bulletins == ()


async def test_a_whole_district_is_chosen_at_once(rig: HubRig, station: Enrolled) -> None:
    await enrolled(rig, "ST-2")
    rig.in_thread(lambda: Station.objects.update(district="梁溪"))
    make(rig, "admin", stations="", district="梁溪")

    assert rig.in_thread(BulletinStation.objects.count) == 2


async def test_the_stations_are_rung_and_who_made_it_stands_in_the_trail(rig: HubRig, station: Enrolled) -> None:
    make(rig)
    deeds = rig.in_thread(lambda: list(Audit.objects.filter(what="bulletin-made").values_list("detail", flat=True)))

    assert (rig.in_thread(BoardNews.objects.count), deeds) == (1, [kept(rig).code])


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"text": " \n "}, {"title": "题" * 41}, {"text": "字" * 4000}, {"english_title": "alone"},
     {"title": "a\u202eb"}, {"link": "javascript:alert(1)"}, {"link": "https://a@b"}, {"link": "https://[" },
     {"link": "https://a.example/" + "a" * 200}, {"ends": ""}, {"ends": "soon"}, {"ends": at(-DAY)},
     {"begins": at(2 * DAY)}, {"ends": at(400 * DAY)}, {"stations": "ST-1 ST-9"}, {"stations": ""}],
)  # fmt: skip
async def test_a_notice_that_cannot_be_is_not_made(rig: HubRig, station: Enrolled, wrong: dict[str, str]) -> None:
    answer = make(rig, **wrong)

    assert (answer.status_code, rig.in_thread(Bulletin.objects.count)) == (422, 0)


async def test_what_was_typed_stays_where_something_is_wrong(rig: HubRig, station: Enrolled) -> None:
    shown = make(rig, stations="ST-9", ends="2099-01-01T00:00", urgent="1").content.decode()

    assert ('value="2099-01-01T00:00"' in shown, ">因管网检修停水。" in shown, " checked>" in shown) == (
        True,
        True,
        True,
    )


async def test_drawings_and_what_looks_like_markup_are_text(rig: HubRig, station: Enrolled) -> None:
    make(rig, title="😀<b>", text="<script>1</script>")
    told = phone(rig, kept(rig).code).content.decode()

    assert ("😀&lt;b&gt;" in told, "<script>" in told) == (True, False)


async def test_a_station_has_no_more_than_its_screen_keeps(rig: HubRig, station: Enrolled) -> None:
    for _ in range(MOST):
        make(rig)

    assert (make(rig).status_code, rig.in_thread(Bulletin.objects.count)) == (422, MOST)


async def test_as_many_and_as_long_as_the_hub_takes_are_kept_by_the_station(rig: HubRig, station: Enrolled) -> None:
    from station_app.core.offers.bulletins import cut

    words = {name: "题" * 40 for name in ("title", "english_title", "taiwan_title")}
    words |= {name: "字" * 600 for name in ("text", "taiwan_text")} | {"english_text": "a" * 600}
    for _ in range(MOST):
        make(rig, **words)

    assert len(cut(await station.client().board()).bulletins) == MOST


@pytest.mark.parametrize("role", ["viewer", "technician", "expert", "auditor"])
async def test_only_managers_make_them(rig: HubRig, station: Enrolled, role: str) -> None:
    assert (make(rig, role).status_code, rig.in_thread(Bulletin.objects.count)) == (403, 0)


async def test_one_that_is_withdrawn_leaves_board_and_phones(rig: HubRig, station: Enrolled) -> None:
    make(rig)
    one = kept(rig)
    Browser(rig, "manager").post(f"/bulletins/{one.pk}/withdraw/")

    assert ((await station.client().board()).bulletins, phone(rig, one.code).status_code) == ((), 404)


async def test_one_withdrawn_twice_is_told_of_once(rig: HubRig, station: Enrolled) -> None:
    make(rig)
    for _ in range(2):
        Browser(rig, "manager").post(f"/bulletins/{kept(rig).pk}/withdraw/")

    assert rig.in_thread(lambda: Audit.objects.filter(what="bulletin-withdrawn").count()) == 1


def district(rig: HubRig) -> None:
    """The notice stands at two districts' stations, and managers see the first alone."""

    def place() -> None:
        Station.objects.filter(pk="ST-2").update(district="滨湖")
        BulletinStation.objects.create(bulletin=Bulletin.objects.get(), station_id="ST-2")

    rig.in_thread(place)


async def test_one_that_stands_in_another_district_too_is_withdrawn_by_who_sees_both(
    rig: HubRig, station: Enrolled
) -> None:
    await enrolled(rig, "ST-2")
    make(rig)
    district(rig)
    number = kept(rig).pk
    mine = Browser(rig, "manager").post(f"/bulletins/{number}/withdraw/").status_code
    all_of_it = Browser(rig, "admin").post(f"/bulletins/{number}/withdraw/").status_code

    assert (mine, all_of_it) == (404, 302)


async def test_a_notice_of_another_district_is_not_there(rig: HubRig, station: Enrolled) -> None:
    make(rig)
    number = kept(rig).pk
    rig.in_thread(lambda: Station.objects.update(district="滨湖"))
    browser = Browser(rig, "manager")

    assert browser.get(f"/bulletins/{number}/").status_code == 404
    assert "今晚停水" not in browser.get("/bulletins/").text_now
    assert make(rig).status_code == 422


@pytest.mark.parametrize(
    "when",
    [lambda now: {"ends_at": now - DAY}, lambda now: {"begins_at": now + DAY, "ends_at": now + 2 * DAY}],
    ids=["over", "to come"],
)
async def test_phones_read_it_from_its_beginning_to_its_end(
    rig: HubRig, station: Enrolled, when: Callable[[datetime], dict[str, datetime]]
) -> None:
    make(rig)
    there = phone(rig, kept(rig).code).status_code
    change(rig, **when(timezone.now()))

    assert (there, phone(rig, kept(rig).code).status_code) == (200, 404)


async def test_the_board_tells_of_one_that_is_to_come_and_of_none_that_is_over(rig: HubRig, station: Enrolled) -> None:
    make(rig, begins=at(DAY), ends=at(2 * DAY))
    soon = len((await station.client().board()).bulletins)
    change(rig, ends_at=timezone.now() - DAY)

    assert (soon, (await station.client().board()).bulletins) == (1, ())


async def test_the_phones_page_sets_no_cookie_and_is_kept_no_longer_than_the_notice(
    rig: HubRig, station: Enrolled
) -> None:
    make(rig)
    change(rig, ends_at=timezone.now() + timedelta(seconds=60.5))
    answer = phone(rig, kept(rig).code)

    assert answer["Cache-Control"] in ("public, max-age=60", "public, max-age=59")
    assert (answer.cookies, answer.get("Vary"), "<script" in answer.content.decode()) == ({}, None, False)


async def test_one_that_is_gone_is_kept_by_nobody(rig: HubRig) -> None:
    assert (phone(rig, "nothing").status_code, phone(rig, "nothing")["Cache-Control"]) == (404, "no-store")


async def test_the_list_asks_as_little_for_many_as_for_few(rig: HubRig, station: Enrolled) -> None:
    make(rig)
    browser = Browser(rig, "viewer")

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.client.get("/bulletins/")
        return len(seen)

    rig.in_thread(asked)
    few = rig.in_thread(asked)
    for _ in range(4):
        make(rig)

    assert rig.in_thread(asked) == few


async def test_sixty_are_two_pages(rig: HubRig, station: Enrolled) -> None:
    make(rig)

    def more() -> None:
        one = Bulletin.objects.get()
        for number in range(59):
            one.pk, one.code, one.title = None, f"n-{number}", f"第{number}条"
            one.made_ms += 1
            one._state.adding = True
            one.save()
            BulletinStation.objects.create(bulletin=one, station_id="ST-1")

    rig.in_thread(more)
    first = Browser(rig, "viewer").get("/bulletins/").text_now

    assert ("第58条" in first, "第3条" in first, "今晚停水" in first) == (True, False, False)


async def test_a_code_is_of_letters_that_are_not_mistaken() -> None:
    assert not set(bulletins._ALPHABET) & set("01ilo")
