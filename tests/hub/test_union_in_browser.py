"""A worker's small phone and an officer's in Chromium: a form is filled in, accepted, and looked up."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from browser_rig import CLEAN, NEEDS_CHROMIUM, PHONE, Fleet, is_wider_than_the_screen, picture, signed_in
from hub_process import HubProcess
from playwright.sync_api import Browser, expect

pytestmark = NEEDS_CHROMIUM
SMALL = {"width": 320, "height": 568}


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """A hub without stations."""
    with HubProcess(tmp_path_factory.mktemp("union") / "data") as hub:
        yield Fleet(hub, hub.read_password())


def test_a_worker_asks_and_an_officer_accepts(chromium: Browser, fleet: Fleet) -> None:
    with signed_in(chromium, fleet, PHONE) as desk:
        desk.goto("/union/branches/")
        desk.get_by_label("名称").fill("梁溪快递分会")
        desk.get_by_label("负责区域").fill("梁溪区")
        desk.get_by_label("负责的组织").fill("梁溪区总工会")
        desk.get_by_label("联系方式").fill("0510-80000000")
        desk.locator("input[name=officers]").first.check()
        assert not is_wider_than_the_screen(desk)
        picture(desk, "union-branches")
        desk.get_by_role("button", name="保存").click()
        expect(desk.get_by_text("梁溪快递分会")).to_be_visible()

        phone = chromium.new_context(viewport=SMALL, base_url=fleet.hub.url).new_page()
        phone.goto("/u/WX-001")
        assert (is_wider_than_the_screen(phone), phone.evaluate(CLEAN)) == (False, [])
        picture(phone, "union-form")
        phone.get_by_label("姓名").fill("测试某某")
        phone.get_by_label("手机号").fill("13800000000")
        phone.get_by_label("职业").select_option("courier")
        phone.get_by_label("常在区域").fill("惠河街道")
        phone.get_by_label("想加入的分会").select_option(index=1)
        phone.get_by_label("我已阅读").check()
        phone.get_by_role("button", name="提交").click()
        code = re.findall(r"\d{4} \d{4} \d{4}", phone.locator(".digits").inner_text())[0]
        picture(phone, "union-sent")

        desk.get_by_role("link", name="账号").first.click()
        desk.get_by_role("link", name="入会").click()
        expect(desk.get_by_role("heading", name="入会申请")).to_be_visible()
        picture(desk, "union-list")
        desk.get_by_role("link", name="编号 1").click()
        expect(desk.get_by_text("13800000000")).to_be_visible()
        assert not is_wider_than_the_screen(desk)
        picture(desk, "union-one")
        desk.get_by_role("button", name="通过").click()

        phone.goto("/u/state/")
        phone.get_by_label("12 位编号").fill(code)
        phone.get_by_role("button", name="查询进度").click()
        expect(phone.get_by_text("已通过，分会会联系您")).to_be_visible()
        phone.goto("/u/state/")
        phone.get_by_role("link", name="English").click()
        expect(phone.get_by_role("heading", name="Look up the state")).to_be_visible()
        phone.context.close()
