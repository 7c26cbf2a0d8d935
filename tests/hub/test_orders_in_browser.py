"""A manager orders from a phone and sees it confirmed: the pages in Chromium, against a real hub process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import get_args

import pytest
from browser_rig import CLEAN, DESK, NEEDS_CHROMIUM, PHONE, Fleet, beside, is_wider_than_the_screen, picture, signed_in
from hub_process import HubProcess
from paper_journal import Paper
from playwright.sync_api import Browser, Page, expect

from hardware.simulators.generated_picture import picture as generated_picture
from station_app.core.events import Verb
from station_app.upstream.feed_messages import read_order
from station_app.upstream.vitals_message import CameraNow, Vitals

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
    with signed_in(chromium, fleet, request.param) as page:
        yield page


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

    expect(newest).to_contain_text("已显示")  # without a new look at the page
    picture(page, "orders-confirmed")


def test_a_refusal_is_shown_with_its_reason(page: Page, fleet: Fleet) -> None:
    _order(page, "运行模式", "访客")
    page.get_by_label("模式").select_option("避险")
    page.get_by_role("button", name="发送").click()

    fleet.answer(STATION, ("command.refused", {"reason": "smoke"}))

    expect(page.locator("#order-list li").first).to_contain_text("仍有烟雾")


def test_without_a_reason_nothing_is_sent(page: Page) -> None:
    _order(page, "运行模式", "")
    page.get_by_role("button", name="发送").click()
    picture(page, "order-mode-wrong")

    expect(page.get_by_role("alert")).to_be_visible()


@pytest.mark.every_screen
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


def test_a_manager_orders_a_still_and_sees_it_come(page: Page, fleet: Fleet) -> None:
    tell_of_a_camera(fleet)
    _order(page, "摄像头照片", "求助按钮响了")
    picture(page, "still-form")
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_text("通常需要几秒到一分钟")).to_be_visible()
    picture(page, "still-waits")

    send_a_still(fleet)

    shot = page.locator("figure.still img")
    expect(shot).to_be_visible()  # without a new look at the page
    expect(shot).to_have_js_property("naturalWidth", 640)
    expect(page.locator("figcaption")).to_contain_text("manager")
    picture(page, "still-here")
    assert (page.evaluate(CLEAN), is_wider_than_the_screen(page)) == ([], False)


def tell_of_a_camera(fleet: Fleet) -> None:
    """The station's vitals name a camera that may be asked from afar."""
    told = Vitals(
        station=STATION,
        boot="b1",
        mono_ms=time.monotonic_ns() // 1_000_000,
        wall_ms=time.time_ns() // 1_000_000,
        clock="trusted",
        version="1",
        cameras=(CameraNow(name="porch", zone="门口"),),
    )

    async def tell() -> None:
        await fleet.clients[STATION].vitals(told)
        await fleet.clients[STATION].close()

    beside(tell)


def send_a_still(fleet: Fleet) -> None:
    """The station fetches the order, takes the picture and tells that the hub has it."""
    client, paper = fleet.clients[STATION], fleet.papers[STATION]

    async def take() -> None:
        fed = await client.feed("", 20)
        (order,) = [order for raw in fed.answer.orders if (order := read_order(raw)) and order.verb == "still"]
        await client.still(order.id, time.time_ns() // 1_000_000, generated_picture(5, 640, 480))
        for kind, body in (("received", {"verb": "still"}), ("acted", {}), ("confirmed", {"evidence": "picture"})):
            paper.write(f"command.{kind}", command=order.id, **body)
        await fleet.push(STATION)

    beside(take)
