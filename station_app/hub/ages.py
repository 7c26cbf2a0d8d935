"""How long ago something was, in words, for whoever must not take it for now."""

from __future__ import annotations

from datetime import timedelta

from station_app.hub import texts


def age(passed: timedelta) -> str:
    """`12 min`: whole minutes, hours or days."""
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return texts.word("age-now")
    if minutes < 120:
        return texts.sentence("age-minutes", n=minutes)
    if minutes < 2 * 1440:
        return texts.sentence("age-hours", n=minutes // 60)
    return texts.sentence("age-days", n=minutes // 1440)


def age_of_ms(wall_ms: int, now_ms: int) -> str:
    """The age of a station's wall time; one ahead of the hub's is new."""
    return age(timedelta(milliseconds=max(0, now_ms - wall_ms)))
