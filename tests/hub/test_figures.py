"""The figures of reports are those that the counting rules find in the journals themselves."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.management import call_command
from fleet_journals import lived, paper_of
from hub_rig import Enrolled, HubRig, enrolled
from paper_journal import Paper, person

from station_app.core.chain import Row
from station_app.core.counting import Period, count
from station_app.core.facts import Fact
from station_app.hub.models import Figure, Visit

PERIODS: tuple[Period, ...] = ("day", "week", "month", "quarter", "year")


def figures(station: str, measure: str, cell: str | None = "") -> dict[tuple[str, str], int]:
    """(Period, cell) -> value of what is not 0."""
    rows = Figure.objects.filter(station=station, measure=measure).exclude(value=0)
    rows = rows if cell is None else rows.filter(cell=cell)
    return {(period, cell): value for period, cell, value in rows.values_list("period", "cell", "value")}


def everything() -> list[tuple[object, ...]]:
    rows = Figure.objects.exclude(value=0).values_list("station", "period", "measure", "cell", "value")
    return sorted(rows)


@pytest.fixture
async def fleet(rig: HubRig) -> dict[str, tuple[Fact, ...]]:
    """Two stations that lived for three days, pushed."""
    journals = lived()
    for name, facts in journals.items():
        station = await enrolled(rig, name)
        station.paper = paper_of(facts)
        await station.push_all()
    return journals


@pytest.mark.parametrize("period", PERIODS)
async def test_visits_and_persons_are_what_the_counting_rules_find(
    rig: HubRig, fleet: dict[str, tuple[Fact, ...]], period: Period
) -> None:
    for station, facts in fleet.items():
        tallies = count(facts).periods(period)

        for measure in ("visits", "persons", "companions", "children", "unnamed"):
            found = rig.in_thread(lambda of=station, what=measure: figures(of, what))
            wanted = {(name, ""): getattr(tally, measure) for name, tally in tallies.items()}
            got = {key: value for key, value in found.items() if key in wanted}
            assert got == {key: value for key, value in wanted.items() if value}, measure


@pytest.mark.parametrize(("by", "measure"), [("hour", "hour"), ("zone", "zone"), ("occupation", "occupation")])
async def test_breakdowns_are_what_the_counting_rules_find(
    rig: HubRig, fleet: dict[str, tuple[Fact, ...]], by: str, measure: str
) -> None:
    for station, facts in fleet.items():
        wanted = count(facts).spread(by)

        found = rig.in_thread(lambda of=station: figures(of, measure, None))
        years = Counter({cell: 0 for cell in wanted})
        for (period, cell), value in found.items():
            if len(period) == 4:
                years[cell] += value
        assert dict(years) == wanted


async def test_the_mean_stay_is_what_the_counting_rules_find(rig: HubRig, fleet: dict[str, tuple[Fact, ...]]) -> None:
    for station, facts in fleet.items():
        wanted = count(facts).mean_stay

        minutes, seen = (
            sum(value for (period, _), value in found.items() if len(period) == 4)
            for found in (
                rig.in_thread(lambda of=station: figures(of, "stay.minutes")),
                rig.in_thread(lambda of=station: figures(of, "stay.seen")),
            )
        )
        assert minutes / seen == wanted


async def test_building_anew_gives_the_same_figures(rig: HubRig, fleet: dict[str, tuple[Fact, ...]]) -> None:
    came = rig.in_thread(everything)

    rig.in_thread(lambda: call_command("rebuild"))

    assert rig.in_thread(everything) == came


def sweep(paper: Paper, *visits: int) -> None:
    """Visits of these people, one a day."""
    for who in visits:
        paper.visit(who=who, minutes=5)
        paper.wall = paper.wall.replace(hour=6, minute=0, second=0)
        paper.write("boot", 86_400, version="0", policy="p")


async def test_no_figure_changes_when_a_name_is_erased(rig: HubRig, station: Enrolled) -> None:
    sweep(station.paper, 1, 2, 1, 1)
    await station.push_all()
    before = rig.in_thread(everything)

    station.paper.write("data.erased", 0, scope="person", person=person(1))
    await station.push_all()

    assert rig.in_thread(everything) == before


async def test_building_anew_keeps_the_persons_of_erased_names(rig: HubRig, station: Enrolled) -> None:
    sweep(station.paper, 1, 2, 1, 1)
    station.paper.write("data.erased", 0, scope="age", before=2**52)
    await station.push_all()
    before = rig.in_thread(everything)

    rig.in_thread(lambda: call_command("rebuild"))

    assert rig.in_thread(everything) == before


async def test_who_was_forgotten_and_comes_again_is_another_person(rig: HubRig, station: Enrolled) -> None:
    sweep(station.paper, 1)
    station.paper.write("data.erased", 0, scope="person", person=person(1))
    sweep(station.paper, 1)
    await station.push_all()

    assert rig.in_thread(lambda: figures("ST-1", "persons"))[("2026", "")] == 2


async def test_who_has_agreed_is_one_person_of_the_year_though_old_visits_name_nobody(
    rig: HubRig, station: Enrolled
) -> None:
    paper = station.paper
    first = paper.visit(who=9, minutes=5)
    paper.write("consent.given", 0, presentation=first, notice="1", person=person(1), day_person=person(9))
    sweep(paper, 2)
    await station.push_all()
    # The visit of that day names nobody any more, the consent still does.
    rig.in_thread(lambda: Visit.objects.filter(person=person(1)).update(person=""))

    sweep(paper, 1)
    await station.push_all()

    assert rig.in_thread(lambda: figures("ST-1", "persons"))[("2026", "")] == 2


async def test_a_name_of_the_day_and_of_the_year_are_one_person(rig: HubRig, station: Enrolled) -> None:
    paper = station.paper
    sweep(paper, 1)
    again = paper.visit(who=9, minutes=5)
    paper.write("consent.given", 0, presentation=again, notice="2", person=person(1), day_person=person(9))
    await station.push_all()

    found = rig.in_thread(lambda: figures("ST-1", "persons"))
    assert (found[("2026", "")], found[("2026-03-15", "")], found[("2026-03-16", "")]) == (1, 1, 1)


async def test_forgetting_takes_the_name_from_the_visit_before_the_consent_too(rig: HubRig, station: Enrolled) -> None:
    paper = station.paper
    visit = paper.visit(who=9, minutes=5)
    paper.write("consent.given", 0, presentation=visit, notice="1", person=person(1), day_person=person(9))
    paper.write("data.erased", 0, scope="person", person=person(1))
    await station.push_all()

    assert rig.in_thread(lambda: list(Visit.objects.values_list("person", flat=True))) == [""]


async def test_a_name_that_was_erased_before_it_came_is_told_as_missing(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit(who=1, minutes=5)
    rows = station.paper.rows[station.paper.epoch]
    for number, row in enumerate(rows):
        if "person" in row.body:
            body = {name: value for name, value in row.body.items() if name != "person"}
            rows[number] = Row(**{**{name: getattr(row, name) for name in Row.__slots__}, "body": body, "salt": ""})
    await station.push_all()

    assert rig.in_thread(lambda: figures("ST-1", "nameless"))[("2026", "")] == 1


async def test_journals_that_come_in_another_order_make_the_same_figures(rig: HubRig, station: Enrolled) -> None:
    paper = station.paper
    sweep(paper, 1, 2)
    paper.replace_journal("epoch-2")
    sweep(paper, 1, 1)
    rows = {epoch: list(each) for epoch, each in paper.rows.items()}
    other = await enrolled(rig, "ST-2")
    other.paper.rows = {"epoch-2": rows["epoch-2"], "epoch-1": rows["epoch-1"]}
    other.paper.acked, other.paper.lost = {"epoch-1": 0, "epoch-2": 0}, {"epoch-1": [], "epoch-2": []}
    await station.push_all()
    await other.push_all()

    one, two = (rig.in_thread(lambda of=name: figures(of, "persons")) for name in ("ST-1", "ST-2"))
    assert one == two


async def test_doors_are_not_ready_in_maintenance_and_before_a_start(rig: HubRig, station: Enrolled) -> None:
    paper = station.paper
    paper.boot()
    paper.write("maintenance.started", 60, by="keeper")
    paper.write("maintenance.ended", 300, reason="done")
    paper.write("door.opened", 60, door="entry", cause="exit")
    paper.write("boot", 600, version="0", policy="p")
    await station.push_all()

    down, observed = (rig.in_thread(lambda of=name: figures("ST-1", of)) for name in ("down", "observed"))
    assert (down[("2026", "")], observed[("2026", "")]) == (900_000, 1_020_000)


async def test_alarms_are_counted_without_drills_and_notices_and_once(rig: HubRig, station: Enrolled) -> None:
    paper = station.paper
    paper.write("incident.opened", incident="a", cause="leak/sink", severity="alarm")
    paper.write("incident.opened", incident="a", cause="leak/sink", severity="alarm", again=1)
    paper.write("incident.opened", incident="b", cause="smoke/hall", severity="urgent", drill=True)
    paper.write("incident.opened", incident="c", cause="silent-help", severity="urgent", silent=True)
    paper.write("incident.opened", incident="d", cause="maintenance", severity="notice")
    await station.push_all()

    found = [rig.in_thread(lambda of=name: figures("ST-1", of, None)) for name in ("alarm", "alarm.silent")]
    assert [{cell: value for (period, cell), value in each.items() if period == "2026"} for each in found] == [
        {"leak": 1},
        {"silent-help": 1},
    ]
