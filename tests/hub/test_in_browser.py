"""A manager on a phone and at a desk: the pages in Chromium, against a real hub process. Screenshots are kept."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browser_sign_in import sign_in
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hub_process import HubProcess, code
from paper_journal import Paper
from playwright.sync_api import Browser, Page, expect, sync_playwright

from station_app.assets import asset
from station_app.upstream.address import HubAddress
from station_app.upstream.client import HubClient, Newcomer, Pinned, enrol

CHROMIUM = Path("/usr/bin/chromium")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium at /usr/bin/chromium")


class Fleet:
    """A hub with two stations that have some history."""

    def __init__(self, hub: HubProcess, password: str) -> None:
        self.hub, self.password = hub, password
        self.papers: dict[str, Paper] = {}
        self.clients: dict[str, HubClient] = {}

    async def add(self, station: str, name: str, paper: Paper) -> None:
        key = Ed25519PrivateKey.generate()
        address = HubAddress(url=self.hub.url)
        newcomer = Newcomer(station=station, key=key, code=code(self.hub.data, station), name=name)
        enrolled = await enrol(address, newcomer)
        pinned = Pinned(station=station, key=key, hub_key=bytes.fromhex(enrolled.hub_public_key))
        self.papers[station], self.clients[station] = paper, HubClient(address, pinned)
        await self.push(station)

    async def push(self, station: str) -> None:
        paper, client = self.papers[station], self.clients[station]
        while batch := paper.batch():
            await paper.acknowledged(batch.epoch, (await client.push(batch)).acked_through)
        await client.close()


def _beside(work: Callable[[], Coroutine[None, None, None]]) -> None:
    """Run in another thread: Playwright's own loop runs in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(work())).result(60)


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

        _beside(fill)
        yield told


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    # A phone has Chinese fonts, a build machine may have none: the kiosk's own are lent for the pictures.
    fonts = tmp_path_factory.mktemp("fonts") / "fonts.conf"
    fonts.write_text(f"<fontconfig><dir>/usr/share/fonts</dir><dir>{asset('fonts')}</dir></fontconfig>")
    env = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"], env=env)
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=[PHONE, DESK], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, chromium: Browser, fleet: Fleet) -> Iterator[Page]:
    """Signed in."""
    context = chromium.new_context(viewport=request.param, base_url=fleet.hub.url)
    page = context.new_page()
    page.goto("/")
    _picture(page, "login")
    sign_in(page, fleet.password)
    yield page
    context.close()


def _picture(page: Page, name: str) -> None:
    """Kept where the developer asks for it."""
    if folder := os.environ.get("HUB_SCREENSHOTS"):
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def test_the_list_shows_each_station(page: Page) -> None:
    page.goto("/")
    _picture(page, "stations")

    expect(page.get_by_text("信成花园驿站")).to_be_visible()


def test_the_station_that_needs_somebody_comes_first(page: Page) -> None:
    page.goto("/")

    expect(page.locator("a.station").first).to_contain_text("太湖大道骑手驿站")


def test_a_station_says_how_many_are_inside(page: Page) -> None:
    page.goto("/stations/WX-001/")
    _picture(page, "station")

    expect(page.locator(".figures span").first).to_have_text("2当前在站")


def test_a_station_says_what_is_wrong(page: Page) -> None:
    page.goto("/stations/WX-002/")
    _picture(page, "trouble")

    expect(page.locator(".attention")).to_contain_text("card-reader")


def test_an_open_page_follows_the_station(page: Page, fleet: Fleet) -> None:
    page.goto("/stations/WX-001/")
    before = page.locator(".figures b").nth(1).inner_text()
    fleet.papers["WX-001"].visit(who=99, minutes=0)
    _beside(lambda: fleet.push("WX-001"))

    expect(page.locator(".figures b").nth(1)).to_have_text(str(int(before) + 1), timeout=30_000)


def test_the_log_is_read_by_its_filters(page: Page) -> None:
    page.goto("/stations/WX-002/log/?view=events")
    page.get_by_text("筛选条件").click()
    page.get_by_label("原因").select_option(label="已满员")
    _picture(page, "filters")
    page.get_by_role("button", name="筛选").click()
    _picture(page, "log")

    expect(page.locator(".log li")).to_have_count(1)


@pytest.mark.parametrize("page", [PHONE], ids=["phone"], indirect=True)  # once: an account has so many lines a week
def test_the_export_is_a_file(page: Page) -> None:
    page.goto("/stations/WX-001/log/")
    _picture(page, "visits")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 CSV").click()

    assert download.value.suggested_filename.endswith(".csv")


@pytest.mark.parametrize(
    "path", ["/", "/stations/WX-002/", "/stations/WX-002/log/", "/stations/WX-002/log/?view=events"]
)
def test_no_page_scrolls_sideways(page: Page, path: str) -> None:
    page.goto(path)

    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


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
    _picture(page, "english")

    expect(page.get_by_role("heading", name="Visits of the last 24 h")).to_be_visible()
    page.get_by_role("link", name="中文").click()
