"""The ranges of many stations merged: every line once and in order, by indexes, and never through the whole."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hub_rig import HubRig
from hypothesis import given, settings
from hypothesis import strategies as st
from log_rig import ALWAYS, NOW_MS, station, two_districts, visits

from station_app.hub.models import Station, Visit
from station_app.hub.pages import merging
from station_app.hub.pages.log_everywhere import EverywhereFilter, lines_of
from station_app.hub.pages.merging import ManyRanges
from station_app.hub.pages.paging import A_PAGE, Lines, Place, page_from


@pytest.fixture
def two(rig: HubRig) -> HubRig:
    """A station in one's own district, and one in another's."""
    rig.in_thread(two_districts)
    return rig


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
