from __future__ import annotations

from dataclasses import replace

from core_world import ANNA, BO, CoreStation, one_door

from station_app.core import visits
from station_app.core.commands import Record
from station_app.core.events import CompanionsDeclared, Counted, InputMoved
from station_app.core.memory.people import Consent
from station_app.core.model import Credential, Grant, House, Sense, StationState, Zone
from station_app.core.replay import recall


class TestEntered:
    def house(self) -> House:
        inputs = {
            "pir": Sense(name="pir", means="motion", zone="hall"),
            "latch": Sense(name="latch", means="latch", zone="hall"),
        }
        return replace(one_door(), inputs=inputs)

    def stir(self, station: CoreStation, name: str = "pir") -> None:
        for on in (True, False):
            station.hear(InputMoved(at=station.at, name=name, on=on))

    def test_motion_after_an_entry_confirms_it_once(self) -> None:
        station = CoreStation(self.house())
        station.enter(ANNA)
        for _ in range(2):
            station.later(5)
            self.stir(station)

        assert station.count("visit.entered") == 1
        assert station.last("visit.entered").body == {
            "visit": "presentation-1",
            "zone": "hall",
            "evidence": "motion",
        }

    def test_motion_a_while_later_confirms_nothing(self) -> None:
        station = CoreStation(self.house())
        station.enter(ANNA)
        station.later(61)
        self.stir(station)

        assert station.count("visit.entered") == 0

    def test_a_latch_is_no_motion(self) -> None:
        station = CoreStation(self.house())
        station.enter(ANNA)
        self.stir(station, "latch")

        assert station.count("visit.entered") == 0

    def test_motion_of_no_zone_in_a_house_of_several_confirms_nothing(self) -> None:
        house = self.house()
        rooms = {**house.zones, "room": Zone(name="room", title="Room", capacity=1)}
        pir = {"pir": replace(house.inputs["pir"], zone="")}
        station = CoreStation(replace(house, zones=rooms, inputs=pir))
        station.enter(ANNA)
        self.stir(station)

        assert station.count("visit.entered") == 0

    def test_a_counter_confirms_as_many_as_it_counts(self, station: CoreStation) -> None:
        station.card(ANNA)
        station.card(BO)
        station.open()
        station.hear(Counted(at=station.at, zone="hall", entered=1))
        assert [fact.body["evidence"] for fact in station.facts if fact.kind == "visit.entered"] == ["counter"]
        station.hear(Counted(at=station.at, zone="hall", entered=5))

        assert station.count("visit.entered") == 2


class TestTap:
    def grant(self, station: CoreStation, person: str | None = ANNA, credential: Credential = "id-card") -> Grant:
        return Grant(presentation=f"tap-{station.at.mono_ms}", person=person, credential=credential, at=station.at)

    def test_in_a_zone_without_a_door_a_tap_is_the_visit(self, station: CoreStation) -> None:
        state, commands = visits.enter_by_tap(station.state, "hall", self.grant(station), station.at)

        body = next(c.fact.body for c in commands if isinstance(c, Record))
        assert (body["door"], body["evidence"]) == ("", "tap")
        assert state.inside("hall") == 1

    def test_a_second_tap_can_end_it_and_guesses_nothing(self, station: CoreStation) -> None:
        state, _ = visits.enter_by_tap(station.state, "hall", self.grant(station), station.at)
        name = next(iter(state.visits))
        station.later(600)
        state, commands = visits.leave_by_tap(state, name, station.at)

        body = next(c.fact.body for c in commands if isinstance(c, Record))
        assert (body["evidence"], body["inferred"], body["minutes"]) == ("tap", False, 10)
        assert visits.leave_by_tap(state, name, station.at) == (state, [])
        assert visits.leave_by_tap(state, "unheard-of", station.at) == (state, [])

    def test_staff_who_tap_are_never_counted(self, station: CoreStation) -> None:
        grant = self.grant(station, credential="staff")

        assert visits.enter_by_tap(station.state, "hall", grant, station.at) == (station.state, [])


def test_an_occupation_that_somebody_agreed_to_keep_is_told_with_the_visit(station: CoreStation) -> None:
    station.state = replace(
        station.state, consents={ANNA: Consent(notice="1", occupation="rider"), BO: Consent(notice="1")}
    )
    station.enter(ANNA)
    assert station.last("visit.started").body["occupation"] == "rider"
    station.enter(BO)

    assert "occupation" not in station.last("visit.started").body


class TestRecall:
    def test_the_journal_gives_visits_back_as_they_were(self) -> None:
        station = CoreStation()
        station.enter(ANNA)
        event = CompanionsDeclared(at=station.at, presentation="presentation-1", adults=1, children=2)
        station.hear(event)
        station.hear(Counted(at=station.at, zone="hall", entered=1))
        station.pass_("one")
        station.open()
        station.close()
        station.wait(600)
        station.leave()
        station.enter(ANNA)
        back = recall(StationState.fresh(station.state.house), station.facts).visits

        assert back.keys() == station.state.visits.keys()
        for name, visit in station.state.visits.items():
            forgets = {"seen": back[name].seen, "presentation": back[name].presentation}
            assert replace(visit, **forgets) == back[name]  # pyright: ignore[reportArgumentType] - fields of Visit

    def test_visits_that_nothing_can_continue_are_not_given_back(self, station: CoreStation) -> None:
        station.enter(ANNA)
        station.leave()
        station.wait(3600)
        station.enter(BO)
        back = recall(StationState.fresh(station.state.house), station.facts).visits

        assert [visit.person for visit in back.values()] == [BO]

    def test_a_zone_that_the_house_has_no_more_has_no_visits(self, station: CoreStation) -> None:
        station.enter(ANNA)
        station.leave()
        house = replace(station.state.house, zones={"room": Zone(name="room", title="Room", capacity=1)})

        assert recall(StationState.fresh(house), station.facts).visits == {}
