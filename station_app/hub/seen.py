"""Who was seen before, of those whose visits name nobody any more."""

from __future__ import annotations

from collections import defaultdict

import msgspec

from station_app.hub.figures import day_of, periods_of
from station_app.hub.models import Fact, Visit
from station_app.hub.told import instant


def erased_days(station: str, persons: set[str], day: int) -> dict[str, set[int]]:
    """Days of this day's year on which these persons are known to have been here though no visit names them.

    A consent outlives the names of visits, to the end of its year: where names of its day were erased, one was theirs.
    """
    found: dict[str, set[int]] = defaultdict(set)
    if not persons:
        return found
    begin, year = _new_year(day)
    given = Fact.objects.filter(station=station, kind="consent.given", wall_ms__gte=begin).exclude(salt="")
    for wall_ms, body in given.values_list("wall_ms", "body"):
        person = msgspec.json.decode(body).get("person")
        when = day_of(wall_ms)
        if person in persons and periods_of(when)[-1] == year:
            found[person].add(when)
    days = {each for days in found.values() for each in days}
    erased = set(
        Visit.objects.filter(station=station, day__in=days, named=True, person="").values_list("day", flat=True)
    )
    return {person: days & erased for person, days in found.items() if days & erased}


def _new_year(day: int) -> tuple[int, str]:
    year = periods_of(day)[-1]
    first = day
    while periods_of(first)[-1] == year and day - first < 366:
        first -= 1
    return instant(0).day_begins_ms(first + 1), year
