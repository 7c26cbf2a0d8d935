"""The two long parts of a report's page, made here: a template takes ten times as long for two hundred lines.

Every value is escaped by `format_html_join`, as a template would.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from django.template.defaultfilters import floatformat
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from station_app.hub.models import Station
from station_app.hub.reports import Line
from station_app.hub.templatetags.hub import percent


def station_options(choices: Sequence[Station], chosen: str) -> SafeString:
    """The options of a choice among stations; `chosen` as the address has it, `station:…`."""
    named = ((one.pk, str(one)) for one in choices)
    found = ((key, " selected" if chosen == f"station:{key}" else "", name) for key, name in named)
    return format_html_join("", '<option value="station:{}"{}>{}</option>', found)


def station_rows(lines: Sequence[Line], period: str, day: str) -> SafeString:
    """One row a station, each with the way to its own report."""
    row = (
        '<tr><th scope="row"><a href="?period={}&amp;day={}&amp;where=station:{}">{}</a></th>'
        "<td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>"
    )
    return format_html_join("", row, (_cells(line, period, day) for line in _of_stations(lines)))


def _of_stations(lines: Sequence[Line]) -> Iterator[tuple[Station, Line]]:
    return ((line.station, line) for line in lines if line.station is not None)


def _cells(told: tuple[Station, Line], period: str, day: str) -> tuple[str | int, ...]:
    station, line = told
    stay = "–" if line.mean_stay is None else str(floatformat(line.mean_stay, 0))
    ready = "–" if line.available is None else percent(line.available)
    tally = line.tally
    return (
        period,
        day,
        quote(station.pk),
        str(station),
        tally.visits,
        tally.persons,
        stay,
        ready,
        line.alarms,
        line.refused,
    )
