"""Hand-outs, boxes, racks, shelves and the survey in Chromium, on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browser_rig import CLEAN, DESK, NEEDS_CHROMIUM, PHONE, Fleet, beside, is_wider_than_the_screen, picture, signed_in
from hub_process import HubProcess, manage
from paper_journal import Paper
from playwright.sync_api import Browser, Page, expect

from station_app.core.offers.survey import EDITION

pytestmark = NEEDS_CHROMIUM
STATION = "WX-001"
CATALOGUE = "isbn,title,author,copies\n9787544253994,百年孤独,马尔克斯,2\n"
WHERE = (
    "/things/",
    "/things/new/",
    "/things/rounds/1/",
    "/things/stock/",
    f"/things/stock/{STATION}/",
    "/things/lent/",
    f"/things/lent/{STATION}/",
    "/things/books/",
    f"/things/books/{STATION}/",
    "/surveys/",
    "/parking/",
    "/activities/",
    "/activities/new/",
    "/activities/1/",
)


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """A hub with one station whose shelves are filled and partly taken from."""
    with HubProcess(tmp_path_factory.mktemp("things") / "data") as hub:
        told = Fleet(hub, hub.read_password())
        paper = Paper(start=datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3))
        for number in range(6):
            paper.write("handout.given", round="example-drinks", item="water", count=1, holder=f"{number:032x}")
            paper.write("survey.answered", survey=EDITION, question="overall", answer="good")
        paper.write(
            "loan.lent",
            loan="l-1",
            shelf="umbrella",
            item="2",
            until=int(paper.wall.timestamp() * 1000),
            holder="a" * 32,
        )
        paper.write("vehicle.parked", parking="v-1", vehicle="truck", spot=7)
        paper.write("stock.used", item="plaster", count=3)
        beside(lambda: told.add(STATION, "信成花园驿站", paper))
        manage(hub.data, ["example", STATION])
        yield told


@pytest.fixture(scope="module", params=[PHONE, DESK], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, chromium: Browser, fleet: Fleet) -> Iterator[Page]:
    """Signed in as a manager."""
    with signed_in(chromium, fleet, request.param) as page:
        yield page


def test_a_manager_begins_a_round(page: Page) -> None:
    title = f"送温暖{(page.viewport_size or {'width': 0})['width']}"
    page.goto("/things/")
    page.get_by_role("link", name="新建").first.click()
    today = datetime.now(UTC).date()
    page.locator("input[name=title]").fill(title)
    page.locator("input[name=begins]").fill(today.isoformat())
    page.locator("input[name=ends]").fill((today + timedelta(days=7)).isoformat())
    page.locator("input[name=pieces]").fill("40")
    page.locator("input[name=stations]").fill(STATION)
    picture(page, "round-new")
    page.locator("main form").get_by_role("button").last.click()

    expect(page.locator("main")).to_contain_text(title)


def test_a_manager_brings_a_catalogue(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "books.csv"
    file.write_text(CATALOGUE, encoding="utf-8")
    page.goto(f"/things/books/{STATION}/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="导入").click()

    expect(page.locator("main")).to_contain_text("百年孤独")


def test_a_manager_sees_what_is_left_and_what_is_out(page: Page) -> None:
    page.goto("/things/")
    expect(page.locator("main")).to_contain_text("剩余 42")
    page.goto("/things/lent/")

    expect(page.locator("main")).to_contain_text("信成花园驿站")


def test_a_manager_calls_the_driver_of_a_truck(page: Page) -> None:
    page.goto("/parking/")
    page.get_by_role("button", name="呼叫司机").click()
    picture(page, "parking")

    expect(page.locator("main")).to_contain_text("站上屏幕正在呼叫")


def test_a_manager_announces_a_class_and_cancels_it(page: Page) -> None:
    page.goto("/activities/")
    page.get_by_role("link", name="发布活动").click()
    begins = datetime.now(UTC) + timedelta(days=2)
    for name, text in (("title", "急救课"), ("where", "休息区"), ("places", "8")):
        page.locator(f"input[name={name}]").fill(text)
    page.locator("input[name=begins]").fill(f"{begins:%Y-%m-%dT%H:%M}")
    page.locator("input[name=ends]").fill(f"{begins + timedelta(hours=2):%Y-%m-%dT%H:%M}")
    picture(page, "activity-new")
    page.get_by_role("button", name="发布").click()
    page.get_by_role("link", name="急救课").click()
    page.locator("input[name=reason]").fill("老师生病")
    page.get_by_role("button", name="取消活动").click()
    picture(page, "activity")

    expect(page.locator("main")).to_contain_text("老师生病")


@pytest.mark.every_screen
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("where", WHERE)
def test_no_page_is_wider_than_the_screen_or_says_a_code(page: Page, where: str, language: str) -> None:
    page.goto(f"/language/{language}/?next={where}")
    for summary in page.locator("main summary").all():
        summary.click()
    picture(page, f"things-{WHERE.index(where)}-{language}")
    wrong = page.evaluate(CLEAN)
    wide = is_wider_than_the_screen(page)
    page.goto("/language/zh-hans/?next=/")

    assert (wrong, wide) == ([], False)
