"""Who is remembered, for how long, and who is not: four people and a turn of the year."""

from __future__ import annotations

from dataclasses import replace

from core_world import MONDAY_NOON, CoreStation

from station_app.core.commands import Erase
from station_app.core.events import Known, Started, SubjectAsked, VisitorAnswered
from station_app.core.instant import Instant

DAYS = 86_400.0
MARCH = replace(MONDAY_NOON, wall_ms=MONDAY_NOON.wall_ms - 260 * 86_400_000)


def station_at(at: Instant) -> CoreStation:
    station = CoreStation(at=at)
    station.hear(Started(at=at, version="1"))
    return station


def show(station: CoreStation, who: str) -> None:
    """Somebody's card has the names that the station's keys give on this day."""
    at = station.at
    known = Known(person=f"d-{who}-{at.station_day}", lasting=f"p-{who}-{at.station_year}")
    station.show(known, "id-card", "reader")


def come(station: CoreStation, who: str) -> None:
    """Somebody comes in."""
    show(station, who)
    station.open()
    station.close()


def say(station: CoreStation, *, remember: bool, occupation: str = "") -> None:
    asked = station.state.asked
    assert asked is not None
    told = {"presentation": asked.presentation, "notice": "1", "occupation": occupation}
    station.hear(VisitorAnswered(at=station.at, remember=remember, **told))


def names(station: CoreStation) -> list[object]:
    return [told.body.get("person") for told in station.facts if told.kind == "visit.started"]


def test_a_man_says_no_and_comes_back_tomorrow_as_somebody_else() -> None:
    station = station_at(MONDAY_NOON)

    come(station, "bo")
    say(station, remember=False, occupation="courier")
    station.wait(DAYS)
    come(station, "bo")

    today, tomorrow = names(station)
    assert today != tomorrow
    assert "p-bo" not in str(station.facts)


def test_a_woman_agrees_in_march_and_is_one_person_all_year() -> None:
    station = station_at(MARCH)

    come(station, "anna")
    say(station, remember=True)
    for _ in range(3):
        station.wait(60 * DAYS)
        come(station, "anna")

    assert set(names(station)[1:]) == {"p-anna-2026"}


def test_the_year_turns_and_she_is_asked_again() -> None:
    station = station_at(MONDAY_NOON)
    come(station, "anna")
    say(station, remember=True)

    station.wait(60 * DAYS)
    come(station, "anna")

    assert station.state.consents == {}
    assert str(names(station)[-1]).startswith("d-anna")
    assert station.state.asked is not None


def test_somebody_wants_to_be_forgotten_and_still_counts_as_a_visit() -> None:
    station = station_at(MONDAY_NOON)
    come(station, "chen")
    visits = len(station.state.visits)

    station.hear(SubjectAsked(at=station.at, want="forget"))
    show(station, "chen")

    assert len([told for told in station.facts if told.kind == "access.granted"]) == 1
    assert len(station.state.visits) == visits
    assert {visit.person for visit in station.state.visits.values()} == {None}


def test_within_the_half_hour_of_being_forgotten_somebody_counts_once_more() -> None:
    station = station_at(MONDAY_NOON)
    come(station, "chen")
    station.hear(SubjectAsked(at=station.at, want="forget"))
    show(station, "chen")
    erased = [command.person for command in station.told if isinstance(command, Erase)]

    station.later(60)
    come(station, "chen")

    assert len(erased) == 2
    assert len(names(station)) == 2
