"""Parking: never more vehicles than places, a plate only sealed, and whoever leaves is forgotten."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import CoreStation, one_door
from hypothesis import given
from hypothesis import strategies as st

from station_app.core.commands import Record
from station_app.core.events import BoardArrived, Known, OfferAsked, Presented
from station_app.core.facts import Fact
from station_app.core.instant import Instant
from station_app.core.memory.offers import Board, Wanted
from station_app.core.memory.parking import ParkingPlaces
from station_app.core.offers import offering, parking
from station_app.core.offers.holding import holder
from station_app.core.replay import recall

SEALED = "c2VhbGVk"
ANNA = Known(person="day-1", lasting="year-1")
BO = Known(person="day-2", lasting="year-2")


class Lot:
    """A driver's home with two places."""

    def __init__(self, places: int = 2, calls: tuple[int, ...] = ()) -> None:
        house = one_door()
        self.here = CoreStation(replace(house, policy=replace(house.policy, offers=frozenset({"parking"}))))
        self.facts: list[Fact] = []
        self.number = 0
        board = Board(made_ms=1, parking=ParkingPlaces(places=places, calls=calls))
        self.here.hear(BoardArrived(at=self.here.at, board=board))

    def ask(self, act: str, about: str = "", choice: tuple[str, ...] = ("truck",), contact: str = "") -> str:
        self.number += 1
        wanted = Wanted(
            ask=f"ask-{self.number:04}",
            id=f"v-{self.number}",
            offer="parking",
            act=act,
            about=about,
            choice=choice,
            contact=contact,
        )
        return self._keep(OfferAsked(at=self.here.at, wanted=wanted))

    def card(self, known: Known = ANNA) -> str:
        self.number += 1
        event = Presented(at=self.here.at, id=f"p-{self.number}", reader="reader", credential="id-card", finding=known)
        return self._keep(event)

    def _keep(self, event: OfferAsked | Presented) -> str:
        self.facts += [one.fact for one in self.here.hear(event) if isinstance(one, Record)]
        answer = self.here.state.offers.answer
        return "" if answer is None else answer.result

    @property
    def numbers(self) -> list[int]:
        return [one.number for one in parking.parked(self.here.state, self.here.at)]


def test_parking_without_a_plate_counts_the_same() -> None:
    lot = Lot()

    assert (lot.ask("park"), lot.numbers, "contact" in lot.facts[-1].body) == ("parked", [1], False)


def test_a_plate_stands_in_the_fact_sealed_and_in_no_memory() -> None:
    lot = Lot()
    lot.ask("park", contact=SEALED)

    assert (lot.facts[-1].body["contact"], SEALED in repr(lot.here.state.offers.parking)) == (SEALED, False)


def test_a_full_place_takes_nobody_more() -> None:
    lot = Lot()
    lot.ask("park")
    lot.ask("park", choice=("van",))

    assert (lot.ask("park"), lot.ask("sign"), lot.numbers) == ("full", "full", [1, 2])


def test_the_same_credential_leaves() -> None:
    lot = Lot()
    lot.ask("sign", contact=SEALED)
    parked = lot.card()
    lot.ask("leave-card")

    assert (parked, lot.card(), lot.numbers) == ("parked", "gone", [])


def test_a_second_vehicle_of_one_credential_is_told_of_the_first() -> None:
    lot = Lot()
    for _ in range(2):
        lot.ask("sign")
        result = lot.card()

    assert (result, lot.numbers) == ("already", [1])


def test_a_credential_that_has_not_parked_leaves_nothing() -> None:
    lot = Lot()
    lot.ask("park")
    lot.ask("leave-card")

    assert (lot.card(BO), lot.numbers) == ("none-of-yours", [1])


def test_a_credential_that_names_nobody_signs_nothing() -> None:
    lot = Lot()
    lot.ask("sign")

    assert (lot.card(Known(person=None)), lot.numbers) == ("no-name", [])


def test_a_number_that_is_touched_leaves() -> None:
    lot = Lot()
    lot.ask("park")

    assert (lot.ask("leave", "2"), lot.ask("leave", "1"), lot.numbers) == ("none-of-yours", "gone", [])


@pytest.mark.parametrize(("act", "choice"), [("park", ()), ("sign", ("boat",)), ("fly", ("truck",))])
def test_what_nobody_can_touch_is_unknown(act: str, choice: tuple[str, ...]) -> None:
    assert Lot().ask(act, choice=choice) == "unknown"


def test_after_two_days_its_place_is_free() -> None:
    lot = Lot(places=1)
    lot.ask("park")
    lot.here.at = replace(lot.here.at, wall_ms=lot.here.at.wall_ms + 48 * 3_600_000, clock="synced")

    assert (lot.numbers, lot.ask("park"), lot.numbers) == ([], "parked", [1])


def test_a_clock_that_cannot_be_believed_frees_no_place() -> None:
    lot = Lot()
    lot.ask("park")
    later: Instant = replace(lot.here.at, wall_ms=lot.here.at.wall_ms + 60 * 3_600_000, clock="unknown")

    assert [one.number for one in parking.parked(lot.here.state, later)] == [1]


def test_only_who_stands_here_is_called() -> None:
    lot = Lot(calls=(1, 2))
    lot.ask("park")

    assert [one.number for one in parking.called(lot.here.state, lot.here.at)] == [1]


def test_without_places_there_is_no_tile() -> None:
    lot = Lot(places=0)

    assert offering.offered(lot.here.state) == ()


def test_before_the_hub_has_spoken_there_are_no_places() -> None:
    assert parking.places(CoreStation(one_door()).state) == ParkingPlaces()


def test_whoever_is_forgotten_has_parked_as_nobody() -> None:
    lot = Lot()
    lot.ask("sign")
    lot.card()
    lot.ask("park")
    names = offering.held(lot.here.state, ANNA)
    state = offering.forgotten(lot.here.state, frozenset(names))

    assert (names, offering.held(state, ANNA), offering.held(state, Known(person=None))) == (
        (holder(ANNA, "parking"),),
        (),
        (),
    )


DEEDS = st.lists(
    st.sampled_from(("park", "sign", "leave-card", "leave 1", "leave 2", "anna", "bo")), min_size=1, max_size=25
)


@given(DEEDS)
def test_never_more_than_places_and_a_restart_changes_nothing(deeds: list[str]) -> None:
    lot = Lot()
    for deed in deeds:
        if deed in ("anna", "bo"):
            lot.card(ANNA if deed == "anna" else BO)
        else:
            act, _, about = deed.partition(" ")
            lot.ask(act, about)
        assert len(set(lot.numbers)) == len(lot.numbers) <= 2
    again = recall(Lot().here.state, lot.facts)

    assert dict(again.offers.parking) == dict(lot.here.state.offers.parking)
