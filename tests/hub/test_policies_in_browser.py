"""A policy from a phone to a real station: written, tried, approved by another, signed, rolled out, applied."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browser_rig import CLEAN, DESK, NEEDS_CHROMIUM, PHONE, Fleet, beside, is_wider_than_the_screen, picture
from browser_sign_in import give_code, sign_in
from hub_process import HubProcess, code
from paper_journal import Paper
from playwright.sync_api import Browser, Page, expect

from station_app.assets import asset

pytestmark = NEEDS_CHROMIUM
STATION = "320206009"


class Office(Fleet):
    """A hub, a station that is a process of its own, and a second person."""

    def __init__(self, hub: HubProcess, password: str, folder: Path) -> None:
        super().__init__(hub, password)
        self.folder = folder
        self.second = self._account("second", "approver")

    def command(self, *arguments: object) -> str:
        """`station …`, to its end."""
        command = [sys.executable, "-m", "station_app", *map(str, arguments)]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout

    def _account(self, name: str, role: str) -> str:
        command = [sys.executable, "-m", "station_app.hub", str(self.hub.data), "account", name, "--role", role]
        said = subprocess.run([*command, "--district", ""], check=True, capture_output=True, text=True, timeout=60)
        found = re.search(rf"{name}: (\S+)", said.stdout)
        assert found is not None, said.stdout
        return found[1]

    def station(self) -> subprocess.Popen[bytes]:
        """Enrol and start it; nothing is plugged in."""
        config = self.folder / "station.toml"
        text = asset("config", "point.example.toml").read_text()
        text = re.sub(r'"/dev/tty\w+"', lambda port: f'"pty:{port[0][6:-1]}"', text)
        config.write_text(f'{text}\n[hub]\nurl = "{self.hub.url}"\n')
        where = ("--config", config, "--data", self.folder / "station")
        self.command("enrol", *where, "--code", code(self.hub.data, STATION))
        command = [sys.executable, "-m", "station_app", "run", *map(str, where), "--headless"]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _month() -> Paper:
    paper = Paper(start=datetime.now(UTC) - timedelta(days=9))
    paper.boot()
    for number in range(24):
        name = f"p{number}"
        about = {"door": "", "zone": "corner", "credential": "pass" if number % 4 == 0 else "union-card"}
        paper.write("access.granted", 18_000, presentation=name, policy="built-in", **about)
        paper.write("visit.started", 0, visit=f"v{number}", presentation=name, evidence="tap", **about)
        paper.write("visit.ended", 900, visit=f"v{number}", zone="corner", evidence="tap", inferred=False, minutes=15)
    return paper


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("policies")
    with HubProcess(folder / "hub") as hub:
        told = Office(hub, hub.read_password(), folder)
        beside(lambda: told.add(STATION, "工会服务点（银行网点）", _month()))
        process = told.station()
        try:
            yield told
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="module", params=[PHONE, DESK], ids=["phone", "desk"])
def screen(request: pytest.FixtureRequest) -> dict[str, int]:
    return request.param


Enter = Callable[[str, str], Page]


@pytest.fixture(scope="module")
def enter(chromium: Browser, office: Office, screen: dict[str, int]) -> Iterator[Enter]:
    """Sign somebody in."""
    contexts = []

    def made(name: str, password: str) -> Page:
        context = chromium.new_context(viewport=screen, base_url=office.hub.url)  # pyright: ignore[reportArgumentType]
        contexts.append(context)
        page = context.new_page()
        sign_in(page, password, name)
        return page

    yield made
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def manager(enter: Enter, office: Office) -> Page:
    return enter("manager", office.password)


@pytest.fixture(scope="module")
def second(enter: Enter, office: Office) -> Page:
    return enter("second", office.second)


def _clean(page: Page, name: str) -> None:
    picture(page, name)
    assert page.evaluate(CLEAN) == []
    assert not is_wider_than_the_screen(page)


def _confirmed(page: Page, name: str) -> None:
    """Give the second factor again where it is asked for."""
    if "authenticate" in page.url:
        give_code(page, name)


def _until(page: Page, said: Callable[[str], bool], seconds: float = 90) -> None:
    """The page is looked at again until what it says will do."""
    deadline = time.monotonic() + seconds
    while not said(page.locator("main").inner_text()):
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        page.wait_for_timeout(500)
        page.reload()


def test_a_policy_goes_from_the_phone_to_the_station(
    manager: Page, second: Page, office: Office, tmp_path: Path
) -> None:
    page = manager
    page.goto("/policies/")
    _until(page, lambda text: "站点还没有报告" not in text)  # its zones are known from then on
    _clean(page, "policies")
    page.get_by_role("link", name="新建草稿").click()
    page.get_by_label("工会服务点（银行网点）").check()
    _clean(page, "policy-new")
    page.get_by_role("button", name="开始编写").click()
    _clean(page, "policy-draft")
    where = page.url
    page.get_by_role("link", name="修改 全站").click()
    _clean(page, "policy-general")
    page.get_by_label("名称").fill("冬季")
    page.get_by_label("方式").select_option("24 小时")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="修改 阅读角").click()
    page.get_by_label("通行码").uncheck()
    page.get_by_label("容量（人）").fill("0")
    page.get_by_role("button", name="保存").click()
    _clean(page, "policy-zone-wrong")
    page.get_by_label("容量（人）").fill("8")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="试算").click()
    expect(page.locator("#try")).to_contain_text("6 次")
    _clean(page, "policy-tried")
    page.get_by_role("button", name="提交审批").click()
    _clean(page, "policy-waiting")

    second.goto(where)
    _clean(second, "policy-approve")
    second.get_by_role("button", name="批准").click()
    expect(second.locator(".headline")).to_contain_text("已批准")

    page.goto(where)
    page.get_by_role("link", name="签名").click()
    _confirmed(page, "manager")
    _clean(page, "policy-sign")
    with page.expect_download() as got:
        page.get_by_role("link", name="下载").click()
    got.value.save_as(tmp_path / "policy.json")
    signed = tmp_path / "policy.signed"
    office.command(
        "policy", "sign", tmp_path / "policy.json", "--key", office.hub.data / "keys" / "hub.key", "--output", signed
    )
    page.get_by_label("签名后的文件", exact=True).set_input_files(signed)
    page.get_by_role("button", name="上传").click()
    page.get_by_role("link", name="分批下发").click()
    _clean(page, "policy-publish")
    page.get_by_role("button", name="开始下发").click()
    _clean(page, "policy-offered")

    _until(page, lambda text: "已生效 " in text)
    _clean(page, "policy-applied")
    page.goto("/policies/")
    _clean(page, "policies-after")
    expect(page.locator("main")).to_contain_text("冬季")


@pytest.mark.every_screen
def test_the_pages_speak_english(manager: Page) -> None:
    manager.goto("/language/en/?next=/policies/")
    try:
        _clean(manager, "policies-en")
        manager.locator("main li a[href^='/policies/']").first.click()
        manager.wait_for_url("**/policies/*/")
        _clean(manager, "policy-en")
    finally:
        manager.goto("/language/zh-hans/?next=/policies/")


def test_the_whole_text_is_there_for_experts(manager: Page) -> None:
    manager.goto("/policies/new/")
    manager.get_by_label("工会服务点（银行网点）").check()
    manager.get_by_role("button", name="开始编写").click()
    manager.get_by_role("link", name="全文（专家）").click()
    _clean(manager, "policy-text")
    manager.locator("textarea").fill('{"version": "x"}')
    manager.get_by_role("button", name="保存").click()

    expect(manager.get_by_role("alert")).to_be_visible()
    expect(manager.locator("textarea")).to_have_value('{"version": "x"}')
