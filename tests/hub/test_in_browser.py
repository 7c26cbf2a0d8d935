"""A manager on a phone and at a desk: the pages in Chromium, against a real hub process. Screenshots are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from browser_rig import DESK, NEEDS_CHROMIUM, PHONE, Fleet, beside, is_wider_than_the_screen, picture
from browser_sign_in import sign_in
from hub_process import HubProcess
from paper_journal import Paper
from playwright.sync_api import Browser, Page, expect

pytestmark = NEEDS_CHROMIUM


def _history(paper: Paper) -> Paper:
    paper.boot()
    for number in range(16):
        paper.visit(who=number, minutes=(12, 35, 8, 20)[number % 4], credential=("id-card", "pass")[number % 3 == 0])
    paper.deny("pass-expired")
    paper.deny("full")
    paper.visit(who=50, minutes=None)
    paper.visit(who=51, minutes=None, credential="pass")
    return paper


def _trouble(paper: Paper) -> Paper:
    paper.write("device.lost", device="card-reader", fault="LinkLost")
    paper.write("incident.opened", 0, incident="i1", cause="device/card-reader", device="card-reader")
    paper.write("incident.opened", 60, incident="i2", cause="door-held/entry", door="entry")
    paper.damage(5, body={"door": "entry", "cause": "changed"})
    paper.deny("closed", opens_at="0 06:00")
    return paper


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    with HubProcess(tmp_path_factory.mktemp("fleet") / "data") as hub:
        told = Fleet(hub, hub.read_password())
        start = datetime.now(UTC) - timedelta(hours=8)

        async def fill() -> None:
            await told.add("WX-001", "信成花园驿站", _history(Paper(start=start)))
            await told.add("WX-002", "太湖大道骑手驿站", _trouble(_history(Paper(start=start))))

        beside(fill)
        yield told


@pytest.fixture(scope="module", params=[PHONE, DESK], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, chromium: Browser, fleet: Fleet) -> Iterator[Page]:
    """Signed in."""
    context = chromium.new_context(viewport=request.param, base_url=fleet.hub.url)
    page = context.new_page()
    page.goto("/")
    picture(page, "login")
    sign_in(page, fleet.password)
    yield page
    context.close()


@pytest.mark.every_screen
def test_the_list_shows_each_station(page: Page) -> None:
    page.goto("/")
    picture(page, "stations")

    expect(page.get_by_text("信成花园驿站")).to_be_visible()


def test_the_station_that_needs_somebody_comes_first(page: Page) -> None:
    page.goto("/")

    expect(page.locator("a.station").first).to_contain_text("太湖大道骑手驿站")


def test_a_station_says_how_many_are_inside(page: Page) -> None:
    page.goto("/stations/WX-001/")
    picture(page, "station")

    expect(page.locator(".figures span").first).to_have_text("2当前在站")


def test_a_station_says_what_is_wrong(page: Page) -> None:
    page.goto("/stations/WX-002/")
    picture(page, "trouble")

    expect(page.locator(".attention")).to_contain_text("card-reader")


def test_an_open_page_follows_the_station(page: Page, fleet: Fleet) -> None:
    page.goto("/stations/WX-001/")
    before = page.locator(".figures b").nth(1).inner_text()
    fleet.papers["WX-001"].visit(who=99, minutes=0)
    beside(lambda: fleet.push("WX-001"))

    expect(page.locator(".figures b").nth(1)).to_have_text(str(int(before) + 1))


def test_the_log_is_read_by_its_filters(page: Page) -> None:
    page.goto("/stations/WX-002/log/?view=events")
    page.get_by_text("筛选条件").click()
    page.get_by_label("原因").select_option(label="已满员")
    picture(page, "filters")
    page.get_by_role("button", name="筛选").click()
    picture(page, "log")

    expect(page.locator(".log li")).to_have_count(1)


@pytest.mark.parametrize("page", [PHONE], ids=["phone"], indirect=True)  # once: an account has so many lines a week
def test_the_export_is_a_file(page: Page) -> None:
    page.goto("/stations/WX-001/log/")
    picture(page, "visits")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 CSV").click()

    assert download.value.suggested_filename.endswith(".csv")


@pytest.mark.every_screen
@pytest.mark.parametrize(
    "path", ["/", "/stations/WX-002/", "/stations/WX-002/log/", "/stations/WX-002/log/?view=events"]
)
def test_no_page_scrolls_sideways(page: Page, path: str) -> None:
    page.goto(path)

    assert not is_wider_than_the_screen(page)


@pytest.mark.every_screen
@pytest.mark.parametrize("path", ["/", "/stations/WX-002/", "/stations/WX-002/log/"])
def test_no_page_breaks_its_own_content_policy(page: Page, path: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(path)
    page.wait_for_load_state("networkidle")

    assert said == []


def test_english_is_a_tap_away(page: Page) -> None:
    page.goto("/stations/WX-002/")
    page.get_by_role("link", name="English").click()
    picture(page, "english")

    expect(page.get_by_role("heading", name="Visits of the last 24 h")).to_be_visible()
    page.get_by_role("link", name="中文").click()
