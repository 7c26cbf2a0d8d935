"""A winter night: somebody sleeps, the mains go away, and nobody sits in the dark or in the cold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core_world import ANNA, CoreStation, one_door

from station_app.core.commands import Command, Switch
from station_app.core.events import Event, InputMoved, Measured
from station_app.core.model import Sense, Zone
from station_app.core.policy import ComfortRule, Policy, PowerRule, ZoneRule

LOADS = ("heating", "lights", "night-light", "ventilation")


class WinterStation(CoreStation):
    """A heated room with a motion sensor, a thermometer and a battery."""

    def __init__(self) -> None:
        self.loads = dict.fromkeys(LOADS, True)
        power = PowerRule(battery_minutes=90, drops=(("ventilation", 0), ("lights", 30)))
        rule = ZoneRule(comfort=ComfortRule(watts={"heating": 1500, "lights": 60}))
        super().__init__(
            replace(
                one_door(),
                zones={"hall": Zone(name="hall", title="Hall", capacity=16, loads=LOADS)},
                inputs={
                    "pir": Sense(name="pir", means="motion", zone="hall"),
                    "mains": Sense(name="mains", means="power-good"),
                },
                policy=Policy(zones={"hall": rule}, power=power),
            )
        )

    def hear(self, event: Event) -> Sequence[Command]:
        """Answer an event, and keep how the loads stand."""
        told = super().hear(event)
        self.loads |= {command.load: command.on for command in told if isinstance(command, Switch)}
        return told

    def feel(self, celsius: float) -> None:
        """The thermometer tells."""
        self.hear(Measured(at=self.at, zone="hall", quantity="temperature", value=celsius))

    def sense(self, name: str, on: bool) -> None:
        """A sensor tells."""
        self.hear(InputMoved(at=self.at, name=name, on=on))


def test_a_winter_night_with_a_sleeper_and_a_power_cut() -> None:
    station = WinterStation()
    station.sense("mains", on=True)
    station.feel(12.0)

    station.later(10 * 3600)  # ten in the evening
    station.enter(ANNA)
    station.sense("pir", on=True)
    station.sense("pir", on=False)
    assert (station.loads["lights"], station.loads["heating"]) == (True, True)

    station.wait(11 * 60)  # she sleeps
    assert station.loads == {"heating": True, "lights": False, "night-light": True, "ventilation": False}

    station.wait(3 * 3600)
    station.feel(19.5)
    assert station.loads["heating"]

    station.sense("mains", on=False)
    station.wait(31 * 60)
    assert station.state.power.dropped == ("ventilation", "lights")
    assert station.loads["night-light"]

    station.sense("pir", on=True)  # she wakes up
    assert station.loads["lights"]

    station.sense("mains", on=True)
    station.feel(20.0)
    assert station.loads == {"heating": False, "lights": True, "night-light": True, "ventilation": True}

    station.wait(4 * 3600)  # past four in the morning
    day = station.last("comfort.day").body
    assert day["visits"] == 1
    assert isinstance(day["kwh"], float) and day["kwh"] > 5
