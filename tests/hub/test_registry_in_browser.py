"""A union clerk fills in the registry on a phone and at a desk: the pages in Chromium, against a real hub process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser_rig import DESK, NEEDS_CHROMIUM, PHONE, Fleet, beside, is_wider_than_the_screen, picture, signed_in
from hub_process import HubProcess
from paper_journal import Paper
from playwright.sync_api import Browser, Page, expect

pytestmark = NEEDS_CHROMIUM
ENTRY = "/stations/WX-001/registry/"
PATHS = (
    "/registry/",
    ENTRY,
    f"{ENTRY}edit/",
    "/registry/import/",
    "/stations/WX-001/publish/",
    "/stations/WX-001/ferry/",
    "/passes/issue/",
    "/accounts/",
)


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    with HubProcess(tmp_path_factory.mktemp("registry") / "data") as hub:
        told = Fleet(hub, hub.read_password())

        async def fill() -> None:
            for number, name in ((1, "信成花园驿站"), (2, "太湖大道骑手驿站")):
                paper = Paper()
                paper.boot()
                await told.add(f"WX-00{number}", name, paper)

        beside(fill)
        yield told


@pytest.fixture(scope="module", params=[PHONE, DESK], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, chromium: Browser, fleet: Fleet) -> Iterator[Page]:
    with signed_in(chromium, fleet, request.param) as page:
        yield page


def test_an_entry_is_filled_in_and_a_mistake_is_told_beside_its_field(page: Page) -> None:
    page.goto(f"{ENTRY}edit/")
    page.get_by_label("详细地址").fill("太湖街道 1 号")
    page.get_by_label("联系电话").fill("13800138000")
    page.get_by_label("饮水机").check()
    picture(page, "registry-edit")
    page.get_by_role("button", name="保存").click()
    picture(page, "registry-edit-wrong")
    expect(page.get_by_text("像是个人手机号")).to_be_visible()

    page.get_by_label("联系电话").fill("0510-85012345")
    page.get_by_role("button", name="保存").click()
    picture(page, "registry-entry")

    expect(page.get_by_text("太湖街道 1 号")).to_be_visible()


def test_a_file_is_brought_and_its_bad_row_has_a_reason(page: Page) -> None:
    page.goto("/registry/import/")
    text = "站点ID,面积（平方米）\nWX-001,40\nWX-009,40\n".encode()
    page.get_by_label("CSV 文件").set_input_files({"name": "r.csv", "mimeType": "text/csv", "buffer": text})
    page.get_by_role("button", name="导入 CSV").click()
    picture(page, "registry-imported")

    expect(page.get_by_text("没有这个站点")).to_be_visible()


@pytest.mark.every_screen
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_is_wider_than_the_screen(page: Page, path: str, language: str) -> None:
    page.goto(f"/language/{language}/?next={path}")
    picture(page, f"registry-{path.strip('/').replace('/', '-')}-{language}")

    assert not is_wider_than_the_screen(page)
    page.goto("/language/zh-hans/?next=/")
