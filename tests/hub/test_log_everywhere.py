"""The log of all stations: every line once and in order, of the own districts alone, and never through the whole."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hub_rig import HubRig
from log_rig import ALWAYS, NOW_MS, facts, station, two_districts, visits
from test_pages import Browser
from test_scope import reader

from station_app.core.alarms import SILENT_HELP
from station_app.hub import exports
from station_app.hub.audit_models import Audit
from station_app.hub.models import Looked, Station, Vitals
from station_app.hub.pages import merging
from station_app.upstream.vitals_message import Vitals as Told
from station_app.upstream.vitals_message import ZoneNow

LOG = "/log/"


@pytest.fixture
def two(rig: HubRig) -> HubRig:
    """A station in one's own district, and one in another's."""
    rig.in_thread(two_districts)
    return rig


def shown(rig: HubRig, client: Any, query: str) -> set[str]:
    """The stations of the lines on a page, by their links to why."""
    page = rig.in_thread(lambda: client.get(f"{LOG}?{query}").getvalue().decode())
    return set(re.findall(r"/stations/(ST-[0-9]+)/why", page))


@pytest.mark.parametrize(
    "narrowed", ["", "&q=ST-2", "&q=ST-1,ST-2", "&q=驿站", "&district=滨湖", "&zone=rest", "&kind=door.closed"]
)
def test_no_line_of_another_district_is_ever_shown(two: HubRig, narrowed: str) -> None:
    client = reader(two)
    ways = ["", f"&before={NOW_MS}.9", f"&after={NOW_MS - 9_000_000}.1"]

    assert all(
        shown(two, client, f"view={view}{narrowed}{way}") <= {"ST-1"} for view in ("visits", "events") for way in ways
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"ST-1", "ST-2"}),
        ("q=ST-2", {"ST-2"}),
        ("q=滨湖", {"ST-2"}),
        ("q=梁溪，st-2", {"ST-1", "ST-2"}),
        ("district=滨湖", {"ST-2"}),
        ("district=滨湖&q=梁溪", set()),
        ("district=锡山", {"ST-1", "ST-2"}),
        ("q=nowhere", set()),
    ],
)
def test_stations_are_chosen_by_search_and_by_district(two: HubRig, query: str, found: set[str]) -> None:
    assert shown(two, Browser(two, "admin").client, query) == found


def test_a_whole_number_means_that_station_alone(two: HubRig) -> None:
    def another() -> None:
        station("ST-11", "梁溪二站", "梁溪")
        visits("ST-11", [NOW_MS - 5])

    two.in_thread(another)
    assert shown(two, Browser(two, "admin").client, "q=ST-1") == {"ST-1"}


def test_an_account_without_districts_sees_no_line(two: HubRig) -> None:
    assert shown(two, reader(two, districts=()), "") == set()


def test_each_line_names_its_station_and_leads_to_its_reason(two: HubRig) -> None:
    page = Browser(two, "admin").get(f"{LOG}?view=events").text_now

    assert re.search(r'href="/stations/ST-2/">滨湖驿站</a>.*?href="/stations/ST-2/why/e/[0-9]+/"', page, re.DOTALL)


def test_a_zone_is_called_what_its_own_station_calls_it(two: HubRig) -> None:
    def tell(key: str, title: str) -> None:
        told = Told(
            station=key, boot="b", mono_ms=1, wall_ms=NOW_MS, clock="trusted", version="0", doors=(), devices=(),
            zones=(ZoneNow(name="rest", inside="0", capacity=9, open=True, title=title),),
        )  # fmt: skip
        content = msgspec.json.encode(told).decode()
        Vitals.objects.create(station_id=key, boot="b", mono=1, came_at=datetime.now(UTC), content=content)

    two.in_thread(lambda: (tell("ST-1", "甲区"), tell("ST-2", "乙区")))
    page = Browser(two, "admin").get(LOG).text_now
    assert set(re.findall("(梁溪|滨湖)驿站</a>[^<]*<span[^>]*>(..)</span>", page)) == {
        ("梁溪", "甲区"),
        ("滨湖", "乙区"),
    }


def test_the_filters_go_along_to_the_next_page(two: HubRig) -> None:
    two.in_thread(lambda: visits("ST-1", range(NOW_MS - 900_000, NOW_MS - 840_000, 1000)))
    browser = Browser(two, "admin")
    link = re.search(r'href="(\?[^"]*before=[^"]*)"', browser.get(f"{LOG}?q=ST-1").text_now)
    assert link is not None

    page = browser.get(LOG + html.unescape(link[1])).text_now
    assert set(re.findall(r"/stations/(ST-[0-9]+)/why", page)) == {"ST-1"}


@pytest.mark.parametrize(("role", "there"), [("viewer", False), ("manager", True)])
def test_a_silent_call_is_no_line_for_who_may_not_know(two: HubRig, role: str, there: bool) -> None:
    two.in_thread(lambda: Station.objects.update(district=""))
    two.in_thread(lambda: facts("ST-1", [NOW_MS], kind="incident.opened", body=f'{{"cause":"{SILENT_HELP}"}}'))

    page = Browser(two, role).get(f"{LOG}?view=events").text_now
    assert ("/stations/ST-1/why/e/4/" in page) is there


def test_lines_of_all_stations_count_against_the_day_s_measure(two: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "LOOKS_A_DAY", 10)
    browser = Browser(two, "admin")

    codes = [browser.get(path).status_code for path in (LOG, "/stations/ST-1/log/", LOG)]
    assert (codes, two.in_thread(lambda: Looked.objects.get().lines)) == ([200, 200, 429], 9)


def test_a_look_is_recorded_with_its_filters_and_without_what_was_typed(two: HubRig) -> None:
    Browser(two, "admin").get(f"{LOG}?{ALWAYS}&q=滨湖驿&district=滨湖&credential=id-card")

    row = two.in_thread(lambda: Audit.objects.latest("number"))
    assert (row.what, row.station, row.detail) == (
        "log-seen", "ST-2", "visits since=2020-01-01 credential=id-card district=滨湖 stations=1 lines=3",
    )  # fmt: skip


def test_a_look_at_several_stations_says_at_how_many(two: HubRig) -> None:
    Browser(two, "admin").get(f"{LOG}?{ALWAYS}")

    row = two.in_thread(lambda: Audit.objects.latest("number"))
    assert (row.station, row.detail) == ("", "visits since=2020-01-01 stations=2 lines=6")


def test_nothing_is_taken_along_from_here(two: HubRig) -> None:
    page = Browser(two, "admin").get(LOG).text_now

    assert (".csv" in page, ".xlsx" in page, "请打开单个站点的记录" in page) == (False, False, True)


def test_one_station_s_own_log_is_a_step_away(two: HubRig) -> None:
    assert 'href="/stations/ST-2/log/?' in Browser(two, "admin").get(f"{LOG}?q=ST-2").text_now


@pytest.mark.parametrize("query", ["q=%25", "q=_", "q='", f"q={'x' * 300}", "before=x", "q=,,，", "district=&q=，"])
def test_no_filter_of_stations_breaks_the_page(two: HubRig, query: str) -> None:
    assert Browser(two, "admin").get(f"{LOG}?{query}").status_code == 200


def test_a_search_looks_through_so_many_lines_and_says_how_far(two: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "LOOK", 2)
    page = Browser(two, "admin").get(f"{LOG}?view=visits&credential=staff").text_now

    assert ("本页只查到" in page, "before=" in page) == (True, True)
