"""Taking lines about visitors along: a few alone, more with a reason and a second person, each with its mark."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from hub_rig import Enrolled, HubRig, enrolled
from test_pages import ST, Browser

from station_app.hub import audit, exports
from station_app.hub.accounts import set_account
from station_app.hub.audit_models import Audit
from station_app.hub.models import Export, Station

CSV = f"{ST}log.csv?view=visits&since=2020-01-01"
EVENTS = f"{ST}log.csv?view=events&since=2020-01-01"
BACKEND = "django.contrib.auth.backends.ModelBackend"


async def with_visits(rig: HubRig, visits: int) -> Enrolled:
    station = await enrolled(rig, title="信成花园驿站")
    station.paper.wall = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=20)
    station.paper.boot()
    for who in range(visits):
        station.paper.visit(who=who, minutes=5)
    await station.push_all()
    return station


@pytest.fixture
async def busy(rig: HubRig) -> Enrolled:
    return await with_visits(rig, 26)


@pytest.fixture
async def quiet(rig: HubRig) -> Enrolled:
    return await with_visits(rig, 13)


def ask(rig: HubRig, browser: Browser, path: str = CSV, reason: str = "季度统计核对") -> Export:
    where = browser.get(path).headers["Location"]
    assert browser.post(where, reason=reason).status_code == 302
    return rig.in_thread(lambda: Export.objects.latest("id"))


def approved(rig: HubRig, browser: Browser) -> Export:
    asked = ask(rig, browser)
    assert Browser(rig, "approver").post(f"/exports/{asked.pk}/decide/", word="approve").status_code == 302
    return asked


def fetch(rig: HubRig, browser: Browser, asked: Export) -> Any:
    return rig.in_thread(lambda: browser._whole(browser.client.post(f"/exports/{asked.pk}/file/")))


def state(rig: HubRig, asked: Export) -> str:
    return rig.in_thread(lambda: exports.state_of(Export.objects.get(pk=asked.pk), timezone.now()))


async def test_twenty_five_lines_are_taken_alone(rig: HubRig) -> None:
    await with_visits(rig, 25)

    assert Browser(rig, "manager").get(CSV).status_code == 200


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_twenty_six_lines_need_a_second_person(rig: HubRig, busy: Enrolled, form: str) -> None:
    answer = Browser(rig, "manager").get(CSV.replace("csv", form))

    assert answer.headers["Location"].startswith(f"{ST}log/ask/?view=visits&since=2020-01-01&form={form}")


async def test_many_small_files_count_together(rig: HubRig, quiet: Enrolled) -> None:
    manager = Browser(rig, "manager")

    assert [manager.get(CSV).status_code for _ in range(2)] == [200, 302]


async def test_what_was_taken_a_week_ago_counts_no_more(rig: HubRig, quiet: Enrolled) -> None:
    manager = Browser(rig, "manager")
    manager.get(CSV)
    rig.in_thread(lambda: Export.objects.update(asked_at=timezone.now() - exports.FREE_TIME))

    assert manager.get(CSV).status_code == 200


async def test_what_another_account_took_does_not_count(rig: HubRig, quiet: Enrolled) -> None:
    Browser(rig, "manager").get(CSV)

    assert Browser(rig, "admin").get(CSV).status_code == 200


async def test_events_that_are_about_nobody_are_free(rig: HubRig, busy: Enrolled) -> None:
    assert Browser(rig, "manager").get(f"{EVENTS}&kind=door.closed").status_code == 200


async def test_events_about_visitors_count_without_any_name(rig: HubRig, busy: Enrolled) -> None:
    assert Browser(rig, "manager").get(f"{EVENTS}&kind=access.granted").status_code == 302


async def test_a_request_says_what_it_would_hold(rig: HubRig, busy: Enrolled) -> None:
    manager = Browser(rig, "manager")
    page = manager.get(manager.get(CSV).headers["Location"]).text_now

    assert "此文件共 26 行，其中 26 行是来访者的进出记录" in page


@pytest.mark.parametrize("reason", ["", "   ", "abc", "x" * 201, "一二三\x07四"])
async def test_a_request_needs_a_reason(rig: HubRig, busy: Enrolled, reason: str) -> None:
    manager = Browser(rig, "manager")

    assert manager.post(manager.get(CSV).headers["Location"], reason=reason).status_code == 422


async def test_a_request_is_shown_to_an_approver(rig: HubRig, busy: Enrolled) -> None:
    ask(rig, Browser(rig, "manager"))

    page = Browser(rig, "approver").get("/exports/").text_now
    assert ("季度统计核对" in page, "等待审批" in page) == (True, True)


async def test_an_approved_file_holds_exactly_those_lines(rig: HubRig, busy: Enrolled) -> None:
    manager = Browser(rig, "manager")
    asked = approved(rig, manager)
    busy.paper.visit(who=99, minutes=1)
    await busy.push_all()

    rows = list(csv.reader(io.StringIO(fetch(rig, manager, asked).text_now)))
    assert len(rows) == 2 + 26


async def test_a_file_names_account_number_and_approver(rig: HubRig, busy: Enrolled) -> None:
    manager = Browser(rig, "manager")
    asked = approved(rig, manager)

    head = fetch(rig, manager, asked).text_now.partition("\r\n")[0]
    assert ("账号 manager" in head, f"导出编号 {asked.pk}，由 approver 批准" in head) == (True, True)


async def test_each_line_carries_the_mark(rig: HubRig, busy: Enrolled) -> None:
    manager = Browser(rig, "manager")
    asked = approved(rig, manager)

    lines = fetch(rig, manager, asked).text_now.split("\r\n")[2:-1]
    assert all(f"导出 {asked.pk} · manager · " in line for line in lines)


async def test_a_workbook_carries_the_mark_in_its_lines_and_its_footer(rig: HubRig, quiet: Enrolled) -> None:
    manager = Browser(rig, "manager")
    content = rig.in_thread(lambda: b"".join(manager.client.get(CSV.replace("csv", "xlsx")).streaming_content))

    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert (sheet.count("· manager · "), "<oddFooter>" in sheet) == (13, True)


async def test_a_file_is_sent_once(rig: HubRig, busy: Enrolled) -> None:
    manager = Browser(rig, "manager")
    asked = approved(rig, manager)

    assert [fetch(rig, manager, asked).status_code for _ in range(2)] == [200, 409]
    assert state(rig, asked) == "taken"


async def test_a_file_that_broke_off_is_begun_again_but_not_for_ever(rig: HubRig, busy: Enrolled) -> None:
    manager = Browser(rig, "manager")
    asked = approved(rig, manager)

    def broken_off() -> int:
        answer = manager.client.post(f"/exports/{asked.pk}/file/")
        answer.close()  # before its first byte was read
        return answer.status_code

    assert [rig.in_thread(broken_off) for _ in range(exports.STARTS + 1)] == [200] * exports.STARTS + [409]


async def test_a_file_is_not_to_be_had_a_day_later(rig: HubRig, busy: Enrolled) -> None:
    manager = Browser(rig, "manager")
    asked = approved(rig, manager)
    rig.in_thread(lambda: Export.objects.update(decided_at=timezone.now() - exports.HOLDS))

    assert fetch(rig, manager, asked).status_code == 409


async def test_a_file_whose_lines_are_others_now_is_asked_for_anew(rig: HubRig, busy: Enrolled) -> None:
    from station_app.hub.models import Visit

    manager = Browser(rig, "manager")
    asked = approved(rig, manager)
    rig.in_thread(lambda: Visit.objects.first().delete())

    answer = fetch(rig, manager, asked)
    assert (answer.status_code, "请重新申请" in answer.text_now) == (409, True)


async def test_nobody_approves_a_request_of_their_own(rig: HubRig, busy: Enrolled) -> None:
    admin = Browser(rig, "admin")  # who has every right
    asked = ask(rig, admin)

    answer = admin.post(f"/exports/{asked.pk}/decide/", word="approve")
    assert (answer.status_code, state(rig, asked)) == (409, "waiting")


async def test_a_manager_cannot_approve(rig: HubRig, busy: Enrolled) -> None:
    asked = ask(rig, Browser(rig, "admin"))

    assert Browser(rig, "manager").post(f"/exports/{asked.pk}/decide/", word="approve").status_code == 403


async def test_an_approver_takes_no_file(rig: HubRig, busy: Enrolled) -> None:
    asked = approved(rig, Browser(rig, "manager"))

    assert fetch(rig, Browser(rig, "approver"), asked).status_code == 403


async def test_another_account_does_not_fetch_it(rig: HubRig, busy: Enrolled) -> None:
    asked = approved(rig, Browser(rig, "manager"))

    assert fetch(rig, Browser(rig, "admin"), asked).status_code == 409  # seen, as an admin approves, too


@pytest.mark.parametrize("path", ["", "file/", "decide/", "withdraw/"])
async def test_a_request_of_another_district_is_not_there(rig: HubRig, busy: Enrolled, path: str) -> None:
    asked = ask(rig, Browser(rig, "manager"))
    rig.in_thread(lambda: Station.objects.update(district="滨湖"))

    role = "approver" if path == "decide/" else "manager"
    browser = Browser(rig, role)
    answer = browser.get(f"/exports/{asked.pk}/{path}") if path != "withdraw/" else browser.post(
        f"/exports/{asked.pk}/{path}"
    )  # fmt: skip
    assert answer.status_code == 404


async def test_a_list_of_requests_ends_at_the_district(rig: HubRig, busy: Enrolled) -> None:
    manager = Browser(rig, "manager")
    ask(rig, manager)
    rig.in_thread(lambda: Station.objects.update(district="滨湖"))

    assert ["季度统计核对" in each.get("/exports/").text_now for each in (manager, Browser(rig, "approver"))] == [
        False
    ] * 2


async def test_a_right_that_was_taken_away_fetches_nothing(rig: HubRig, busy: Enrolled) -> None:
    manager = Browser(rig, "manager")
    asked = approved(rig, manager)
    rig.in_thread(lambda: set_account("manager", "viewer"))
    rig.in_thread(lambda: manager.client.force_login(User.objects.get(username="manager"), BACKEND))

    assert fetch(rig, manager, asked).status_code == 403


async def test_an_older_factor_fetches_and_decides_nothing(rig: HubRig, busy: Enrolled) -> None:
    manager = Browser(rig, "manager")
    asked = ask(rig, manager)
    approver = Browser(rig, "approver")

    def forget() -> None:
        session = approver.client.session
        session["account_authentication_methods"] = []
        session.save()

    rig.in_thread(forget)
    answer = approver.post(f"/exports/{asked.pk}/decide/", word="approve")

    assert ("reauthenticate" in answer.headers["Location"], state(rig, asked)) == (True, "waiting")


async def test_a_viewer_asks_for_nothing(rig: HubRig, busy: Enrolled) -> None:
    viewer = Browser(rig, "viewer")

    assert [viewer.get(path).status_code for path in ("/exports/", f"{ST}log/ask/")] == [403, 403]


@pytest.mark.parametrize("path", ["/exports/", "/exports/1/", "/exports/1/file/", f"{ST}log/ask/"])
def test_a_stranger_is_asked_to_sign_in(rig: HubRig, path: str) -> None:
    assert Browser(rig).get(path).headers["Location"].startswith("/login/")


async def test_every_step_stands_in_the_trail(rig: HubRig, busy: Enrolled) -> None:
    manager = Browser(rig, "manager")
    fetch(rig, manager, approved(rig, manager))
    asked = ask(rig, manager, reason="不该出现在审计里")
    manager.post(f"/exports/{asked.pk}/withdraw/")

    found = rig.in_thread(lambda: list(Audit.objects.order_by("number").values_list("who", "what", "detail")))
    assert [(who, what) for who, what, _ in found if "export" in what] == [
        ("manager", "export-asked"), ("approver", "export-approved"), ("manager", "log-exported"),
        ("manager", "export-asked"), ("manager", "export-withdrawn"),
    ]  # fmt: skip
    assert not any("不该出现" in detail for _, _, detail in found)
    assert rig.in_thread(audit.verify).whole


async def test_pages_show_a_day_s_measure_and_no_more(
    rig: HubRig, quiet: Enrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "LOOKS_A_DAY", 30)
    viewer = Browser(rig, "viewer")

    assert [viewer.get(f"{ST}log/").status_code for _ in range(3)] == [200, 200, 429]


async def test_pages_about_nobody_do_not_count(rig: HubRig, quiet: Enrolled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "LOOKS_A_DAY", 0)

    assert Browser(rig, "viewer").get(f"{ST}log/?view=events&kind=door.closed").status_code == 200
