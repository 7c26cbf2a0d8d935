"""Pages of the log: every row once, whatever comes in meanwhile, and by the index alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.http import QueryDict
from hub_rig import Enrolled, HubRig, enrolled
from hypothesis import given, settings
from hypothesis import strategies as st
from test_pages import ST, Browser

from station_app.hub.models import Station, Visit
from station_app.hub.pages.filters import LogFilter
from station_app.hub.pages.log import found_rows
from station_app.hub.pages.paging import A_PAGE, Place, page_of


def pages(rows: QuerySet[Any], way: str, asked: str = "") -> list[Sequence[int]]:
    """Keys page by page, following the links to older or newer pages."""
    found: list[Sequence[int]] = []
    while len(found) < 50:
        shown = page_of(rows, "started_ms", QueryDict(asked))
        found.append([row.pk for row in shown.rows])
        place = shown.older if way == "before" else shown.newer
        if place is None:
            return found
        asked = f"{way}={place}"
    raise AssertionError("the pages have no end")


@given(moments=st.lists(st.integers(0, 20), max_size=4 * A_PAGE))
@settings(max_examples=20, deadline=None)
def test_following_the_links_shows_every_row_once_in_order(moments: list[int]) -> None:
    with HubRig() as rig:

        def check() -> None:
            Station.objects.create(id="ST-1", public_key="0", enrolled_at=datetime.now(UTC))
            Visit.objects.bulk_create(
                Visit(station_id="ST-1", epoch="e", visit=f"v{n}", started_ms=at) for n, at in enumerate(moments)
            )
            rows = Visit.objects.filter(station="ST-1")
            wanted = list(rows.order_by("-started_ms", "-id").values_list("pk", flat=True))
            assert [key for page in pages(rows, "before") for key in page] == wanted
            if wanted:
                last = rows.get(pk=wanted[-1])
                up = pages(rows, "after", f"after={Place(at_ms=last.started_ms, key=last.pk)}")
                assert set(key for page in up for key in page) >= set(wanted[:-1])

        rig.in_thread(check)


@pytest.fixture
async def long(rig: HubRig) -> Enrolled:
    station = await enrolled(rig)
    station.paper.wall = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)
    for _ in range(120):
        station.paper.deny()
    await station.push_all()
    return station


def times(page: str) -> list[str]:
    return re.findall(r"why/epoch-1/([0-9]+)/", page)


async def test_a_link_shows_the_same_rows_after_others_have_come(rig: HubRig, long: Enrolled) -> None:
    browser = Browser(rig, "viewer")
    link = re.search(r"before=([0-9.]+)", browser.get(f"{ST}log/?view=events").text_now)
    assert link is not None
    path = f"{ST}log/?view=events&before={link[1]}"
    first = times(browser.get(path).text_now)
    for _ in range(60):
        long.paper.deny()
    await long.push_all()

    assert (len(first), times(browser.get(path).text_now)) == (A_PAGE, first)


PLANS = [
    ("view=visits", "visit_time"),
    ("view=events", "fact_time"),
    ("view=events&kind=access.denied", "fact_kind_time"),
    ("view=events&reason=full", "fact_reason_time"),
    ("view=events&zone=rest", "fact_time"),
    ("view=events&credential=id-card", "fact_time"),
    ("view=visits&zone=rest&credential=pass", "visit_time"),
]


@pytest.mark.parametrize(("query", "index"), PLANS)
@pytest.mark.parametrize("paging", ["", "before=1700000000000.5", "after=1700000000000.5"])
async def test_no_page_is_read_through_the_whole_table(
    rig: HubRig, long: Enrolled, query: str, index: str, paging: str
) -> None:
    def plans() -> list[str]:
        asked = QueryDict(query)
        chosen = LogFilter(asked, visits=asked["view"] == "visits")
        rows = found_rows(chosen, Station.objects.get(), silent=True)
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as ran:
            page_of(rows, chosen.when, QueryDict(paging))
        found: list[str] = []
        for one in ran.captured_queries:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{one['sql']}")
                found.append(" / ".join(str(line) for line in cursor.fetchall()))
        return found

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a small table whole, and is right to")
    for plan in rig.in_thread(plans):
        assert index in plan and "SCAN" not in plan and "TEMP B-TREE" not in plan, plan


def test_what_is_no_place_is_none() -> None:
    odd = ("", "x", "1", "1.x", "1.-1", "\u0661.1", f"{2**63}.1", "1." + "9" * 30)
    assert [Place.read(text) for text in odd] == [None] * 8
