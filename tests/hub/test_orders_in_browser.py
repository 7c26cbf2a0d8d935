"""A manager orders from a phone and sees it confirmed: the pages in Chromium, against a real hub process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

import pytest
from browser_rig import DESK, NEEDS_CHROMIUM, PHONE, Fleet, beside, is_wider_than_the_screen, picture
from browser_sign_in import sign_in
from hub_process import HubProcess
from paper_journal import Paper
from playwright.sync_api import Browser, Page, expect

from station_app.core.events import Verb

pytestmark = NEEDS_CHROMIUM
STATION = "WX-001"


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    with HubProcess(tmp_path_factory.mktemp("orders") / "data") as hub:
        told = Fleet(hub, hub.read_password())
        paper = Paper()
        paper.boot()
        paper.visit(minutes=None)
        paper.write("incident.opened", incident="i1", cause="leak", severity="alarm", owner="keeper")
        beside(lambda: told.add(STATION, "信成花园驿站", paper))
        yield told


@pytest.fixture(scope="module", params=[PHONE, DESK], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, chromium: Browser, fleet: Fleet) -> Iterator[Page]:
    """Signed in, on the station's page."""
    context = chromium.new_context(viewport=request.param, base_url=fleet.hub.url)
    page = context.new_page()
    sign_in(page, fleet.password)
    page.wait_for_url(re.compile(r"/$"))
    yield page
    context.close()


def _order(page: Page, link: str, reason: str) -> None:
    page.goto(f"/stations/{STATION}/")
    page.locator("#orders").get_by_role("link", name=link, exact=True).click()
    page.get_by_label("原因").fill(reason)


def test_a_manager_orders_and_sees_it_confirmed(page: Page, fleet: Fleet) -> None:
    _order(page, "屏幕通知", "水管检修")
    page.get_by_label("内容").fill("停水至 15:00")
    picture(page, "order-message")
    page.get_by_role("button", name="发送").click()
    newest = page.locator("#order-list li").first
    expect(newest).to_contain_text("等待站点取走")
    picture(page, "orders-waiting")

    fleet.answer(STATION, ("command.acted", {}), ("command.confirmed", {"evidence": "shown"}))

    expect(newest).to_contain_text("已显示", timeout=15_000)  # without a new look at the page
    picture(page, "orders-confirmed")


def test_a_refusal_is_shown_with_its_reason(page: Page, fleet: Fleet) -> None:
    _order(page, "运行模式", "访客")
    page.get_by_label("模式").select_option("避险")
    page.get_by_role("button", name="发送").click()

    fleet.answer(STATION, ("command.refused", {"reason": "smoke"}))

    expect(page.locator("#order-list li").first).to_contain_text("仍有烟雾", timeout=15_000)


def test_a_manager_who_has_confirmed_opens_the_door_and_sees_it_confirmed(page: Page, fleet: Fleet) -> None:
    _order(page, "开门", "忘带卡")
    picture(page, "order-open")
    page.get_by_role("button", name="发送").click()
    newest = page.locator("#order-list li").first
    expect(newest).to_contain_text("等待站点取走")

    fleet.answer(STATION, ("command.acted", {}), ("command.confirmed", {"evidence": "contact"}))

    expect(newest).to_contain_text("门已打开", timeout=15_000)


def test_without_a_reason_nothing_is_sent(page: Page) -> None:
    _order(page, "运行模式", "")
    page.get_by_role("button", name="发送").click()
    picture(page, "order-mode-wrong")

    expect(page.get_by_role("alert")).to_be_visible()


@pytest.mark.parametrize("verb", get_args(Verb))
def test_no_form_is_wider_than_the_screen(page: Page, verb: str) -> None:
    page.goto(f"/stations/{STATION}/order/{verb}/")
    picture(page, f"order-form-{verb}")

    assert not is_wider_than_the_screen(page)


def test_the_form_speaks_english_too(page: Page) -> None:
    page.goto(f"/language/en/?next=/stations/{STATION}/order/mode/")
    picture(page, "order-mode-en")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Mode")
    page.goto(f"/stations/{STATION}/")
    picture(page, "orders-en")
    page.goto("/language/zh-hans/?next=/")
