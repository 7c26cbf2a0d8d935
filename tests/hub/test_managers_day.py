"""A manager's day, on a phone and at a desk, with simulated stations that are live: each test is the next thing done.

One hub, one browser. HUB_SCREENSHOTS keeps the pictures of the day in a folder of one's own.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from browser_rig import DESK, NEEDS_CHROMIUM, PHONE, is_wider_than_the_screen, picture
from browser_sign_in import give_code, set_up_app, sign_in
from hub_process import HubProcess, manage
from lived_stations import CAST, Lived, Street
from playwright.sync_api import Browser, Download, Page, expect

from station_app.__main__ import main as station_command
from station_app.identity.keys import IssuingKey

pytestmark = NEEDS_CHROMIUM
DAYS = 5
SEED = bytes(range(32))
"""Of the key that signs policies and lies in the union's office, on no hub."""
DISTRICTS = ("梁溪区", "滨湖区")
SOON = 60_000
"""Milliseconds for what stations do on their own, on a machine that does much else; a page alone asks every 30 s."""


@dataclass
class Town:
    """A hub, its accounts and its stations."""

    hub: HubProcess
    street: Street
    passwords: dict[str, str]
    stations: dict[str, Lived] = field(default_factory=dict[str, Lived])


@dataclass
class Day:
    """One manager's: a screen, a station that the manager sees to, and a second person for what needs two."""

    town: Town
    chromium: Browser
    size: Any
    folder: Path
    name: str
    place: str
    failures: int
    page: Page = field(init=False)
    draft: str = ""
    """Address of the page of the policy that the manager drafts."""
    why: str = ""
    """Address of the page that told why somebody was refused."""

    def __post_init__(self) -> None:
        self.page = self.enter()

    @property
    def station(self) -> Lived:
        """As its present computer runs it."""
        return self.town.stations[self.place]

    def enter(self) -> Page:
        """A browser of somebody's own."""
        context = self.chromium.new_context(viewport=self.size, base_url=self.town.hub.url, locale="zh-CN")
        context.set_default_timeout(SOON)
        return context.new_page()

    def look(self, name: str, page: Page | None = None) -> None:
        """A picture of what is seen now, which fits the screen."""
        page = page or self.page
        picture(page, f"day-{name}", self.folder)
        assert not is_wider_than_the_screen(page), name

    def look_until(self, where: str, text: str) -> None:
        """Look at the page again and again until it says so."""
        for _ in range(SOON // 500):
            if self.page.locator(where).filter(has_text=text).count():
                return
            self.page.wait_for_timeout(500)
            self.page.reload()
        raise AssertionError(self.page.locator("main").inner_text())

    def go_to_station(self) -> None:
        """From the list, as a manager does."""
        self.page.goto("/")
        self.page.locator("a.station").filter(has_text=self.station.title).click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(self.station.title)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("day")
    office = IssuingKey(seed=SEED, name="office").issuer()
    names = {"phone": "WX-101", "desk": "WX-102", "other": "WX-203"}
    roles = {"manager": "manager", "second": "approver"}
    accounts = [(f"{who}-{size}", role) for size in SIZES for who, role in roles.items()]
    with HubProcess(folder / "hub", live=True) as hub:
        placed = [f"--district={one}" for one in DISTRICTS]
        said = manage(
            hub.data,
            ["codes", *names.values()],
            ["policysigner", "add", "office", office.public.hex()],
            *(["account", name, "--role", role, *placed] for name, role in accounts),
        )
        codes = dict(re.findall(r"^(WX-\d+) (\S+)$", said, re.MULTILINE))
        passwords = dict(re.findall(r"^([a-z]+-[a-z]+): (\S+)$", said, re.MULTILINE))
        with Street(folder, hub.url, office) as street:
            stations = {name: street.settle(name, codes[name], DAYS) for name in names.values()}
            table = folder / "places.csv"
            rows = [f"{name},{CAST[name].district},{CAST[name].tier}" for name in stations]
            table.write_text("\n".join(["id,district,tier", *rows]), encoding="utf-8")
            manage(hub.data, ["place", str(table)])
            yield Town(hub, street, passwords, stations)


SIZES: dict[str, tuple[Any, str]] = {"phone": (PHONE, "WX-101"), "desk": (DESK, "WX-102")}


@pytest.fixture(scope="module", params=SIZES)
def whole_day(
    request: pytest.FixtureRequest, chromium: Browser, town: Town, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Day]:
    size, place = SIZES[request.param]
    failures = request.session.testsfailed
    yield Day(town, chromium, size, tmp_path_factory.mktemp(request.param), request.param, place, failures)
    for context in chromium.contexts:
        context.close()


@pytest.fixture
def day(whole_day: Day, request: pytest.FixtureRequest) -> Day:
    """The day so far; after a step that failed there is none."""
    if request.session.testsfailed > whole_day.failures:
        pytest.skip("the day has ended with the step that failed before")
    return whole_day


def test_the_manager_signs_in_with_a_code_of_the_secret_shown_at_set_up(day: Day) -> None:
    name, page = f"manager-{day.name}", day.page
    _give_password(day)
    day.look("01-set-up")
    set_up_app(page, name)
    day.look("02-first-page")
    page.get_by_role("link", name="账号").click()
    day.look("03-account")
    page.locator("main").get_by_role("button", name="退出").click()
    _give_password(day)
    day.look("04-second-step")
    give_code(page, name)

    expect(page.get_by_role("heading", level=1)).to_contain_text("站点")


def _give_password(day: Day) -> None:
    name = f"manager-{day.name}"
    day.page.goto("/login/")
    day.page.get_by_label("用户名").fill(name)
    day.page.get_by_label("密码").fill(day.town.passwords[name])
    day.page.get_by_role("button", name="登录").click()


def test_a_station_s_sentence_changes_under_the_manager_s_eyes(day: Day) -> None:
    page = day.page
    page.goto("/")
    with page.expect_response(lambda answer: "/live/events" in answer.url) as stream:
        page.reload()
    mine = page.locator("a.station").filter(has_text=day.station.title).locator(".sentence")
    before = mine.inner_text()
    day.look("05-fleet")
    page.evaluate("window.neverLeft = true")
    day.station.guest()

    expect(mine).not_to_have_text(before, timeout=SOON)
    day.look("06-fleet-changed")
    assert (stream.value.headers["content-type"], page.evaluate("window.neverLeft")) == ("text/event-stream", True)


def test_a_door_is_opened_from_afar_and_the_opening_confirmed(day: Day) -> None:
    _order(day, "开门", "忘带卡")
    day.look("07-door")
    day.page.get_by_role("button", name="发送").click()

    expect(day.page.locator("#order-list li").first).to_contain_text("门已打开", timeout=SOON)
    day.look("08-door-opened")


def test_an_order_that_comes_too_late_is_not_carried_out(day: Day) -> None:
    _order(day, "开门", "忘带卡")
    day.station.line.late = 75  # longer than whoever stands before a door waits for it
    day.page.get_by_role("button", name="发送").click()

    expect(day.page.locator("#order-list li").first).to_contain_text("到达时已过时", timeout=SOON)
    day.station.line.late = 0
    day.look("09-late")


def _order(day: Day, verb: str, reason: str) -> None:
    day.go_to_station()
    day.page.locator("#orders").get_by_role("link", name=verb, exact=True).click()
    day.page.get_by_label("原因").fill(reason)


def test_a_what_if_counts_whom_a_drafted_policy_would_have_refused(day: Day) -> None:
    page = day.page
    page.goto("/")
    page.get_by_role("link", name="规则", exact=True).click()
    day.look("10-policies")
    page.get_by_role("link", name="新建草稿").click()
    page.get_by_label(day.station.title).check()
    day.look("11-policy-new")
    page.get_by_role("button", name="开始编写").click()
    day.draft = page.url
    page.get_by_role("link", name="修改 全站").click()
    page.get_by_label("名称").fill(f"不收工会卡-{day.name}")
    page.get_by_text("其他").click()
    page.get_by_label("工会卡").select_option("不接受")
    day.look("12-policy-edit")
    page.get_by_role("button", name="保存").click()
    day.look("13-policy-draft")
    before = day.station.granted("union-card")
    page.get_by_role("button", name="试算").click()
    found = page.locator("#try li", has_text="放行 → 休息区 · 不支持此卡").locator("b")
    refused = int(found.inner_text().split()[0])
    day.look("14-policy-what-if")

    assert 0 < before <= refused <= day.station.granted("union-card")  # people come meanwhile


def test_a_second_person_approves_the_policy(day: Day) -> None:
    day.page.get_by_role("button", name="提交审批").click()
    second, name = day.enter(), f"second-{day.name}"
    sign_in(second, day.town.passwords[name], name)
    second.goto(day.draft)
    day.look("15-policy-approve", second)
    second.get_by_role("button", name="批准").click()

    expect(second.locator(".headline")).to_contain_text("已批准")
    second.context.close()


def test_the_station_takes_the_policy_that_was_signed_away_from_the_hub(day: Day) -> None:
    page = day.page
    page.goto(day.draft)
    page.get_by_role("link", name="签名").click()
    day.look("16-policy-sign")
    with page.expect_download() as got:
        page.get_by_role("link", name="下载").click()
    page.get_by_label("签名后的文件", exact=True).set_input_files(_signed_in_the_office(got.value, day.folder))
    page.get_by_role("button", name="上传").click()
    page.get_by_role("link", name="分批下发").click()
    day.look("17-policy-publish")
    page.get_by_role("button", name="开始下发").click()
    day.look_until("#rollout .chip.good", "已生效")
    day.look("18-policy-in-force")

    assert day.station.policy == (1, f"不收工会卡-{day.name}")


def _signed_in_the_office(approved: Download, folder: Path) -> Path:
    key, text, signed = (folder / name for name in ("office.key", "policy.json", "policy.signed"))
    key.touch(0o600)
    key.write_bytes(SEED)
    approved.save_as(text)
    assert station_command(["policy", "sign", str(text), "--key", str(key), "--output", str(signed)]) == 0
    return signed


def test_the_log_says_why_somebody_was_refused(day: Day) -> None:
    page = day.page
    day.station.show_union_card()
    day.go_to_station()
    expect(page.locator(".timeline")).to_contain_text("拒绝进入", timeout=SOON)
    page.get_by_role("link", name="全部记录").first.click()
    refused = page.locator("li", has_text="拒绝进入").first
    day.look("19-log")
    refused.get_by_role("link", name="为什么？").click()
    day.why = page.url

    expect(page.get_by_text("一致：按当时的规则")).to_be_visible()
    day.look("20-why")


def test_a_month_is_taken_along_as_a_file_with_the_figures_of_the_page(day: Day) -> None:
    page = day.page
    page.goto("/")
    page.get_by_role("link", name="统计报表", exact=True).click()
    page.get_by_label("周期").select_option("月报")
    page.get_by_label("所在日期").fill(f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%d}")
    page.get_by_role("button", name="查看").click()
    page.wait_for_url("**/reports/?**")
    day.look("21-month")
    titles = {one.title for one in day.town.stations.values()}
    for _ in range(9):
        visits = _visits_now(page)
        with page.expect_download() as coming:
            page.get_by_role("link", name="下载 CSV").click()
        coming.value.save_as(day.folder / "month.csv")
        if _visits_now(page) == visits:  # nobody has come meanwhile: the stations are live
            break
    rows = csv.reader((day.folder / "month.csv").read_text(encoding="utf-8-sig").splitlines())
    counted = {row[0]: int(row[1]) for row in rows if row and row[0] in titles}

    assert counted.keys() == titles
    assert sum(counted.values()) == visits


def _visits_now(page: Page) -> int:
    page.reload()
    return int(page.locator(".figures b").first.inner_text())


def test_an_incident_is_taken_on_and_the_station_confirms(day: Day) -> None:
    page = day.page
    page.goto("/")
    day.station.call_for_help()
    mine = page.locator("a.station").filter(has_text=day.station.title)
    expect(mine).to_contain_text("有人求助", timeout=SOON)
    day.look("22-help")
    page.get_by_role("link", name="事件", exact=True).click()
    day.look("23-incidents")
    page.locator("a.case").filter(has_text=day.station.title).filter(has_text="有人求助").click()
    day.look("24-incident")
    page.get_by_role("button", name="我来处理").click()

    expect(page.locator("#order-list")).to_contain_text("已生效", timeout=SOON)
    day.look("25-incident-taken-on")


def test_a_station_s_new_computer_is_enrolled_and_its_history_stays(day: Day) -> None:
    page, town = day.page, day.town
    town.street.switch_off(day.place)
    day.go_to_station()
    page.get_by_text("站点信息").click()
    page.get_by_role("link", name="站点电脑").click()
    page.get_by_role("link", name="更换电脑").click()
    page.get_by_label("原因").fill("磁盘老化")
    day.look("26-replace")
    page.get_by_role("button", name="生成更换码").click()
    day.look("27-replace-code")
    town.stations[day.place] = town.street.settle(day.place, page.locator(".secret b").inner_text(), days=0)
    page.goto(f"/stations/{day.place}/computer/")

    day.look_until("ul.lines > li", "日志重新开始")
    day.look("28-replaced")
    page.goto(day.why)
    expect(page.get_by_text("一致：按当时的规则")).to_be_visible()
    page.goto(f"/stations/{day.place}/")
    expect(page.locator(".live")).to_contain_text("第 1 号", timeout=SOON)  # the hub has handed it over again
    day.look("29-new-computer")
