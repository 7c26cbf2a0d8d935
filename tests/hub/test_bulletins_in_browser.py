"""A manager makes a notice on a phone; a worker's phone reads it without an account until it is taken down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browser_rig import CLEAN, DESK, NEEDS_CHROMIUM, PHONE, Fleet, beside, is_wider_than_the_screen, picture, signed_in
from hub_process import HubProcess, manage
from paper_journal import Paper
from playwright.sync_api import Browser, Page, expect

pytestmark = NEEDS_CHROMIUM
STATION = "WX-001"
TITLE, TEXT = "惠南二社区户外劳动者服务站今晚停水通知，请大家自备饮水，谢谢各位师傅", "因管网检修，今晚停水。" * 50


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """A hub with one station and its two example notices."""
    with HubProcess(tmp_path_factory.mktemp("bulletins") / "data") as hub:
        told = Fleet(hub, hub.read_password())
        paper = Paper(start=datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3))
        beside(lambda: told.add(STATION, "信成花园驿站", paper))
        manage(hub.data, ["example", STATION])
        yield told


@pytest.fixture(scope="module", params=[PHONE, DESK], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, chromium: Browser, fleet: Fleet) -> Iterator[Page]:
    """Signed in as a manager."""
    with signed_in(chromium, fleet, request.param) as page:
        yield page


def test_a_notice_is_made_read_by_a_stranger_and_taken_down(page: Page, chromium: Browser) -> None:
    page.goto("/bulletins/")
    picture(page, "bulletins")
    page.get_by_role("link", name="新建通知").click()
    page.locator("input[name=title]").fill(TITLE)
    page.locator("textarea[name=text]").fill(TEXT)
    page.locator("input[name=urgent]").check()
    page.locator("input[name=ends]").fill((datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"))
    page.locator("input[name=stations]").fill(STATION)
    picture(page, "bulletin-new")
    page.get_by_role("button", name="发布").click()
    expect(page.locator("main")).to_contain_text(TITLE)
    picture(page, "bulletin")
    assert (page.evaluate(CLEAN), is_wider_than_the_screen(page)) == ([], False)
    address = page.locator("a[href*='/n/']").get_attribute("href") or ""

    with chromium.new_context(viewport=PHONE.get("viewport", PHONE) if isinstance(PHONE, dict) else PHONE,
                              ignore_https_errors=True) as context:  # fmt: skip
        worker = context.new_page()
        worker.goto(address)
        expect(worker.locator("main")).to_contain_text("因管网检修")
        picture(worker, "bulletin-public")
        assert (context.cookies(), is_wider_than_the_screen(worker)) == ([], False)
        page.get_by_role("button", name="撤下").click()
        expect(page.locator("h1")).to_contain_text("已撤下")
        gone = worker.goto(f"{address}?again")
        assert gone is not None and gone.status == 404
        picture(worker, "bulletin-gone")


@pytest.mark.every_screen
@pytest.mark.parametrize("where", ["/bulletins/", "/bulletins/new/", "/bulletins/1/"])
def test_no_page_is_wider_than_the_screen_or_says_a_code(page: Page, where: str, tmp_path: Path) -> None:
    page.goto(f"/language/en/?next={where}")
    for summary in page.locator("main summary").all():
        summary.click()
    picture(page, f"bulletins-en-{where.count('/')}-{len(where)}")
    wrong, wide = page.evaluate(CLEAN), is_wider_than_the_screen(page)
    page.goto("/language/zh-hans/?next=/")

    assert (wrong, wide) == ([], False)
