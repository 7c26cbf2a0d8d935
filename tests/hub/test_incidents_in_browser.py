"""A manager on a bus takes an incident on and sees the station confirm it: the inbox in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from browser_rig import CLEAN, DESK, NEEDS_CHROMIUM, PHONE, Fleet, beside, is_wider_than_the_screen, picture, signed_in
from hub_process import HubProcess
from paper_journal import Paper
from playwright.sync_api import Browser, Page, expect

pytestmark = NEEDS_CHROMIUM
STATION = "WX-001"
CAUSES = {
    "i1": ("leak", "alarm"),
    "i2": ("help", "urgent"),
    "i3": ("device/card-reader", "fault"),
    "i4": ("silent-help", "urgent"),
    "i5": ("door-propped/entry", "fault"),
}


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    with HubProcess(tmp_path_factory.mktemp("incidents") / "data") as hub:
        told = Fleet(hub, hub.read_password())
        paper = Paper(start=datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5))
        paper.boot()
        for incident, (cause, severity) in CAUSES.items():
            silent = {"silent": True} if cause == "silent-help" else {}
            paper.write("incident.opened", incident=incident, cause=cause, severity=severity, owner="keeper", **silent)
        beside(lambda: told.add(STATION, "信成花园驿站", paper))
        yield told


@pytest.fixture(scope="module", params=[PHONE, DESK], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, chromium: Browser, fleet: Fleet) -> Iterator[Page]:
    """Signed in."""
    with signed_in(chromium, fleet, request.param) as page:
        yield page


def _opened(page: Page, what: str) -> None:
    page.goto("/incidents/")
    page.locator("a.case").filter(has_text=what).click()


def test_a_manager_takes_an_incident_on_and_sees_it_confirmed(page: Page, fleet: Fleet) -> None:
    phone = (page.viewport_size or {})["width"] < 500
    incident, what = ("i1", "漏水") if phone else ("i2", "有人求助")
    page.goto("/")
    page.get_by_role("link", name="事件", exact=True).click()
    picture(page, "incidents")
    page.locator("a.case").filter(has_text=what).first.click()
    page.get_by_role("button", name="我来处理").click()
    now = page.locator("#order-list")
    expect(now).to_contain_text("等待站点确认")
    picture(page, "incident-taken")

    told = {"incident": incident, "cause": CAUSES[incident][0], "by": "account-1"}
    fleet.answer(
        STATION, ("incident.acknowledged", told), ("command.acted", {}), ("command.confirmed", {"evidence": "state"})
    )

    expect(now).to_contain_text("已生效")  # without a new look at the page
    expect(now).not_to_contain_text("等待站点确认")
    picture(page, "incident-confirmed")


def test_a_note_with_a_telephone_number_is_given_back(page: Page) -> None:
    _opened(page, "门长时间未关")
    page.get_by_text("添加备注").first.click()
    page.get_by_label("备注").fill("保安 13800138000")
    page.get_by_role("button", name="添加备注").click()
    picture(page, "incident-note")

    expect(page.get_by_role("alert")).to_contain_text("去掉号码")
    expect(page.get_by_label("备注")).to_have_value("保安 13800138000")


def test_a_channel_that_leads_inside_says_so_when_it_is_tried(page: Page) -> None:
    page.goto("/incidents/me/")
    page.get_by_role("link", name="Webhook").click()
    page.get_by_label("名称").fill("值班系统")
    page.get_by_label("网址").fill("https://127.0.0.1/hook")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="发送测试消息").first.click()

    # The hub's own loop has tried it; without a new look at the page.
    expect(page.locator("main")).to_contain_text("不允许发往内网地址")
    picture(page, "notices")


def test_a_manager_goes_on_duty(page: Page) -> None:
    page.goto("/incidents/rota/")
    page.locator("summary", has_text="添加值班").click()
    page.get_by_role("button", name="添加值班").click()
    picture(page, "rota")

    expect(page.locator("main")).to_contain_text("周一 周二 周三 周四 周五 周六 周日 · 08:00–20:00")


WHERE = (
    "/incidents/",
    "/incidents/?show=drill",
    "/incidents/rota/",
    "/incidents/me/",
    "/incidents/channels/new/mail/",
    "/incidents/sent/",
    "无声求助",
    "设备失联",
)


@pytest.mark.every_screen
@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_are_clean_for_readers_of_every_kind(page: Page, where: str, language: str) -> None:
    if where.startswith("/"):
        page.goto(where)
    else:
        _opened(page, where)
    page.goto(f"/language/{language}/?next={page.url.partition(page.url.split('/')[2])[2]}")
    for summary in page.locator("main summary").all():
        summary.click()
    picture(page, f"incident-{WHERE.index(where)}-{language}")
    wrong = page.evaluate(CLEAN)
    wide = is_wider_than_the_screen(page)
    page.goto("/language/zh-hans/?next=/")

    assert (wrong, wide) == ([], False)
