"""Past decisions put again: why a row stands there, and what another policy would have changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import ANNA, BO, CHEN, CoreStation, one_door
from hypothesis import given
from hypothesis import strategies as st

from station_app.core import past, whatif
from station_app.core.events import MaintenanceBegan
from station_app.core.explain import MOST_LINKS, Because, Told, because
from station_app.core.facts import fact
from station_app.core.hours import Hours
from station_app.core.model import House
from station_app.core.policy import Audience, Policy, ZoneRule


def why(station: CoreStation, kind: str, house: House | None = None) -> Because:
    rows = [Told(seq=seq, fact=fact) for seq, fact in enumerate(station.facts, 1)]
    place = max(n for n, row in enumerate(rows) if row.fact.kind == kind)
    return because(house or station.state.house, rows[:place], rows[place], {"p7": station.state.house.policy})


def kinds(found: Because) -> list[str]:
    return [told.fact.kind for told in found.causes]


def agreement(found: Because) -> str:
    assert found.decision is not None
    return found.decision.agreement


def test_a_full_station_is_full_again_in_the_replay() -> None:
    station = CoreStation(one_door(capacity=1))
    station.enter(ANNA)
    station.card(BO)

    found = why(station, "access.denied")

    assert found.decision is not None
    assert (found.decision.again, found.decision.agreement, found.decision.rule) == ("full", "same", "capacity")
    assert {"inside": 1, "capacity": 1, "places": 0}.items() <= found.decision.inputs.items()


def test_whoever_was_turned_away_during_a_test_is_turned_away_again_in_the_replay() -> None:
    station = CoreStation()
    station.hear(MaintenanceBegan(at=station.at, by="command"))
    station.card(BO)
    denied = why(station, "access.denied")
    station.start_again()
    station.card(BO)

    assert (agreement(denied), agreement(why(station, "access.granted"))) == ("same", "same")


def test_a_replay_that_decides_otherwise_says_so() -> None:
    station = CoreStation(one_door(capacity=1))
    station.enter(ANNA)
    station.card(BO)

    assert agreement(why(station, "access.denied", one_door(capacity=5))) == "other"


def test_without_a_config_it_is_not_known_how_full_it_was() -> None:
    station = CoreStation(one_door(capacity=1))
    station.enter(ANNA)
    station.card(BO)

    house = past.house_of(station.facts, Policy())

    assert agreement(why(station, "access.denied", house)) == "capacity-unknown"


def test_what_the_reader_found_is_not_decided_again(station: CoreStation) -> None:
    station.refuse("pass-tampered")

    assert agreement(why(station, "access.denied")) == "reader"


def test_a_used_pass_is_refused_again(station: CoreStation) -> None:
    station.pass_("x")
    station.pass_("x")

    assert agreement(why(station, "access.denied")) in ("same", "other")


def test_an_expired_card_is_expired_again(station: CoreStation) -> None:
    station.card(valid_until="20200101")

    assert agreement(why(station, "access.denied")) == "same"


def test_a_decision_under_a_lost_policy_is_not_made_again(station: CoreStation) -> None:
    station.card()
    row = Told(seq=1, fact=station.last("access.granted"))

    assert agreement(because(station.state.house, [], row, {})) == "policy-unknown"


def test_a_zone_that_is_gone_is_said(station: CoreStation) -> None:
    station.card()
    house = replace(one_door(), zones={}, doors={})

    assert agreement(why(station, "access.granted", house)) == "zone-unknown"


def test_a_visit_follows_from_the_door_and_the_card(station: CoreStation) -> None:
    station.card()
    station.lock_answers()
    station.open()

    assert kinds(why(station, "visit.started")) == ["door.opened", "door.unlocked"]


def test_an_opened_door_follows_from_the_card_where_the_lock_has_not_answered(station: CoreStation) -> None:
    station.enter()

    assert kinds(why(station, "door.opened")) == ["access.granted"]


def test_an_exit_follows_from_its_button(station: CoreStation) -> None:
    station.enter()
    station.leave()

    assert kinds(why(station, "door.opened"))[:1] == ["door.exit_requested"]


def test_a_device_is_restored_after_its_loss_and_the_loss_comes_from_outside(station: CoreStation) -> None:
    station.lose("board")
    station.restore("board")

    assert (kinds(why(station, "device.restored")), kinds(why(station, "device.lost"))) == (["device.lost"], [])


def test_an_incident_that_closes_follows_from_its_opening(station: CoreStation) -> None:
    station.lose("board")
    station.restore("board")

    assert kinds(why(station, "incident.closed")) == ["incident.opened", "device.lost"]


SHUT = Policy(version="shut", hours=Hours.weekly({}))


def changed(station: CoreStation, policy: Policy) -> whatif.Difference:
    house = station.state.house
    return whatif.what_if(house, policy, enumerate(station.facts, 1), {"p7": house.policy})


def test_other_hours_would_have_refused(station: CoreStation) -> None:
    station.enter(ANNA)
    station.enter(BO)

    found = changed(station, SHUT)

    assert (found.decisions, dict(found.changed)) == (2, {("hall", "granted", "closed"): 2})
    assert [change.after for change in found.first] == ["closed", "closed"]


def test_more_places_would_have_let_in() -> None:
    station = CoreStation(one_door(capacity=1))
    station.enter(ANNA)
    station.card(BO)

    found = changed(station, Policy(version="wide", zones={"hall": ZoneRule(capacity=9)}))

    assert dict(found.changed) == {("hall", "full", "granted"): 1}


def test_staff_would_have_come_in_anyway(station: CoreStation) -> None:
    from station_app.core.events import Known

    station.show(Known(person=None, staff=True), "staff")

    assert changed(station, SHUT).decisions == 0


def test_what_the_policy_of_its_time_does_not_repeat_is_unclear(station: CoreStation) -> None:
    station.enter(ANNA)
    house = replace(station.state.house, policy=SHUT)

    found = whatif.what_if(house, SHUT, [(1, station.last("access.granted"))], {"p7": SHUT})

    assert (found.total, found.unclear) == (0, 1)


def test_visits_that_a_policy_would_have_refused_are_counted_by_reason(station: CoreStation) -> None:
    station.enter(ANNA)
    station.refuse("code-unknown")

    assert whatif.refused_visits(SHUT, station.facts) == {"closed": 1}
    assert whatif.refused_visits(SHUT, station.facts, station.state.house) == {"closed": 1}


@pytest.mark.filterwarnings("error")
@given(st.lists(st.sampled_from(["anna", "bo", "chen", "leave", "wait", "card"]), max_size=25))
def test_every_decision_of_any_history_is_repeated_by_the_replay(acts: list[str]) -> None:
    station = CoreStation(one_door(capacity=2))
    people = {"anna": ANNA, "bo": BO, "chen": CHEN}
    for act in acts:
        station.later(1)
        if act in people:
            station.enter(people[act])
        elif act == "leave":
            station.leave()
        elif act == "card":
            station.card(BO)
        else:
            station.wait(600)

    found = changed(station, station.state.house.policy)

    assert (found.total, found.unclear) == (0, 0)


def test_a_held_door_is_why_its_incident_opened(station: CoreStation) -> None:
    station.open()
    station.wait(31)

    assert kinds(why(station, "incident.opened"))[:1] == ["door.held"]


def test_a_chain_is_followed_so_far_and_no_farther(station: CoreStation) -> None:
    rows = [Told(seq=n, fact=fact("mode.changed", station.at, mode="normal", by="x")) for n in range(1, 30)]

    assert len(because(station.state.house, rows[:-1], rows[-1], {}).causes) == MOST_LINKS


def test_what_was_declared_then_is_declared_in_the_replay(station: CoreStation) -> None:
    told = {"presentation": "p", "door": "main", "zone": "hall", "credential": "id-card", "policy": "p7"}
    needed = fact("access.granted", station.at, **told, need="nursing")
    turned = fact("access.denied", station.at, **told, reason="turn-wait", turn=3)
    nursing = ZoneRule(audience=Audience(needs=frozenset({"nursing"})))
    house = replace(station.state.house, policy=Policy(version="p7", zones={"hall": nursing}))

    found = whatif.what_if(house, SHUT, [(1, needed), (2, turned)], {"p7": house.policy})

    assert (dict(found.changed), found.unclear) == ({("hall", "granted", "closed"): 1}, 1)


def test_only_the_first_changes_are_shown_one_by_one(station: CoreStation) -> None:
    for number in range(whatif.FIRST + 1):
        station.enter(f"person-{number}")
        station.leave()

    found = changed(station, SHUT)

    assert (found.total, len(found.first)) == (whatif.FIRST + 1, whatif.FIRST)


def test_visits_that_come_to_be_granted_are_no_refused_visits() -> None:
    station = CoreStation(one_door(capacity=1))
    station.enter(ANNA)
    station.card(BO)

    wide = Policy(version="wide", zones={"hall": ZoneRule(capacity=9)})

    assert whatif.refused_visits(wide, station.facts, station.state.house) == {}


def test_a_second_power_cut_does_not_follow_from_the_first() -> None:
    station = CoreStation()
    facts = [
        fact("incident.opened", station.at, incident="1", cause="power/mains"),
        fact("power.lost", station.at, battery_minutes=120),
        fact("incident.opened", station.at, incident="2", cause="power/mains"),
        fact("power.lost", station.at, battery_minutes=120),
    ]
    rows = [Told(seq=n, fact=each) for n, each in enumerate(facts, 1)]

    causes = [[told.seq for told in because(station.state.house, rows[:n], rows[n], {}).causes] for n in range(4)]

    assert causes == [[], [1], [], [3]]


def test_an_evacuation_by_smoke_follows_from_the_smoke_and_its_end_from_its_beginning() -> None:
    station = CoreStation()
    rows = [
        Told(seq=1, fact=fact("incident.opened", station.at, incident="1", cause="smoke/kitchen")),
        Told(seq=2, fact=fact("incident.opened", station.at, incident="2", cause="help")),
        Told(seq=3, fact=fact("mode.changed", station.at, mode="evacuation", by="smoke", smoke="kitchen")),
    ]

    rows.append(Told(seq=4, fact=fact("mode.changed", station.at, mode="normal")))

    begun = because(station.state.house, rows[:2], rows[2], {})
    ended = because(station.state.house, rows[:3], rows[3], {})

    assert [told.seq for told in begun.causes] == [1]
    assert [told.seq for told in ended.causes] == [3, 1]
