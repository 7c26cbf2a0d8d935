"""Requests come from facts into one inbox: once, with clocks from their making, and without whoever is forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hub_rig import Enrolled, HubRig
from request_rig import CODE, ask, asking_station, code_hash, desk, only
from test_pages import Browser

from station_app.hub import tickets
from station_app.hub.models import Fact, Ticket
from station_app.hub.projections import rebuild


@pytest.fixture
async def asking(rig: HubRig) -> Enrolled:
    return await asking_station(rig)


MATTERS = ("advice", "fault", "hazard", "suggestion", "lost", "found", "union")


@pytest.mark.parametrize("matter", MATTERS)
async def test_a_request_of_each_matter_stands_in_the_inbox(rig: HubRig, asking: Enrolled, matter: str) -> None:
    await ask(asking, matter=matter, topic="other")

    assert "信成花园驿站" in Browser(rig, "viewer").get(f"/requests/?matter={matter}").text_now


async def test_a_request_told_in_two_journals_is_one(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking)
    asking.paper.replace_journal("epoch-2")
    asking.paper.boot()
    await ask(asking)

    assert rig.in_thread(Ticket.objects.count) == 1


async def test_what_is_no_request_makes_no_row(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking, matter="weather")
    await ask(asking, request="")

    assert rig.in_thread(Ticket.objects.count) == 0


async def test_made_anew_the_rows_are_the_same(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking, ticket=code_hash(CODE), person="p1", contact="sealed")
    asking.paper.write("request.rated", request="r1", stars=4)
    asking.paper.write("request.read", request="r1")
    await asking.push_all()

    def rows() -> list[dict[str, Any]]:
        return list(Ticket.objects.values())

    before = rig.in_thread(rows)
    rig.in_thread(rebuild)
    assert rig.in_thread(rows) == before


async def test_the_clocks_run_from_the_making_and_a_late_row_says_so(rig: HubRig, asking: Enrolled) -> None:
    asking.paper.wall -= timedelta(hours=3)
    await ask(asking)

    made = only(rig)
    page = Browser(rig, "viewer").get(f"/requests/{made.pk}/").text_now
    assert (made.made_ms == tickets.ms(asking.paper.wall), made.accept_by_ms - made.made_ms, "晚到平台" in page) == (
        True,
        300_000,
        True,
    )


async def test_a_clock_that_was_never_set_makes_no_request_fifty_years_old(rig: HubRig, asking: Enrolled) -> None:
    asking.paper.wall = datetime(2087, 1, 1, tzinfo=UTC)
    await ask(asking)

    made = only(rig)
    assert (made.unsure, abs(made.made_ms - tickets.ms(made.came_at)) < 2) == (True, True)


async def test_the_first_rating_counts(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking)
    for stars in (9, 4, 1):
        asking.paper.write("request.rated", request="r1", stars=stars)
    await asking.push_all()

    assert only(rig).stars == 4


async def test_whoever_is_erased_is_named_and_called_nowhere(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking, person="p-forgotten", contact="sealed-number")
    asking.paper.write("data.erased", scope="person", person="p-forgotten")
    await asking.push_all()

    facts = rig.in_thread(lambda: "".join(Fact.objects.filter(kind="request.made").values_list("body", flat=True)))
    assert (only(rig).person, only(rig).contact, "sealed-number" in facts) == ("", "", False)


async def test_a_request_finds_its_desk(rig: HubRig, asking: Enrolled) -> None:
    rig.in_thread(lambda: [desk("legal"), desk("labour"), desk("other")])

    await ask(asking, "r1", topic="wages")
    await ask(asking, "r2", topic="astrology")

    fields = rig.in_thread(lambda: list(Ticket.objects.order_by("id").values_list("desk__field", flat=True)))
    assert fields == ["labour", "other"]


async def test_a_desk_of_another_district_takes_nothing(rig: HubRig, asking: Enrolled) -> None:
    rig.in_thread(lambda: desk("labour", "滨湖"))

    await ask(asking)

    assert only(rig).desk is None


FILTERS = [
    ("matter=advice", True),
    ("matter=fault", False),
    ("q=信成", True),
    ("q=ST-9", False),
    ("show=open", False),
    ("show=mine", False),
    ("show=overdue", False),
    ("district=-", True),
    ("district=滨湖", False),
    ("owner=1", False),
    ("desk=99", False),
    ("show=x&matter=y&desk=z&page=-1", True),
    ("desk=" + "9" * 40, True),
    ("q=%00", True),
]


@pytest.mark.parametrize(("query", "there"), FILTERS)
async def test_the_inbox_is_narrowed(rig: HubRig, asking: Enrolled, query: str, there: bool) -> None:
    await ask(asking)

    assert ("拖欠工资" in Browser(rig, "viewer").get(f"/requests/?{query}").text_now) is there


async def test_a_request_that_nobody_took_on_in_time_is_overdue(rig: HubRig, asking: Enrolled) -> None:
    asking.paper.wall -= timedelta(minutes=6)
    await ask(asking)

    assert "拖欠工资" in Browser(rig, "viewer").get("/requests/?show=overdue").text_now


async def test_the_log_says_what_was_asked_for_and_shows_no_code_and_no_number(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking, ticket=code_hash(CODE), contact="sealed-number")

    page = Browser(rig, "manager").get("/stations/ST-1/log/?view=events").text_now
    assert [one in page for one in ("提出诉求", "拖欠工资", code_hash(CODE)[:12], "sealed-number")] == [
        True,
        True,
        False,
        False,
    ]


async def test_what_is_dangerous_stands_first(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking, "r1", "fault", "water")
    await ask(asking, "r2", "hazard", "fire")

    page = Browser(rig, "viewer").get("/requests/").text_now
    assert page.index("火险") < page.index("饮水机")


async def test_the_inbox_is_paged(rig: HubRig, asking: Enrolled) -> None:
    for number in range(41):
        asking.paper.write("request.made", request=f"r{number}", matter="fault", topic="water")
    await asking.push_all()
    viewer = Browser(rig, "viewer")

    pages = [viewer.get(f"/requests/?page={page}").text_now.count('class="card case') for page in (1, 2)]
    assert pages == [40, 1]


async def test_a_page_asks_the_database_no_more_for_forty_than_for_two(rig: HubRig, asking: Enrolled) -> None:
    viewer = Browser(rig, "viewer")

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            viewer.client.get("/requests/").getvalue()
        return len(asked)

    counts: list[int] = []
    for begin, end in ((0, 2), (2, 60)):
        for number in range(begin, end):
            asking.paper.write("request.made", request=f"r{number}", matter="fault", topic="water")
        await asking.push_all()
        counts.append(rig.in_thread(questions))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("number", ["0", "99", "9" * 19, "9" * 40])
def test_a_request_that_is_none_is_not_there(rig: HubRig, number: str) -> None:
    assert Browser(rig, "viewer").get(f"/requests/{number}/").status_code == 404


async def test_the_pages_speak_english_too(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking)
    viewer = Browser(rig, "viewer")
    viewer.client.cookies["language"] = "en"

    pages = viewer.get("/requests/").text_now + viewer.get(f"/requests/{only(rig).pk}/").text_now
    assert all(word in pages for word in ("What people ask for", "Unpaid wages", "nobody yet"))
