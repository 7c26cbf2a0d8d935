"""Reports in Chromium, on a phone and at a desk: plots, tables without plots, and paper."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from browser_rig import DESK, NEEDS_CHROMIUM, PHONE, Fleet, beside, is_wider_than_the_screen, picture
from browser_sign_in import sign_in
from fleet_journals import lived, paper_of
from hub_process import HubProcess
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = NEEDS_CHROMIUM
NAMES = ("信成花园驿站", "太湖大道骑手驿站", "运河公园司机之家")


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """Three stations that lived for two weeks."""
    with HubProcess(tmp_path_factory.mktemp("reports") / "data") as hub:
        told = Fleet(hub, hub.read_password())

        async def fill() -> None:
            for name, (station, facts) in zip(NAMES, lived(3, 14).items(), strict=True):
                await told.add(station, name, paper_of(facts))

        beside(fill)
        yield told


@pytest.fixture(scope="module")
def month() -> str:
    last = next(iter(lived(3, 14).values()))[-1].at.wall_ms - 86_400_000
    return f"/reports/?period=month&day={datetime.fromtimestamp(last / 1000, UTC):%Y-%m-%d}"


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, fleet: Fleet) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=PHONE, base_url=fleet.hub.url)
    page = context.new_page()
    sign_in(page, fleet.password)
    page.wait_for_load_state("networkidle")
    yield context
    context.close()


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, signed_in: BrowserContext) -> Iterator[Page]:
    page = signed_in.new_page()
    page.set_viewport_size(request.param)
    yield page
    page.close()


def test_a_report_has_plots_and_the_tables_they_were_drawn_from(page: Page, month: str) -> None:
    page.goto(month)
    page.wait_for_load_state("networkidle")
    picture(page, "report-zh")

    expect(page.locator(".plot canvas").first).to_be_visible()
    assert page.locator(".plot").count() <= page.locator("table[data-plot]").count()


@pytest.mark.every_screen
def test_a_report_keeps_its_own_content_policy_and_fits(page: Page, month: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(month)
    page.wait_for_load_state("networkidle")

    wide = is_wider_than_the_screen(page)
    assert (said, wide) == ([], False)


def test_a_report_of_a_day_is_shown(page: Page, month: str) -> None:
    page.goto(month.replace("month", "day"))
    page.wait_for_load_state("networkidle")
    picture(page, "report-day")

    expect(page.get_by_role("heading", level=1)).to_contain_text("日报")


def test_a_report_speaks_english(page: Page, month: str) -> None:
    page.goto(month)
    page.get_by_role("link", name="English").click()
    page.wait_for_load_state("networkidle")
    picture(page, "report-en")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Month")
    page.get_by_role("link", name="中文").click()


@pytest.mark.every_screen
def test_paper_has_the_figures_and_no_buttons(page: Page, month: str) -> None:
    page.goto(month)
    page.emulate_media(media="print")
    page.wait_for_load_state("networkidle")
    picture(page, "report-print")
    if folder := os.environ.get("HUB_SCREENSHOTS"):
        page.pdf(path=Path(folder) / "report.pdf", format="A4", prefer_css_page_size=True)

    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_text("统计规则")).to_be_visible()


def test_without_scripts_a_report_is_its_tables(
    chromium: Browser, signed_in: BrowserContext, month: str, fleet: Fleet
) -> None:
    context = chromium.new_context(
        viewport=PHONE, base_url=fleet.hub.url, java_script_enabled=False, storage_state=signed_in.storage_state()
    )
    page = context.new_page()
    page.goto(month)

    expect(page.locator("table[data-plot]").first).to_be_visible()
    expect(page.locator(".plot")).to_have_count(0)
    context.close()


def test_a_report_is_taken_as_a_workbook(page: Page, month: str) -> None:
    page.goto(month)
    with page.expect_download() as taken:
        page.get_by_role("link", name="XLSX").click()

    assert taken.value.suggested_filename.endswith(".xlsx")
