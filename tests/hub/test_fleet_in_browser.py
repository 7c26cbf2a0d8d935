"""The fleet as a manager sees it on a phone and at a desk, in both languages, with a mouse and without."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_rig import CLEAN, DESK, NEEDS_CHROMIUM, PHONE, is_wider_than_the_screen, picture
from browser_sign_in import sign_in
from hub_process import HubProcess
from playwright.sync_api import Browser, Page, expect

PAGES = (
    "/",
    "/?view=grid",
    "/?show=attention",
    "/wall/",
    "/log/",
    "/stations/WX-103/",
    "/stations/WX-106/",
    "/stations/WX-201/",
)
pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Address and password of a hub with a fleet."""
    data = tmp_path_factory.mktemp("told") / "data"
    with HubProcess(data) as process:
        password = process.read_password()
        filler = Path(__file__).with_name("fleet_told.py")
        subprocess.run([sys.executable, str(filler), str(data)], check=True, timeout=120)
        yield process.url, password


@pytest.fixture(scope="module", params=[PHONE, DESK], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, chromium: Browser, hub: tuple[str, str]) -> Iterator[Page]:
    """Signed in."""
    context = chromium.new_context(viewport=request.param, base_url=hub[0])
    page = context.new_page()
    sign_in(page, hub[1])
    yield page
    context.close()


def test_whoever_calls_for_help_stands_first(page: Page) -> None:
    page.goto("/")
    picture(page, "fleet")

    expect(page.locator("a.station").first).to_contain_text("有人求助")


def test_a_station_is_told_in_one_sentence(page: Page) -> None:
    page.goto("/?q=WX-101")

    expect(page.locator(".sentence")).to_contain_text("营业中 · 3 人在内 · 21 ℃ · ")


def test_old_knowledge_is_told_with_its_age(page: Page) -> None:
    page.goto("/stations/WX-106/")
    picture(page, "silent")

    expect(page.locator("p.sentence")).to_contain_text("没有消息 · 最后所知：休息中")
    expect(page.locator(".live.old .warn").first).to_contain_text("不是现在的")


def test_the_list_is_narrowed(page: Page) -> None:
    page.goto("/")
    page.get_by_text("筛选条件").click()
    page.get_by_label("片区").select_option(label="滨湖")
    page.get_by_role("button", name="应用").click()
    picture(page, "narrowed")

    expect(page.locator("a.station")).to_have_count(3)


def test_the_grid_is_by_district(page: Page) -> None:
    page.goto("/?view=grid")
    picture(page, "grid")

    assert sorted(page.locator("h2.group").all_inner_texts()) == ["新吴 1", "未分片区 1", "梁溪 6", "滨湖 3"]


def test_a_station_unlike_its_peers_is_named_with_the_reason(page: Page) -> None:
    page.goto("/")

    expect(page.locator(".unlike li")).to_have_count(1)
    expect(page.locator(".unlike li")).to_contain_text("惠山古镇驿站")


@pytest.mark.every_screen
def test_the_wall_fits_its_screen_and_shows_what_is_wrong(page: Page) -> None:
    usual = page.viewport_size
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto("/wall/")
    picture(page, "wall")
    fits = page.evaluate("document.documentElement.scrollHeight <= document.documentElement.clientHeight")
    page.set_viewport_size(usual or DESK)

    assert fits
    expect(page.locator(".needy li").first).to_contain_text("有人求助")


def test_a_station_page_shows_its_live_state(page: Page) -> None:
    page.goto("/stations/WX-103/")
    picture(page, "station")

    expect(page.locator(".live")).to_contain_text("长时间未关")
    expect(page.locator(".live")).to_contain_text("使用中")


def test_a_page_that_cannot_be_updated_says_so(page: Page) -> None:
    page.goto("/wall/")
    page.route("**/wall/", lambda route: route.abort())
    expect(page.locator("#stale")).to_be_visible()
    page.unroute("**/wall/")

    expect(page.locator("#stale")).to_contain_text("可能已过时")


@pytest.mark.every_screen
@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways(page: Page, path: str) -> None:
    page.goto(path)

    assert not is_wider_than_the_screen(page)


@pytest.mark.every_screen
@pytest.mark.parametrize("path", PAGES)
def test_no_page_breaks_its_own_content_policy(page: Page, path: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(path)
    page.wait_for_load_state("networkidle")

    assert said == []


@pytest.mark.every_screen
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_clean_for_readers_of_every_kind(page: Page, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # pyright: ignore[reportArgumentType]
    page.goto(path)
    found = page.evaluate(CLEAN)
    page.emulate_media(color_scheme="light")

    assert found == []


@pytest.mark.every_screen
def test_a_station_is_reached_by_keyboard_alone(page: Page) -> None:
    page.goto("/?show=attention")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a.station')"):
            break
    page.keyboard.press("Enter")

    page.wait_for_url("**/stations/**")


def test_the_keyboard_stays_where_it_is_when_the_page_is_refreshed(page: Page) -> None:
    page.goto("/")
    page.locator("a.station").nth(2).focus()
    at = page.evaluate("document.activeElement.getAttribute('href')")
    with page.expect_response(lambda response: response.request.headers.get("x-live") == "1"):
        pass
    page.wait_for_timeout(300)

    assert page.evaluate("document.activeElement.getAttribute('href')") == at


def test_english_is_as_complete(page: Page) -> None:
    page.goto("/language/en/?next=/")
    picture(page, "fleet-en")
    first = page.locator("a.station").first.inner_text()
    for path, name in (("/wall/", "wall-en"), ("/stations/WX-103/", "station-en"), ("/stations/WX-106/", "silent-en")):
        page.goto(path)
        picture(page, name)
    page.goto("/language/zh-hans/?next=/")

    assert "Speak to the site now" in first
