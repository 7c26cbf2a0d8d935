"""The table of holidays that a station carries says what its source says."""

from __future__ import annotations

import json
import runpy
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar

from station_app.assets import asset, holidays
from station_app.core.hours import DAY, HOLIDAY, Hours
from station_app.core.policy import Policy

FOLDER = Path(__file__).parents[2] / "resources" / "calendar"
FIRST = date(1970, 1, 1)


def number(day: date) -> int:
    return (day - FIRST).days


def test_the_table_is_what_its_script_makes_of_the_locked_source() -> None:
    script = runpy.run_path(str(FOLDER / "build.py"))

    assert (FOLDER / "china.json").read_text(encoding="utf-8") == script["table"]()


def test_every_day_of_2026_is_a_day_of_work_or_rest_as_its_source_has_it() -> None:
    work = Hours.weekly({day: ["08:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")})
    year = [date(2026, 1, 1) + timedelta(days=count) for count in range(365)]

    worked = [day for day in year if work.open_at(number(day) * DAY + 720, holidays())]

    assert worked == [day for day in year if chinese_calendar.is_workday(day)]


def test_a_weekend_day_within_a_holiday_has_the_hours_of_a_holiday() -> None:
    assert holidays()[number(date(2026, 10, 3))] == HOLIDAY


def test_a_shifted_workday_has_the_hours_of_the_day_it_is_worked_for() -> None:
    assert holidays()[number(date(2026, 10, 10))] == "wed"


def test_of_a_year_not_yet_announced_the_days_are_told_that_the_law_names() -> None:
    last = date.fromisoformat(json.loads(asset("calendar", "china.json").read_text())["announced_until"])
    year = last.year + 1

    assert {day for day in holidays() if day > number(last)} >= {
        number(date(year, *when)) for when in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
    }


def test_the_rules_take_the_table_as_it_is() -> None:
    assert Policy(days=holidays()).days[number(date(2026, 1, 1))] == HOLIDAY
