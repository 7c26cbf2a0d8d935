from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

import pytest
from core_world import MONDAY_NOON, one_door

from station_app.core.changing import replace
from station_app.core.model import StationState, Visit


@dataclass(frozen=True, kw_only=True)
class Checked:
    number: int = 1

    def __post_init__(self) -> None:
        if self.number < 0:
            raise ValueError("negative")


@dataclass(frozen=True, kw_only=True)
class Counted:
    number: int = 1
    made: int = field(default=7, init=False)


@dataclass(frozen=True, kw_only=True)
class Plain:
    number: int = 1
    word: str = ""


def test_replaces_as_dataclasses_do() -> None:
    state = StationState.fresh(one_door())

    assert replace(state, told="hello") == dataclasses.replace(state, told="hello")


def test_leaves_the_first_value_as_it_was() -> None:
    plain = Plain()

    changed = replace(plain, number=2)

    assert (plain.number, changed) == (1, Plain(number=2))


def test_refuses_a_field_that_there_is_not() -> None:
    with pytest.raises(TypeError, match="colour"):
        replace(Plain(), colour="red")


def test_a_value_that_checks_itself_is_still_checked() -> None:
    with pytest.raises(ValueError, match="negative"):
        replace(Checked(), number=-1)


def test_a_field_that_is_made_by_the_class_is_made_anew() -> None:
    assert replace(Counted(), number=2) == dataclasses.replace(Counted(), number=2)


def test_a_value_with_slots_is_left_to_dataclasses() -> None:
    visit = Visit(id="v", person=None, zone="hall", started=MONDAY_NOON)

    assert replace(visit, inside=False).inside is False


def test_what_is_no_dataclass_is_refused() -> None:
    with pytest.raises(TypeError):
        replace(7, real=8)


def test_what_is_frozen_stays_frozen() -> None:
    changed = replace(Plain(), number=2)

    with pytest.raises(dataclasses.FrozenInstanceError):
        changed.number = 3  # pyright: ignore[reportAttributeAccessIssue]
