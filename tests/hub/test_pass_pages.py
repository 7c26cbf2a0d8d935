"""The pages of passes: whose they are, how one is found and revoked, and who has heard of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hub_rig import Enrolled, HubRig
from pass_rig import Desk, addresses, codes, opened, passes_mark

from station_app.hub import pass_feed
from station_app.hub.models import Pass, Revocation
from station_app.hub.told import Told

OF_ONE = ("pass", "pass-reach", "pass-renew")


@pytest.fixture
async def desk(rig: HubRig, station: Enrolled) -> Desk:
    return await opened(rig, station)


@pytest.mark.parametrize("path", ["/passes/issue/", "/passes/1/renew/", "/passes/revoke/?one=1"])
def test_the_second_factor_comes_first(desk: Desk, path: str) -> None:
    number = desk.issued().pk
    desk.clients.clear()
    desk.client("manager", confirmed=False)
    answer = desk.post(path.replace("1", str(number)), reason="遗失", once="x", ends="")

    assert (answer.headers["Location"].partition("?")[0], desk.rows("revoked_at")) == (
        "/account/factor/reauthenticate/",
        [(None,)],
    )


@pytest.mark.parametrize("who", ["viewer", "approver"])
def test_whoever_may_not_see_passes_has_no_page_of_them(desk: Desk, who: str) -> None:
    found = addresses(desk.issued())

    assert {desk.get(path, who).status_code for path in found if "find" not in path} == {403}


@pytest.mark.parametrize("who", ["technician", "auditor"])
def test_whoever_only_looks_issues_and_renews_nothing(desk: Desk, who: str) -> None:
    one = desk.issued()

    assert [desk.post(path, who).status_code for path in ("/passes/issue/", f"/passes/{one.pk}/renew/")] == [403, 403]


def test_an_auditor_revokes_nothing(desk: Desk) -> None:
    assert desk.revoke(desk.issued(), who="auditor").status_code == 403


def test_a_stranger_is_asked_to_sign_in(desk: Desk) -> None:
    found, client = addresses(desk.issued()), Client(SERVER_NAME="localhost")

    def asked(path: str) -> str:
        ask = client.post if "find" in path else client.get
        return ask(path).headers["Location"].partition("?")[0]

    assert {desk.rig.in_thread(lambda path=path: asked(path)) for path in found} == {"/login/"}


def test_a_pass_of_another_district_is_not_there(desk: Desk) -> None:
    paths = [reverse(name, args=[number]) for number in [desk.issued().pk] for name in OF_ONE]

    found = [{desk.get(path, who).status_code for path in paths} for who in ("manager", "neighbour")]
    assert found == [{200}, {404}]


def test_a_pass_for_every_station_is_there_for_who_sees_them_all(desk: Desk) -> None:
    path = reverse("pass", args=[desk.issued("admin", station="*").pk])

    assert (desk.get(path, "admin").status_code, desk.get(path).status_code) == (200, 404)


def test_with_one_of_another_district_nothing_is_revoked(desk: Desk) -> None:
    mine, other = desk.issued(), desk.issued("neighbour", station="ST-2")

    assert (desk.revoke(mine, other).status_code, desk.rows("revoked_at")) == (404, [(None,), (None,)])


def test_the_list_has_the_own_districts_only(desk: Desk) -> None:
    marks = [passes_mark(desk.issued()), passes_mark(desk.issued("neighbour", station="ST-2"))]
    page = desk.get("/passes/").text_now

    assert [mark in page for mark in marks] == [True, False]


def test_a_pass_is_found_by_its_mark(desk: Desk) -> None:
    one = desk.issued()

    assert desk.post("/passes/find/", code=passes_mark(one).lower()).headers["Location"] == f"/passes/{one.pk}/"


def test_a_scanned_code_finds_its_pass_and_stands_in_no_address(desk: Desk) -> None:
    (text,) = codes(desk.issue().text_now)
    one = desk.rig.in_thread(lambda: Pass.objects.get())

    assert desk.post("/passes/find/", code=text).headers["Location"] == f"/passes/{one.pk}/"


def test_what_is_no_mark_finds_nothing(desk: Desk) -> None:
    told = ("", "张三", "ABCD", "ABCD-EFG1", "RS1:NOTHING")

    assert [desk.post("/passes/find/", code=code).status_code for code in told] == [422] * len(told)


def test_a_mark_of_another_district_finds_nothing(desk: Desk) -> None:
    one = desk.issued("neighbour", station="ST-2")
    where = desk.post("/passes/find/", code=one.fingerprint).headers["Location"]

    assert "没有符合条件的记录" in desk.get(where).text_now


async def test_a_revoked_pass_is_told_to_its_station(desk: Desk) -> None:
    one = desk.issued()
    desk.revoke(one)

    assert await desk.heard() == [one.pass_id]


def test_a_technician_revokes_a_lost_pass(desk: Desk) -> None:
    one = desk.issued()
    desk.revoke(one, who="technician")

    assert desk.rows("revoked_by__username", "reason") == [("technician", "遗失")]


def test_revoking_asks_why_and_takes_no_number(desk: Desk) -> None:
    one, told = desk.issued(), ("", "  ", "x" * 201, "遗\x07失", "电话 13800138000")

    found = [desk.revoke(one, reason=reason).status_code for reason in told]
    assert (found, desk.rows("revoked_at")) == ([422] * len(told), [(None,)])


def test_looking_at_the_question_revokes_nothing(desk: Desk) -> None:
    desk.get(f"/passes/revoke/?one={desk.issued().pk}&reason=遗失")

    assert desk.rows("revoked_at") == [(None,)]


def test_what_was_ticked_is_revoked_and_nothing_else(desk: Desk) -> None:
    found = [desk.issued() for _ in range(3)]
    desk.revoke(found[0], found[2])

    assert [at is not None for (at,) in desk.rows("revoked_at")] == [True, False, True]


def test_a_batch_is_revoked_whole(desk: Desk) -> None:
    desk.issued(count="3")
    one = desk.issued()
    (batch,) = desk.rows("batch")[0]
    desk.post(f"/passes/revoke/?batch={batch}", reason="丢了一盒")

    assert desk.rig.in_thread(lambda: Pass.objects.get(revoked_at=None).pk) == one.pk


def test_what_is_over_costs_a_station_nothing_of_its_day(desk: Desk) -> None:
    one = desk.issued()
    desk.rig.in_thread(lambda: Pass.objects.update(until=timezone.now() - timedelta(minutes=1)))
    desk.revoke(one)

    assert desk.rig.in_thread(Revocation.objects.count) == 0


def test_more_than_a_station_takes_in_a_day_is_said_before(desk: Desk) -> None:
    one = desk.issued()
    before = desk.get(f"/passes/revoke/?one={one.pk}").text_now
    lines = [(f"hub:{number:016x}", 0) for number in range(200)]
    desk.rig.in_thread(lambda: pass_feed.revoke(lines, "ST-1", timezone.now()))
    after = desk.get(f"/passes/revoke/?one={one.pk}").text_now

    assert ["超出的部分次日生效" in page for page in (before, after)] == [False, True]


def test_a_page_tells_which_stations_have_heard(desk: Desk) -> None:
    one = desk.issued("admin", station="*")
    desk.revoke(one, who="admin")
    before = desk.get(f"/passes/{one.pk}/reach/", "admin").text_now
    told = Told("list.taken", 1, "trusted", {"list": "revocations", "through": 1})
    desk.rig.in_thread(lambda: pass_feed.TOLD["list.taken"]("ST-2", "e", told))
    after = desk.get(f"/passes/{one.pk}/", "admin").text_now

    assert [f"2 个站点中 {n} 个已收到" in page for n, page in ((0, before), (1, after))] == [True, True]


def test_a_station_that_puts_revocations_off_is_named(desk: Desk) -> None:
    one = desk.issued()
    desk.revoke(one)
    told = Told("list.taken", 1, "trusted", {"list": "revocations", "through": 1, "waiting": 7})
    desk.rig.in_thread(lambda: pass_feed.TOLD["list.taken"]("ST-1", "e", told))

    assert "7 条等到次日生效" in desk.get(f"/passes/{one.pk}/").text_now


@pytest.mark.parametrize(("waiting", "states"), [(0, "++"), (1, "+-"), (2, "--"), (9, "--")])
def test_a_revocation_that_waits_at_a_station_is_not_said_to_be_there(desk: Desk, waiting: int, states: str) -> None:
    first, second = desk.issued(), desk.issued()
    for one in (first, second):
        desk.revoke(one)
    told = Told("list.taken", 1, "trusted", {"list": "revocations", "through": 2, "waiting": waiting})
    desk.rig.in_thread(lambda: pass_feed.TOLD["list.taken"]("ST-1", "e", told))

    pages = [desk.get(f"/passes/{one.pk}/").text_now for one in (first, second)]
    assert "".join("-" if "尚未收到" in page else "+" for page in pages) == states


def test_the_trail_says_who_issued_looked_and_revoked(desk: Desk) -> None:
    one = desk.issued()
    desk.get(f"/passes/{one.pk}/")
    desk.revoke(one)

    line = ("manager", "ST-1", f"1 {one.fingerprint}")
    seen = ("manager", "ST-1", one.fingerprint)
    assert [desk.deeds(what) for what in ("pass-issued", "passes-seen", "pass-revoked")] == [[line], [seen], [line]]


def test_older_passes_stand_on_the_next_page_and_none_twice(desk: Desk) -> None:
    desk.issued(count="60")
    first = desk.get("/passes/?state=valid").text_now
    (older,) = re.findall(r'href="\?([^"]*before=\d+)"', first)
    second = desk.get(f"/passes/?{older.replace('&amp;', '&')}").text_now

    marks = [set(re.findall(r"[A-Z2-7]{4}-[A-Z2-7]{4}(?=</b>)", page)) for page in (first, second)]
    assert (len(marks[0]), len(marks[1]), marks[0] & marks[1]) == (50, 10, set())


def test_the_trail_keeps_nothing_of_a_list_as_it_was_typed(desk: Desk) -> None:
    desk.get("/passes/?station=ST-2&batch=320299198501020&mark=someone&state=x")

    assert desk.deeds("passes-seen") == [("manager", "", "")]


def test_no_filter_breaks_the_list(desk: Desk) -> None:
    asked = ("before=x", "state=none", "mark=1", "station=nowhere", f"before={2**70}", "batch=%00")

    assert [desk.get(f"/passes/?{one}").status_code for one in asked] == [200] * len(asked)


def test_a_number_beyond_every_pass_is_not_there(desk: Desk) -> None:
    assert [desk.get(path).status_code for path in (f"/passes/{2**70}/", f"/passes/revoke/?one={2**70}")] == [404, 404]
