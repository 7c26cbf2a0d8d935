"""A test goes through the whole chain several times a day, and silence is noticed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import CoreStation, one_door

from station_app.core import replay
from station_app.core.events import CanaryArrived, Started
from station_app.core.flow import next_deadline
from station_app.core.model import House, StationState, Zone

HOUR = 3600.0


def at_a_hub(hours: int = 6, *, hub: bool = True) -> House:
    house = one_door()
    return replace(house, has_hub=hub, policy=replace(house.policy, canary_hours=hours))


class Sender(CoreStation):
    def __init__(self, house: House | None = None) -> None:
        super().__init__(house or at_a_hub())
        self.start()

    def start(self) -> None:
        self.hear(Started(at=self.at, version="1"))

    def pass_time(self, seconds: float) -> None:
        end = self.at.mono_ms + round(seconds * 1000)
        while self.at.mono_ms < end:
            left = (end - self.at.mono_ms) / 1000
            self.wait(min(left, next_deadline(self.state, self.at)))

    def arrive(self, canary: str | None = None) -> None:
        name = canary or str(self.last("canary.sent").body["canary"])
        self.hear(CanaryArrived(at=self.at, canary=name))


def test_the_first_one_is_sent_soon_after_the_start() -> None:
    sender = Sender()
    sender.pass_time(299)
    before = sender.count("canary.sent")
    sender.pass_time(1)

    assert (before, sender.count("canary.sent")) == (0, 1)


@pytest.mark.parametrize(("hours", "a_day"), [(6, 4), (1, 24), (24, 1), (0, 0)])
def test_so_many_are_sent_a_day(hours: int, a_day: int) -> None:
    sender = Sender(at_a_hub(hours, hub=False))
    sender.pass_time(24 * HOUR)

    assert sender.count("canary.sent") == a_day


def test_each_has_a_name_of_its_own() -> None:
    sender = Sender(at_a_hub(hub=False))
    sender.pass_time(24 * HOUR)

    assert len({fact.body["canary"] for fact in sender.facts if fact.kind == "canary.sent"}) == 4


def test_it_says_how_many_readers_answer() -> None:
    house = at_a_hub()
    zones = {**house.zones, "corner": Zone(name="corner", title="Corner", capacity=2, readers=("tap",))}
    sender = Sender(replace(house, zones=zones))
    sender.lose("scanner")
    sender.pass_time(300)

    assert sender.last("canary.sent").body["readers"] == 2


def test_it_arrives_and_says_how_long_it_took() -> None:
    sender = Sender()
    sender.pass_time(300)
    sender.later(2.5)
    sender.arrive()

    assert sender.last("canary.arrived").body["seconds"] == 2.5


def test_it_arrives_once() -> None:
    sender = Sender()
    sender.pass_time(300)
    sender.arrive()
    sender.arrive()

    assert sender.count("canary.arrived") == 1


@pytest.mark.parametrize("name", ["another", ""])
def test_another_one_is_not_this_one(name: str) -> None:
    sender = Sender()
    sender.pass_time(0.1)
    sender.hear(CanaryArrived(at=sender.at, canary=name))

    assert sender.count("canary.arrived") == 0


def test_one_that_has_not_arrived_within_half_an_hour_is_missing() -> None:
    sender = Sender()
    sender.pass_time(300 + 1799)
    before = "canary" in sender.state.incidents
    sender.pass_time(1)

    assert (before, "canary" in sender.state.incidents) == (False, True)


def test_it_is_missing_until_one_arrives_again() -> None:
    sender = Sender()
    sender.pass_time(20 * HOUR)
    sender.arrive()

    assert [kind for kind in sender.causes("incident.opened") if kind == "canary"] == ["canary"]
    assert "canary" not in sender.state.incidents


def test_where_there_is_no_hub_none_is_missed() -> None:
    sender = Sender(at_a_hub(hub=False))
    sender.pass_time(48 * HOUR)

    assert sender.state.incidents == {}


def test_a_restart_begins_anew() -> None:
    sender = Sender()
    sender.pass_time(1000)
    sender.at = replace(sender.at, boot="b2", mono_ms=0)
    sender.start()
    sender.pass_time(1799)

    assert (sender.count("canary.sent"), "canary" in sender.state.incidents) == (2, False)


def test_a_station_that_has_no_hub_any_more_misses_none() -> None:
    sender = Sender()
    sender.pass_time(HOUR)
    sender.state = replace(sender.state, house=at_a_hub(hub=False))
    sender.start()

    assert sender.state.incidents == {}


def test_the_last_one_comes_back_from_facts() -> None:
    sender = Sender()
    sender.pass_time(300)
    sender.arrive()
    back = replay.recall(StationState.fresh(sender.state.house), sender.facts).canary

    assert (back.id, back.sent, back.arrived) == (
        sender.state.canary.id,
        sender.state.canary.sent,
        sender.state.canary.arrived,
    )
