"""Visits as facts tell them, and what each adds to the figures.

Each visit carries whether its person was first seen on it in that day, week, month, quarter and year (`first`). 人数
is the sum of these marks, which name nobody: when a name is erased its marks stay, and so does every figure. The marks
of a year from which names have been erased cannot be found again from facts, so building anew keeps them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import Max

from station_app.core.counting import SEEN_ENDS
from station_app.hub import figures
from station_app.hub.models import Visit
from station_app.hub.postgres import visits
from station_app.hub.seen import erased_days
from station_app.hub.told import Told

VISIT_FIELDS = (
    "visit", "zone", "door", "credential", "person", "started_ms", "ended_ms", "minutes", "evidence", "end_evidence",
    "inferred", "clock", "day", "presentation", "occupation", "adults", "children", "named", "first",
)  # fmt: skip
_values_of = attrgetter(*VISIT_FIELDS)
PERSON = "person"
UNDECIDED = -1
NAMELESS = 32
"""Mark of a visit whose name was erased before it came here: its person cannot be counted."""


@dataclass(slots=True)
class VisitRow:
    """A visit while it is folded; the fields of `models.Visit` in the order of VISIT_FIELDS."""

    visit: str
    zone: str
    door: str
    credential: str
    person: str
    started_ms: int
    ended_ms: int | None = None
    minutes: int | None = None
    evidence: str = ""
    end_evidence: str = ""
    inferred: bool = False
    clock: str = ""
    day: int = 0
    presentation: str = ""
    occupation: str = ""
    adults: int = 0
    children: int = 0
    named: bool = False
    first: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """Marks that facts can no longer tell: of years from which names were erased."""

    years: frozenset[str] = frozenset()
    marks: Mapping[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    """By journal and visit."""


NOTHING_KEPT = Kept()


@dataclass(slots=True)
class _Batch:
    """What a batch has touched."""

    rows: dict[str, VisitRow]
    entries: dict[str, str]
    """Presentation -> visit, of those that went on with one."""
    joined: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Name of the day, name of the year."""


def fold_visits(station: str, epoch: str, facts: list[Told], kept: Kept = NOTHING_KEPT) -> figures.Sums:
    """Apply facts of one journal to the visits, and tell by how much that changes the figures."""
    facts = [told for told in facts if told.kind in VISITS]
    sums = figures.Sums()
    if not facts:
        return sums
    batch = _stored(station, epoch, facts)
    days = figures.Days()
    for row in batch.rows.values():
        _count(row, -1, sums, days)
    for told in facts:
        VISITS[told.kind](batch, told)
    again = _mark(station, epoch, batch.rows.values(), kept)
    _save(station, epoch, batch.rows.values())
    for row in batch.rows.values():
        _count(row, 1, sums, days)
    figures.spread_days(sums, days)
    for of_day, of_year in batch.joined:
        Visit.objects.filter(station=station, person=of_day).update(person=of_year)
        again.add(of_year)
    _mark_again(station, again, kept, sums)
    return sums


def kept_marks(station: str) -> Kept:
    """What must not be lost when a station's visits are made anew."""
    erased = Visit.objects.filter(station=station, named=True, person="").values_list("day", flat=True).distinct()
    years = frozenset(figures.periods_of(day)[-1] for day in erased)
    if not years:
        return NOTHING_KEPT
    rows = Visit.objects.filter(station=station).values_list("epoch", "visit", "first", "day")
    return Kept(years, {(epoch, visit): first for epoch, visit, first, day in rows if _year(day) in years})


def contribution(row: VisitRow) -> figures.Sums:
    """What a visit adds to each of its periods."""
    sums, days = figures.Sums(), figures.Days()
    _count(row, 1, sums, days)
    figures.spread_days(sums, days)
    return sums


def _count(row: VisitRow, sign: int, sums: figures.Sums, days: figures.Days) -> None:
    """Add (1) a visit to the sums of its day, and persons to those of its periods, or take it away (-1)."""
    of_day = days.setdefault(row.day, Counter())
    hour = figures.hour_of(row.started_ms)
    cells = (
        ("occupation", row.occupation), ("band", figures.band_of(hour)), ("night", figures.night_of(hour)),
        ("credential", row.credential), ("zone", row.zone),
    )  # fmt: skip
    people = sign * (1 + row.adults)
    for cell in cells:
        of_day[cell] += people
    of_day["visits", ""] += people
    of_day["hour", f"{hour:02d}"] += people
    if row.adults or row.children:
        of_day["companions", ""] += sign * row.adults
        of_day["children", ""] += sign * row.children
    if row.ended_ms is not None:
        _count_stay(row, sign, of_day)
    if not row.named:
        of_day["unnamed", ""] += sign
        for name, cell in cells:
            of_day[f"who.{name}", cell] += sign
    elif row.first & NAMELESS:
        of_day["nameless", ""] += sign
    if row.clock not in ("", "trusted"):
        of_day["unsure", ""] += sign
    if row.first <= 0:
        return
    for bit, period in enumerate(figures.periods_of(row.day)):
        if row.first >> bit & 1:
            sums[period, "persons", ""] += sign
            for name, cell in cells:
                sums[period, f"who.{name}", cell] += sign


def _count_stay(row: VisitRow, sign: int, of_day: Counter[tuple[str, str]]) -> None:
    of_day["stay.ended", ""] += sign
    if row.inferred:
        of_day["stay.inferred", ""] += sign
    if row.end_evidence in SEEN_ENDS and row.minutes is not None:
        of_day["stay.seen", ""] += sign
        of_day["stay.minutes", ""] += sign * row.minutes


def _stored(station: str, epoch: str, facts: Iterable[Told]) -> _Batch:
    facts = list(facts)
    names = {told.text("visit", 64) for told in facts} | {told.text("presentation", 64) for told in facts}
    rows = {row[0]: VisitRow(*row) for row in _read(station, epoch, names)}
    return _Batch(rows, {row.presentation: row.visit for row in rows.values() if row.presentation})


def _started(batch: _Batch, told: Told) -> None:
    name, person = told.text("visit", 64), told.text("person", 128)
    day = figures.day_of(told.wall_ms)
    was = batch.rows.get(name)
    batch.rows[name] = VisitRow(
        visit=name,
        zone=told.text("zone"),
        door=told.text("door"),
        credential=told.text("credential"),
        person=person,
        started_ms=told.wall_ms,
        evidence=told.text("evidence"),
        clock=told.clock,
        day=day,
        occupation=told.text("occupation"),
        named=told.named,
        first=was.first if was is not None and (was.person, was.day) == (person, day) else UNDECIDED,
    )


def _resumed(batch: _Batch, told: Told) -> None:
    if visit := batch.rows.get(told.text("visit", 64)):
        visit.ended_ms, visit.minutes, visit.end_evidence, visit.inferred = None, None, "", False
        visit.presentation = told.text("presentation", 64)
        batch.entries[visit.presentation] = visit.visit


def _companions(batch: _Batch, told: Told) -> None:
    if visit := batch.rows.get(told.text("visit", 64)):
        visit.adults, visit.children = told.number("adults"), told.number("children")


def _ended(batch: _Batch, told: Told) -> None:
    if visit := batch.rows.get(told.text("visit", 64)):
        visit.ended_ms = told.wall_ms
        minutes = told.body.get("minutes")
        visit.minutes = min(int(minutes), 2**31 - 1) if isinstance(minutes, int) and minutes >= 0 else None
        visit.end_evidence = told.text("evidence")
        visit.inferred = told.body.get("inferred") is True


def _described(batch: _Batch, told: Told) -> None:
    presentation = told.text("presentation", 64)
    visit = batch.rows.get(batch.entries.get(presentation, presentation))
    if visit is None:
        return
    visit.occupation = told.text("occupation") or visit.occupation
    lasting = told.text("person", 128)
    if lasting and visit.person and visit.person != lasting:
        batch.joined.append((visit.person, lasting))


VISITS: Mapping[str, Callable[[_Batch, Told], None]] = {
    "visit.started": _started,
    "visit.resumed": _resumed,
    "visit.companions": _companions,
    "visit.ended": _ended,
    "visit.described": _described,
    "consent.given": _described,
}


def _mark(station: str, epoch: str, rows: Iterable[VisitRow], kept: Kept) -> set[str]:
    """Mark new visits; returns the persons of whom a later visit was known before, to be marked again."""
    again = set[str]()
    new = [row for row in rows if row.first == UNDECIDED]
    for row in new:
        row.first = kept.marks.get((epoch, row.visit), UNDECIDED if row.person else NAMELESS if row.named else 0)
    new = [row for row in new if row.first == UNDECIDED]
    if not new:
        return again
    latest = _latest_days(station, {row.person for row in new}, min(row.day for row in new))
    for row in new:
        known = latest.get(row.person)
        row.first = marks_of(row.day, () if known is None else (known,))
        if known is not None and known > row.day:
            again.add(row.person)
        latest[row.person] = row.day if known is None else max(known, row.day)
    return again


def _latest_days(station: str, persons: set[str], day: int) -> dict[str, int]:
    known = Visit.objects.filter(station=station, person__in=persons).exclude(person="")  # as the index says it
    seen = known.values_list("person").annotate(Max("day"))
    latest = dict(seen.order_by("person"))
    for person, days in erased_days(station, persons - latest.keys(), day).items():
        latest[person] = max(days)
    return latest


def marks_of(day: int, earlier: Iterable[int]) -> int:
    """In which periods of a day a person is seen first, who was seen on these days: a bit for each of GRAINS."""
    seen = {name for each in earlier for name in figures.years_of(each)}
    return sum(1 << bit for bit, name in enumerate(figures.years_of(day)) if name not in seen)


def _mark_again(station: str, persons: set[str], kept: Kept, sums: figures.Sums) -> None:
    if not persons:
        return
    mine = Visit.objects.filter(station=station, person__in=persons).exclude(person="")
    mine = mine.order_by("day", "started_ms", "id")
    by_person: dict[str, list[tuple[int, VisitRow]]] = defaultdict(list)
    for key, *values in mine.values_list("id", *VISIT_FIELDS):
        by_person[str(values[4])].append((key, VisitRow(*values)))
    erased = erased_days(station, persons, min((rows[0][1].day for rows in by_person.values()), default=0))
    for person, rows in by_person.items():
        _mark_person(rows, sorted(erased.get(person, ())), kept, sums)


def _mark_person(rows: Sequence[tuple[int, VisitRow]], erased: Sequence[int], kept: Kept, sums: figures.Sums) -> None:
    earlier = list[int]()
    for key, row in rows:
        first = marks_of(row.day, [*earlier, *(day for day in erased if day < row.day)])
        earlier.append(row.day)
        if first != row.first and _year(row.day) not in kept.years:
            sums.subtract(contribution(row))
            row.first = first
            sums.update(contribution(row))
            Visit.objects.filter(id=key).update(first=first)


def _year(day: int) -> str:
    return figures.periods_of(day)[-1]


def _read(station: str, epoch: str, names: set[str]) -> Iterable[tuple[Any, ...]]:
    """Visits of these names, and those with such a presentation; one may come twice."""
    if connection.vendor == "postgresql":
        return visits.read(station, epoch, VISIT_FIELDS, names)
    mine = Visit.objects.filter(station=station, epoch=epoch)
    # Two questions, each for an index of its own; said as the index says it, since SQLite cannot conclude it.
    asked = (mine.filter(visit__in=names), mine.filter(presentation__in=names).exclude(presentation=""))
    return [row for found in asked for row in found.values_list(*VISIT_FIELDS)]


def _save(station: str, epoch: str, rows: Iterable[VisitRow]) -> None:
    told = [_values_of(row) for row in rows]
    if connection.vendor == "postgresql":
        visits.write(station, epoch, VISIT_FIELDS, told)
        return
    values = ", ".join(["%s"] * (len(VISIT_FIELDS) + 2))
    updates = ", ".join(f"{name} = excluded.{name}" for name in VISIT_FIELDS[1:])
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO hub_visit (station_id, epoch, {', '.join(VISIT_FIELDS)}) VALUES ({values})"
            f" ON CONFLICT (station_id, epoch, visit) DO UPDATE SET {updates}",
            [(station, epoch, *row) for row in told],
        )
