"""Under which name a visitor is counted, and what becomes of answers and wishes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import CoreStation

from station_app.core import privacy
from station_app.core.commands import Erase, Tell
from station_app.core.events import Known, Presented, Started, SubjectAsked, Ticked, VisitorAnswered
from station_app.core.facts import fact
from station_app.core.memory.people import Asked, Consent, Wish
from station_app.core.memory.turns import Turn, TurnDesk, Waiting
from station_app.core.model import Visit
from station_app.core.replay import recall

DAY, YEAR = "d-anna-monday", "p-anna"
ANNA = Known(person=DAY, lasting=YEAR)


def asked(station: CoreStation) -> None:
    """Anna has come in and may be asked."""
    at = station.at
    visit = Visit(id="v1", person=DAY, zone="hall", started=at)
    station.state = replace(
        station.state,
        visits={"v1": visit},
        asked=Asked(presentation="v1", lasting=YEAR, at=at, zone="hall", person=DAY),
    )


def answer(station: CoreStation, *, remember: bool, notice: str = "1", occupation: str = "") -> list[str]:
    known = len(station.facts)
    station.hear(
        VisitorAnswered(at=station.at, presentation="v1", remember=remember, notice=notice, occupation=occupation)
    )
    return [told.kind for told in station.facts[known:]]


def shown(station: CoreStation, finding: Known = ANNA) -> Presented:
    return Presented(at=station.at, id="p9", reader="reader", credential="id-card", finding=finding)


def test_whoever_has_not_agreed_is_named_for_the_day() -> None:
    assert privacy.named(CoreStation().state, ANNA).person == DAY


def test_a_yes_is_recorded_under_the_name_of_the_year_and_renames_the_visit() -> None:
    station = CoreStation()
    asked(station)

    kinds = answer(station, remember=True)

    assert kinds == ["consent.given"]
    assert station.facts[-1].body["person"] == YEAR
    assert station.state.visits["v1"].person == YEAR
    assert privacy.named(station.state, ANNA).person == YEAR


@pytest.mark.parametrize(("remember", "notice"), [(False, "1"), (True, "0")])
def test_a_no_or_a_yes_to_another_notice_leaves_the_name_of_the_day(remember: bool, notice: str) -> None:
    station = CoreStation()
    asked(station)

    kinds = answer(station, remember=remember, notice=notice)

    assert kinds == []
    assert station.state.consents == {}


def test_an_occupation_is_told_without_a_person() -> None:
    station = CoreStation()
    asked(station)

    answer(station, remember=False, occupation="courier")

    assert station.facts[-1].body == {"presentation": "v1", "occupation": "courier"}


def test_an_answer_after_two_minutes_or_to_somebody_else_is_none() -> None:
    station = CoreStation()
    asked(station)
    station.later(121)

    assert answer(station, remember=True) == []


def test_an_answer_meant_for_another_admission_is_none() -> None:
    station = CoreStation()
    asked(station)

    station.hear(VisitorAnswered(at=station.at, presentation="v0", remember=True, notice="1", occupation="courier"))

    assert station.facts == []


def test_a_yes_renames_the_turn_that_its_owner_waits_for() -> None:
    station = CoreStation()
    asked(station)
    mine = Waiting(number=1, person=DAY, presentation="v1", since=station.at)
    station.state = replace(station.state, turns={"shower": TurnDesk(queue=(mine,))})

    answer(station, remember=True)

    assert station.state.turns["shower"].queue[0].person == YEAR


def test_whoever_is_forgotten_keeps_a_turn_as_nobody_and_others_keep_theirs() -> None:
    station = CoreStation()
    running = tuple(
        Turn(number=number, person=person, presentation=f"t{number}", since=station.at, seconds=900.0)
        for number, person in ((1, DAY), (2, "d-bo-monday"))
    )
    state = replace(station.state, turns={"shower": TurnDesk(running=running)})
    state = replace(state, wish=Wish(what="forget", since=station.at))

    found = privacy.answer(state, shown(station), "hall")

    assert found is not None
    assert [turn.person for turn in found[0].turns["shower"].running] == [None, "d-bo-monday"]


def test_a_consent_to_an_older_notice_is_asked_anew() -> None:
    station = CoreStation()
    station.state = replace(station.state, consents={YEAR: Consent(notice="0", year=2026)})

    assert privacy.named(station.state, ANNA).person == DAY


def test_forget_me_erases_both_names_and_records_only_the_one_that_was_ever_recorded() -> None:
    station = CoreStation()
    asked(station)
    station.hear(SubjectAsked(at=station.at, want="forget"))

    found = privacy.answer(station.state, shown(station), "hall")

    assert found is not None
    state, commands = found
    assert [c.person for c in commands if isinstance(c, Erase)] == [DAY, YEAR]
    assert [str(c) for c in commands if "data.erased" in str(c) and YEAR in str(c)] == []
    assert state.visits["v1"].person is None
    assert state.asked is None and state.wish is None


def test_tell_and_forget_reach_what_was_recorded_before_agreeing_on_another_day() -> None:
    station = CoreStation()
    asked(station)
    answer(station, remember=True)
    tuesday = Known(person="d-anna-tuesday", lasting=YEAR)
    found: list[object] = []
    for want in ("tell", "forget"):
        station.hear(SubjectAsked(at=station.at, want=want))
        told = privacy.answer(station.state, shown(station, tuesday), "hall")
        assert told is not None
        found += [c.persons if isinstance(c, Tell) else c.person for c in told[1] if isinstance(c, (Tell, Erase))]

    assert found == [("d-anna-tuesday", YEAR, DAY), "d-anna-tuesday", YEAR, DAY]


def test_who_agrees_again_under_the_name_of_the_year_has_no_name_of_the_day() -> None:
    station = CoreStation()
    asked(station)
    assert station.state.asked is not None
    station.state = replace(station.state, asked=replace(station.state.asked, person=YEAR))

    answer(station, remember=True)

    assert "day_person" not in station.facts[-1].body


def test_forget_me_ends_a_consent() -> None:
    station = CoreStation()
    station.state = replace(station.state, consents={YEAR: Consent(notice="1", year=2026)})
    station.hear(SubjectAsked(at=station.at, want="forget"))

    found = privacy.answer(station.state, shown(station), "hall")

    assert found is not None and found[0].consents == {}


def test_tell_me_looks_under_both_names() -> None:
    station = CoreStation()
    station.hear(SubjectAsked(at=station.at, want="tell"))

    found = privacy.answer(station.state, shown(station), "hall")

    assert found is not None
    assert Tell(persons=(DAY, YEAR)) in found[1]
    assert found[0].screen.moment == "told"


def test_no_wish_an_old_one_or_one_for_a_turn_is_no_reason_to_keep_anybody_from_entering() -> None:
    station = CoreStation()
    none = privacy.answer(station.state, shown(station), "hall")
    turn = replace(station.state, wish=Wish(what="turn", since=station.at))
    station.hear(SubjectAsked(at=station.at, want="tell"))
    station.later(31)

    assert none is privacy.answer(turn, shown(station), "hall") is None
    assert privacy.answer(station.state, shown(station), "hall") is None


def test_old_fields_are_erased_once_a_station_day() -> None:
    station = CoreStation()
    station.hear(Started(at=station.at, version="1"))
    station.wait(1)
    first = [told for told in station.facts if told.kind == "data.erased"]
    station.wait(60)
    station.wait(86_400)

    assert len(first) == 1
    assert len([told for told in station.facts if told.kind == "data.erased"]) == 2


def test_an_erasure_told_under_a_clock_that_was_not_known_says_nothing_of_the_day() -> None:
    station = CoreStation()
    told = fact("data.erased", replace(station.at, clock="unknown"), scope="age", before=station.at.wall_ms)

    assert recall(station.state, [told]).erased_day == station.state.erased_day


def test_a_clock_that_is_not_known_erases_nothing() -> None:
    station = CoreStation()
    station.hear(Started(at=station.at, version="1"))

    station.hear(Ticked(at=replace(station.at, clock="unknown")))

    assert [told.kind for told in station.facts if told.kind == "data.erased"] == []


def test_a_drifting_clock_that_jumps_a_year_erases_one_more_day() -> None:
    station = CoreStation()
    station.hear(Started(at=station.at, version="1"))
    station.wait(1)
    day = station.state.erased_day
    jumped = replace(station.at, wall_ms=station.at.wall_ms + 365 * 86_400_000, clock="drifting")

    station.hear(Ticked(at=jumped))
    at_once = station.state.erased_day
    station.hear(Ticked(at=replace(jumped, mono_ms=jumped.mono_ms + 86_400_000)))

    assert (at_once, station.state.erased_day) == (day, day + 1)


def test_consents_of_the_old_year_end_with_it() -> None:
    station = CoreStation()
    station.hear(Started(at=station.at, version="1"))
    station.wait(1)
    station.state = replace(station.state, consents={YEAR: Consent(notice="1", year=2026)})
    station.wait(60 * 86_400)

    assert station.state.consents == {}


def test_a_restart_gives_back_consents_and_the_day_of_the_last_erasure() -> None:
    station = CoreStation()
    asked(station)
    answer(station, remember=True)
    station.hear(Started(at=station.at, version="1"))
    station.wait(1)

    again = recall(CoreStation().state, station.facts)

    assert (again.consents, again.erased_day) == (station.state.consents, station.state.erased_day)


def test_a_consent_whose_owner_was_forgotten_does_not_come_back() -> None:
    station = CoreStation()
    given = fact("consent.given", station.at, presentation="v1", notice="1")

    assert recall(station.state, [given, fact("data.erased", station.at, scope="person")]) == station.state
