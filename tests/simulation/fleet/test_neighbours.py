"""The lives of a demo's neighbours: the same past at every start, a fate each, orders answered by the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import pytest

from station_app.core import modes
from station_app.core.commands import Erase
from station_app.core.events import Ordered
from station_app.core.facts import Fact
from station_app.simulation.fleet.cast import Neighbour, cast
from station_app.simulation.fleet.neighbour_life import NeighbourLife, Past, midnight_before

DAY_MS = 86_400_000
NOON_MS = midnight_before(1_795_000_000_000) + 12 * 3_600_000
FLEET = {one.id: one for one in cast(12)}
GOOD, SILENT = FLEET["WX-101"], FLEET["WX-202"]


def lived(neighbour: Neighbour, days: int = 3) -> NeighbourLife:
    """At noon, after some days."""
    life = NeighbourLife(neighbour, midnight_before(NOON_MS) - days * DAY_MS, seed=1, days=days)
    life.begin()
    life.live_until(NOON_MS)
    return life


def facts(life: NeighbourLife) -> list[Fact]:
    return [one for one in life.taken() if not isinstance(one, Erase)]


@lru_cache(maxsize=4)
def past_of(name: str) -> Sequence[Fact]:
    return facts(lived(FLEET[name]))


def test_the_same_station_has_the_same_past() -> None:
    assert past_of("WX-101") == facts(lived(GOOD))


def test_two_stations_of_a_kind_have_pasts_of_their_own() -> None:
    told = [[fact.at.wall_ms for fact in past_of(name)] for name in ("WX-202", "WX-203")]

    assert told[0] != told[1]


def test_a_past_reaches_up_to_now() -> None:
    walls = [fact.at.wall_ms for fact in past_of("WX-101")]

    assert 0 <= NOON_MS - max(walls) < 6 * 3_600_000
    assert walls == sorted(walls)


@pytest.mark.parametrize("kind", ["visit.started", "visit.ended", "access.denied", "selftest.finished", "data.erased"])
def test_a_past_holds_what_a_station_sees(kind: str) -> None:
    assert kind in {fact.kind for fact in past_of("WX-101")}


def test_hardly_anybody_comes_to_the_forsaken_one() -> None:
    visits = [Counter(fact.kind for fact in past_of(name))["visit.started"] for name in ("WX-101", "WX-104")]

    assert visits[1] * 3 < visits[0]


def test_what_was_ordered_before_the_demo_is_nothing() -> None:
    assert not [fact for fact in past_of("WX-101") if fact.kind.startswith(("command.", "policy."))]


def test_a_door_that_is_propped_becomes_an_incident() -> None:
    life = lived(FLEET["WX-103"], days=1)
    life.meet_fate()
    life.live_until(NOON_MS + 1_200_000)

    assert "door-propped/main" in life.state.incidents


def test_a_reader_that_is_lost_is_told_as_lost() -> None:
    life = lived(FLEET["WX-203"], days=1)
    life.meet_fate()

    assert life.devices["reader"].health.state == "lost"
    assert "device/reader" in life.state.incidents


def test_a_guest_who_comes_is_let_in() -> None:
    life = lived(GOOD, days=1)
    life.taken()
    life.guest()
    life.live_until(NOON_MS + 30_000)

    assert "visit.started" in {fact.kind for fact in facts(life)}


def ordered(life: NeighbourLife, verb: str, target: str, *, late: bool = False) -> list[str]:
    """The kinds of what became of an order."""
    life.taken()
    now = life.now().wall_ms
    order = Ordered(
        at=life.now(), id="o1", verb=verb, reason="asked", by="account-1", heard_ms=now,
        not_after_ms=now - 1 if late else now + 60_000, target=target,
    )  # fmt: skip
    life.order(order)
    life.live_until(life.life.now_ms + 60_000)
    return [fact.kind for fact in facts(life) if fact.kind.startswith("command.")]


def test_a_door_that_is_ordered_open_is_opened_by_somebody() -> None:
    assert ordered(lived(GOOD, days=1), "open", "main") == [
        "command.received", "command.acted", "command.confirmed",
    ]  # fmt: skip


def test_a_late_order_expires() -> None:
    assert ordered(lived(GOOD, days=1), "open", "main", late=True) == ["command.received", "command.expired"]


def proof(life: NeighbourLife) -> object:
    """What the newest order has ended with."""
    return life.state.orders.ended[-1].why


def emptied(life: NeighbourLife) -> NeighbourLife:
    """Everybody has gone, and a sweep has found that."""
    life.live_until(NOON_MS + 14 * 3_600_000)
    while modes.headcount(life.state)[1] or life.state.maintenance is not None:
        life.live_until(life.life.now_ms + 300_000)
    return life


def test_a_neighbour_tests_itself_when_it_is_told_to() -> None:
    life = emptied(lived(FLEET["WX-104"], days=1))

    assert ordered(life, "selftest", "") == ["command.received", "command.acted", "command.confirmed"]
    assert proof(life) == "tested/4"


def test_a_neighbour_does_not_test_itself_while_somebody_may_be_inside() -> None:
    life = lived(GOOD, days=1)
    life.guest()
    life.live_until(NOON_MS + 60_000)

    assert ordered(life, "selftest", "") == ["command.received", "command.refused"]


@pytest.mark.parametrize(("name", "end"), [("WX-101", "works"), ("WX-203", "not-back")])
def test_a_neighbours_reader_comes_back_from_a_restart_unless_it_is_dead(name: str, end: str) -> None:
    life = lived(FLEET[name], days=1)
    life.meet_fate()
    ordered(life, "restart-device", "reader")

    assert proof(life) == end


def test_a_life_goes_on_where_its_journal_ends() -> None:
    before = lived(GOOD, days=1)
    told = facts(before)
    after = NeighbourLife(GOOD, NOON_MS + 3_600_000, seed=1, days=0)
    after.begin(Past(state=lambda fresh: fresh, facts=told))
    after.live_until(NOON_MS + 2 * 3_600_000)
    new = facts(after)

    assert min(fact.at.wall_ms for fact in new) >= NOON_MS + 3_600_000
    assert {fact.at.boot for fact in new}.isdisjoint({fact.at.boot for fact in told})


def test_a_station_remembers_its_self_tests() -> None:
    after = NeighbourLife(GOOD, NOON_MS, seed=1, days=0)
    after.begin(Past(state=lambda fresh: fresh, facts=past_of("WX-101"), tests=[("board.answers", "red", NOON_MS - 1)]))

    assert {row.id: row.state for row in after.checks}["board.answers"] == "red"


@pytest.mark.parametrize("stations", [1, 12, 48])
def test_a_fleet_has_as_many_stations_as_are_wanted_each_with_a_name_of_its_own(stations: int) -> None:
    fleet = cast(stations)

    assert len({one.id for one in fleet}) == len({one.name for one in fleet}) == stations
