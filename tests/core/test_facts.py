"""A fact has the fields of its kind, all of them and no others."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from core_world import MONDAY_NOON

from station_app.core.facts import KINDS, PERSONAL, Fact, fact

every_kind = pytest.mark.parametrize("kind", KINDS)


@every_kind
def test_the_required_fields_are_enough(kind: str) -> None:
    assert fact(kind, MONDAY_NOON, **dict.fromkeys(KINDS[kind].required, "x")).version == KINDS[kind].version


@every_kind
def test_the_optional_fields_are_welcome(kind: str) -> None:
    body = dict.fromkeys(KINDS[kind].required | KINDS[kind].optional, "x")

    assert fact(kind, MONDAY_NOON, **body).body == body


@every_kind
def test_an_unknown_field_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match=rf"{kind}: missing \[\], unknown \['number'\]"):
        fact(kind, MONDAY_NOON, **dict.fromkeys(KINDS[kind].required, "x"), number="x")


def test_a_missing_field_is_refused() -> None:
    with pytest.raises(ValueError, match=r"door.closed: missing \['open_seconds'\], unknown \[\]"):
        fact("door.closed", MONDAY_NOON, door="main")


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError, match="exploded"):
        fact("door.exploded", MONDAY_NOON)


def test_fields_that_are_none_are_left_out() -> None:
    assert fact("door.unlocked", MONDAY_NOON, door="main", cause="exit", presentation=None).body == {
        "door": "main",
        "cause": "exit",
    }


def test_a_fact_never_changes() -> None:
    made = fact("door.forced", MONDAY_NOON, door="main")

    with pytest.raises(FrozenInstanceError):
        made.kind = "door.opened"  # type: ignore[misc]


def test_no_kind_has_a_field_for_a_name_or_a_number() -> None:
    allowed = {name for kind in KINDS.values() for name in kind.required | kind.optional}

    assert not allowed & {"name", "number", "address", "birth", "photo", "ethnicity", "valid_until", "phone"}


def test_a_personal_field_is_always_optional() -> None:
    assert not [name for name, kind in KINDS.items() if PERSONAL & kind.required]


def test_a_fact_made_by_hand_is_checked_too() -> None:
    with pytest.raises(ValueError, match="missing"):
        Fact(kind="door.forced", at=MONDAY_NOON, body={})
