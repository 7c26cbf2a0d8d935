"""A policy's text: what is written is read back, what is wrong is told with its path, and nothing else happens."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policies import policies

from station_app.core.hours import Hours
from station_app.core.policy import Audience, ComfortRule, Policy, TurnRule, ZoneRule
from station_app.core.policy_text import PolicyError, policy_of, text_of

EXAMPLE = (Path(__file__).parents[2] / "resources" / "config" / "policy.example.json").read_text(encoding="utf-8")


def with_part(value: object, *path: str | int) -> str:
    """The example with one part replaced, or put in."""
    found: Any = json.loads(EXAMPLE)
    part = found
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    return json.dumps(found)


def without(*path: str) -> str:
    found: Any = json.loads(EXAMPLE)
    part = found
    for key in path[:-1]:
        part = part[key]
    del part[path[-1]]
    return json.dumps(found)


@settings(max_examples=100, deadline=None)
@given(policy=policies)
def test_every_policy_is_read_back_from_its_text(policy: Policy) -> None:
    assert policy_of(text_of(policy)) == policy


@settings(max_examples=50, deadline=None)
@given(policy=policies)
def test_the_same_policy_has_the_same_text_however_it_was_made(policy: Policy) -> None:
    turned = replace(policy, zones=dict(reversed(policy.zones.items())), days=dict(reversed(policy.days.items())))

    assert text_of(turned) == text_of(policy)


def test_the_built_in_rules_have_a_text() -> None:
    assert policy_of(text_of(Policy())) == Policy()


def test_round_the_clock_is_the_same_hours_however_it_is_written() -> None:
    whole = {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}

    read = [policy_of(with_part(value, "hours")).hours for value in ("24h", {"week": "24h"}, whole)]

    assert read == [Hours.always()] * 3


def test_the_example_holds_every_key_that_there_is() -> None:
    written = json.loads(text_of(policy_of(EXAMPLE)))
    zone_keys = {key for zone in json.loads(EXAMPLE)["zones"].values() for key in zone}

    assert set(json.loads(EXAMPLE)) == set(written)
    assert zone_keys == {field.name for field in fields(ZoneRule)}


@pytest.mark.parametrize("kind", [Policy, ZoneRule, TurnRule, ComfortRule, Audience])
def test_every_attribute_of_a_policy_goes_into_its_text(kind: type) -> None:
    other_names = {"made_ms": "made", "station_class": "class"}
    rule = ZoneRule(capacity=3, hours=Hours.always(), duty=Hours.always(), turn=TurnRule(minutes=20))
    written = json.loads(text_of(Policy(made_ms=1_800_000_000_000, zones={"hall": rule})))
    zone = written["zones"]["hall"]
    parts = {Policy: written, ZoneRule: zone, TurnRule: zone["turn"], ComfortRule: zone["comfort"]}

    part = parts.get(kind, zone["audience"])

    assert set(part) == {other_names.get(field.name, field.name) for field in fields(kind)}


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=60))
def test_no_text_does_anything_but_be_refused(text: str) -> None:
    with pytest.raises(PolicyError):
        policy_of(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def paths_of(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        return found + [deeper for key, item in value.items() for deeper in paths_of(item, (*path, key))]
    if isinstance(value, list):
        return found + [deeper for index, item in enumerate(value) for deeper in paths_of(item, (*path, index))]
    return found


PATHS = paths_of(json.loads(EXAMPLE))


@settings(max_examples=400, deadline=None)
@given(path=st.sampled_from(PATHS), value=json_values)
def test_a_policy_with_anything_at_any_place_is_read_or_refused_in_one_line(
    path: tuple[str | int, ...], value: object
) -> None:
    text = with_part(value, *path)

    try:
        policy = policy_of(text)
    except PolicyError as error:
        assert str(error).isprintable()
    else:
        assert policy_of(text_of(policy)) == policy


@settings(max_examples=200, deadline=None)
@given(cut=st.integers(0, len(EXAMPLE)), other=st.text(max_size=3))
def test_a_broken_text_is_refused_or_read(cut: int, other: str) -> None:
    try:
        policy_of(EXAMPLE[:cut] + other + EXAMPLE[cut + 1 :])
    except PolicyError as error:
        assert str(error)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not valid JSON: Expecting value"),
        ("[" * 100_000, "is not valid JSON: brackets within brackets without end"),
        ("1" * 5000, "is not valid JSON: Exceeds the limit"),
        (" " * 600_000, "is longer than 524288 characters"),
        ("[]", "must be an object with keys"),
        ('{"number": 1, "version": "a", "number": 2}', "number: stands twice"),
        ('{"number": NaN}', "is not valid JSON: NaN is no number"),
        (without("version"), "version: is missing"),
        (without("number"), "number: is missing"),
        (with_part(1, "versoin"), "versoin: unknown key; did you mean 'version'?"),
        (with_part(1, "zones", "hall", "privaci"), "zones.hall.privaci: unknown key; did you mean 'privacy'?"),
        (with_part(1, "zones", "\n"), r"zones.'\n': must be a name"),
        (with_part(True, "number"), "number: must be a whole number from 0 to 2147483647"),
        (with_part("", "version"), "version: must be a text of 1 to 40 characters on one line"),
        (with_part("a\nb", "version"), "version: must be a text of 1 to 40 characters on one line"),
        (with_part("x y", "station"), 'station: must be the id of a station, or "*"'),
        (with_part("station", "class"), "class: is none of the words that may stand here; there are: point"),
        (with_part(3, "class"), "class: is none of the words that may stand here; there are: point"),
        (with_part("2026-11-26T09:00", "made"), "made: must be a moment with its offset from UTC"),
        (with_part("2026-13-26T09:00Z", "made"), "made: must be a moment with its offset from UTC"),
        (with_part("holiday", "days", "2026-02-30"), 'days.2026-02-30: must be a day like "2026-10-01"'),
        (with_part("holiday", "days", "today"), 'days.today: must be a day like "2026-10-01"'),
        (with_part("mon-fri", "days", "2026-02-01"), "days.2026-02-01: is none of the words that may stand here"),
        (with_part("always", "hours"), "hours: must be an object with keys"),
        (with_part({"mo": []}, "hours"), "hours.mo: is no weekday; did you mean 'mon'?"),
        (with_part({"mon": "06:00-22:00"}, "hours"), "hours.mon: must be a list"),
        (with_part({"mon": ["06:00"]}, "hours"), "hours.mon: '06:00' is no interval"),
        (with_part({"seasons": []}, "hours"), "hours.week: is missing"),
        (with_part("6-1", "zones", "reading", "hours", "seasons", 0, "from"), "seasons[0].from: must be a month"),
        (with_part("02-30", "zones", "reading", "hours", "seasons", 0, "to"), "seasons[0].to: is a day that no"),
        (with_part("2026-12-08T09:00+08:00", "closures", 0, "until"), "closures[0].until: must be later than from"),
        (with_part(1, "closures", 0, "by"), "closures[0].by: unknown key"),
        (with_part([{"from": "2026-12-08T09:00+08:00"}], "closures"), "closures[0].until: is missing"),
        (with_part({}, "closures"), "closures: must be a list"),
        (with_part([{}] * 101, "closures"), "closures: must be a list of at most 100"),
        (with_part({f"z{i}": {} for i in range(101)}, "zones"), "zones: must hold at most 100 keys"),
        (with_part(0, "zones", "hall", "capacity"), "zones.hall.capacity: must be a whole number from 1 to 100000"),
        (with_part("yes", "zones", "hall", "essential"), "zones.hall.essential: must be true or false"),
        (with_part(None, "zones", "hall", "turn"), "zones.hall.turn: must be an object with keys"),
        (with_part({}, "zones", "hall", "turn"), "zones.hall.turn.minutes: is missing"),
        (with_part(20, "zones", "shower", "turn", "remind_minutes"), "turn.remind_minutes: must be less than minutes"),
        (
            with_part(["pass", "pass"], "zones", "nursing", "audience", "credentials"),
            "zones.nursing.audience.credentials: names something twice",
        ),
        (with_part(25, "zones", "hall", "comfort", "cool_to"), "cool_to: is below 26 degrees; write why"),
        (with_part(20.5, "zones", "hall", "comfort", "heat_to"), "heat_to: is above 20 degrees; write why"),
        (with_part(1e300, "zones", "hall", "comfort", "heat_to"), "heat_to: must be a number from 5 to 28"),
        (with_part(24, "zones", "nursing", "comfort", "cool_to"), None),
        (with_part(23, "zones", "nursing", "comfort", "cool_to"), "heat_to: must be less than cool_to"),
        (with_part(21, "zones", "hall", "comfort", "never_below"), "never_below: must not be more than heat_to"),
        (with_part("24:00", "zones", "hall", "comfort", "night_from"), 'night_from: must be a time like "22:00"'),
        (with_part("2026-12-19T00:00+08:00", "grace", 0, "until"), "grace[0].until: must be later than from"),
        (with_part(3, "ages", "lock_after_days"), "ages.lock_after_days: must not be less than normal_days"),
        (with_part([], "alarms", "chain"), "alarms.chain: must name at least one role"),
    ],
)
def test_a_mistake_is_told_in_a_sentence_with_its_path(text: str, message: str | None) -> None:
    if message is None:
        policy_of(text)
        return

    with pytest.raises(PolicyError) as found:
        policy_of(text)

    assert message in str(found.value)


@pytest.mark.parametrize(
    "policy",
    [
        Policy(version=""),
        Policy(zones={"hall": ZoneRule(capacity=0)}),
        Policy(zones={"hall": ZoneRule(comfort=ComfortRule(cool_to=20.0))}),
        Policy(closures=((0, 10**30, "for ever"),)),
        Policy(days={10**7: "holiday"}),
        Policy(zones={"hall": ZoneRule(comfort=ComfortRule(cool_to=float("nan")))}),
    ],
)
def test_a_policy_beyond_the_limits_gets_no_text(policy: Policy) -> None:
    with pytest.raises(PolicyError):
        text_of(policy)
