"""The managers' pages: who may see what, and what it says."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from hub_rig import Enrolled, HubRig, enrolled
from paper_journal import person

from station_app.hub.accounts import set_account
from station_app.hub.models import Station
from station_app.hub.pages.log import _safe

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
    Browser(rig, "manager").post(f"{ST}revoke/")

    assert rig.in_thread(lambda: Station.objects.get().revoked_at) is not None


async def test_looking_does_not_revoke(rig: HubRig, visited: Enrolled) -> None:
    assert Browser(rig, "manager").get(f"{ST}revoke/").status_code == 405


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

    assert text.startswith("\ufeff站点,进入时间,离开时间,停留分钟,离开依据,方式,区域,门,时钟\r\n")


async def test_the_export_has_a_line_a_visit(rig: HubRig, visited: Enrolled) -> None:
    text = Browser(rig, "manager").get(EVERYTHING).text_now

    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert [row["方式"] for row in rows] == ["通行码", "身份证"]


async def test_the_export_follows_the_filter(rig: HubRig, visited: Enrolled) -> None:
    text = Browser(rig, "manager").get(f"{ST}log.csv?view=events&since=2020-01-01&kind=access.denied").text_now

    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert [row["原因"] for row in rows] == ["通行码已过期"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_a_formula_in_the_export_is_text(text: str) -> None:
    assert _safe(text) == f"'{text}"


@pytest.mark.parametrize(
    "query",
    ["since=never", "since=0001-01-01", "until=9999-12-31", "kind=x", "page=-1", "page=99999999999", "zone=%00"],
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


async def test_the_log_goes_on_to_older_pages(rig: HubRig, visited: Enrolled) -> None:
    for _ in range(60):
        visited.paper.deny()
    await visited.push_all()

    assert "page=2" in Browser(rig, "viewer").get(f"{ST}log/?view=events").text_now


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


def test_every_page_but_the_open_ones_wants_a_reader(rig: HubRig) -> None:
    from django.urls import get_resolver, reverse

    open_ones = {"login", "logout", "language", "healthy", "readiness"}
    names = {pattern.name for pattern in get_resolver().url_patterns if getattr(pattern, "name", None)}
    browser = Browser(rig)

    answers = {
        name: browser.get(reverse(name, args=["ST-1"] if name != "stations" else [])).status_code
        for name in names - open_ones - {"revoke"}
    }

    assert set(answers.values()) == {302}
