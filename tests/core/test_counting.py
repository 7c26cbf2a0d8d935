"""人次 and 人数 from facts equal what really happened."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import hypothesis.strategies as st
import pytest
from core_world import ANNA, BO, MONDAY_NOON, CoreStation
from hypothesis import given, settings

from station_app.core.counting import RULE, Counts, Tally, bands, count, together
from station_app.core.events import CompanionsDeclared
from station_app.core.facts import Fact, Value, fact
from station_app.core.instant import Instant

HOUR = 3600


def at(days: int = 0, hours: float = 0) -> Instant:
    """So long after Monday noon."""
    return replace(MONDAY_NOON, wall_ms=MONDAY_NOON.wall_ms + round((days * 24 + hours) * 3_600_000))


def started(name: str, when: Instant, person: str | None = None, **more: Value) -> Fact:
    body = {"zone": "hall", "credential": "id-card", **more}
    return fact(
        "visit.started",
        when,
        visit=name,
        door="main",
        presentation=name,
        evidence="door-opened",
        person=person,
        **body,
    )


def ended(name: str, when: Instant, minutes: int, evidence: str = "exit-button") -> Fact:
    return fact("visit.ended", when, visit=name, zone="hall", evidence=evidence, inferred=True, minutes=minutes)


def test_a_station_that_was_lived_in_counts_as_it_was(station: CoreStation) -> None:
    station.enter(ANNA)
    event = CompanionsDeclared(at=station.at, presentation="presentation-1", adults=1, children=2)
    station.hear(event)
    station.wait(600)
    station.leave()
    station.wait(300)
    station.enter(ANNA)
    station.enter(BO)
    station.pass_("one")
    station.open()

    assert count(station.facts).total() == Tally(visits=4, companions=1, children=2, persons=2, unnamed=1)


def test_nothing_counts_nothing() -> None:
    counts = Counts()

    assert (counts.total(), counts.night_share, counts.mean_stay) == (Tally(), 0.0, None)


def test_a_person_who_agrees_in_the_middle_of_a_day_is_one_person() -> None:
    consent = fact("consent.given", at(), presentation="v1", notice="1", person="year-a", occupation="rider")
    counts = count(
        [started("v1", at(), "day-a"), consent, started("v2", at(hours=2), "year-a"), started("v3", at(1), "year-a")]
    )

    assert counts.total().persons == 1
    assert counts.spread("occupation") == {"": 2, "rider": 1}


def test_consent_at_a_visit_that_goes_on_is_of_that_visit() -> None:
    resumed = fact(
        "visit.resumed",
        at(hours=0.2),
        visit="v1",
        door="main",
        zone="hall",
        credential="id-card",
        presentation="p2",
        evidence="door-opened",
    )
    consent = fact("consent.given", at(hours=0.2), presentation="p2", notice="1", person="year-a")
    counts = count([started("v1", at(), "day-a"), resumed, consent, started("v2", at(hours=3), "year-a")])

    assert (counts.total().visits, counts.total().persons) == (2, 1)


def test_consent_of_somebody_who_never_came_in_counts_nobody() -> None:
    consent = fact("consent.given", at(), presentation="other", notice="1", person="year-a")

    assert count([consent]).total() == Tally()


def test_who_has_not_agreed_is_another_person_every_day() -> None:
    counts = count([started("v1", at(), "day-1"), started("v2", at(1), "day-2")])

    assert [tally.persons for tally in counts.periods("day").values()] == [1, 1]
    assert counts.total().persons == 2


def test_what_somebody_says_of_an_occupation_counts_for_that_visit() -> None:
    said = fact("visit.described", at(), presentation="v1", occupation="sanitation")
    counts = count([started("v1", at(), None), said, started("v2", at(), "a", occupation="rider")])

    assert counts.spread("occupation") == {"rider": 1, "sanitation": 1}


def test_periods_have_names_that_sort() -> None:
    counts = count([started("v1", at()), started("v2", at(38), "a"), started("v3", at(400), "b")])

    assert list(counts.periods("day")) == ["2026-11-23", "2026-12-31", "2027-12-28"]
    assert list(counts.periods("week")) == ["2026-W48", "2026-W53", "2027-W52"]
    assert list(counts.periods("month")) == ["2026-11", "2026-12", "2027-12"]
    assert list(counts.periods("quarter")) == ["2026-Q4", "2027-Q4"]
    assert list(counts.periods("year")) == ["2026", "2027"]


def test_a_day_turns_at_four_in_the_morning() -> None:
    counts = count([started("v1", at(hours=15.9)), started("v2", at(hours=16))])

    assert list(counts.periods("day")) == ["2026-11-23", "2026-11-24"]


def test_beyond_a_year_persons_are_the_sum_and_it_says_so() -> None:
    counts = count([started("v1", at(), "a"), started("v2", at(60), "a")])

    assert (counts.total().persons, counts.total().exact) == (2, False)
    assert all(tally.exact for tally in counts.periods("year").values())


def test_several_stations_are_a_sum_and_it_says_so() -> None:
    one = Tally(visits=3, companions=1, children=2, persons=2, unnamed=1)

    assert together([one, one]) == Tally(visits=6, companions=2, children=4, persons=4, unnamed=2, exact=False)
    assert together([one]) == one
    assert together([]) == Tally()


def test_spreads_over_hours_zones_and_credentials() -> None:
    counts = count(
        [
            started("v1", at(), zone="hall"),
            started("v2", at(hours=10), zone="shower", credential="pass"),
            started("v3", at(hours=17.9), zone="hall"),
        ]
    )

    assert counts.spread("hour") == {"05": 1, "12": 1, "22": 1}
    assert counts.spread("zone") == {"hall": 2, "shower": 1}
    assert counts.spread("credential") == {"id-card": 2, "pass": 1}
    assert counts.night_share == pytest.approx(2 / 3)
    assert dict(bands(counts.spread("hour"), 6)) == {"00-06": 1, "06-12": 0, "12-18": 1, "18-24": 1}


def test_adults_who_come_along_are_with_whoever_brought_them() -> None:
    told = fact("visit.companions", at(), visit="v1", zone="hall", adults=2, children=1)

    assert count([started("v1", at()), told]).spread("zone") == {"hall": 3}


def test_a_stay_is_estimated_by_those_whose_end_was_seen() -> None:
    counts = count(
        [
            started("v1", at()),
            ended("v1", at(), 10),
            ended("v1", at(), 20),
            started("v2", at()),
            ended("v2", at(), 40, "tap"),
            started("v3", at()),
            ended("v3", at(), 360, "max-stay"),
            ended("unheard-of", at(), 1000),
        ]
    )

    assert counts.mean_stay == 30


def test_companions_of_a_visit_that_nobody_knows_count_nothing() -> None:
    assert count([fact("visit.companions", at(), visit="v1", zone="hall", adults=2, children=1)]).total() == Tally()


def test_the_rule_is_printed_in_both_languages() -> None:
    assert RULE.keys() == {"zh-CN", "en"}


people = st.sampled_from(["a", "b", "c", "d", None])
entries = st.tuples(
    people, st.integers(0, 800), st.integers(0, 23), st.integers(0, 3), st.integers(0, 3), st.booleans()
)


@settings(max_examples=150, deadline=None)
@given(st.lists(entries, max_size=40), st.sets(st.sampled_from(["a", "b"])))
def test_counts_equal_the_truth(visits: list[tuple[str | None, int, int, int, int, bool]], agreeing: set[str]) -> None:
    """Real people come on real days; who agrees does so at the first visit of a year, under that day's name."""
    counts, remembered = Counts(), set[tuple[str, int]]()
    persons: dict[int, set[object]] = {}
    truth = Counter[str]()
    for number, (who, days, hours, adults, children, said) in enumerate(sorted(visits, key=lambda v: (v[1], v[2]))):
        when = at(days, hours)
        day = date(1970, 1, 1) + timedelta(days=when.station_day)
        name, lasting = f"v{number}", f"{who}@{day.year}"
        known = who is not None and (who, day.year) in remembered
        person = None if who is None else lasting if known else f"{who}@{day}"
        counts.add(started(name, when, person))
        if said:
            counts.add(fact("visit.companions", when, visit=name, zone="hall", adults=adults, children=children))
        if who in agreeing and not known:
            counts.add(fact("consent.given", when, presentation=name, notice="1", person=lasting))
            remembered.add((str(who), day.year))
        if who is not None:
            persons.setdefault(day.year, set()).add(who if who in agreeing else (who, day))
        truth["visits"] += 1 + (adults if said else 0)
        truth["children"] += children if said else 0
        truth["unnamed"] += who is None

    found = counts.total()
    assert (found.visits, found.children, found.unnamed) == (truth["visits"], truth["children"], truth["unnamed"])
    assert {int(year): tally.persons for year, tally in counts.periods("year").items() if tally.persons} == {
        year: len(names) for year, names in persons.items()
    }
    assert found.persons == sum(len(names) for names in persons.values())
    for period in ("day", "week", "month", "quarter", "year"):
        assert sum(tally.visits for tally in counts.periods(period).values()) == found.visits
    assert sum(counts.spread("hour").values()) == found.visits
