"""A report's figures as the page and the files show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from station_app.hub import texts
from station_app.hub.models import Station
from station_app.hub.places import NOWHERE, Places
from station_app.hub.reports import Breakdown, Line, Report

NAMED_STATIONS = 5
_MINUTE_MS = 60_000


def headings() -> list[str]:
    """Headings of the table of stations, in a file."""
    minutes, kwh = texts.word("minutes-short"), "kWh"
    return [
        texts.column("station"),
        *(texts.word(f"report-{name}") for name in ("visits", "persons", "how-exact", "companions", "children")),
        texts.word("report-unnamed"),
        f"{texts.word('report-stay')} {minutes}",
        *(texts.word(f"report-{name}") for name in ("stays", "inferred")),
        f"{texts.word('report-available')} %",
        *(f"{texts.word(f'report-{name}')} {minutes}" for name in ("ready-time", "down-time", "untold-time")),
        *(texts.word(f"report-{name}") for name in ("alarms", "refused")),
        *(f"{texts.word(f'report-{name}')} {kwh}" for name in ("energy", "energy-visit")),
    ]


def cells(line: Line) -> list[Any]:
    """One station in a file, under these headings; nothing where nothing is known."""
    tally = line.tally
    return [
        str(line.station) if line.station is not None else texts.word("report-everywhere"),
        tally.visits, tally.persons, exactness(line), tally.companions, tally.children, tally.unnamed,
        None if line.mean_stay is None else round(line.mean_stay, 1), line.stays, line.inferred,
        None if line.available is None else round(100 * line.available, 2),
        (line.observed_ms - line.down_ms) // _MINUTE_MS, line.down_ms // _MINUTE_MS, line.untold_minutes,
        line.alarms, line.refused,
        None if line.kwh is None else round(line.kwh, 2),
        None if line.kwh_a_visit is None else round(line.kwh_a_visit, 3),
    ]  # fmt: skip


def exactness(line: Line) -> str:
    """Whether persons are distinct, or a sum."""
    return texts.word("report-exact" if line.tally.exact else "report-sum")


def cell_word(breakdown: str, cell: str, places: Places = NOWHERE) -> str:
    """What a cell of a breakdown is called."""
    match breakdown:
        case "occupation":
            return texts.occupation(cell)
        case "night":
            return texts.word(f"report-{cell}-cell")
        case "credential":
            return texts.code(cell)
        case "zone":
            return places.zone(cell)
        case _:
            return cell


def breakdown_rows(part: Breakdown, places: Places = NOWHERE) -> list[list[Any]]:
    """Cell, visits, share in per cent; what is withheld says so, and the last row is what was withheld together."""
    rows: list[list[Any]] = [
        [
            cell_word(part.name, cell, places),
            texts.word("report-withheld") if visits is None else visits,
            _share(visits, part),
        ]
        for cell, visits in part.cells
    ]
    if part.rest:
        rows.append([texts.word("report-rest"), part.rest, _share(part.rest, part)])
    return rows


def _share(visits: int | None, part: Breakdown) -> float | None:
    return round(100 * visits / part.total, 1) if visits is not None and part.total else None


def missing(report: Report) -> list[str]:
    """What the report cannot know, a sentence each."""
    found, told = report.missing, list[str]()
    if found.silent:
        told.append(texts.sentence("report-missing-silent", names=_names(found.silent)))
    if found.never:
        told.append(texts.sentence("report-missing-never", names=_names(found.never)))
    if found.untold_minutes >= 60 and report.whole.expected_ms:
        share = 100 * found.untold_minutes * _MINUTE_MS / report.whole.expected_ms
        hours = found.untold_minutes // 60
        told.append(texts.sentence("report-missing-untold", hours=hours, share=f"{share:.1f}"))
    for name, count in (("lost", found.lost_rows), ("aside", found.set_aside), ("nameless", found.nameless)):
        if count:
            told.append(texts.sentence(f"report-missing-{name}", n=count))
    if found.unsure:
        told.append(texts.sentence("report-missing-unsure", n=found.unsure))
    return told


def _names(stations: Sequence[Station]) -> str:
    named = texts.word("comma").join(str(one) for one in stations[:NAMED_STATIONS])
    more = len(stations) - NAMED_STATIONS
    return f"{named} {texts.sentence('report-more-names', n=more)}" if more > 0 else named
