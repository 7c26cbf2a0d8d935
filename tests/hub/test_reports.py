"""Reports: what they say, to whom, and what they leave out."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from fleet_journals import lived, paper_of
from hub_database import DATABASES
from hub_rig import HubRig, enrolled
from test_pages import Browser

import station_app.hub
from station_app.core.counting import RULE, count
from station_app.hub.models import Figure, Scope, Station
from station_app.hub.reports import Report, report_of, span_of

VENDOR = Path(station_app.hub.__file__).parent / "static" / "hub" / "vendor"


def report(period: Any, day: date, *, silent: bool = False) -> Report:
    return report_of(list(Station.objects.order_by("id")), span_of(period, day), silent=silent)


def limited(rig: HubRig, *districts: str) -> Browser:
    """A manager of these districts."""
    browser = Browser(rig, "manager")

    def limit() -> None:
        user = User.objects.get(username="manager")
        Scope.objects.filter(user=user).delete()
        Scope.objects.bulk_create(Scope(user=user, district=district) for district in districts)

    rig.in_thread(limit)
    return browser


@pytest.fixture(scope="module")
def three_days() -> Iterator[tuple[str, date]]:
    """A database with two stations that lived for three days, and one of the days."""

    async def live(rig: HubRig) -> int:
        first = 0
        for name, facts in lived().items():
            station = await enrolled(rig, name, title=f"{name}驿站")
            station.paper = paper_of(facts)
            await station.push_all()
            first = facts[0].at.wall_ms
        return first

    with HubRig() as rig:
        first = asyncio.run(live(rig))
        name = rig.keep()
    yield name, datetime.fromtimestamp(first / 1000, UTC).date()
    DATABASES.drop(name)


@pytest.fixture
def fleet(rig: HubRig, three_days: tuple[str, date]) -> date:
    """Two stations that lived for three days; returns one of them."""
    name, day = three_days
    rig.restore(name)
    return day


@pytest.mark.parametrize("period", ["day", "week", "month", "quarter", "year", "total"])
async def test_a_report_says_what_the_counting_rules_find(rig: HubRig, fleet: date, period: Any) -> None:
    found = rig.in_thread(lambda: report(period, fleet))

    for line, facts in zip(found.lines, lived().values(), strict=True):
        tallies = count(facts).periods(period)
        tally = tallies.get(found.span.name)
        wanted = (tally.visits, tally.persons, tally.exact) if tally else (0, 0, True)
        exact = line.tally.exact or (period == "total" and wanted[2])  # the total never claims to be exact
        assert (line.tally.visits, line.tally.persons, exact) == wanted


async def test_persons_of_several_stations_are_told_as_a_sum(rig: HubRig, fleet: date) -> None:
    found = rig.in_thread(lambda: report("month", fleet))

    assert (found.whole.tally.exact, found.whole.tally.persons) == (
        False,
        sum(line.tally.persons for line in found.lines),
    )


async def test_the_hours_and_the_night_add_up_to_the_visits(rig: HubRig, fleet: date) -> None:
    found = rig.in_thread(lambda: report("year", fleet))

    for part in found.breakdowns:
        assert sum(visits or 0 for _, visits in part.cells) + part.rest == found.whole.tally.visits


async def test_the_course_of_a_month_adds_up_to_its_visits(rig: HubRig, fleet: date) -> None:
    found = rig.in_thread(lambda: report("month", fleet))

    assert sum(visits for _, visits, _ in found.course) == found.whole.tally.visits


async def test_doors_of_a_quiet_fleet_were_ready(rig: HubRig, fleet: date) -> None:
    found = rig.in_thread(lambda: report("year", fleet))

    assert found.whole.available is not None and found.whole.available > 0.99


@pytest.mark.parametrize("path", ["/reports/", "/reports.csv", "/reports.xlsx"])
def test_a_stranger_sees_no_report(rig: HubRig, path: str) -> None:
    assert Browser(rig).get(path).headers["Location"].startswith("/login/")


async def test_a_viewer_sees_reports_and_takes_none(rig: HubRig, fleet: date) -> None:
    browser = Browser(rig, "viewer")

    assert [browser.get(path).status_code for path in ("/reports/", "/reports.csv", "/reports.xlsx")] == [200, 403, 403]


async def test_a_reader_of_another_district_sees_nothing_of_a_station(rig: HubRig, fleet: date) -> None:
    rig.in_thread(lambda: Station.objects.update(district="north"))
    browser = limited(rig, "south")
    name = next(iter(lived()))

    for path in ("/reports/", "/reports.csv"):
        answer = browser.get(f"{path}?period=year&day={fleet}&where=station:{name}")
        assert (answer.status_code, f"{name}驿站" in answer.text_now) == (200, False)


async def test_a_report_of_a_district_holds_only_its_stations(rig: HubRig, fleet: date) -> None:
    one, other = lived()
    rig.in_thread(lambda: Station.objects.filter(id=one).update(district="north"))
    browser = limited(rig, "north", "")

    text = browser.get(f"/reports.csv?period=year&day={fleet}&where=district:north").text_now
    assert (f"{one}驿站" in text, f"{other}驿站" in text) == (True, False)


async def test_the_counting_rule_stands_under_every_report_in_both_languages(rig: HubRig, fleet: date) -> None:
    browser = Browser(rig, "manager")

    for path in ("/reports/", "/reports.csv"):
        text = browser.get(path).text_now
        assert RULE["zh-CN"] in text and RULE["en"][:60] in text


async def test_the_file_begins_with_who_took_it_and_what(rig: HubRig, fleet: date) -> None:
    text = Browser(rig, "manager").get(f"/reports.csv?period=month&day={fleet}").text_now

    first = text.splitlines()[0]
    assert first.startswith("\ufeff") and "账号 manager" in first and "月报" in first


async def test_the_workbook_has_a_sheet_a_part_and_no_formula(rig: HubRig, fleet: date) -> None:
    name = next(iter(lived()))
    rig.in_thread(lambda: Station.objects.filter(id=name).update(name="=1+1"))
    browser = Browser(rig, "manager")
    response = rig.in_thread(lambda: browser.client.get("/reports.xlsx"))
    content = rig.in_thread(lambda: b"".join(response.streaming_content))

    book = zipfile.ZipFile(io.BytesIO(content))
    sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    text = "".join(book.read(name).decode() for name in sheets)
    assert (len(sheets) >= 3, "<f>" in text, "=1+1" in text) == (True, False, True)


async def test_only_managers_read_of_silent_alarms(rig: HubRig) -> None:
    station = await enrolled(rig)
    told = {"incident": "i", "cause": "silent-help", "severity": "urgent", "silent": True}
    station.paper.write("incident.opened", **told)
    await station.push_all()

    viewer, manager = (
        Browser(rig, role).get("/reports/?period=year&day=2026-03-15").text_now for role in ("viewer", "manager")
    )
    assert ("无声求助" in viewer, "无声求助" in manager) == (False, True)


async def test_a_station_that_never_told_anything_is_named(rig: HubRig) -> None:
    await enrolled(rig, title="哑站")

    assert "从未上传数据的站点：哑站" in Browser(rig, "viewer").get("/reports/").text_now


@pytest.mark.parametrize("query", ["period=x", "day=never", "day=0001-01-01", "day=9999-12-31&period=quarter",
                                   "where=station:%00", "where=district:x", "period=total&day=2000-01-01"])  # fmt: skip
async def test_no_question_breaks_a_report(rig: HubRig, fleet: date, query: str) -> None:
    assert Browser(rig, "viewer").get(f"/reports/?{query}").status_code == 200


async def test_few_questions_make_a_report_however_many_stations(rig: HubRig, fleet: date) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            report("month", fleet)
        return len(queries)

    two = rig.in_thread(asked)
    rig.in_thread(lambda: [Station.objects.create(id=f"S{n}", public_key="", enrolled_at=datetime.now(UTC))
                           for n in range(20)])  # fmt: skip

    assert (two, rig.in_thread(asked)) == (10, 10)


async def test_a_small_cell_is_in_no_file_and_on_no_page(rig: HubRig) -> None:
    station = await enrolled(rig)
    for who in range(12):
        visit = station.paper.visit(who=who, minutes=5)
        told = "rider" if who < 6 else "sanitation" if who < 11 else "truck"
        station.paper.write("visit.described", presentation=visit, occupation=told)
    await station.push_all()
    browser = Browser(rig, "manager")
    asked = "?period=day&day=2026-03-15"

    for path in ("/reports/", "/reports.csv"):
        text = browser.get(path + asked).text_now
        assert ("货车司机" in text, "外卖骑手" in text, "环卫工人" in text) == (False, True, False)


def test_vendored_files_are_those_that_were_checked() -> None:
    for line in (VENDOR / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest


def test_every_vendored_file_has_a_checksum() -> None:
    told = {line.split()[1] for line in (VENDOR / "SHA256SUMS").read_text().splitlines()}

    assert {path.name for path in VENDOR.iterdir()} - told == {"SHA256SUMS", "README.md"}


async def test_figures_of_the_station_rows_are_in_the_csv(rig: HubRig, fleet: date) -> None:
    text = Browser(rig, "manager").get(f"/reports.csv?period=year&day={fleet}").text_now

    rows = list(csv.reader(io.StringIO(text)))
    by_station = {row[0]: row[1:3] for row in rows if row and row[0].endswith("驿站")}
    wanted = {f"{name}驿站": count(facts).total() for name, facts in lived().items()}
    assert by_station == {name: [str(tally.visits), str(tally.persons)] for name, tally in wanted.items()}


async def test_no_figure_is_kept_under_a_name(rig: HubRig, fleet: date) -> None:
    persons = {str(fact.body["person"]) for facts in lived().values() for fact in facts if fact.body.get("person")}

    cells = rig.in_thread(lambda: set(Figure.objects.values_list("cell", flat=True)))
    assert not cells & persons
