"""The managers' pages: who may see what, and what it says."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from hub_rig import Enrolled, HubRig, confirm, enrolled
from paper_journal import person

from station_app.hub.accounts import set_account
from station_app.hub.downloads import safe
from station_app.hub.models import Station

ST = "/stations/ST-1/"
EVERYTHING = f"{ST}log.csv?view=visits&since=2020-01-01"


class Browser:
    """A signed-in, or not signed-in, reader of pages."""

    def __init__(self, rig: HubRig, role: str = "") -> None:
        self.rig = rig
        self.client = Client(SERVER_NAME="localhost")
        if role:
            rig.in_thread(lambda: set_account(role, role))
            rig.in_thread(lambda: self.client.force_login(
                User.objects.get(username=role), "django.contrib.auth.backends.ModelBackend"))  # fmt: skip
            confirm(rig, self.client, role)

    def get(self, path: str) -> Any:
        return self.rig.in_thread(lambda: self._whole(self.client.get(path)))

    def post(self, path: str, **data: str) -> Any:
        return self.rig.in_thread(lambda: self.client.post(path, data))

    def _whole(self, response: Any) -> Any:
        response.text_now = response.getvalue().decode()
        return response


@pytest.fixture
async def visited(rig: HubRig) -> Enrolled:
    """A station with a little history."""
    station = await enrolled(rig, title="信成花园驿站")
    station.paper.wall = datetime.now(UTC).replace(microsecond=0)
    station.paper.boot()
    station.paper.visit(who=1, minutes=None)
    station.paper.visit(who=2, minutes=0, credential="pass")
    station.paper.deny("pass-expired")
    await station.push_all()
    return station


@pytest.mark.parametrize("path", ["/", ST, f"{ST}log/", f"{ST}log.csv"])
def test_a_stranger_is_asked_to_sign_in(rig: HubRig, path: str) -> None:
    assert Browser(rig).get(path).headers["Location"].startswith("/login/")


@pytest.mark.parametrize("path", ["/", ST, f"{ST}log/", f"{ST}log/?view=events"])
async def test_a_viewer_sees_the_pages(rig: HubRig, visited: Enrolled, path: str) -> None:
    assert Browser(rig, "viewer").get(path).status_code == 200


async def test_a_viewer_cannot_export(rig: HubRig, visited: Enrolled) -> None:
    assert Browser(rig, "viewer").get(f"{ST}log.csv").status_code == 403


async def test_a_viewer_cannot_revoke(rig: HubRig, visited: Enrolled) -> None:
    Browser(rig, "viewer").post(f"{ST}revoke/")

    assert rig.in_thread(lambda: Station.objects.get().revoked_at) is None


async def test_a_manager_can_revoke(rig: HubRig, visited: Enrolled) -> None:
    Browser(rig, "manager").post(f"{ST}revoke/", reason="stolen")

    assert rig.in_thread(lambda: Station.objects.get().revoked_at) is not None


async def test_looking_does_not_revoke(rig: HubRig, visited: Enrolled) -> None:
    Browser(rig, "manager").get(f"{ST}revoke/?reason=stolen")

    assert rig.in_thread(lambda: Station.objects.get().revoked_at) is None


async def test_a_form_from_elsewhere_is_refused(rig: HubRig, visited: Enrolled) -> None:
    browser = Browser(rig, "manager")
    browser.client.handler.enforce_csrf_checks = True

    assert browser.post(f"{ST}revoke/").status_code == 403


@pytest.mark.parametrize("path", ["/", ST, f"{ST}log/?view=events", f"{ST}log/"])
async def test_no_page_shows_a_person(rig: HubRig, visited: Enrolled, path: str) -> None:
    assert person(1)[:8] not in Browser(rig, "manager").get(path).text_now


async def test_the_export_holds_no_person(rig: HubRig, visited: Enrolled) -> None:
    assert person(1)[:8] not in Browser(rig, "manager").get(EVERYTHING).text_now


async def test_the_export_opens_in_chinese_excel(rig: HubRig, visited: Enrolled) -> None:
    text = Browser(rig, "manager").get(EVERYTHING).text_now

    first, second = text.split("\r\n")[:2]
    assert (first[0], "账号 manager" in first, second) == (
        "\ufeff",
        True,
        "站点,进入时间,离开时间,停留分钟,离开依据,方式,区域,门,时钟,导出标记",
    )


async def test_the_export_has_a_line_a_visit(rig: HubRig, visited: Enrolled) -> None:
    text = Browser(rig, "manager").get(EVERYTHING).text_now

    rows = list(csv.DictReader(io.StringIO(text.partition("\r\n")[2])))
    assert [row["方式"] for row in rows] == ["通行码", "身份证"]


async def test_the_workbook_holds_the_same_lines(rig: HubRig, visited: Enrolled) -> None:
    browser = Browser(rig, "manager")
    content = rig.in_thread(lambda: b"".join(browser.client.get(EVERYTHING.replace("csv", "xlsx")).streaming_content))

    text = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert (text.count("<row "), "账号 manager" in text, "身份证" in text, person(1)[:8] in text) == (
        4,
        True,
        True,
        False,
    )


async def test_a_viewer_takes_no_workbook(rig: HubRig, visited: Enrolled) -> None:
    assert Browser(rig, "viewer").get(f"{ST}log.xlsx").status_code == 403


async def test_the_export_follows_the_filter(rig: HubRig, visited: Enrolled) -> None:
    text = Browser(rig, "manager").get(f"{ST}log.csv?view=events&since=2020-01-01&kind=access.denied").text_now

    rows = list(csv.DictReader(io.StringIO(text.partition("\r\n")[2])))
    assert [row["原因"] for row in rows] == ["通行码已过期"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_a_formula_in_the_export_is_text(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize(
    "query",
    [
        "since=never",
        "since=0001-01-01",
        "until=9999-12-31",
        "kind=x",
        "page=-1",
        "before=x",
        "before=1.",
        "after=-1.1",
        f"before={2**63}.1",
        "after=9999999999999999999.1",
        "zone=%00",
    ],
)
@pytest.mark.parametrize("view", ["visits", "events"])
async def test_no_filter_breaks_the_log(rig: HubRig, visited: Enrolled, view: str, query: str) -> None:
    assert Browser(rig, "viewer").get(f"{ST}log/?view={view}&{query}").status_code == 200


async def test_the_log_shows_why_somebody_was_refused(rig: HubRig, visited: Enrolled) -> None:
    assert "通行码已过期" in Browser(rig, "viewer").get(f"{ST}log/?view=events").text_now


async def test_the_log_says_which_device_was_lost(rig: HubRig, visited: Enrolled) -> None:
    visited.paper.write("device.lost", device="card-reader", fault="LinkLost")
    await visited.push_all()

    assert "card-reader · 线路中断" in Browser(rig, "viewer").get(f"{ST}log/?view=events").text_now


async def test_the_log_says_which_check_failed_and_why_in_words(rig: HubRig, visited: Enrolled) -> None:
    visited.paper.write("selftest.checked", check="main.push", device="main", result="red", fault="no-answer")
    await visited.push_all()
    page = Browser(rig, "viewer").get(f"{ST}log/?view=events").text_now

    assert "main · 推门 · 设备没有回应" in page


async def test_a_station_page_says_in_words_why_a_device_is_lost(rig: HubRig, visited: Enrolled) -> None:
    visited.paper.write("device.lost", device="board", fault="no-answer")
    await visited.push_all()

    assert "设备没有回应" in Browser(rig, "viewer").get(ST).text_now


@pytest.fixture
async def robbed(visited: Enrolled) -> Enrolled:
    """Somebody has called for help in silence."""
    visited.paper.write(
        "incident.opened", incident="i1", cause="silent-help", severity="urgent", owner="keeper", silent=True
    )
    await visited.push_all()
    return visited


@pytest.mark.parametrize("path", ["/", ST, f"{ST}log/?view=events"])
async def test_only_managers_learn_of_a_silent_call(rig: HubRig, robbed: Enrolled, path: str) -> None:
    viewer, manager = (Browser(rig, role).get(path).text_now for role in ("viewer", "manager"))

    word = "无声求助"
    assert (word in viewer, word in manager) == (False, True)


async def test_a_station_page_says_whose_an_incident_is(rig: HubRig, visited: Enrolled) -> None:
    name = {"incident": "i1", "cause": "leak/sink"}
    visited.paper.write("incident.opened", **name, severity="alarm", owner="keeper", drill=True)
    visited.paper.write("incident.repeated", **name, times=3)
    visited.paper.write("incident.escalated", **name, owner="district", level=1)
    await visited.push_all()

    told = Browser(rig, "viewer").get(ST).text_now
    assert [word for word in ("漏水", "报警", "演练", "片区", "再次提醒次数 2") if word not in told] == []


async def test_a_station_page_says_who_has_taken_an_incident_on(rig: HubRig, visited: Enrolled) -> None:
    name = {"incident": "i1", "cause": "leak/sink"}
    visited.paper.write("incident.opened", **name, severity="fault", owner="keeper")
    visited.paper.write("incident.acknowledged", **name, by="district")
    await visited.push_all()

    assert "已受理： 片区" in Browser(rig, "viewer").get(ST).text_now


async def test_the_log_goes_on_to_older_pages(rig: HubRig, visited: Enrolled) -> None:
    for _ in range(60):
        visited.paper.deny()
    await visited.push_all()

    assert "before=" in Browser(rig, "viewer").get(f"{ST}log/?view=events").text_now


async def test_a_station_name_cannot_become_markup(rig: HubRig) -> None:
    await enrolled(rig, title="<script>1</script>")

    assert "<script>1" not in Browser(rig, "viewer").get("/").text_now


async def test_the_language_is_chinese_until_it_is_switched(rig: HubRig, visited: Enrolled) -> None:
    browser = Browser(rig, "viewer")
    before = browser.get("/").text_now
    browser.get("/language/en/?next=/")

    assert ("站点" in before, "Stations" in browser.get("/").text_now) == (True, True)


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "javascript:1"])
def test_switching_the_language_leads_nowhere_else(rig: HubRig, back: str) -> None:
    assert Browser(rig).get(f"/language/en/?next={back}").headers["Location"] == "/"


def test_five_wrong_passwords_lock_the_account_out(rig: HubRig) -> None:
    password = rig.in_thread(lambda: set_account("manager", "manager"))
    browser = Browser(rig)
    for _ in range(5):
        browser.post("/login/", username="manager", password="wrong")

    assert browser.post("/login/", username="manager", password=password).status_code == 429


def test_four_wrong_passwords_do_not(rig: HubRig) -> None:
    password = rig.in_thread(lambda: set_account("manager", "manager"))
    browser = Browser(rig)
    for _ in range(4):
        browser.post("/login/", username="manager", password="wrong")

    assert browser.post("/login/", username="manager", password=password).status_code == 302


def test_a_new_password_lifts_the_lock_out(rig: HubRig) -> None:
    from django.core.management import call_command

    rig.in_thread(lambda: set_account("manager", "manager"))
    browser = Browser(rig)
    for _ in range(5):
        browser.post("/login/", username="manager", password="wrong")
    said = io.StringIO()
    rig.in_thread(lambda: call_command("account", "manager", stdout=said))

    password = said.getvalue().split()[-1]
    assert browser.post("/login/", username="manager", password=password).status_code == 302


@pytest.mark.parametrize(
    "header", ["Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy"]
)
def test_pages_carry_the_headers_of_a_careful_site(rig: HubRig, header: str) -> None:
    assert header in Browser(rig).get("/login/").headers
