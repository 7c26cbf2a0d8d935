"""Who comes when something is wrong: at night, in a drill, behind somebody's back, and when nobody is there to hear."""

from __future__ import annotations

from dataclasses import replace

from core_world import ANNA, MONDAY_NOON, CoreStation, one_door

from station_app.core.events import (
    CanaryArrived,
    DeviceFailed,
    InputMoved,
    Known,
    Ordered,
    Presented,
    SilentHelpAsked,
    Started,
)
from station_app.core.flow import next_deadline
from station_app.core.instant import Instant
from station_app.core.model import House, Sense
from station_app.core.policy import Policy, ZoneRule

HOUR, MINUTE = 3600.0, 60.0
TWO_AT_NIGHT: Instant = replace(MONDAY_NOON, wall_ms=MONDAY_NOON.wall_ms + 14 * 3_600_000)


def house() -> House:
    inputs = {
        "pir": Sense(name="pir", means="motion", zone="hall", board="board"),
        "smoke": Sense(name="smoke", means="smoke", zone="hall", board="fire-board"),
    }
    return replace(one_door(), inputs=inputs, has_hub=True)


class Station(CoreStation):
    """A whole station from its start on, told of time exactly when its rules ask for it."""

    def __init__(self, home: House | None = None, at: Instant = MONDAY_NOON) -> None:
        super().__init__(home or house(), at)
        self.hear(Started(at=self.at, version="1"))
        for name in self.state.house.inputs:
            self.feel(name, on=False)

    def feel(self, name: str, *, on: bool) -> None:
        self.hear(InputMoved(at=self.at, name=name, on=on))

    def nothing_happens_for(self, seconds: float, *, hub: bool = True) -> None:
        end = self.at.mono_ms + round(seconds * 1000)
        while self.at.mono_ms < end:
            left = (end - self.at.mono_ms) / 1000
            self.wait(min(left, next_deadline(self.state, self.at)))
            if hub and self.state.canary.sent is not None and self.state.canary.arrived is None:
                self.hear(CanaryArrived(at=self.at, canary=self.state.canary.id))

    def order(self, verb: str, target: str = "", by: str = "district", **more: object) -> None:
        at, name = self.at, f"order-{self.at.mono_ms}"
        made = Ordered(at=at, id=name, verb=verb, reason="seen", by=by, target=target, heard_ms=at.wall_ms,
                       not_after_ms=at.wall_ms + 60_000)  # fmt: skip
        self.hear(replace(made, **more))  # type: ignore[arg-type]

    def owners(self, cause: str) -> list[object]:
        """Who was asked, in order."""
        kinds = ("incident.opened", "incident.escalated")
        return [f.body["owner"] for f in self.facts if f.kind in kinds and f.body["cause"] == cause]


def test_the_keeper_sleeps_and_the_district_answers() -> None:
    """Two at night. Somebody touches help. A minute later the district is asked, takes it on, and sees to it."""
    station = Station(at=TWO_AT_NIGHT)
    station.enter(ANNA)
    station.ask_help()
    assert (station.shown, station.owners("help")) == ("help", ["keeper"])

    station.nothing_happens_for(70)
    assert station.owners("help") == ["keeper", "district"]

    station.order("acknowledge", "help")
    station.nothing_happens_for(10 * MINUTE)
    assert station.owners("help") == ["keeper", "district"]
    assert station.state.incidents["help"].acknowledged_by == "district"

    station.order("resolve", "help")
    assert "help" not in station.state.incidents
    assert station.last("incident.closed").body["by"] == "district"


def test_a_broken_reader_wakes_nobody() -> None:
    """The same night a reader fails. It waits for the morning: at six it goes on, and staff who come take it on."""
    station = Station(at=TWO_AT_NIGHT)
    station.lose("scanner")
    station.nothing_happens_for(3 * HOUR)
    assert station.owners("device/scanner") == ["keeper"]

    station.nothing_happens_for(HOUR + MINUTE)
    assert station.owners("device/scanner") == ["keeper", "district"]

    station.hear(
        Presented(
            at=station.at,
            id="morning",
            reader="reader",
            credential="staff",
            finding=Known(person="staff-a", staff=True),
        )
    )
    assert station.state.incidents["device/scanner"].acknowledged_by == "staff"
    station.nothing_happens_for(8 * HOUR)
    assert station.owners("device/scanner") == ["keeper", "district"]


def test_a_fire_drill_with_a_real_fire_in_it() -> None:
    """An evacuation is practised, and everything is marked as that. Then it smokes, and nothing is a drill any more."""
    station = Station()
    station.enter(ANNA)
    station.order("mode", value="evacuation", seconds=900.0, drill=True)
    assert station.state.incidents["mode/evacuation"].drill

    station.nothing_happens_for(2 * MINUTE)
    station.feel("smoke", on=True)
    real = station.state.incidents
    assert not real["mode/evacuation"].drill
    assert (real["smoke/smoke"].drill, real["smoke/smoke"].severity) == (False, "urgent")
    assert [hold.cause for hold in station.holds] == ["evacuation"]

    station.nothing_happens_for(2 * MINUTE)
    assert station.owners("smoke/smoke") == ["keeper", "district", "union"]
    station.order("resolve", "smoke/smoke")
    assert "smoke/smoke" in station.state.incidents, "nobody talks smoke away"

    station.feel("smoke", on=False)
    assert "smoke/smoke" not in station.state.incidents


def test_a_man_lies_still() -> None:
    """He came in at noon and has not stirred for five hours. He is asked, asked louder, and somebody is called."""
    station = Station()
    station.enter(ANNA)
    station.nothing_happens_for(5 * HOUR - MINUTE)
    assert station.count("wellbeing.asked") == 0

    station.nothing_happens_for(2 * MINUTE)
    assert (station.shown, station.last("wellbeing.asked").body["step"]) == ("wellbeing", "gentle")
    station.nothing_happens_for(3 * MINUTE)
    assert station.last("wellbeing.asked").body["step"] == "loud"
    assert not station.state.incidents
    station.nothing_happens_for(3 * MINUTE)
    assert station.state.incidents["wellbeing/hall"].severity == "urgent"

    station.nothing_happens_for(70)
    assert station.owners("wellbeing/hall")[:2] == ["keeper", "district"]
    station.press_exit()
    assert [hold.cause for hold in station.holds] == ["exit"]
    assert station.last("wellbeing.answered").body["evidence"] == "exit"
    assert not station.state.incidents


def test_a_sleeper_turns_over_when_he_is_asked() -> None:
    """Two at night, five still hours: one gentle question. He turns over, and is left in peace for the night."""
    station = Station(at=TWO_AT_NIGHT)
    station.enter(ANNA)
    station.nothing_happens_for(30)
    station.feel("pir", on=True)
    station.feel("pir", on=False)
    station.nothing_happens_for(5 * HOUR + 10)
    assert station.shown == "wellbeing"

    station.feel("pir", on=True)
    station.feel("pir", on=False)
    assert (station.shown, station.last("wellbeing.answered").body["evidence"]) == ("idle", "motion")
    station.nothing_happens_for(50 * MINUTE)
    assert station.count("wellbeing.asked") == 1
    assert not [cause for cause in station.causes("incident.opened") if str(cause).startswith("wellbeing")]


def test_a_mother_in_the_nursing_room() -> None:
    """A private room has no eyes. Forty silent minutes behind its door, and it is asked whether all is well."""
    home = one_door()
    rule = ZoneRule(kind="nursing", privacy="private", still_minutes=40)
    station = Station(replace(home, policy=Policy(zones={"hall": rule})))
    station.enter(ANNA)
    station.nothing_happens_for(41 * MINUTE)
    assert station.shown == "wellbeing"

    station.leave()
    assert station.count("wellbeing.answered") == 1
    assert not station.state.incidents


def test_silent_help_behind_a_robbers_back() -> None:
    """A hidden sign. The screen stays as it is, the door lets out as ever; the call climbs; only an order ends it."""
    station = Station()
    station.enter(ANNA)
    station.nothing_happens_for(MINUTE)
    before = station.state.screen
    station.hear(SilentHelpAsked(at=station.at))
    assert station.state.screen == before
    assert station.last("incident.opened").body["silent"] is True

    station.show(Known(person="staff-a", staff=True), "staff", "reader")
    assert not station.state.incidents["silent-help"].acknowledged_by, "whoever is here may be forced"
    station.nothing_happens_for(3 * MINUTE)
    assert station.owners("silent-help") == ["keeper", "district", "union"]
    station.press_exit()
    assert [hold.cause for hold in station.holds] == ["exit"]

    station.order("acknowledge", "silent-help", by="union")
    station.nothing_happens_for(16 * MINUTE)
    assert not station.state.incidents


def test_a_cut_wire_of_the_smoke_detector() -> None:
    """Its board falls silent. That is no smoke and no clear air: a fault a minute later, until it speaks again."""
    station = Station()
    station.hear(DeviceFailed(at=station.at, device="fire-board", fault="link-lost"))
    assert station.state.inputs["smoke"].on is None
    assert station.state.mode.name == "normal"

    station.nothing_happens_for(2 * MINUTE)
    assert station.last("sensor.lost").body["sensor"] == "smoke"
    assert station.state.incidents["sensor/smoke"].severity == "fault"

    station.restore("fire-board")
    station.feel("smoke", on=False)
    assert station.last("sensor.restored").body["sensor"] == "smoke"
    assert not station.state.incidents


def test_the_hub_is_silent_since_midnight() -> None:
    """Rows go out and nothing comes back. The next canary is missed; the door serves all the while."""
    station = Station()
    station.nothing_happens_for(12 * HOUR)
    assert "canary" not in station.state.incidents
    arrived = station.count("canary.arrived")

    station.nothing_happens_for(8 * HOUR, hub=False)
    assert "canary" in station.state.incidents
    assert station.causes("incident.opened").count("canary") == 1
    station.enter(ANNA)
    assert station.inside == 1

    station.nothing_happens_for(HOUR)
    assert "canary" not in station.state.incidents
    assert station.count("canary.arrived") == arrived + 1
