"""Policies of every kind, for Hypothesis: whatever a policy's text may say."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st
from test_hours import hours

from station_app.core.hours import HOLIDAY, WEEKDAYS
from station_app.core.policy import (
    EVERY_CREDENTIAL,
    AgeRule,
    AlarmRule,
    Audience,
    ComfortRule,
    Grace,
    Notice,
    Policy,
    PowerRule,
    Retention,
    TurnRule,
    ZoneRule,
)

names = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,11}", fullmatch=True)
words = st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=20)
some_words = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=20)
walls = st.integers(
    int(datetime(2000, 1, 2, tzinfo=UTC).timestamp() * 1000), int(datetime(2099, 12, 30, tzinfo=UTC).timestamp() * 1000)
)
spans = st.tuples(walls, walls).filter(lambda span: span[0] != span[1]).map(sorted)
closures = st.lists(st.tuples(spans, words).map(lambda found: (*found[0], found[1])), max_size=2).map(tuple)
turns = st.builds(
    TurnRule,
    minutes=st.integers(10, 60),
    remind_minutes=st.integers(0, 9),
    no_show_minutes=st.integers(1, 9),
    extend_minutes=st.integers(0, 30),
    places=st.integers(1, 5),
)
comforts = st.builds(
    ComfortRule,
    cool_to=st.floats(26, 35),
    heat_to=st.floats(16, 20),
    never_below=st.floats(0, 16),
    lights_minutes=st.integers(1, 60),
    climate_minutes=st.integers(1, 60),
    night_from=st.integers(0, 1439),
    night_until=st.integers(0, 1439),
    watts=st.dictionaries(names, st.integers(0, 5000), max_size=3),
) | st.builds(
    ComfortRule, cool_to=st.floats(22, 25), heat_to=st.floats(20.5, 21.5), never_below=st.just(5.0), beyond=some_words
)
notices = st.builds(
    Notice, id=names, texts=st.dictionaries(st.sampled_from(["zh-CN", "en"]), some_words), until_ms=walls
)
zones = st.builds(
    ZoneRule,
    kind=names,
    title=words,
    capacity=st.none() | st.integers(1, 500),
    privacy=st.sampled_from(["public", "private"]),
    audience=st.builds(
        Audience,
        credentials=st.frozensets(st.sampled_from(sorted(EVERY_CREDENTIAL))),
        needs=st.frozensets(names, max_size=2),
    ),
    hours=st.none() | hours,
    closures=closures,
    duty=st.none() | hours,
    needs_staff=st.booleans(),
    essential=st.booleans(),
    turn=st.none() | turns,
    comfort=comforts,
    still_minutes=st.integers(10, 600),
    notices=st.lists(notices, max_size=2).map(tuple),
)
graces = st.builds(
    lambda reason, span: Grace(reason=reason, from_ms=span[0], until_ms=span[1]),
    st.sampled_from(["heat", "cold", "storm"]),
    spans,
)
policies = st.builds(
    Policy,
    version=some_words,
    number=st.integers(0, 10**6),
    made_ms=st.just(0) | walls,
    station=st.just("*") | st.from_regex(r"[A-Za-z0-9_-]{1,32}", fullmatch=True),
    station_class=st.sampled_from(["unattended", "staffed", "point"]),
    hours=hours,
    days=st.dictionaries(st.integers(11_000, 47_000), st.sampled_from([HOLIDAY, *WEEKDAYS]), max_size=3),
    closures=closures,
    zones=st.dictionaries(names, zones, max_size=3),
    grace=st.lists(graces, max_size=2).map(tuple),
    same_person_minutes=st.integers(0, 1440),
    max_stay_minutes=st.integers(10, 2880),
    union_cards=st.sampled_from(["admit", "refuse"]),
    notice=some_words,
    ages=st.builds(
        AgeRule,
        normal_days=st.integers(1, 30),
        lock_after_days=st.none() | st.integers(30, 99),
        winter_months=st.frozensets(st.integers(1, 12)),
    ),
    alarms=st.builds(
        AlarmRule,
        chain=st.lists(names, min_size=1, max_size=3).map(tuple),
        repeat_minutes=st.integers(1, 60),
        escalate_minutes=st.integers(1, 60),
        help_escalate_seconds=st.integers(10, 600),
    ),
    power=st.builds(
        PowerRule,
        battery_minutes=st.integers(0, 600),
        drops=st.lists(st.tuples(names, st.integers(0, 600)), max_size=3).map(tuple),
    ),
    retention=st.builds(Retention, visits_days=st.integers(1, 900), alarms_days=st.integers(1, 900)),
    canary_hours=st.integers(0, 24),
    offers=st.frozensets(st.sampled_from(("fault", "advice", "books", "not-known-here"))),
)
