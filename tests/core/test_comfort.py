from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import ANNA, CoreStation, one_door
from hypothesis import given
from hypothesis import strategies as st

from station_app.core import comfort
from station_app.core.commands import Switch
from station_app.core.events import Measured, Ticked
from station_app.core.memory.life import Comfort, Power, ZoneLife
from station_app.core.memory.modes import Mode
from station_app.core.model import House, StationState, Zone
from station_app.core.policy import AgeRule, ComfortRule, Policy, ZoneRule

LOADS = ("lights", "night-light", "cooling", "heating", "ventilation")


def house(*loads: str, rule: ComfortRule | None = None, winter: bool = False) -> House:
    """One zone with these loads; never winter unless asked for."""
    months = frozenset(range(1, 13)) if winter else frozenset[int]()
    zone_rule = ZoneRule(comfort=rule or ComfortRule())
    policy = Policy(zones={"hall": zone_rule}, ages=AgeRule(winter_months=months))
    return replace(
        one_door(), zones={"hall": Zone(name="hall", title="Hall", capacity=16, loads=loads or LOADS)}, policy=policy
    )


class WarmStation(CoreStation):
    """A station whose zone has loads; `switched` is what the last answer switched."""

    def people(self, high: int, *, sign_minutes_ago: float = 0.0, swept: bool = False) -> None:
        """So many are possibly inside, and gave their last sign so long ago."""
        past = round(sign_minutes_ago * 60_000)
        sign = replace(self.at, wall_ms=self.at.wall_ms - past, mono_ms=self.at.mono_ms - past)
        life = ZoneLife(sign=sign, low=0, high=high, swept=self.at if swept else None)
        self.state = replace(self.state, life={"hall": life})

    def feels(self, celsius: float) -> None:
        """The thermometer says so."""
        self.hear(Measured(at=self.at, zone="hall", quantity="temperature", value=celsius))

    def breathes(self, ppm: float) -> None:
        """The air says so."""
        self.hear(Measured(at=self.at, zone="hall", quantity="co2", value=ppm))

    def on(self, load: str) -> bool:
        """Whether a load should be on now."""
        return comfort.wanted(self.state, "hall", self.at)[load]

    @property
    def switched(self) -> dict[str, bool]:
        """What the last answer switched."""
        return {command.load: command.on for command in self.told if isinstance(command, Switch)}


@pytest.fixture
def warm() -> WarmStation:
    return WarmStation(house())


def at_night(station: WarmStation) -> None:
    """It is midnight."""
    station.later(12 * 3600)


def test_light_is_on_while_somebody_is_possibly_inside(warm: WarmStation) -> None:
    warm.people(1, sign_minutes_ago=300)

    assert warm.on("lights")


def test_light_stays_on_for_ten_minutes_after_the_last_sign(warm: WarmStation) -> None:
    warm.people(0, sign_minutes_ago=9.9)

    assert warm.on("lights")


def test_light_goes_out_ten_minutes_after_the_last_sign_in_an_empty_room(warm: WarmStation) -> None:
    warm.people(0, sign_minutes_ago=10)

    assert not warm.on("lights")


def test_a_sleeper_at_night_is_left_the_night_light_only(warm: WarmStation) -> None:
    at_night(warm)

    warm.people(1, sign_minutes_ago=60)

    assert (warm.on("lights"), warm.on("night-light")) == (False, True)


def test_where_there_is_no_night_light_a_sleeper_keeps_the_light() -> None:
    station = WarmStation(house("lights"))
    at_night(station)

    station.people(1, sign_minutes_ago=60)

    assert station.on("lights")


def test_the_sweep_for_overlooked_people_lights_the_room(warm: WarmStation) -> None:
    at_night(warm)

    warm.people(1, sign_minutes_ago=90, swept=True)

    assert warm.on("lights")


def test_somebody_inside_is_heated_to_twenty_degrees(warm: WarmStation) -> None:
    warm.people(1)
    warm.feels(18.9)

    assert warm.on("heating")


def test_heating_ends_at_twenty_degrees(warm: WarmStation) -> None:
    warm.people(1)
    warm.feels(18.9)

    warm.feels(20.0)

    assert not warm.on("heating")


def test_heating_that_has_begun_goes_on_until_the_goal(warm: WarmStation) -> None:
    warm.people(1)
    warm.feels(18.9)

    warm.feels(19.9)

    assert warm.on("heating")


def test_an_empty_room_is_kept_from_getting_cold(warm: WarmStation) -> None:
    warm.people(0, sign_minutes_ago=60)

    warm.feels(14.9)

    assert warm.on("heating")


def test_an_empty_room_is_not_heated_for_nobody(warm: WarmStation) -> None:
    warm.people(0, sign_minutes_ago=60)

    warm.feels(17.0)

    assert not warm.on("heating")


def test_shelter_keeps_the_heat_on_in_an_empty_room(warm: WarmStation) -> None:
    warm.people(0, sign_minutes_ago=60)
    warm.feels(17.0)

    warm.state = replace(warm.state, mode=Mode(name="shelter", since=warm.at))

    assert warm.on("heating")


@pytest.mark.parametrize(("people", "winter", "heated"), [(1, False, True), (0, True, True), (0, False, False)])
def test_without_a_thermometer_heat_is_for_people_and_for_winter(people: int, winter: bool, heated: bool) -> None:
    station = WarmStation(house(winter=winter))

    station.people(people, sign_minutes_ago=60)

    assert station.on("heating") == heated


def test_nobody_is_cooled_below_twenty_six_degrees(warm: WarmStation) -> None:
    warm.people(1)

    warm.feels(26.9)

    assert not warm.on("cooling")


def test_somebody_inside_is_cooled_in_heat(warm: WarmStation) -> None:
    warm.people(1)

    warm.feels(27.0)

    assert warm.on("cooling")


def test_cooling_that_has_begun_ends_at_twenty_six_degrees(warm: WarmStation) -> None:
    warm.people(1)
    warm.feels(30.0)

    warm.feels(26.0)

    assert not warm.on("cooling")


def test_an_empty_room_is_not_cooled(warm: WarmStation) -> None:
    warm.people(0, sign_minutes_ago=30)

    warm.feels(35.0)

    assert not warm.on("cooling")


def test_without_a_thermometer_people_may_cool_themselves(warm: WarmStation) -> None:
    warm.people(1)

    assert warm.on("cooling")


@pytest.mark.parametrize(("before", "ppm", "airs"), [(500, 1100, True), (1100, 900, True), (1100, 800, False)])
def test_stale_air_is_changed_until_it_is_fresh(warm: WarmStation, before: float, ppm: float, airs: bool) -> None:
    warm.people(1)
    warm.breathes(before)

    warm.breathes(ppm)

    assert warm.on("ventilation") == airs


def test_humidity_switches_nothing(warm: WarmStation) -> None:
    warm.people(1)
    warm.wait(1)

    warm.hear(Measured(at=warm.at, zone="hall", quantity="humidity", value=90.0))

    assert warm.switched == {}


def test_what_the_battery_cannot_carry_is_off(warm: WarmStation) -> None:
    warm.people(1)

    warm.state = replace(warm.state, power=Power(lost=warm.at, dropped=("ventilation",)))

    assert not warm.on("ventilation")


def test_a_power_cut_never_leaves_people_in_the_dark(warm: WarmStation) -> None:
    warm.people(1)

    warm.state = replace(warm.state, power=Power(lost=warm.at, dropped=("lights",)))

    assert warm.on("lights")


def test_a_load_that_no_rule_knows_stays_on() -> None:
    station = WarmStation(house("kettle"))

    assert station.on("kettle")


def test_only_what_changes_is_switched(warm: WarmStation) -> None:
    warm.people(1)
    warm.wait(1)

    warm.feels(10.0)

    assert warm.switched == {"cooling": False}


def test_night_may_wrap_or_not() -> None:
    siesta = ComfortRule(night_from=12 * 60, night_until=14 * 60)
    station = WarmStation(house(rule=siesta))

    station.people(1, sign_minutes_ago=60)

    assert not station.on("lights")


def test_the_day_tells_of_visits_and_energy() -> None:
    watts = ComfortRule(watts={"lights": 100})
    station = WarmStation(house("lights", rule=watts))
    station.wait(1)
    station.enter(ANNA)
    station.people(1)
    station.wait(5 * 3600)

    station.wait(11 * 3600)

    day = station.last("comfort.day").body
    assert (day["visits"], day["lights_minutes"], day["kwh"]) == (1, 960, 1.6)


def test_a_meter_is_believed_more_than_nominal_power(warm: WarmStation) -> None:
    warm.wait(1)
    for kwh in (100.0, 103.5):
        warm.hear(Measured(at=warm.at, zone="hall", quantity="energy", value=kwh))

    warm.wait(16 * 3600)

    assert warm.last("comfort.day").body["kwh"] == 3.5


def test_the_next_day_counts_from_nothing(warm: WarmStation) -> None:
    warm.wait(1)
    warm.wait(16 * 3600)

    assert warm.state.comfort["hall"].visits == 0


def test_the_first_half_day_of_a_zone_that_only_a_sensor_told_of_is_not_told(warm: WarmStation) -> None:
    warm.state = replace(warm.state, comfort={"hall": Comfort(visits=3)})
    warm.hear(Ticked(at=warm.at))

    assert warm.count("comfort.day") == 0


def test_a_zone_without_loads_is_left_alone() -> None:
    station = CoreStation()
    station.enter()

    assert station.state.comfort == {}


def test_what_is_seen_in_another_zone_switches_nothing_here(warm: WarmStation) -> None:
    warm.people(1)
    warm.hear(Ticked(at=warm.at))
    lives = {**warm.state.life, "gym": ZoneLife(sign=warm.at, low=1, high=1)}
    later = replace(warm.state, life=lives)

    followed = comfort.follow(warm.state, later, Ticked(at=warm.at))

    assert followed == (later, [])


def test_humidity_is_noted_by_no_load(warm: WarmStation) -> None:
    warm.hear(Measured(at=warm.at, zone="hall", quantity="humidity", value=95))

    assert comfort.wanted(warm.state, "hall", warm.at) == comfort.wanted(WarmStation(house()).state, "hall", warm.at)


def test_a_restart_goes_on_in_the_day_after_the_last_one_told(warm: WarmStation) -> None:
    warm.wait(1)
    warm.wait(16 * 3600)
    told = warm.last("comfort.day")

    recalled = comfort.RECALLS["comfort.day"](StationState.fresh(warm.state.house), told)

    assert recalled.comfort["hall"].day == warm.at.station_day


def test_the_rules_want_to_know_when_the_light_may_go_out(warm: WarmStation) -> None:
    warm.people(0, sign_minutes_ago=4)

    assert min(comfort.deadlines(warm.state, warm.at)) == pytest.approx(360)


def test_the_rules_want_to_know_when_night_begins(warm: WarmStation) -> None:
    warm.people(1, sign_minutes_ago=60)

    assert min(comfort.deadlines(warm.state, warm.at)) == 10 * 3600


@given(
    high=st.integers(0, 3),
    minutes=st.floats(0, 600),
    celsius=st.one_of(st.none(), st.floats(-30, 50)),
    hour=st.integers(0, 23),
    dropped=st.sets(st.sampled_from(LOADS)),
    loads=st.sets(st.sampled_from(LOADS)),
)
def test_it_is_never_dark_or_cold_with_somebody_possibly_inside(
    high: int, minutes: float, celsius: float | None, hour: int, dropped: set[str], loads: set[str]
) -> None:
    station = WarmStation(house(*loads, "lights", "heating"))
    station.later(hour * 3600)
    station.people(high + 1, sign_minutes_ago=minutes)
    station.state = replace(station.state, comfort={"hall": Comfort(temperature=celsius)})
    station.state = replace(station.state, power=Power(lost=station.at, dropped=tuple(dropped - {"heating"})))

    wanted = comfort.wanted(station.state, "hall", station.at)

    lit = wanted["lights"] or (wanted.get("night-light", False) and "night-light" not in dropped)
    assert lit or "night-light" in dropped
    assert wanted["heating"] or (celsius is not None and celsius > 19)
