"""The page of a station's support bundles: read without unpacking, downloaded with the second factor, and by whom."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from hub_rig import Enrolled, HubRig, confirm, enrolled
from paper_bundle import CHECKS, FACTS, bundle, files
from test_pages import Browser

from station_app.hub.accounts import set_account
from station_app.hub.models import Audit, Station, SupportBundle

PAGE = "/stations/ST-1/bundles/"


@pytest.fixture
async def sent(rig: HubRig, station: Enrolled) -> bytes:
    """A bundle of ST-1."""
    raw = bundle()
    await station.client().bundle(raw)
    return raw


def address(rig: HubRig, station: str = "ST-1", of: str = "ST-1") -> str:
    """Where the newest bundle of a station is, or would be at another one."""
    number = rig.in_thread(lambda: SupportBundle.objects.filter(station=of).latest("id").pk)
    return f"/stations/{station}/bundles/{number}.zip"


def taken(rig: HubRig, role: str) -> Any:
    """What an account that has just confirmed gets for the newest bundle of ST-1."""
    reader, path = Browser(rig, role), address(rig)
    return rig.in_thread(lambda: reader.client.get(path))


def unconfirmed(rig: HubRig, role: str) -> Client:
    """Signed in, with a second factor that was not asked for lately."""
    client = Client(SERVER_NAME="localhost")

    def sign_in() -> None:
        set_account(role, role)
        client.force_login(User.objects.get(username=role), "django.contrib.auth.backends.ModelBackend")

    rig.in_thread(sign_in)
    return client


def of_district(rig: HubRig, district: str) -> Client:
    """A manager of one district, who has just confirmed."""
    client = Client(SERVER_NAME="localhost")

    def sign_in() -> None:
        set_account("li", "manager", (district,))
        client.force_login(User.objects.get(username="li"), "django.contrib.auth.backends.ModelBackend")

    rig.in_thread(sign_in)
    confirm(rig, client, "li")
    return client


@pytest.mark.usefixtures("sent")
async def test_what_is_red_and_what_happened_is_read_without_unpacking(rig: HubRig) -> None:
    page = Browser(rig, "technician").get(PAGE).text_now

    said = ("2（共 3 项）", "board · 有回应", "未做完", "11-20 10:00", "2.1.0", "7 处", "<dd>4</dd>", "10 个文件")
    assert [each for each in said if each not in page] == []


@pytest.mark.usefixtures("sent")
async def test_the_newest_comes_first_and_open(rig: HubRig, station: Enrolled) -> None:
    await station.client().bundle(bundle(files(selftests={"checks": {}}), program="2.2.0"))

    page = Browser(rig, "manager").get(PAGE).text_now
    opened = page.count('<details class="card" open>')
    assert (page.count("<details"), opened, page.index("2.2.0") < page.index("2（")) == (2, 1, True)


@pytest.mark.usefixtures("sent")
async def test_the_page_speaks_english(rig: HubRig) -> None:
    manager = Browser(rig, "manager")
    manager.client.cookies["language"] = "en"

    assert "Checks not passed 2 of 3" in manager.get(PAGE).text_now


async def test_what_a_bundle_says_is_text(rig: HubRig, station: Enrolled) -> None:
    fact = {"at": "<i>", "kind": "<b>x", "device": "<u>y", "fault": "<s>z", "version": "<em>v"}
    check = {"<q>.reads": {"state": "red", "fault": "<p>f"}}
    await station.client().bundle(
        bundle(files(timeline={"facts": [fact]}, selftests={"checks": check}), program="<h1>p", made="<h2>m")
    )

    page = Browser(rig, "manager").get(PAGE).text_now
    tags = ("<i>", "<b>x", "<u>y", "<s>z", "<em>v", "<q>", "<p>f", "<h1>p", "<h2>m")
    assert [tag for tag in tags if tag in page] == []
    assert "&lt;b&gt;x" in page


@pytest.mark.parametrize(
    "at", ["", "x", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-11-20", "2026-11-20T02:00:00"]
)
async def test_no_time_of_a_bundle_breaks_the_page(rig: HubRig, station: Enrolled, at: str) -> None:
    checks = {"x.y": {"state": "red", "at": at}}
    told = files(timeline={"facts": [{**FACTS[0], "at": at}]}, selftests={"checks": checks})
    await station.client().bundle(bundle(told, made=at))

    assert Browser(rig, "manager").get(PAGE).status_code == 200


async def test_before_the_first_one_the_page_says_how_to_send_it(rig: HubRig, station: Enrolled) -> None:
    assert "bundle --config /etc/rest-station/station.toml" in Browser(rig, "technician").get(PAGE).text_now


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize(
    ("role", "status"), [("technician", 200), ("manager", 200), ("admin", 200), ("viewer", 403), ("approver", 403),
                         ("auditor", 403)],
)  # fmt: skip
async def test_technicians_and_managers_see_and_take_them(rig: HubRig, role: str, status: int) -> None:
    answers = [Browser(rig, role).get(PAGE), taken(rig, role)]

    assert [answer.status_code for answer in answers] == [status] * 2


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize(("role", "there"), [("technician", True), ("viewer", False)])
async def test_the_station_s_page_leads_there_for_who_may_go(rig: HubRig, role: str, there: bool) -> None:
    assert (PAGE in Browser(rig, role).get("/stations/ST-1/").text_now) is there


async def test_a_download_is_the_file_as_it_came_and_nothing_to_show(rig: HubRig, sent: bytes) -> None:
    answer = taken(rig, "technician")

    heads = {name: answer.headers[name] for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control")}
    name = answer.headers["Content-Disposition"]
    assert (answer.content, name.startswith('attachment; filename="ST-1-')) == (sent, True)
    assert heads == {
        "Content-Type": "application/zip",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


@pytest.mark.usefixtures("sent")
async def test_a_download_is_recorded(rig: HubRig) -> None:
    taken(rig, "technician")

    rows = Audit.objects.filter(what="bundle-taken").values_list("who", "station", "detail")
    [(who, station, detail)] = rig.in_thread(lambda: list(rows))
    assert (who, station, "sha256=" in detail) == ("technician", "ST-1", True)


@pytest.mark.usefixtures("sent")
async def test_a_download_needs_the_second_factor(rig: HubRig) -> None:
    client, path = unconfirmed(rig, "technician"), address(rig)

    answer = rig.in_thread(lambda: client.get(path))
    recorded = rig.in_thread(lambda: Audit.objects.filter(what="bundle-taken").count())
    assert (answer.status_code, "/account/" in answer.headers["Location"], recorded) == (302, True, 0)


@pytest.mark.usefixtures("sent")
async def test_a_bundle_of_another_district_is_not_there(rig: HubRig) -> None:
    await enrolled(rig, "ST-2")
    rig.in_thread(lambda: Station.objects.filter(id="ST-1").update(district="滨湖"))
    rig.in_thread(lambda: Station.objects.filter(id="ST-2").update(district="梁溪"))
    client = of_district(rig, "梁溪")
    paths = [PAGE, address(rig), address(rig, station="ST-2")]

    assert [rig.in_thread(lambda p=path: client.get(p).status_code) for path in paths] == [404, 404, 404]


@pytest.mark.usefixtures("sent")
async def test_a_bundle_is_at_its_own_station_only(rig: HubRig) -> None:
    await enrolled(rig, "ST-2")

    assert Browser(rig, "admin").get(address(rig, station="ST-2")).status_code == 404


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize("number", [0, 10**15, 10**30])
async def test_a_number_of_no_bundle_is_not_there(rig: HubRig, number: int) -> None:
    assert Browser(rig, "admin").get(f"{PAGE}{number}.zip").status_code == 404


def test_a_stranger_is_asked_to_sign_in(rig: HubRig) -> None:
    paths = (PAGE, f"{PAGE}1.zip")

    assert [Browser(rig).get(path).headers["Location"][:7] for path in paths] == ["/login/"] * 2


def test_the_checks_here_are_of_each_kind() -> None:
    assert {one["state"] for one in CHECKS.values()} == {"red", "unfinished", "green"}
