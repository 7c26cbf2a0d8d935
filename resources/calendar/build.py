"""Rebuild `china.json`: public holidays and shifted workdays as the State Council has announced them.

Source: the Python package `chinesecalendar` (MIT), which lists the announced days of every year and refuses a year that
is not announced. A station never needs it: it carries the table. Every November, when the next year is announced, take
its new version and run

    .venv/bin/python resources/calendar/build.py

A shifted workday gets the weekday of the day off that it is worked for: within one festival the first for the first.
Of the year after the last announced one, only the days are told that the law itself names by their date or by the sun.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from datetime import date
from importlib.metadata import version
from pathlib import Path

import chinese_calendar

HERE = Path(__file__).resolve().parent
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST_YEAR = 2026
BY_DATE = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))


def announced(year: int) -> dict[str, str]:
    """Every day off and every shifted workday of a year."""
    found = {day.isoformat(): "holiday" for day in chinese_calendar.holidays if day.year == year}
    off: dict[str, list[date]] = defaultdict(list)
    for day, festival in sorted(chinese_calendar.in_lieu_days.items()):
        if day.year == year:
            off[festival].append(day)
    for day, festival in sorted(chinese_calendar.workdays.items()):
        if day.year == year:
            found[day.isoformat()] = WEEKDAYS[off[festival].pop(0).weekday()]
    return found


def by_law(year: int) -> dict[str, str]:
    """The days of a year that need no announcement: 1 January, Qingming, 1 and 2 May, 1 to 3 October."""
    terms = chinese_calendar.get_solar_terms(date(year, 4, 1), date(year, 4, 30))
    qingming = next(day for day, term in terms if term == "清明")
    return {day.isoformat(): "holiday" for day in [qingming, *(date(year, *when) for when in BY_DATE)]}


def table() -> str:
    """The file's text."""
    last = max(day.year for day in chinese_calendar.holidays)
    days = {day: name for year in range(FIRST_YEAR, last + 1) for day, name in announced(year).items()}
    content = {
        "source": f"chinesecalendar {version('chinesecalendar')}",
        "announced_until": f"{last}-12-31",
        "days": dict(sorted({**days, **by_law(last + 1)}.items())),
    }
    return json.dumps(content, indent=1) + "\n"


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description="Rebuild the table of holidays from the package chinesecalendar.")
    parser.add_argument("--out", type=Path, default=HERE / "china.json", help="default: beside this file")
    out: Path = parser.parse_args().out
    text = table()
    out.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{out}: {len(json.loads(text)['days'])} days\n")


if __name__ == "__main__":
    main()
