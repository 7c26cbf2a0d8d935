"""A manager asks for a month on the phone, another account approves, the file comes: in Chromium, on a real hub."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browser_rig import CLEAN, DESK, NEEDS_CHROMIUM, PHONE, Fleet, beside, is_wider_than_the_screen, picture, signed_in
from browser_sign_in import sign_in
from hub_process import HubProcess
from paper_journal import Paper
from playwright.sync_api import Browser, Page, expect

pytestmark = NEEDS_CHROMIUM
STATION = "WX-001"


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    with HubProcess(tmp_path_factory.mktemp("exports") / "data") as hub:
        told = Fleet(hub, hub.read_password())
        paper = Paper(start=datetime.now(UTC) - timedelta(hours=20))
        for who in range(40):
            paper.visit(who=who, minutes=10)
        beside(lambda: told.add(STATION, "信成花园驿站", paper))
        yield told


@pytest.fixture(scope="module")
def approver(fleet: Fleet) -> str:
    """The password of a second person."""
    command = [sys.executable, "-m", "station_app.hub", str(fleet.hub.data), "account", "anna", "--role", "approver"]
    said = subprocess.run([*command, "--district", ""], check=True, capture_output=True, text=True, timeout=60).stdout
    return said.split()[-1]


@pytest.fixture(scope="module")
def manager_page(chromium: Browser, fleet: Fleet) -> Iterator[Page]:
    with signed_in(chromium, fleet, PHONE) as page:
        yield page


@pytest.fixture(scope="module")
def approver_page(chromium: Browser, fleet: Fleet, approver: str) -> Iterator[Page]:
    context = chromium.new_context(viewport=DESK, base_url=fleet.hub.url)
    page = context.new_page()
    sign_in(page, approver, "anna")
    yield page
    context.close()


def _is_clean(page: Page) -> None:
    wide = is_wider_than_the_screen(page)
    assert (wide, page.evaluate(CLEAN)) == (False, [])


def test_a_file_comes_after_a_second_person_s_word(manager_page: Page, approver_page: Page, tmp_path: Path) -> None:
    manager_page.goto(f"/stations/{STATION}/log/?view=visits")
    manager_page.get_by_role("link", name="导出 CSV").click()
    expect(manager_page.get_by_text("此文件共 40 行")).to_be_visible()
    picture(manager_page, "export-ask")
    _is_clean(manager_page)
    manager_page.get_by_label("用途").fill("季度统计核对")
    manager_page.get_by_role("button", name="提交审批").click()
    expect(manager_page.get_by_text("等待审批")).to_be_visible()

    approver_page.goto("/")
    approver_page.get_by_role("link", name="导出", exact=True).click()
    picture(approver_page, "exports-waiting")
    _is_clean(approver_page)
    approver_page.get_by_role("link", name=re.compile("信成花园驿站")).click()
    picture(approver_page, "export-decide")
    _is_clean(approver_page)
    approver_page.get_by_role("button", name="批准").click()
    expect(approver_page.get_by_text("没有待审批的申请")).to_be_visible()

    manager_page.reload()
    picture(manager_page, "export-approved")
    with manager_page.expect_download() as coming:
        manager_page.get_by_role("button", name="下载").click()
    coming.value.save_as(tmp_path / "log.csv")
    lines = (tmp_path / "log.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 2 + 40
    manager_page.goto("/exports/")
    expect(manager_page.get_by_text("已下载")).to_be_visible()
    picture(manager_page, "exports-own")
