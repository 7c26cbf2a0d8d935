"""The synthetic world is roughly the one of the tables: loose bounds, one seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from random import Random

import pytest

from station_app.simulation.fleet import tables
from station_app.simulation.fleet.people import DAY_MS, Crowd, Guest, day_factor
from station_app.simulation.fleet.sites import FLAGSHIP, SITES, house_of, site_of

DAYS = 60
MONDAY = (date(2027, 4, 5) - date(1970, 1, 1)).days


def coming(site_number: int) -> Iterator[Guest]:
    crowd = Crowd(SITES[site_number], Random("fixed"))
    for day in range(MONDAY, MONDAY + DAYS):
        yield from crowd.of_day(day, day * DAY_MS)


def test_hour_weights_are_per_mille() -> None:
    assert {name: sum(row) for name, row in tables.HOURS.items()} == dict.fromkeys(tables.OCCUPATIONS, 1000)


def test_mixes_and_purposes_are_per_cent() -> None:
    assert {sum(mix.values()) for mix in tables.MIX.values()} == {100}
    assert {sum(row) for row in tables.WHY.values()} == {100}


def test_outcomes_are_all_there_is() -> None:
    assert sum(tables.OUTCOMES.values()) == pytest.approx(1)
    assert sum(tables.REFUSALS.values()) == pytest.approx(tables.OUTCOMES["refused"])


def test_as_many_come_as_the_tier_says() -> None:
    usual = [guest for guest in coming(4) if not guest.burst]

    assert len(usual) / DAYS == pytest.approx(tables.TIERS["hub"], rel=0.1)


def test_occupations_are_mixed_as_at_that_place() -> None:
    found = Counter(guest.person.occupation for guest in coming(4) if not guest.burst)

    assert found["rider"] / found.total() == pytest.approx(0.42, abs=0.05)
    assert found["sanitation"] / found.total() == pytest.approx(0.14, abs=0.03)


def test_stays_are_as_long_as_the_tables_promise() -> None:
    minutes = sorted(guest.stay_ms / 60_000 for guest in coming(4))

    assert 20 <= sum(minutes) / len(minutes) <= 40
    assert 14 <= minutes[len(minutes) // 2] <= 28
    assert max(minutes) <= tables.LONGEST_NIGHT_NAP


def test_nobody_comes_to_a_bank_at_night() -> None:
    night = [guest for guest in coming(6) if guest.at_ms // 3_600_000 % 24 < 6]

    assert len(night) <= 0.05 * DAYS * tables.TIERS["normal"]


def test_a_few_people_come_again_and_again() -> None:
    comings = sorted(Counter(guest.person.name for guest in coming(4)).values(), reverse=True)

    assert 0.45 <= sum(comings[: len(comings) // 5]) / sum(comings) <= 0.8


def test_a_hot_day_brings_more_people_than_a_usual_one() -> None:
    today = date(2027, 7, 6)

    assert day_factor(today, "courier", 38) > day_factor(today, "courier", 30)


def test_riders_come_at_weekends_others_less() -> None:
    saturday = date(2027, 4, 10)

    assert day_factor(saturday, "rider", 20) > 1 > day_factor(saturday, "courier", 20)


def test_one_station_in_seventy_five_is_a_flagship() -> None:
    assert [n for n in range(150) if site_of(n) is FLAGSHIP] == [74, 149]


@pytest.mark.parametrize("site", [*SITES, FLAGSHIP], ids=lambda site: site.id)
def test_private_zones_are_private_in_house_and_policy(site: object) -> None:
    house = house_of(site)  # pyright: ignore[reportArgumentType]

    assert [zone for zone in house.zones if house.is_private(zone)] == list(site.private)  # pyright: ignore[reportAttributeAccessIssue]
