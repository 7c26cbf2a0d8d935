"""Issuing and renewing passes on a page: what is asked first, codes that are shown once, and when the old one ends."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from hub_rig import Enrolled, HubRig
from pass_rig import Desk, codes, opened, typed
from test_passes_command import vouch

from station_app.core.events import Known
from station_app.hub import pass_feed, passes
from station_app.hub.models import Pass
from station_app.hub.notifier import Notifier


@pytest.fixture
async def desk(rig: HubRig, station: Enrolled) -> Desk:
    return await opened(rig, station)


def test_a_code_on_the_sheet_opens_its_station(desk: Desk) -> None:
    (text,) = codes(desk.issue().text_now)

    assert [(desk.judged(text).pass_id,)] == desk.rows("pass_id")  # type: ignore[union-attr]


def test_each_of_many_has_a_code_of_its_own(desk: Desk) -> None:
    assert len(set(codes(desk.issue(count="12").text_now))) == 12


def test_no_cache_keeps_a_sheet(desk: Desk) -> None:
    assert desk.issue()["Cache-Control"] == "no-store, private"


def test_a_form_that_is_sent_twice_issues_once_and_shows_the_batch(desk: Desk) -> None:
    once = desk.form()
    desk.issue(once=once)
    again = desk.issue(once=once)

    batch = desk.rows("batch")[0][0]
    assert (again.status_code, len(desk.rows("id")), f"?batch={batch}" in again.text_now) == (422, 1, True)


def test_a_form_of_another_account_issues_nothing(desk: Desk) -> None:
    assert desk.issue(once=desk.form(who="admin")).status_code == 422
    assert desk.rows("id") == []


WRONG: list[dict[str, str]] = [
    {"station": "ST-2"},
    {"station": "*"},
    {"station": ""},
    {"station": "nowhere"},
    {"count": "0"},
    {"count": "61"},
    {"until": ""},
    {"until": typed(hours=-1)},
    {"until": typed(days=91)},
    {"begins": typed(hours=21)},
    {"begins": typed(days=-1), "until": typed(hours=-2)},
    {"label": "320299198501020012"},
    {"label": "x" * 41},
    {"once": "forged"},
    {"kind": "staff", "subject": "night-2", "until": typed(hours=8)},
]


def test_what_cannot_be_is_told_and_nothing_is_issued(desk: Desk) -> None:
    taken = [told for told in WRONG if desk.issue(**told).status_code != 422]

    assert (taken, desk.rows("id")) == ([], [])


def test_an_admin_issues_for_every_station(desk: Desk) -> None:
    (text,) = codes(desk.issue("admin", station="*").text_now)

    assert isinstance(desk.judged(text, "ST-2"), Known)


def test_the_holder_of_a_staff_pass_is_a_post_and_no_name(desk: Desk) -> None:
    vouch_for_staff(desk)
    told = ("张三", "1380013800", "a b", "night-", "x" * 25, "")

    found = [desk.issue(kind="staff", subject=one, until=typed(hours=8)).status_code for one in told]
    assert found == [422] * len(told)


def test_a_staff_pass_where_the_list_allows_it(desk: Desk) -> None:
    vouch_for_staff(desk)
    (text,) = codes(desk.issue(kind="staff", subject="night-2", until=typed(hours=8)).text_now)

    assert desk.judged(text) == Known(person="night-2", staff=True)


def vouch_for_staff(desk: Desk) -> None:
    desk.rig.in_thread(lambda: pass_feed.PassKeyList.objects.all().delete())
    vouch(desk.rig, staff=True)


def test_a_pass_begins_and_ends_when_it_was_said(desk: Desk) -> None:
    (text,) = codes(desk.issue(begins=typed(hours=1)).text_now)

    found = [desk.judged(text, ahead=timedelta(hours=hours)) for hours in (0, 2, 21)]
    assert [isinstance(one, Known) for one in found] == [False, True, False]


def test_an_account_issues_so_many_a_day(desk: Desk) -> None:
    desk.issued()
    row = desk.rig.in_thread(lambda: Pass.objects.get())

    def many() -> None:
        for number in range(199):
            row.pk, row.pass_id, row.place = None, f"wuxi:{number:016x}", number + 2
            row.save(force_insert=True)

    desk.rig.in_thread(many)
    assert (desk.issue().status_code, len(desk.rows("id"))) == (422, 200)


async def test_the_old_pass_ends_at_once_where_nothing_else_is_said(desk: Desk) -> None:
    one = desk.issued(label="三队 12 号")
    (text,) = codes(desk.renew(one).text_now)

    assert (await desk.heard(), isinstance(desk.judged(text), Known)) == ([one.pass_id], True)


def test_the_old_pass_ends_at_the_stated_moment(desk: Desk) -> None:
    one = desk.issued()
    desk.renew(one, ends=typed(hours=2))

    def ended(hours: float) -> bool:
        now: datetime = timezone.now() + timedelta(hours=hours)
        Notifier("http://localhost", lambda *_: "", lambda: now).tick()
        return Pass.objects.get(pk=one.pk).revoked_at is not None

    assert [desk.rig.in_thread(lambda hours=hours: ended(hours)) for hours in (1.9, 2.1)] == [False, True]


def test_what_ends_by_itself_ends_in_the_name_of_who_renewed_it(desk: Desk) -> None:
    one = desk.issued("admin")
    desk.renew(one, ends=typed(hours=2))
    desk.rig.in_thread(lambda: passes.end_due(timezone.now() + timedelta(hours=3)))

    assert desk.deeds("pass-revoked") == [("manager", "ST-1", f"1 {one.fingerprint}")]


def test_the_old_pass_ends_between_now_and_its_end(desk: Desk) -> None:
    one, told = desk.issued(), (typed(hours=-1), typed(hours=21), "x")

    assert ([desk.renew(one, ends=ends).status_code for ends in told], len(desk.rows("id"))) == ([422] * 3, 1)


@pytest.mark.parametrize("ends", [{}, {"hours": 2}])
def test_a_pass_is_renewed_once(desk: Desk, ends: dict[str, float]) -> None:
    one = desk.issued()
    desk.renew(one, ends=typed(**ends) if ends else "")

    assert (desk.renew(one).status_code, len(desk.rows("id"))) == (422, 2)
