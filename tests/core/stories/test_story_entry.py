"""Who comes in, and who waits: a mother, an evening at the shower, a cold night, a barber, a bank, a threat."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core_world import ANNA, BO, CHEN, MONDAY_NOON, CoreStation

from station_app.core.events import ContactMoved, EntryAsked, ExitPressed, Known, NeedDeclared, TurnAsked
from station_app.core.flow import next_deadline
from station_app.core.hours import Hours
from station_app.core.instant import Instant
from station_app.core.model import Door, House, Zone
from station_app.core.policy import Audience, Grace, Policy, TurnRule, ZoneRule

HOUR_MS = 3_600_000
DAYTIME = Hours.weekly({day: ["07:00-22:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")})


def at_hour(hour: int) -> Instant:
    """Monday, or, before noon, the Tuesday after it."""
    return replace(MONDAY_NOON, wall_ms=MONDAY_NOON.wall_ms + (hour - 12) % 24 * HOUR_MS)


def two_rooms(zone: str, rule: ZoneRule, *, capacity: int = 1, **policy: Any) -> House:
    """A hall with the kiosk, and a room of its own behind a second door."""
    doors = {
        "main": Door(name="main", zone="hall", readers=("reader", "scanner"), contact_board="board"),
        "room": Door(name="room", zone=zone, readers=("room-reader",), contact_board="board"),
    }
    zones = {
        "hall": Zone(name="hall", title="Hall", capacity=16),
        zone: Zone(name=zone, title=zone, capacity=capacity, privacy="private"),
    }
    return House(doors=doors, zones=zones, policy=Policy(version="p7", zones={zone: rule}, **policy))


def goes_in(station: CoreStation, person: str) -> None:
    station.card(person, reader="room-reader")
    station.open("room")
    station.close("room")


def goes_out(station: CoreStation) -> None:
    station.hear(ExitPressed(at=station.at, door="room"))
    station.open("room")
    station.close("room")


def lives(station: CoreStation, minutes: float) -> None:
    end = station.at.mono_ms + round(minutes * 60_000)
    while (left := (end - station.at.mono_ms) / 1000) > 0:
        station.wait(min(left, next_deadline(station.state, station.at)))


def settled(house: House, at: Instant = MONDAY_NOON) -> CoreStation:
    station = CoreStation(house, at=at)
    if "room" in house.doors:
        station.hear(ContactMoved(at=station.at, door="room", open=False))
    return station


def test_a_mother_with_a_baby() -> None:
    """She is asked what the room is for, says it, and is let in. Nothing was read from her card, and of the room only
    free or occupied is known."""
    room = ZoneRule(kind="nursing", privacy="private", audience=Audience(needs=frozenset({"nursing"})))
    station = settled(two_rooms("nursing", room, capacity=2))

    station.card(ANNA, reader="room-reader")
    assert station.state.screen.reason == "need-not-declared"

    station.hear(NeedDeclared(at=station.at, zone="nursing", need="nursing"))
    station.later(8)
    goes_in(station, ANNA)
    granted = station.last("access.granted").body
    assert (granted["need"], granted["inside"]) == ("nursing", 0)
    assert station.state.inside("nursing") == 1


def test_an_evening_at_the_shower() -> None:
    """Three riders after work. One washes, two wait with a number in their pocket and their names nowhere on a screen.
    The second has gone for noodles when he is called; the third goes in, and the first is never thrown out."""
    shower = ZoneRule(kind="shower", privacy="private", turn=TurnRule(minutes=20))
    station = settled(two_rooms("shower", shower), at_hour(19))
    station.hear(TurnAsked(at=station.at, zone="shower"))
    station.card(ANNA, reader="reader")
    station.open("room")
    station.close("room")

    for person, number in ((BO, 2), (CHEN, 3)):
        lives(station, 1)
        station.hear(TurnAsked(at=station.at, zone="shower"))
        station.card(person, reader="reader")
        assert (station.shown, station.state.screen.number) == ("turn", number)

    lives(station, 18)
    assert station.state.screen.reason == "over"
    assert station.count("turn.ended") == 0

    goes_out(station)
    assert station.last("turn.called").body["turn"] == 2

    lives(station, 3)
    assert station.last("turn.passed").body["turn"] == 2
    assert station.last("turn.called").body["turn"] == 3

    goes_in(station, CHEN)
    assert station.last("turn.started").body["turn"] == 3
    assert [fact.kind for fact in station.facts if fact.kind.startswith("turn.")] == [
        "turn.started",
        "turn.queued",
        "turn.queued",
        "turn.reminded",
        "turn.ended",
        "turn.called",
        "turn.passed",
        "turn.called",
        "turn.started",
    ]


def test_minus_twelve_at_three_in_the_morning() -> None:
    """The station is closed at night. In the cold wave it is not: somebody without any card presses the button and is
    let in, counted and not identified. The next night the cold wave is over, and the station is closed again."""
    at = at_hour(3)
    cold = Grace(reason="cold", from_ms=at.wall_ms - 8 * HOUR_MS, until_ms=at.wall_ms + 8 * HOUR_MS)
    house = two_rooms("room", ZoneRule(), hours=DAYTIME, grace=(cold,))
    station = settled(house, at)

    station.hear(EntryAsked(at=station.at, id="button-1", door="main"))
    station.open()
    station.close()
    visit = station.last("visit.started").body
    assert (visit["credential"], "person" in visit, station.inside) == ("grace", False, 1)

    lives(station, 24 * 60)
    station.hear(EntryAsked(at=station.at, id="button-2", door="main"))
    assert station.state.screen.reason == "closed"


def test_the_barber_of_monday_afternoon() -> None:
    """The corner opens with its barber. Before he has come, and after his hours, nobody is sent to an empty chair."""
    duty = Hours.weekly({"mon": ["13:00-17:00"]})
    corner = ZoneRule(kind="haircut", needs_staff=True, duty=duty)
    station = settled(two_rooms("corner", corner, capacity=4))

    station.card(ANNA, reader="room-reader")
    assert station.state.screen.reason == "closed"

    lives(station, 75)
    station.card(ANNA, reader="room-reader")
    assert station.state.screen.reason == "no-staff"

    station.show(Known(person="barber", staff=True), "staff", "room-reader")
    goes_in(station, ANNA)
    assert station.state.inside("corner") == 1

    lives(station, 4 * 60)
    station.card(BO, reader="room-reader")
    assert station.state.screen.reason == "closed"


def test_a_reading_point_in_a_bank() -> None:
    """No door and no lock: a tap when she comes, a tap when she goes, and within the half hour it is one visit."""
    zones = {"corner": Zone(name="corner", title="Corner", capacity=6, readers=("reader",))}
    house = House(doors={}, zones=zones, policy=Policy(version="p7", station_class="point", hours=DAYTIME))
    station = CoreStation(house, contact=None)

    station.card(ANNA)
    station.later(2)
    station.card(ANNA)
    assert station.count("visit.started") == 1
    assert station.state.inside("corner") == 1

    lives(station, 10)
    station.card(ANNA)
    ended = station.last("visit.ended").body
    assert (ended["evidence"], ended["inferred"]) == ("tap", False)
    assert station.state.inside("corner") == 0

    lives(station, 5)
    station.card(ANNA)
    assert station.count("visit.resumed") == 1
    assert (station.count("visit.started"), station.holds) == (1, [])

    lives(station, 11 * 60)
    station.card(ANNA)
    assert station.state.screen.reason == "closed"


def test_a_tap_at_the_close_of_the_bank_still_ends_the_visit() -> None:
    """Leaving is never decided, so no hour refuses it."""
    zones = {"corner": Zone(name="corner", title="Corner", capacity=6, readers=("reader",))}
    house = House(doors={}, zones=zones, policy=Policy(version="p7", station_class="point", hours=DAYTIME))
    station = CoreStation(house, at=replace(at_hour(21)), contact=None)
    station.card(ANNA)

    lives(station, 70)
    station.card(ANNA)

    assert station.last("visit.ended").body["evidence"] == "tap"
    assert station.count("access.denied") == 0


def test_the_keeper_of_a_point_opens_the_technicians_pages() -> None:
    """A staff credential at the only place where anything is shown; nobody's visit."""
    zones = {"corner": Zone(name="corner", title="Corner", capacity=6, readers=("reader",))}
    station = CoreStation(House(doors={}, zones=zones, policy=Policy(station_class="point")), contact=None)

    station.show(Known(person="keeper", staff=True), "staff", "reader")

    assert station.state.service is not None
    assert station.count("visit.started") == 0


def test_somebody_is_forced_to_open_the_door() -> None:
    """The door opens and the screen says welcome, as ever. Help has been called, and nothing here shows it."""
    calm, forced = settled(two_rooms("room", ZoneRule())), settled(two_rooms("room", ZoneRule()))
    calm.show(Known(person=ANNA, pass_id="p1", pass_until_ms=calm.at.wall_ms + 1), "pass")

    forced.show(Known(person=ANNA, pass_id="p1", pass_until_ms=forced.at.wall_ms + 1, duress=True), "pass")

    assert forced.state.screen == calm.state.screen
    assert (forced.holds, forced.last("access.granted").body) == (calm.holds, calm.last("access.granted").body)
    assert forced.state.incidents["silent-help"].silent
