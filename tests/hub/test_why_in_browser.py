"""A manager asks on the phone why somebody was refused: the pages in Chromium, against a real hub process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from browser_rig import CLEAN, DESK, NEEDS_CHROMIUM, PHONE, Fleet, beside, is_wider_than_the_screen, picture, signed_in
from hub_process import HubProcess
from paper_journal import Paper, person
from playwright.sync_api import Browser, Page, expect

from station_app.core.policy import Policy, ZoneRule
from station_app.core.policy_text import text_of

pytestmark = NEEDS_CHROMIUM
STATION = "WX-001"
VERSION = "2026-11"


def _told(paper: Paper, name: str, who: int) -> dict[str, Any]:
    about = {"door": "entry", "zone": "rest", "credential": "id-card", "presentation": name, "person": person(who)}
    paper.write("access.granted", 60, **about, policy=VERSION, rule="welcome")
    return about


def _history() -> Paper:
    paper = Paper(start=datetime.now(UTC) - timedelta(hours=1))
    paper.boot()
    for who in (1, 2):
        about = _told(paper, f"p{who}", who)
        paper.write("door.unlocked", 0, door="entry", cause="entry", presentation=f"p{who}")
        paper.write("door.opened", 2, door="entry", cause="entry")
        paper.write("visit.started", 0, visit=f"p{who}", evidence="door-opened", **about)
        paper.write("door.closed", 3, door="entry", open_seconds=3)
    refused = {"door": "entry", "zone": "rest", "credential": "pass", "presentation": "p3", "person": person(3)}
    paper.write("access.denied", 60, **refused, reason="full", policy=VERSION, rule="capacity", inside=2)
    return paper


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    with HubProcess(tmp_path_factory.mktemp("why") / "data") as hub:
        told = Fleet(hub, hub.read_password())
        beside(lambda: told.add(STATION, "信成花园驿站", _history()))
        policy = tmp_path_factory.mktemp("policy") / "policy.json"
        rules = Policy(version=VERSION, number=7, zones={"rest": ZoneRule(capacity=2)})
        policy.write_text(json.dumps({"policy": text_of(rules)}), encoding="utf-8")
        command = [sys.executable, "-m", "station_app.hub", str(hub.data), "publish", str(policy)]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        yield told


@pytest.fixture(scope="module", params=[PHONE, DESK], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, chromium: Browser, fleet: Fleet) -> Iterator[Page]:
    with signed_in(chromium, fleet, request.param) as page:
        yield page


def _ask_why(page: Page) -> None:
    page.goto(f"/stations/{STATION}/log/?view=events")
    page.locator("li", has_text="拒绝进入").get_by_role("link", name="为什么？").click()


def test_the_grant_leads_to_what_came_of_it(page: Page) -> None:
    page.goto(f"/stations/{STATION}/log/?view=visits")
    picture(page, "log-visits")
    page.get_by_role("link", name="为什么？").first.click()
    page.locator("li", has_text="准许进入").get_by_role("link").click()
    picture(page, "why-granted")

    expect(page.locator("li", has_text="到访开始")).to_be_visible()


@pytest.mark.every_screen
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_is_clean_and_fits(page: Page, language: str) -> None:
    _ask_why(page)
    page.goto(f"/language/{language}/?next={page.url.removeprefix(page.url.partition('/stations')[0])}")
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    picture(page, f"why-open-{language}")

    wide = is_wider_than_the_screen(page)
    found = page.evaluate(CLEAN)
    page.goto("/language/zh-hans/")
    assert (wide, found) == (False, [])
