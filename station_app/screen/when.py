"""Dates and times as people here write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

_OPENS = re.compile(r"([0-6]) ((?:[01]\d|2[0-3]):[0-5]\d)")
_OPENS_ON = re.compile(r"\d{4}-(\d\d)-(\d\d) ((?:[01]\d|2[0-3]):[0-5]\d)")
NIGHT_FROM, NIGHT_UNTIL = 22, 6


def time_words(now: datetime) -> str:
    """`14:05`."""
    return f"{now:%H:%M}"


def date_words(now: datetime, text: Mapping[str, str]) -> str:
    """`2026年3月15日 星期日` or `Sunday, 15 March 2026`."""
    return text["date"].format(
        year=now.year, month=text[f"month.{now.month}"], day=now.day, weekday=text[f"weekday.{now.weekday()}"]
    )


def opening_words(opens_at: str, now: datetime, text: Mapping[str, str]) -> str:
    """`今天18:00`, `明天06:00` or `周三06:00` from the wire's `weekday HH:MM`; empty when nobody knows.

    Beyond a week `YYYY-MM-DD HH:MM` becomes `10月8日09:00`.
    """
    later = _OPENS_ON.fullmatch(opens_at)
    if later is not None:
        day = text["day.date"].format(month=text[f"month.short.{int(later[1])}"], day=int(later[2]))
        return text["day.at"].format(day=day, time=later[3])
    found = _OPENS.fullmatch(opens_at)
    if found is None:
        return ""
    weekday, time = int(found[1]), found[2]
    days = (weekday - now.weekday()) % 7
    if days == 0 and time > time_words(now):
        day = text["day.today"]
    elif days == 1:
        day = text["day.tomorrow"]
    else:
        day = text[f"weekday.short.{weekday}"]
    return text["day.at"].format(day=day, time=time)


def is_night(now: datetime) -> bool:
    """Whether the dim palette is kinder to eyes that come out of the dark."""
    return now.hour >= NIGHT_FROM or now.hour < NIGHT_UNTIL
