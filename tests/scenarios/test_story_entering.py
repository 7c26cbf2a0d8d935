"""People come in: with a card, with a pass, once, twice, together, or not at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from machine import Machine, Site
from story_people import CLEANER, COURIER, FOREIGNER_NEW, FOREIGNER_OLD, HONG_KONG, a_pass, card

from hardware.simulators.id_cards import SimulatedCard

LEFT = "card-left/id_reader"
ENTRY = ["access.granted", "door.unlocked", "door.opened", "visit.started", "door.closed"]


async def test_a_worker_lays_an_id_card_and_walks_in(station: Machine) -> None:
    await station.lay(card())
    unlocked = list(station.lock)
    await station.walk_in()
    await station.advance(5)

    assert unlocked == [True]
    assert station.kinds() == ENTRY
    assert station.lock == [True, False]
    assert station.kiosk.now.inside == 1


async def test_the_kiosk_greets_and_then_says_to_take_the_card_along(station: Machine) -> None:
    await station.lay(card())
    await station.walk_in()
    await station.advance(6)
    reminded = station.kiosk.now
    await station.lift()

    assert (reminded.moment, reminded.card_on) == ("take-card", True)
    assert station.kiosk.moments == ["idle", "reading", "welcome", "take-card", "idle"]


async def test_a_worker_holds_a_pass_to_the_scanner_and_walks_in(station: Machine) -> None:
    await station.show(a_pass(station))
    await station.walk_in()
    await station.advance(8)

    assert station.kinds() == ENTRY
    assert station.bodies("visit.started", "credential", "person") == [("pass", None)]
    assert station.kiosk.moments == ["idle", "welcome", "idle"]


async def test_the_lock_falls_back_after_three_seconds(station: Machine) -> None:
    await station.lay(card())
    await station.advance(1.9)
    before = station.lock_released
    await station.advance(1.0)

    assert (before, station.lock_released) == (True, False)


async def test_a_pass_admits_once(station: Machine) -> None:
    text = a_pass(station)
    await station.show(text)
    await station.walk_in()
    await station.advance(10)
    await station.show(text)

    assert station.bodies("access.denied", "credential", "reason") == [("pass", "pass-used")]
    assert station.lock == [True, False]
    assert station.kiosk.now.reason == "pass-used"


async def test_a_pass_is_spent_after_a_restart_too(station: Machine) -> None:
    text = a_pass(station)
    await station.show(text)
    await station.walk_in()
    await station.stop()
    await station.start()
    await station.show(text)

    assert station.bodies("access.denied", "reason") == ["pass-used"]


async def test_whoever_was_inside_is_inside_after_a_restart(station: Machine) -> None:
    await station.lay(card())
    await station.walk_in()
    await station.stop()
    await station.start()

    assert station.kiosk.now.inside == 1


@pytest.mark.parametrize(
    "one",
    [
        card(valid_until=None),
        card(HONG_KONG, kind="hk-macao-taiwan"),
        card(FOREIGNER_OLD, kind="foreigner-2017"),
        card(FOREIGNER_NEW, kind="foreigner-2023"),
    ],
    ids=["without an end", "of Hong Kong", "foreigner's of 2017", "foreigner's of 2023"],
)
async def test_every_kind_of_resident_card_admits(station: Machine, one: SimulatedCard) -> None:
    await station.lay(one)
    await station.walk_in()

    assert station.kinds() == ENTRY


async def test_a_card_is_valid_on_its_last_day(station: Machine) -> None:
    await station.lay(card(valid_until="20270104"))

    assert station.kinds() == ["access.granted", "door.unlocked"]


async def test_nobody_pushes_the_door_and_no_visit_is_counted(station: Machine) -> None:
    await station.lay(card())
    await station.lift()
    await station.advance(9)

    assert station.kinds() == ["access.granted", "door.unlocked", "access.not_entered"]
    assert station.kiosk.now.inside == 0


async def test_the_same_person_within_thirty_minutes_is_one_visit(station: Machine) -> None:
    for _ in range(2):
        await station.lay(card())
        await station.walk_in()
        await station.lift()
        await station.leap(20 * 60, stride=30)

    assert station.bodies("access.granted", "repeat") == [None, True]
    assert len(station.told("visit.started")) == 1


async def test_the_same_person_after_thirty_minutes_is_another_visit(station: Machine) -> None:
    for _ in range(2):
        await station.lay(card())
        await station.walk_in()
        await station.lift()
        await station.leap(31 * 60, stride=30)

    assert len(station.told("visit.started")) == 2
    assert station.bodies("visit.ended", "evidence") == ["came-again"]
    assert station.kiosk.now.inside == 1


async def test_the_same_person_has_the_same_pseudonym_and_another_has_another(station: Machine) -> None:
    for number in (COURIER, CLEANER, COURIER):
        await station.lay(card(number))
        await station.walk_in()
        await station.lift()

    first, second, third = station.bodies("access.granted", "person")
    assert first == third != second


async def test_two_who_were_granted_walk_through_one_opening(station: Machine) -> None:
    await station.lay(card(COURIER))
    await station.lift()
    await station.lay(card(CLEANER))
    await station.walk_in()

    assert station.kinds() == [
        *("access.granted", "door.unlocked", "access.granted", "door.unlocked"),
        *("door.opened", "visit.started", "visit.started", "door.closed"),
    ]
    assert station.kiosk.now.inside == 2


async def test_one_who_comes_while_the_door_is_held_open_is_a_visit_too(station: Machine) -> None:
    await station.lay(card(COURIER))
    station.world.move_door("main", is_open=True)
    await station.advance(1)
    await station.lift()
    await station.lay(card(CLEANER))

    assert station.bodies("visit.started", "evidence") == ["door-opened", "door-open"]


async def test_a_card_left_on_the_reader_for_two_hours_is_one_visit(station: Machine) -> None:
    await station.lay(card())
    await station.walk_in()
    await station.leap(2 * 3600, stride=20)
    await station.lift()

    assert station.kinds("incident.opened", "incident.closed", "canary.sent") == ENTRY
    assert station.incidents == [("incident.opened", LEFT), ("incident.closed", LEFT)]
    assert station.kiosk.moments == ["idle", "reading", "welcome", "take-card", "idle"]


async def test_a_full_station_refuses_and_lets_in_again_when_somebody_has_left(
    build: Callable[..., Machine],
) -> None:
    station = build(Site(capacity=1))
    await station.start()
    await station.lay(card(COURIER))
    await station.walk_in()
    await station.lift()
    await station.lay(card(CLEANER))
    refused = station.kiosk.now
    await station.lift()
    await station.press_exit()
    await station.walk_in()
    await station.lay(card(CLEANER))
    await station.walk_in()

    assert (refused.moment, refused.reason, refused.inside, refused.capacity) == ("refused", "full", 1, 1)
    assert station.bodies("access.denied", "reason") == ["full"]
    assert station.bodies("visit.ended", "evidence") == ["exit-button"]
    assert len(station.told("visit.started")) == 2


async def test_a_closed_station_says_when_it_opens_next(build: Callable[..., Machine]) -> None:
    station = build(Site(hours='{ mon = ["06:00-11:00"], tue = ["07:30-22:00"] }'))
    await station.start()
    await station.lay(card())

    shown = station.kiosk.now
    assert (shown.reason, shown.opens_at, shown.open) == ("closed", "1 07:30", False)
    assert station.bodies("access.denied", "reason", "opens_at") == [("closed", "1 07:30")]
    assert station.lock == []
