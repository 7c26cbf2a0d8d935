"""The log of all stations: every line once and in order, of the own districts alone, and never through the whole."""

from __future__ import annotations

import html
import random
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hub_rig import HubRig
from hypothesis import given, settings
from hypothesis import strategies as st
from test_pages import Browser
from test_scope import reader

from station_app.core.alarms import SILENT_HELP
from station_app.hub import exports
from station_app.hub.audit_models import Audit
from station_app.hub.models import Fact, Looked, Station, Visit, Vitals
from station_app.hub.pages import merging
from station_app.hub.pages.log_everywhere import EverywhereFilter, lines_of
from station_app.hub.pages.merging import ManyRanges
from station_app.hub.pages.paging import A_PAGE, Lines, Place, page_from
from station_app.upstream.vitals_message import Vitals as Told
from station_app.upstream.vitals_message import ZoneNow

LOG = "/log/"
ALWAYS = "since=2020-01-01"
NOW_MS = int(datetime.now(UTC).timestamp() * 1000)


def station(key: str, name: str = "", district: str = "") -> None:
    Station.objects.create(id=key, name=name, district=district, public_key="0", enrolled_at=datetime.now(UTC))


def visits(key: str, moments: Sequence[int], **more: Any) -> None:
    usual = {"station_id": key, "zone": "rest", "credential": "id-card", **more}
    Visit.objects.bulk_create(
        Visit(epoch="e", visit=f"{key}-{n}-{at}-{more}"[:64], started_ms=at, **usual) for n, at in enumerate(moments)
    )


def facts(key: str, moments: Sequence[int], **more: Any) -> None:
    usual = {
        "station_id": key, "epoch": "e", "version": 1, "wall": "2026-11-26T00:00:00.000Z", "mono": 1, "boot": "b",
        "clock": "trusted", "body": "{}", "sealed": "{}", "prev": "", "hash": "", "kind": "door.closed", **more,
    }  # fmt: skip
    first = Fact.objects.filter(station=key).count() + 1
    Fact.objects.bulk_create(Fact(seq=first + n, wall_ms=at, **usual) for n, at in enumerate(moments))


def every_visit(*, searched: bool = False) -> ManyRanges:
    every = Visit.objects.all()
    found = Lines(rows=every.filter(credential="pass") if searched else every, when="started_ms")
    indexed = Lines(rows=every, when="started_ms") if searched else None
    keys = list(Station.objects.values_list("pk", flat=True))
    return ManyRanges(stations=Station.objects.all(), keys=keys, found=found, indexed=indexed)


def followed(source: ManyRanges, way: str, asked: str = "") -> list[list[int]]:
    """Keys page by page, following the links to older or newer pages."""
    found: list[list[int]] = []
    while len(found) < 100:
        shown = page_from(source, "started_ms", QueryDict(asked))
        found.append([row.pk for row in shown.rows])
        place = shown.older if way == "before" else shown.newer
        if place is None:
            return found
        asked = f"{way}={place}"
    raise AssertionError("the pages have no end")


fleets = st.lists(st.lists(st.integers(0, 30), max_size=90), max_size=70)


@given(fleet=fleets, seed=st.integers(0, 99))
@settings(max_examples=8, deadline=None)
def test_following_the_links_shows_every_line_of_every_station_once_in_order(fleet: list[list[int]], seed: int) -> None:
    with HubRig() as rig:

        def check() -> None:
            made = [(f"S-{number}", at) for number, moments in enumerate(fleet) for at in moments]
            random.Random(seed).shuffle(made)
            for number in range(len(fleet)):
                station(f"S-{number}")
            Visit.objects.bulk_create(
                Visit(station_id=key, epoch="e", visit=str(n), started_ms=at) for n, (key, at) in enumerate(made)
            )
            wanted = list(Visit.objects.order_by("-started_ms", "-id").values_list("pk", "started_ms"))
            down = [key for page in followed(every_visit(), "before") for key in page]
            assert down == [key for key, _ in wanted]
            if wanted:
                key, at = wanted[-1]
                up = followed(every_visit(), "after", f"after={Place(at_ms=at, key=key)}")
                assert {one for page in up for one in page} >= set(down[:-1])

        rig.in_thread(check)


def test_lines_of_one_moment_at_many_stations_are_shown_once(rig: HubRig) -> None:
    def check() -> None:
        for number in range(60):
            station(f"S-{number}")
        for at in (NOW_MS, NOW_MS - 1):
            for number in random.Random(1).sample(range(60), 60):
                visits(f"S-{number}", [at])
        wanted = list(Visit.objects.order_by("-started_ms", "-id").values_list("pk", flat=True))
        assert [key for page in followed(every_visit(), "before") for key in page] == wanted

    rig.in_thread(check)


@given(rare=st.sets(st.integers(0, 499), max_size=60), spread=st.sampled_from([1, 1_000, 3_000_000]))
@settings(max_examples=8, deadline=None)
def test_a_search_that_ends_early_goes_on_where_it_ended(rare: set[int], spread: int) -> None:
    with HubRig() as rig, pytest.MonkeyPatch.context() as patch:
        patch.setattr(merging, "LOOK", 40)

        def check() -> None:
            for number in range(3):
                station(f"S-{number}")
            Visit.objects.bulk_create(
                Visit(
                    station_id=f"S-{n % 3}", epoch="e", visit=str(n), started_ms=NOW_MS - n * spread,
                    credential="pass" if n in rare else "id-card",
                )
                for n in range(500)
            )  # fmt: skip
            wanted = list(Visit.objects.filter(credential="pass").order_by("-started_ms").values_list("pk", flat=True))
            assert [key for page in followed(every_visit(searched=True), "before") for key in page] == wanted
            up = followed(every_visit(searched=True), "after", f"after={NOW_MS - 600 * spread}.1")
            assert {key for page in up for key in page} == set(wanted)

        rig.in_thread(check)


@pytest.fixture
def two(rig: HubRig) -> HubRig:
    """A busy station in one's own district, and one in another's."""

    def fill() -> None:
        station("ST-1", "梁溪驿站", "梁溪")
        station("ST-2", "滨湖驿站", "滨湖")
        for key in ("ST-1", "ST-2"):
            visits(key, range(NOW_MS - 3_000_000, NOW_MS, 1_000_000))
            facts(key, range(NOW_MS - 3_000_000, NOW_MS, 1_000_000))

    rig.in_thread(fill)
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
            zones=(ZoneNow(name="rest", title=title),),
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


PLANS = [
    ("view=visits", "visit_time"),
    ("view=events", "fact_time"),
    ("view=events&kind=access.denied", "fact_kind_time"),
    ("view=events&reason=full", "fact_reason_time"),
    ("view=events&kind=access.denied&reason=full", "fact_reason_time"),
    ("view=events&zone=rest", "fact_time"),
    ("view=events&credential=id-card", "fact_time"),
    ("view=events&kind=access.denied&credential=id-card", "fact_kind_time"),
    ("view=visits&zone=rest&credential=pass", "visit_time"),
]


@contextmanager
def using_indexes() -> Iterator[None]:
    """PostgreSQL reads a small table whole, and is right to: here it may not."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET enable_seqscan = off")
        yield
        if connection.vendor == "postgresql":
            cursor.execute("RESET enable_seqscan")


def plans_of(query: str, paging: str) -> list[str]:
    """How each question of a page about lines is answered."""
    asked = QueryDict(f"{ALWAYS}&{query}")
    chosen = EverywhereFilter(asked, Station.objects.all(), visits=asked["view"] == "visits")
    source = lines_of(chosen, ["ST-1", "ST-2"], silent=True)
    with CaptureQueriesContext(connection) as ran:
        page_from(source, chosen.when, QueryDict(paging))
    found: list[str] = []
    with using_indexes(), connection.cursor() as cursor:
        for one in ran.captured_queries:
            if not re.search('FROM "hub_(fact|visit)"', one["sql"]):
                continue
            cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{one['sql']}")
            found.append(" / ".join(str(line) for line in cursor.fetchall()))
    return found


@pytest.mark.parametrize(("query", "index"), PLANS)
@pytest.mark.parametrize("paging", ["", "before=1700000000000.5", "after=1700000000000.5"])
def test_every_question_of_a_page_is_answered_by_an_index(two: HubRig, query: str, index: str, paging: str) -> None:
    plans = two.in_thread(lambda: plans_of(query, paging))

    assert plans
    for plan in plans:
        assert not re.search(r"SCAN (?!hub_station|subquery)|Seq Scan on hub_(fact|visit)", plan), plan
        assert index in plan or connection.vendor == "postgresql", plan


def steps_of(query: str, stations: Sequence[str]) -> int:
    """How much SQLite works for a page, in thousands of its machine's steps."""
    asked = QueryDict(f"{ALWAYS}&{query}")
    seen = Station.objects.filter(pk__in=stations)
    chosen = EverywhereFilter(asked, seen, visits=asked["view"] == "visits")
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    below: sqlite3.Connection = connection.connection
    below.set_progress_handler(count, 1000)
    try:
        page_from(lines_of(chosen, stations, silent=True), chosen.when, QueryDict())
    finally:
        below.set_progress_handler(None, 0)
    return steps


QUIET = [f"S-{number}" for number in range(60)]


@pytest.fixture
def crowded(rig: HubRig) -> HubRig:
    """Sixty stations with a visit each, every day another one, and a busy one of somebody else's district."""

    def fill() -> None:
        for number, key in enumerate(QUIET):
            station(key)
            visits(key, [NOW_MS - 86_400_000 * number])
        station("BUSY")
        visits("BUSY", range(NOW_MS - 4_000_000, NOW_MS, 1000))

    rig.in_thread(fill)
    return rig


def test_what_other_districts_have_makes_no_page_dearer(crowded: HubRig) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite tells of its steps; test_every_question_of_a_page_is_answered_by_an_index holds both")
    queries = ("view=visits", "view=visits&zone=toilet")

    assert max(crowded.in_thread(lambda: [steps_of(query, QUIET) for query in queries])) <= 20


def test_one_busy_station_among_quiet_ones_is_not_read_to_its_end(crowded: HubRig) -> None:
    def within_reach() -> int:
        """How many rows the last question would find if it went on behind the page's end."""
        with CaptureQueriesContext(connection) as ran:
            every_visit().take(None, up=False)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({ran.captured_queries[-1]['sql'].rpartition(' LIMIT ')[0]}) page")
            return cursor.fetchone()[0]

    assert A_PAGE < crowded.in_thread(within_reach) <= 2 * A_PAGE


def test_a_search_looks_through_so_many_lines_and_says_how_far(
    crowded: HubRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "LOOK", 1000)
    page = Browser(crowded, "admin").get(f"{LOG}?view=visits&credential=staff").text_now

    assert ("本页只查到" in page, "before=" in page) == (True, True)
