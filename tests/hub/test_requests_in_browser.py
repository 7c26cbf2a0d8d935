"""Requests in Chromium: an expert takes one on in time, the next one is asked, a worker reads the answer."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from browser_rig import CLEAN, DESK, NEEDS_CHROMIUM, PHONE, Fleet, beside, is_wider_than_the_screen, picture, signed_in
from browser_sign_in import sign_in
from hub_process import HubProcess, manage
from paper_journal import Paper
from playwright.sync_api import Browser, Page, expect
from request_rig import code_hash

pytestmark = NEEDS_CHROMIUM
STATION = "WX-001"
CODES = {"wages": "482173650194", "water": "111122223333", "hours": "555566667777", "mind": "990011223344"}
ASKED = {
    "wages": ("advice", "wages", 40),
    "water": ("fault", "water", 90),
    "hours": ("suggestion", "hours", 3000),
    "helmet": ("lost", "helmet", 5000),
    "found": ("found", "helmet", 4000),
    "fire": ("hazard", "wire", 200),
    "mind": ("advice", "mind", 2),
}
"""Request -> matter, topic, and how many minutes ago it was made."""
BESIDE = (
    "import sys; from pathlib import Path; from station_app.hub.serve import prepared; prepared(Path(sys.argv[1]));"
    "from django.db import connections; exec(sys.argv[2]); connections.close_all()"
)


def beside_the_hub(data: Path, work: str) -> None:
    """Do something in a hub's database while it runs, as time or another person would."""
    subprocess.run([sys.executable, "-c", BESIDE, str(data), work], check=True, timeout=60)


MINUTES_PASS = """
from datetime import timedelta
from django.db.models import F
from station_app.hub.models import Ticket
Ticket.objects.filter(request='mind').update(next_at=F('next_at') - timedelta(minutes=5))
"""
WAKES = """
from django.contrib.auth.models import User
from station_app.hub.models import Channel, QuietHours
from django.utils import timezone
for name in ('wang', 'li'):
    who = User.objects.get(username=name)
    QuietHours.objects.create(who=who, severity='fault', begin=0, end=0)
    from station_app.hub import channels
    channels.make(who, name, 'webhook', {'url': 'https://127.0.0.1/x'}, timezone.now(), who=who)
"""


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    with HubProcess(tmp_path_factory.mktemp("requests") / "data") as hub:
        told = Fleet(hub, hub.read_password())
        told_passwords = manage(
            hub.data,
            ["account", "wang", "--role", "expert", "--district", ""],
            ["account", "li", "--role", "expert", "--district", ""],
        )
        PASSWORDS.update(line.split(": ") for line in told_passwords.splitlines() if ": " in line)
        beside_the_hub(hub.data, WAKES)
        paper = Paper(start=datetime.now(UTC).replace(microsecond=0))
        now = paper.wall
        for name, (matter, topic, minutes) in sorted(ASKED.items(), key=lambda one: -one[1][2]):
            paper.wall = now - timedelta(minutes=minutes)
            ticket = {"ticket": code_hash(CODES[name])} if name in CODES else {}
            if name != "mind":
                paper.write("request.made", request=name, matter=matter, topic=topic, place="hall", **ticket)
        beside(lambda: told.add(STATION, "信成花园驿站", paper))
        yield told


PASSWORDS: dict[str, str] = {}


@pytest.fixture(scope="module", params=[PHONE, DESK], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, chromium: Browser, fleet: Fleet) -> Iterator[Page]:
    """Signed in as a manager."""
    with signed_in(chromium, fleet, request.param) as page:
        yield page


@pytest.fixture(scope="module")
def expert(chromium: Browser, fleet: Fleet) -> Iterator[Page]:
    """Li, on his phone."""
    context = chromium.new_context(viewport=PHONE, base_url=fleet.hub.url)
    opened = context.new_page()
    sign_in(opened, PASSWORDS["li"], "li")
    yield opened
    context.close()


@pytest.fixture(params=[{"width": 360, "height": 640}, DESK], ids=["small-phone", "desk"])
def worker(request: pytest.FixtureRequest, chromium: Browser, fleet: Fleet) -> Iterator[Page]:
    """A worker's own phone; nobody is signed in."""
    context = chromium.new_context(viewport=request.param, base_url=fleet.hub.url)
    yield context.new_page()
    context.close()


def _opened(page: Page, what: str, show: str = "waiting") -> None:
    page.goto(f"/requests/?show={show}")
    page.locator("a.case").filter(has_text=what).first.click()


def _is_phone(page: Page) -> bool:
    return (page.viewport_size or {"width": 0})["width"] < 500


def test_a_manager_sets_up_a_desk(page: Page) -> None:
    field, who = ("心理关爱", ("wang", "li")) if _is_phone(page) else ("法律咨询", ("li",))
    page.goto("/")
    page.get_by_role("link", name="诉求", exact=True).click()
    picture(page, "requests")
    page.get_by_role("link", name="服务台", exact=True).click()
    page.get_by_label("领域").first.select_option(label=field)
    page.get_by_role("button", name="设立服务台").click()
    for name in who:
        card = page.locator("section.card").filter(has=page.get_by_role("heading", name=field))
        card.locator("summary").click()
        card.get_by_label("添加受理人").select_option(label=name)
        card.get_by_role("button", name="添加受理人").click()
    picture(page, "desks")

    expect(page.locator("section.card").filter(has=page.get_by_role("heading", name=field))).to_contain_text(
        f"{len(who)}. {who[-1]}"
    )


def test_a_manager_gives_a_desk_the_page_that_kiosks_lead_to(page: Page) -> None:
    field, link = (
        ("医疗互助", "https://zghz.example.org/apply") if _is_phone(page) else ("普惠服务", "https://hui.example.org/")
    )
    page.goto("/requests/desks/")
    page.get_by_label("领域").first.select_option(label=field)
    page.get_by_role("button", name="设立服务台").click()
    card = page.locator("section.card").filter(has=page.get_by_role("heading", name=field))
    card.locator("summary").click()
    card.get_by_label("网页").fill(link)
    card.get_by_role("button", name="保存").click()
    picture(page, "desk-page")

    expect(card).to_contain_text(link)


def test_the_next_expert_is_asked_after_five_minutes_and_takes_it_on(page: Page, expert: Page, fleet: Fleet) -> None:
    if not _is_phone(page):
        pytest.skip("once is enough: it is the same request")
    paper = fleet.papers[STATION]
    paper.wall = datetime.now(UTC)
    paper.write("request.made", request="mind", matter="advice", topic="mind", ticket=code_hash(CODES["mind"]))
    beside(lambda: fleet.push(STATION))
    _opened(page, "心理关爱")
    history = page.locator("section.card").last
    for _ in range(30):  # the hub's loop looks every second
        page.reload()
        if "wang" in history.inner_text():
            break
    expect(history).to_contain_text("询问受理 wang")
    expect(history).not_to_contain_text("li")

    beside_the_hub(fleet.hub.data, MINUTES_PASS)
    expert.goto("/requests/?show=offered")
    for _ in range(30):
        expert.reload()
        if expert.locator("a.case").count():
            break
    picture(expert, "requests-offered")
    expert.locator("a.case").filter(has_text="心理关爱").click()
    expert.get_by_role("button", name="我来受理").click()
    picture(expert, "request-accepted")

    expect(expert.locator("main")).to_contain_text("受理用时")
    expect(expert.locator("main")).to_contain_text("0 分钟")


def test_a_fault_gets_its_day_and_is_mended(page: Page) -> None:
    what = "饮水机" if _is_phone(page) else "电线"
    _opened(page, what)
    page.get_by_role("button", name="我来受理").click()
    page.get_by_label("预计修复日期").fill((datetime.now(UTC) + timedelta(days=2)).date().isoformat())
    page.get_by_role("button", name="告知预计修复时间").click()
    picture(page, "request-due")
    expect(page.locator("dl")).to_contain_text("预计修复")
    page.get_by_label("说明（可不填）").fill("已更换滤芯")
    page.get_by_role("button", name="已修复，办结").click()
    picture(page, "request-mended")

    expect(page.locator(".chips").first).to_contain_text("已修复")


def test_an_answer_with_a_telephone_number_is_given_back(page: Page) -> None:
    _opened(page, "拖欠工资", "waiting" if _is_phone(page) else "mine")
    if _is_phone(page):
        page.get_by_role("button", name="我来受理").click()
    page.get_by_label("答复", exact=True).fill("请联系 13000000000")
    page.get_by_role("button", name="答复", exact=True).click()
    picture(page, "request-answer-refused")

    expect(page.get_by_role("alert")).to_contain_text("去掉号码")
    expect(page.locator("form.act textarea")).to_have_value("请联系 13000000000")


def test_a_hotline_note_comes_into_the_inbox(page: Page) -> None:
    page.goto("/requests/")
    page.get_by_role("link", name="登记诉求").click()
    page.get_by_label("事项").select_option("advice/contract")
    page.get_by_label("内容（只有服务台成员能看到）").fill("没有签合同 👷")
    picture(page, "request-new")
    page.get_by_role("button", name="登记", exact=True).click()
    picture(page, "request-noted")

    expect(page.get_by_role("status")).to_contain_text(re.compile(r"\d{4} \d{4} \d{4}"))
    expect(page.locator("main")).to_contain_text("12351 热线")


def test_a_worker_sees_how_it_stands_writes_something_and_rates_the_answer(worker: Page, page: Page) -> None:
    if _is_phone(worker) != _is_phone(page):
        pytest.skip("one worker for each manager")
    name = "water" if _is_phone(worker) else "hours"
    if name == "hours":
        _opened(page, "开放时间")
        page.get_by_role("button", name="我来受理").click()
    worker.goto("/t/")
    worker.get_by_label("编号").fill(" ".join(re.findall("....", CODES[name])))
    worker.get_by_role("button", name="查看答复").click()
    picture(worker, f"worker-{name}")
    if name == "hours":
        worker.get_by_label("补充说明").fill("夜里也要开门 🙏" * 200)
        worker.get_by_role("button", name="发送").click()
        expect(worker.get_by_role("status").first).to_contain_text("已收到")
        page.reload()
        expect(page.locator(".words")).to_contain_text("夜里也要开门")
        page.get_by_label("请说明理由，会告诉本人").fill("下月起通宵开放")
        page.get_by_role("button", name="采纳", exact=True).click()
        worker.goto(f"/t/{CODES[name]}")
    expect(worker.locator(".state")).to_contain_text("已办结")
    worker.get_by_role("button", name="5 星").click()
    picture(worker, f"worker-{name}-rated")

    expect(worker.locator("main")).to_contain_text("谢谢您的评价")


def test_a_worker_speaks_and_the_owner_hears_it(chromium: Browser, page: Page, fleet: Fleet) -> None:
    if not _is_phone(page):
        pytest.skip("once is enough")
    context = chromium.new_context(viewport=PHONE, base_url=fleet.hub.url)
    phone = context.new_page()
    # No microphone is here: the browser's own oscillator is recorded by its own recorder.
    phone.add_init_script(OSCILLATOR)
    phone.goto(f"/t/{CODES['wages']}")
    phone.get_by_role("button", name="开始录音").click()
    expect(phone.locator("#seconds")).to_contain_text("1 / 120")
    picture(phone, "worker-recording")
    phone.get_by_role("button", name="停止并发送").click()
    expect(phone.get_by_role("status").first).to_contain_text("已收到")
    context.close()

    _opened(page, "拖欠工资", "mine")
    picture(page, "request-voice")
    audio = page.locator("audio")
    expect(audio).to_have_count(1)
    audio.evaluate("one => { one.muted = true; one.preload = 'auto'; one.load(); }")
    expect(audio).to_have_js_property("readyState", 4)


OSCILLATOR = """
navigator.mediaDevices.getUserMedia = async () => {
  const audio = new AudioContext(), tone = audio.createOscillator(), out = audio.createMediaStreamDestination();
  tone.connect(out); tone.start(); await audio.resume();
  return out.stream;
};
"""


def test_a_code_that_nobody_has_is_not_known_yet(worker: Page) -> None:
    worker.goto("/t/123412341234")
    picture(worker, "worker-unknown")

    expect(worker.get_by_role("alert")).to_contain_text("站点可能还没有联网")


WHERE = (
    "/requests/",
    "/requests/?show=done",
    "/requests/new/",
    "/requests/desks/",
    "/requests/figures/",
    "寻物",
    "/t/",
    f"/t/{CODES['wages']}",
)


@pytest.mark.every_screen
@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_are_clean_for_readers_of_every_kind(page: Page, where: str, language: str) -> None:
    if where.startswith("/"):
        page.goto(where)
    else:
        _opened(page, where)
    url: Any = page.url
    page.goto(f"/language/{language}/?next={url.partition(url.split('/')[2])[2]}")
    for summary in page.locator("main summary").all():
        summary.click()
    picture(page, f"requests-{WHERE.index(where)}-{language}")
    wrong = page.evaluate(CLEAN)
    wide = is_wider_than_the_screen(page)
    page.goto("/language/zh-hans/?next=/")

    assert (wrong, wide) == ([], False)
