"""A policy as JSON text, and back. What is wrong with a text is told in one sentence with the path of the key.

A complete example is `resources/config/policy.example.json`. In short:

* `version` names the policy for people; `number` rises with each; `made` is when; `station` is for whom, `*` for all.
* Hours are `"24h"`, or a week like `{"mon": ["06:00-12:00", "14:00-02:00"], "holiday": []}` in which a day that is
  missing is closed and a missing `holiday` is like Sunday, or `{"week": …, "seasons": [{"name": "summer",
  "from": "06-01", "to": "09-30", "week": …}]}` in which `week` holds on days of no season.
* `days` names the holidays and the weekday that a shifted workday stands for: `{"2026-10-01": "holiday",
  "2026-10-10": "wed"}`.
* Moments carry their offset from UTC: `"2026-12-01T08:00+08:00"`.
* A key that is missing stands for its default in `policy`; an unknown key is a mistake.
"""

from __future__ import annotations

import re
from typing import Final

from station_app.core import shapes
from station_app.core.hours import HOLIDAY, WEEKDAYS, WHOLE_WEEK, Hours, Season, Week
from station_app.core.nearest import nearest
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
from station_app.core.shapes import Shape, ShapeError, wrong

COOLED_NOT_BELOW: Final = 26.0
HEATED_NOT_ABOVE: Final = 20.0
"""Celsius: what holds in public buildings unless a zone says why it must be otherwise."""

LANGUAGES: Final = ("zh-CN", "en")


class PolicyError(ValueError):
    """The text is no policy; the message is one sentence for the person who wrote it, with the path of the key."""


def policy_of(text: str) -> Policy:
    """The policy that a text holds. Raises PolicyError, and nothing else."""
    try:
        found = shapes.table("", shapes.load(text))
        for key in ("version", "number"):
            if key not in found:
                wrong(key, "is missing")
        return _POLICY.read("", found)
    except ShapeError as error:
        raise PolicyError(str(error)) from None


def text_of(policy: Policy) -> str:
    """The one text of a policy: the same policy, the same text. Raises PolicyError for one beyond the limits."""
    try:
        text = shapes.dump(_POLICY.write(policy))
        _POLICY.read("", shapes.load(text))
    except (ValueError, OverflowError) as error:
        raise PolicyError(str(error)) from None
    return text


def _read_week(path: str, value: object) -> Week:
    if value == "24h":
        return WHOLE_WEEK
    found = shapes.table(path, value)
    for day in found:
        if day not in WEEKDAYS and day != HOLIDAY:
            wrong(shapes.join(path, day), f"is no weekday{nearest(day[:40], (*WEEKDAYS, HOLIDAY))}")
    for day, texts in found.items():
        if not isinstance(texts, list):
            wrong(shapes.join(path, day), 'must be a list like ["06:00-12:00", "14:00-22:00"]')
    spans = {day: _INTERVALS.read(shapes.join(path, day), texts) for day, texts in found.items()}
    try:
        return Week.of(spans)
    except ValueError as error:  # names the day
        raise ShapeError(f"{path}.{error}") from None


def _write_week(week: Week) -> object:
    return "24h" if week == WHOLE_WEEK else week.table()


def _read_hours(path: str, value: object) -> Hours:
    found = {} if value == "24h" else shapes.table(path, value)
    seasonal = "seasons" in found or "week" in found
    hours = _SEASONAL.read(path, found) if seasonal else Hours(_read_week(path, value))
    return Hours.always() if hours == Hours.always() else hours


def _write_hours(hours: Hours) -> object:
    return _SEASONAL.write(hours) if hours.seasons else _write_week(hours.week)


def _read_month_day(path: str, value: object) -> tuple[int, int]:
    if not isinstance(value, str) or not re.fullmatch(r"\d\d-\d\d", value, re.A):
        wrong(path, 'must be a month and a day like "06-01"')
    month, day = int(value[:2]), int(value[3:])
    if not 1 <= month <= 12 or not 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31):
        wrong(path, "is a day that no calendar has")
    return month, day


def _read_station(path: str, value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"\*|[A-Za-z0-9_-]{1,32}", value):
        wrong(path, 'must be the id of a station, or "*" for every one')
    return value


def _in_order(path: str, first: int, last: int) -> None:
    if first >= last:
        wrong(f"{path}.until", "must be later than from")


def _check_turn(path: str, turn: TurnRule) -> None:
    if turn.remind_minutes >= turn.minutes:
        wrong(f"{path}.remind_minutes", "must be less than minutes")


def _check_comfort(path: str, comfort: ComfortRule) -> None:
    if not comfort.beyond and comfort.cool_to < COOLED_NOT_BELOW:
        wrong(
            f"{path}.cool_to", f'is below {COOLED_NOT_BELOW:g} degrees; write why as "beyond", or {COOLED_NOT_BELOW:g}'
        )
    if not comfort.beyond and comfort.heat_to > HEATED_NOT_ABOVE:
        wrong(
            f"{path}.heat_to", f'is above {HEATED_NOT_ABOVE:g} degrees; write why as "beyond", or {HEATED_NOT_ABOVE:g}'
        )
    if comfort.heat_to >= comfort.cool_to:
        wrong(f"{path}.heat_to", "must be less than cool_to")
    if comfort.never_below > comfort.heat_to:
        wrong(f"{path}.never_below", "must not be more than heat_to")


def _check_ages(path: str, ages: AgeRule) -> None:
    if ages.lock_after_days is not None and ages.lock_after_days < ages.normal_days:
        wrong(f"{path}.lock_after_days", "must not be less than normal_days")


def _check_alarms(path: str, alarms: AlarmRule) -> None:
    if not alarms.chain:
        wrong(f"{path}.chain", "must name at least one role")


_INTERVALS: Final = shapes.many(shapes.words(11), 24)
WEEK: Final = Shape(_read_week, _write_week)
"""`"24h"`, or the intervals by day."""
MONTH_DAY: Final = Shape(_read_month_day, lambda found: f"{found[0]:02d}-{found[1]:02d}")
"""A day of every year."""
_SEASON: Final = shapes.record(
    Season,
    {
        "name": shapes.words(40, 1),
        "from": MONTH_DAY,
        "to": MONTH_DAY,
        "week": WEEK,
    },
    {"from": "first", "to": "last"},
)
_SEASONAL: Final = shapes.record(Hours, {"week": WEEK, "seasons": shapes.many(_SEASON, 12)})
HOURS: Final[Shape[Hours]] = Shape(_read_hours, _write_hours)
"""Hours as they stand in a policy."""

CLOSURES: Final = shapes.many(
    shapes.checked(
        shapes.row({"from": shapes.moment(), "until": shapes.moment(), "why": shapes.words(80)}),
        lambda path, found: _in_order(path, found[0], found[1]),
    ),
    100,
)
"""Temporary closures: first moment, first moment after it, and why."""
_TURN: Final = shapes.checked(
    shapes.record(
        TurnRule,
        {
            "minutes": shapes.whole(1, 720),
            "remind_minutes": shapes.whole(0, 120),
            "no_show_minutes": shapes.whole(1, 60),
            "extend_minutes": shapes.whole(0, 240),
            "places": shapes.whole(1, 1000),
        },
    ),
    _check_turn,
)
_COMFORT: Final = shapes.checked(
    shapes.record(
        ComfortRule,
        {
            "cool_to": shapes.number(18, 35),
            "heat_to": shapes.number(5, 28),
            "never_below": shapes.number(0, 25),
            "beyond": shapes.words(80),
            "lights_minutes": shapes.whole(1, 720),
            "climate_minutes": shapes.whole(1, 720),
            "night_from": shapes.clock(),
            "night_until": shapes.clock(),
            "watts": shapes.mapping(shapes.name(), shapes.whole(0, 100_000), 20),
        },
    ),
    _check_comfort,
)
_NOTICE: Final = shapes.record(
    Notice,
    {
        "id": shapes.name(),
        "texts": shapes.mapping(shapes.choice(*LANGUAGES), shapes.words(200, 1), 2),
        "until": shapes.moment(),
    },
    {"until": "until_ms"},
)
_ZONE: Final = shapes.record(
    ZoneRule,
    {
        "kind": shapes.name(),
        "title": shapes.words(40),
        "capacity": shapes.whole(1, 100_000),
        "privacy": shapes.choice("public", "private"),
        "audience": shapes.record(
            Audience,
            {
                "credentials": shapes.some(shapes.choice(*sorted(EVERY_CREDENTIAL)), 3),
                "needs": shapes.some(shapes.name(), 10),
            },
        ),
        "hours": HOURS,
        "closures": CLOSURES,
        "duty": HOURS,
        "needs_staff": shapes.flag(),
        "essential": shapes.flag(),
        "turn": _TURN,
        "comfort": _COMFORT,
        "still_minutes": shapes.whole(10, 1440),
        "notices": shapes.many(_NOTICE, 20),
    },
)
_GRACE: Final = shapes.checked(
    shapes.record(
        Grace,
        {"reason": shapes.choice("heat", "cold", "storm"), "from": shapes.moment(), "until": shapes.moment()},
        {"from": "from_ms", "until": "until_ms"},
    ),
    lambda path, found: _in_order(path, found.from_ms, found.until_ms),
)
_AGES: Final = shapes.checked(
    shapes.record(
        AgeRule,
        {
            "normal_days": shapes.whole(1, 3650),
            "lock_after_days": shapes.whole(1, 3650),
            "winter_months": shapes.some(shapes.whole(1, 12), 12),
        },
    ),
    _check_ages,
)
_ALARMS: Final = shapes.checked(
    shapes.record(
        AlarmRule,
        {
            "chain": shapes.many(shapes.name(), 10),
            "repeat_minutes": shapes.whole(1, 1440),
            "escalate_minutes": shapes.whole(1, 1440),
            "help_escalate_seconds": shapes.whole(10, 3600),
        },
    ),
    _check_alarms,
)
_POWER: Final = shapes.record(
    PowerRule,
    {
        "battery_minutes": shapes.whole(0, 10_080),
        "drops": shapes.many(shapes.row({"load": shapes.name(), "minutes": shapes.whole(0, 10_080)}), 20),
    },
)
_RETENTION: Final = shapes.record(
    Retention, {"visits_days": shapes.whole(1, 3650), "alarms_days": shapes.whole(1, 3650)}
)
_POLICY: Final = shapes.record(
    Policy,
    {
        "version": shapes.words(40, 1),
        "number": shapes.whole(0, 2**31 - 1),
        "made": shapes.unless(shapes.moment(), 0),
        "station": Shape(_read_station, str),
        "class": shapes.choice("unattended", "staffed", "point"),
        "hours": HOURS,
        "days": shapes.mapping(shapes.day(), shapes.choice(HOLIDAY, *WEEKDAYS), 2000),
        "closures": CLOSURES,
        "zones": shapes.mapping(shapes.name(), _ZONE, 100),
        "grace": shapes.many(_GRACE, 20),
        "same_person_minutes": shapes.whole(0, 1440),
        "max_stay_minutes": shapes.whole(10, 2880),
        "union_cards": shapes.choice("admit", "refuse"),
        "notice": shapes.words(20, 1),
        "ages": _AGES,
        "alarms": _ALARMS,
        "power": _POWER,
        "retention": _RETENTION,
        "canary_hours": shapes.whole(0, 168),
        "offers": shapes.some(shapes.name(), 40),
    },
    {"made": "made_ms", "class": "station_class"},
)
