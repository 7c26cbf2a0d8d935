from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import ANNA, BO, CHEN, CoreStation, one_door, shape
from visit_world import MINUTE

from station_app.core.events import CompanionsDeclared


def test_a_visit_begins_when_the_door_opens(station: CoreStation) -> None:
    station.card()
    assert station.count("visit.started") == 0
    station.open()

    assert shape(station.told) == ["door.opened", "visit.started"]


def test_a_visit_says_who_where_how_and_by_which_presentation(station: CoreStation) -> None:
    station.card(ANNA)
    station.open()

    body = station.last("visit.started").body
    assert body == {
        "visit": "presentation-1",
        "presentation": "presentation-1",
        "door": "main",
        "zone": "hall",
        "credential": "id-card",
        "evidence": "door-opened",
        "person": ANNA,
    }


def test_who_does_not_open_in_time_was_granted_and_did_not_enter(station: CoreStation) -> None:
    station.card(ANNA)
    station.wait(8.1)

    assert station.last("access.not_entered").body == {
        "presentation": "presentation-1",
        "door": "main",
        "zone": "hall",
        "credential": "id-card",
        "person": ANNA,
    }


def test_the_last_moment_of_the_time_still_counts(station: CoreStation) -> None:
    station.card()
    station.later(8.0)
    station.open()

    assert station.count("visit.started") == 1


def test_a_grant_is_reported_unused_once(station: CoreStation) -> None:
    station.card()
    station.wait(9)
    station.wait(9)

    assert station.count("access.not_entered") == 1


def test_a_door_that_opens_too_late_first_ends_the_grant(station: CoreStation) -> None:
    station.card()
    station.later(8.05)
    station.open()

    assert station.kinds()[1:3] == ["access.not_entered", "door.opened"]
    assert station.count("visit.started") == 0


def test_a_door_without_a_contact_counts_at_the_grant() -> None:
    station = CoreStation(one_door(has_contact=False))

    station.card()

    assert shape(station.told) == ["access.granted", "hold entry", "visit.started", "show welcome"]
    assert station.last("visit.started").body["evidence"] == "grant"


def test_a_door_without_a_contact_never_reports_an_unused_grant() -> None:
    station = CoreStation(one_door(has_contact=False))
    station.card()

    station.wait(60)

    assert station.count("access.not_entered") == 0


def test_two_people_on_one_opening_are_two_visits(station: CoreStation) -> None:
    station.card(ANNA)
    station.card(BO)
    station.open()

    assert (station.count("visit.started"), station.inside) == (2, 2)


def test_who_is_granted_while_the_door_is_open_enters_at_once(station: CoreStation) -> None:
    station.card(ANNA)
    station.open()
    station.card(BO)

    assert shape(station.told) == ["access.granted", "hold entry", "visit.started", "show welcome"]
    assert station.last("visit.started").body["evidence"] == "door-open"


def test_two_taps_before_one_opening_are_one_visit(station: CoreStation) -> None:
    station.card(ANNA)
    station.card(ANNA)
    station.open()

    assert station.count("visit.started") == 1


def test_two_taps_that_come_to_nothing_are_one_person_who_did_not_enter(station: CoreStation) -> None:
    station.card(ANNA)
    station.card(ANNA)
    station.wait(8.1)

    assert [fact.body["presentation"] for fact in station.facts if fact.kind == "access.not_entered"] == [
        "presentation-2"
    ]


def test_two_taps_of_one_person_keep_one_place() -> None:
    station = CoreStation(one_door(capacity=2))
    station.card(ANNA)
    station.card(ANNA)
    station.card(BO)

    assert station.count("access.granted") == 3


def test_two_passes_without_a_name_on_one_opening_are_two_visits(station: CoreStation) -> None:
    station.pass_("one")
    station.pass_("two")
    station.open()

    assert station.count("visit.started") == 2


def test_the_same_person_within_half_an_hour_is_the_same_visit(station: CoreStation) -> None:
    station.enter(ANNA)
    station.later(29 * MINUTE)
    station.enter(ANNA)

    assert (station.count("visit.started"), station.count("visit.resumed"), station.inside) == (1, 0, 1)
    assert station.last("access.granted").body["repeat"] is True


def test_a_first_grant_is_no_repeat(station: CoreStation) -> None:
    station.card(ANNA)

    assert "repeat" not in station.last("access.granted").body


def test_who_went_out_and_comes_back_within_half_an_hour_resumes_the_visit(station: CoreStation) -> None:
    station.enter(ANNA)
    station.later(5 * MINUTE)
    station.leave()
    station.later(20 * MINUTE)
    station.enter(ANNA)

    assert station.last("visit.resumed").body["visit"] == station.last("visit.started").body["visit"]
    assert (station.count("visit.started"), station.inside) == (1, 1)


def test_after_half_an_hour_a_new_visit_begins_and_the_stale_stay_ends(station: CoreStation) -> None:
    station.enter(ANNA)
    station.later(30 * MINUTE)
    station.card(ANNA)
    station.open()

    assert shape(station.told) == ["door.opened", "visit.ended", "visit.started"]
    assert station.last("visit.ended").body["evidence"] == "came-again"
    assert (station.count("visit.started"), station.inside) == (2, 1)


def test_after_half_an_hour_the_grant_is_no_repeat(station: CoreStation) -> None:
    station.enter(ANNA)
    station.later(30 * MINUTE)
    station.card(ANNA)

    assert "repeat" not in station.last("access.granted").body


def test_half_an_hour_counts_from_the_first_entry_not_from_the_last(station: CoreStation) -> None:
    station.enter(ANNA)
    for _ in range(2):
        station.later(16 * MINUTE)
        station.leave()
        station.enter(ANNA)

    assert (station.count("visit.resumed"), station.count("visit.started")) == (1, 2)


def test_nameless_passes_are_never_the_same_person(station: CoreStation) -> None:
    for name in ("one", "two"):
        station.pass_(name)
        station.open()
        station.close()

    assert station.count("visit.started") == 2


def test_leaving_ends_the_longest_stay_and_says_that_it_guesses(station: CoreStation) -> None:
    for person in (ANNA, BO, CHEN):
        station.enter(person)
        station.later(10 * MINUTE)
    station.leave()

    ended = station.last("visit.ended").body
    assert (ended["person"], ended["evidence"], ended["inferred"], ended["minutes"]) == (ANNA, "exit-button", True, 30)
    assert station.inside == 2


def test_leaving_an_empty_room_ends_nothing(station: CoreStation) -> None:
    station.leave()

    assert (station.count("visit.ended"), station.inside) == (0, 0)


def test_who_leaves_as_another_enters_both_count(station: CoreStation) -> None:
    station.enter(ANNA)
    station.later(MINUTE)
    station.press_exit()
    station.card(BO)
    station.open()

    assert [visit.person for visit in station.state.visits.values() if visit.inside] == [BO]


def test_a_stay_that_nobody_saw_the_end_of_is_closed_after_six_hours(station: CoreStation) -> None:
    station.enter(ANNA)
    station.wait(6 * 3600 - 1)
    assert station.inside == 1
    station.wait(1)

    ended = station.last("visit.ended").body
    assert (ended["evidence"], ended["inferred"], ended["minutes"]) == ("max-stay", True, 360)
    assert station.inside == 0


def test_a_visit_that_can_no_longer_be_continued_is_forgotten(station: CoreStation) -> None:
    station.enter(ANNA)
    station.leave()
    station.wait(30 * MINUTE)

    assert station.state.visits == {}


def test_a_visit_that_can_be_continued_is_remembered(station: CoreStation) -> None:
    station.enter(ANNA)
    station.leave()
    station.wait(29 * MINUTE)

    assert len(station.state.visits) == 1


@pytest.mark.parametrize("jump_hours", [-10 * 365 * 24, 30 * 24])
def test_a_jump_of_the_wall_clock_neither_ends_nor_doubles_a_visit(station: CoreStation, jump_hours: int) -> None:
    station.enter(ANNA)
    station.at = replace(station.at, wall_ms=station.at.wall_ms + jump_hours * 3_600_000)
    station.wait(MINUTE)
    station.enter(ANNA)

    assert (station.count("visit.started"), station.count("visit.ended"), station.inside) == (1, 0, 1)


def test_a_stay_across_a_reboot_with_the_clock_set_back_lasts_zero_minutes(station: CoreStation) -> None:
    station.enter(ANNA)
    station.at = replace(station.at, boot="b2", mono_ms=0, wall_ms=station.at.wall_ms - 3_600_000)
    station.leave()

    assert station.last("visit.ended").body["minutes"] == 0


def test_the_count_of_a_person_survives_a_restart(station: CoreStation) -> None:
    station.enter(ANNA)
    station.start_again()
    station.close()
    station.enter(ANNA)

    assert station.count("visit.started") == 1


class TestCompanions:
    def declare(self, station: CoreStation, adults: int = 0, children: int = 0, number: int = 1) -> None:
        name = f"presentation-{number}"
        event = CompanionsDeclared(at=station.at, presentation=name, adults=adults, children=children)
        station.hear(event)

    def test_who_comes_along_is_inside_and_no_visit(self, station: CoreStation) -> None:
        station.enter(ANNA)
        self.declare(station, 1, 2)

        assert station.last("visit.companions").body == {
            "visit": "presentation-1",
            "zone": "hall",
            "adults": 1,
            "children": 2,
        }
        assert (station.inside, station.count("visit.started")) == (4, 1)

    def test_it_can_be_said_before_the_door_is_opened(self, station: CoreStation) -> None:
        station.card(ANNA)
        self.declare(station, 1)
        assert station.facts[-1].kind == "access.granted"
        station.open()

        assert shape(station.told) == ["door.opened", "visit.started", "visit.companions"]

    def test_whoever_else_waits_at_the_door_came_alone(self, station: CoreStation) -> None:
        station.card(ANNA)
        station.card(BO)
        self.declare(station, 1, number=2)
        station.open()

        assert station.last("visit.companions").body["visit"] == "presentation-2"
        assert station.inside == 3

    def test_the_newest_word_within_two_minutes_counts(self, station: CoreStation) -> None:
        station.enter(ANNA)
        self.declare(station, 3, 3)
        station.later(120)
        self.declare(station, 0, 1)

        assert station.inside == 2

    def test_later_it_is_too_late(self, station: CoreStation) -> None:
        station.enter(ANNA)
        station.later(120.1)
        self.declare(station, 3)

        assert (station.inside, station.count("visit.companions")) == (1, 0)

    def test_the_same_word_again_is_no_news(self, station: CoreStation) -> None:
        station.enter(ANNA)
        for _ in range(2):
            self.declare(station, 1)

        assert station.count("visit.companions") == 1

    @pytest.mark.parametrize(("said", "counted"), [(-5, 0), (20, 20), (21, 20), (10**9, 20)])
    def test_a_slip_of_a_finger_is_bounded(self, station: CoreStation, said: int, counted: int) -> None:
        station.enter(ANNA)
        self.declare(station, said, said)

        assert station.inside == 1 + 2 * counted

    def test_they_are_never_refused_for_want_of_room(self) -> None:
        station = CoreStation(one_door(capacity=2))
        station.enter(ANNA)
        self.declare(station, 2, 2)

        assert station.inside == 5

    def test_a_presentation_that_began_nothing_brings_nobody(self, station: CoreStation) -> None:
        station.enter(ANNA)
        self.declare(station, 1, number=7)

        assert station.inside == 1

    def test_who_has_left_can_no_longer_say_so(self, station: CoreStation) -> None:
        station.enter(ANNA)
        station.leave()
        self.declare(station, 1)

        assert station.inside == 0

    def test_who_comes_back_says_so_by_the_newest_presentation(self, station: CoreStation) -> None:
        station.enter(ANNA)
        station.later(600)
        station.leave()
        station.enter(ANNA)
        self.declare(station, 1, number=2)

        assert station.inside == 2

    def test_who_comes_back_and_says_nothing_does_so_with_the_same_party(self, station: CoreStation) -> None:
        station.enter(ANNA)
        self.declare(station, 0, 2)
        station.later(600)
        station.leave()
        assert station.inside == 0
        station.enter(ANNA)

        assert station.inside == 3

    def test_who_leaves_takes_the_whole_party_along(self, station: CoreStation) -> None:
        station.enter(ANNA)
        self.declare(station, 1, 2)
        station.later(600)
        station.leave()

        assert station.inside == 0
