"""The rules of the house in station.toml: hours with seasons and holidays, closures, and how each room is used."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_station import SMALL

from station_app.assets import holidays
from station_app.config import ConfigError, parse
from station_app.core import opening
from station_app.core.hours import WHOLE_WEEK, Hours, Season, Week
from station_app.core.instant import Instant
from station_app.core.policy import Audience, Policy, TurnRule, ZoneRule


def text(more: str = "", *, hall: str = "", station: str = "") -> str:
    named = 'name = "S"\n'
    return SMALL.replace(named, f"{named}{station}\n") + f"{hall}\n{more}\n"


def policy(more: str = "", *, hall: str = "", station: str = "") -> Policy:
    return parse(text(more, hall=hall, station=station)).house.policy


SEASONS = """
[policy]
hours = { mon = ["08:00-18:00"], holiday = [] }
[policy.seasons.works]
from = "07-01"
to = "07-05"
hours = {}
[policy.seasons.summer]
from = "06-01"
to = "09-30"
hours = "24h"
"""


def test_seasons_have_hours_of_their_own_and_the_first_one_counts() -> None:
    found = policy(SEASONS).hours

    assert found == Hours(
        Week.of({"mon": ["08:00-18:00"], "holiday": []}),
        (Season("works", (7, 1), (7, 5), Week.of({})), Season("summer", (6, 1), (9, 30), WHOLE_WEEK)),
    )


def test_a_station_alone_knows_the_holidays_of_china() -> None:
    assert policy().days == holidays()


def test_a_station_elsewhere_can_do_without_them() -> None:
    assert policy('[policy]\ncalendar = "none"\n').days == {}


def test_on_a_holiday_a_station_without_a_hub_is_closed_when_its_hours_say_so() -> None:
    table = ", ".join(f'{day} = ["08:00-18:00"]' for day in ("mon", "tue", "wed", "thu", "fri"))
    house = parse(text(f"[policy]\nhours = {{ {table} }}\n")).house
    new_year = Instant(
        wall_ms=int(datetime(2027, 1, 1, 4, tzinfo=UTC).timestamp() * 1000), mono_ms=0, boot="b", utc_offset_minutes=480
    )

    assert date(2027, 1, 1).weekday() == 4
    assert not opening.is_open(house, "hall", new_year)
    assert opening.next_text(house, "hall", new_year) == "0 08:00"


def test_a_closure_is_taken_from_its_moments() -> None:
    found = policy(
        '[policy]\nclosures = [{ from = "2026-12-08T09:00+08:00", until = "2026-12-08T11:00+08:00", why = "works" }]\n'
    )

    first = int(datetime(2026, 12, 8, 1, tzinfo=UTC).timestamp() * 1000)
    assert found.closures == ((first, first + 7_200_000, "works"),)


def test_the_class_of_the_station_goes_into_its_rules() -> None:
    assert policy(station='class = "staffed"').station_class == "staffed"


def test_a_room_of_which_nothing_is_said_needs_no_rule() -> None:
    assert policy().zones == {}


def test_how_a_room_is_used_becomes_its_rule() -> None:
    hall = """
        kind = "shower"
        privacy = "private"
        needs = ["washing"]
        hours = { mon = ["06:00-10:00"] }
        duty = { mon = ["08:00-10:00"] }
        needs_staff = true
        essential = false
        turn_minutes = 20
        turn_places = 2
    """

    assert policy(hall=hall).zones["hall"] == ZoneRule(
        kind="shower",
        privacy="private",
        audience=Audience(needs=frozenset({"washing"})),
        hours=Hours.weekly({"mon": ["06:00-10:00"]}),
        duty=Hours.weekly({"mon": ["08:00-10:00"]}),
        needs_staff=True,
        essential=False,
        turn=TurnRule(minutes=20, places=2),
    )


def test_a_short_turn_is_reminded_of_before_its_end() -> None:
    turn = policy(hall="turn_minutes = 4").zones["hall"].turn

    assert turn is not None
    assert turn.remind_minutes == 3


@pytest.mark.parametrize(
    ("more", "hall", "message"),
    [
        ("[policy]\nseason = {}", "", "policy.season: unknown key; did you mean 'seasons'?"),
        ('[policy]\ncalendar = "chinese"', "", "policy.calendar: invalid enum value 'chinese'; did you mean 'china'?"),
        ('[policy.seasons.s]\nfrom = "06-01"\nto = "09-30"', "", "policy.seasons.s.hours: is missing"),
        (
            '[policy.seasons.s]\nfrom = "06-31"\nto = "09-30"\nhours = "24h"',
            "",
            "policy.seasons.s.from: is a day that no calendar has",
        ),
        (
            '[policy.seasons.s]\nfrom = "06-01"\nto = "09-30"\nhours = { mo = [] }',
            "",
            "policy.seasons.s.hours.mo: is no weekday; did you mean 'mon'?",
        ),
        (
            '[policy.seasons.s]\nfrom = "06-01"\nto = "09-30"\nhours = "24h"\n[policy.hours]\nweek = "24h"\n'
            'seasons = [{ name = "s", from = "01-01", to = "01-02", week = "24h" }]',
            "",
            "policy.hours.seasons: seasons stand as [policy.seasons.NAME]",
        ),
        ('[policy]\nclosures = [{ why = "x" }]', "", "policy.closures[0].from: is missing"),
        ("[policy]\nclosures = 1", "", "policy.closures: expected `array`"),
        ("[microphones.m]", "", "microphones: a station never listens; leave it out"),
        ("", 'microphone = "pcm:0"', "zones.hall.microphone: a station never listens; leave it out"),
        (
            "",
            'privacy = "private"\naudio = "pcm:0"',
            "zones.hall.audio: the zone is private, and a private zone may never have a microphone; leave it out",
        ),
        ("", "need = []", "zones.hall.need: unknown key; did you mean 'needs'?"),
        ("", 'needs = ["?"]', "zones.hall.needs[0]: expected `str` matching regex"),
        ("", "turn_minutes = 0", "zones.hall.turn_minutes: expected `int` >= 1"),
        ("", "turn_places = 2", "zones.hall.turn_places: says nothing without turn_minutes; write both or neither"),
        ("", "needs_staff = true", "zones.hall.duty: is missing; a zone that needs staff"),
        ("", 'hours = { mon = "1" }', "zones.hall.hours.mon: must be a list like"),
    ],
)
def test_what_is_wrong_is_said_with_its_path(more: str, hall: str, message: str) -> None:
    with pytest.raises(ConfigError) as found:
        parse(text(more, hall=hall))

    assert message in str(found.value)


toml_like = st.recursive(
    st.booleans() | st.integers(-5, 5) | st.sampled_from(["24h", "mon", "06:00-07:00", "06-01", ""]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["mon", "from", "x"]), inner),
    max_leaves=5,
)


def toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


@settings(max_examples=200, deadline=None)
@given(key=st.sampled_from(["hours", "seasons", "closures", "calendar"]), value=toml_like)
def test_whatever_stands_in_the_rules_is_taken_or_refused(key: str, value: object) -> None:
    try:
        policy(f"[policy]\n{key} = {toml(value)}\n")
    except ConfigError as error:
        assert str(error).startswith("policy")
