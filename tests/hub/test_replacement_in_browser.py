"""A manager re-enrols a station from a phone: the code, the steps, and the journal that began anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser_rig import DESK, NEEDS_CHROMIUM, PHONE, Fleet, beside, is_wider_than_the_screen, picture, signed_in
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hub_process import HubProcess
from paper_journal import Paper
from playwright.sync_api import Browser, Page, expect

from station_app.upstream.address import HubAddress
from station_app.upstream.client import HubClient, Newcomer, Pinned, enrol

pytestmark = NEEDS_CHROMIUM
STATION = "WX-001"


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    with HubProcess(tmp_path_factory.mktemp("replaced") / "data") as hub:
        told = Fleet(hub, hub.read_password())
        paper = Paper()
        paper.boot()
        paper.visit()
        beside(lambda: told.add(STATION, "信成花园驿站", paper))
        yield told


@pytest.fixture(scope="module", params=[PHONE, DESK], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, chromium: Browser, fleet: Fleet) -> Iterator[Page]:
    with signed_in(chromium, fleet, request.param) as page:
        yield page


def _new_computer(fleet: Fleet, code: str, epoch: str) -> None:
    """It enrols with the code that the page shows, and its journal begins anew."""

    async def take_over() -> None:
        key = Ed25519PrivateKey.generate()
        address = HubAddress(url=fleet.hub.url)
        answer = await enrol(address, Newcomer(station=STATION, key=key, code=code))
        await fleet.clients[STATION].close()
        pinned = Pinned(station=STATION, key=key, hub_key=bytes.fromhex(answer.hub_public_key))
        fleet.clients[STATION] = HubClient(address, pinned)
        fleet.papers[STATION].replace_journal(epoch)
        fleet.papers[STATION].boot()
        await fleet.push(STATION)

    beside(take_over)


def test_a_station_is_re_enrolled(page: Page, fleet: Fleet) -> None:
    page.goto(f"/stations/{STATION}/")
    page.get_by_text("站点信息").click()
    page.get_by_role("link", name="站点电脑").click()
    page.get_by_role("link", name="更换电脑").click()
    page.get_by_label("原因").fill("磁盘老化")
    picture(page, "replace-form")
    page.get_by_role("button", name="生成更换码").click()
    code = page.locator(".secret b").inner_text()
    picture(page, "replace-code")

    _new_computer(fleet, code, f"epoch-{code}")

    page.goto(f"/stations/{STATION}/computer/")
    picture(page, "replace-done")
    expect(page.locator("ul.lines > li").first).to_contain_text("日志重新开始")


@pytest.mark.every_screen
@pytest.mark.parametrize("path", ["computer", "replace", "revoke"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_is_wider_than_the_screen(page: Page, path: str, language: str) -> None:
    page.goto(f"/language/{language}/?next=/stations/{STATION}/{path}/")
    picture(page, f"{path}-{language}")

    assert not is_wider_than_the_screen(page)
    page.goto("/language/zh-hans/?next=/")
