"""A report: figures of some stations over one period, read from the sums, with what is missing told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import QuerySet, Sum
from django.utils import timezone

from station_app.core.counting import Period, Tally, label, together
from station_app.core.instant import DAY_TURNS_AT_HOUR
from station_app.hub.contact import SILENT_AFTER
from station_app.hub.figures import BANDS, BREAKDOWNS, band_of, day_of, periods_of
from station_app.hub.models import Figure, LostRange, SetAside, Station, Watch
from station_app.hub.suppression import Table, withheld_of_sum
from station_app.hub.templatetags.hub import CHINA

PERIODS: Final[tuple[Period, ...]] = ("day", "week", "month", "quarter", "year", "total")
SUMS: Final = (
    "visits", "companions", "children", "persons", "unnamed", "nameless", "unsure", "stay.ended", "stay.inferred",
    "stay.seen", "stay.minutes", "observed", "down", "energy.wh", "energy.visits", "door.granted",
    "door.entered", "refused", "alarm",
)  # fmt: skip
SILENT: Final = "alarm.silent"
_DAWN: Final = date(1970, 1, 1)
_BAND_NAMES: Final = tuple(band_of(first) for first, _ in BANDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One period: its name as the counting rules have it, and its first and last day; the total has all days."""

    period: Period
    name: str
    first: date
    last: date

    @property
    def finer(self) -> Period | None:
        """What its course is shown in; a day is shown by its hours."""
        steps: Mapping[Period, Period] = {"week": "day", "month": "day", "quarter": "month", "year": "month"}
        return "year" if self.period == "total" else steps.get(self.period)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The figures of one station, or of all together."""

    station: Station | None
    tally: Tally
    nameless: int
    unsure: int
    mean_stay: float | None
    """Minutes, of those whose end was seen."""
    stays: int
    inferred: int
    observed_ms: int
    down_ms: int
    expected_ms: int
    """How long the period has lasted since the station's first fact."""
    kwh: float | None
    """None where no meter tells."""
    kwh_a_visit: float | None
    entered: int
    granted: int
    refused: int
    alarms: int

    @property
    def available(self) -> float | None:
        """Share of the time told of in which the doors were ready."""
        return 1 - self.down_ms / self.observed_ms if self.observed_ms else None

    @property
    def untold_minutes(self) -> int:
        """Minutes of which no fact tells yet."""
        return max(0, self.expected_ms - self.observed_ms) // 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """Visits by one thing; small cells are not in it."""

    name: str
    cells: Sequence[tuple[str, int | None]]
    """Of bands and nights all, None where withheld; of the rest only those shown."""
    rest: int
    """Visits in the cells that are withheld."""
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What this report cannot know."""

    silent: Sequence[Station]
    never: Sequence[Station]
    """Stations of which no fact has come."""
    untold_minutes: int
    lost_rows: int
    set_aside: int
    nameless: int
    unsure: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that is printed."""

    span: Span
    lines: Sequence[Line]
    whole: Line
    breakdowns: Sequence[Breakdown]
    refusals: Sequence[tuple[str, int]]
    alarms: Sequence[tuple[str, int]]
    course: Sequence[tuple[str, int, int]]
    """Name of a finer period, its visits, its persons."""
    missing: Missing


def span_of(period: Period, day: date) -> Span:
    """The period of this kind that a day belongs to."""
    name = label((day - _DAWN).days, period)
    match period:
        case "day":
            first = last = day
        case "week":
            first = day - timedelta(days=day.weekday())
            last = first + timedelta(days=6)
        case "month":
            first = day.replace(day=1)
            last = _next_month(first, 1) - timedelta(days=1)
        case "quarter":
            first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
            last = _next_month(first, 3) - timedelta(days=1)
        case "year":
            first, last = date(day.year, 1, 1), date(day.year, 12, 31)
        case _:
            first, last = date(1970, 1, 1), day
    return Span(period=period, name=name, first=first, last=last)


def today(now: datetime) -> date:
    """The station day of a moment."""
    return (now.astimezone(CHINA) - timedelta(hours=DAY_TURNS_AT_HOUR)).date()


def report_of(stations: Sequence[Station], span: Span, *, silent: bool) -> Report:
    """The report of these stations; `silent`: the reader may learn of silent alarms."""
    now = timezone.now()
    watches = _watches(stations)
    names = _names(span, watches, now)
    sums, parts = _sums(stations, names, silent=silent)
    lines = [
        _line(station, sums[station.pk], _expected(span, watches.get(station.pk), now), exact=_one_year(span, names))
        for station in stations
    ]
    whole = _whole(lines, sums)
    return Report(
        span=span,
        lines=lines,
        whole=whole,
        breakdowns=_breakdowns(stations, names),
        refusals=_ordered(parts["refused"]),
        alarms=_ordered(parts["alarm"] + parts[SILENT]),
        course=_course(stations, span, names, now),
        missing=_missing(stations, span, watches, now, whole),
    )


def _next_month(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _watches(stations: Sequence[Station]) -> dict[str, tuple[int, int]]:
    """Station -> its first and last fact."""
    found: dict[str, tuple[int, int]] = {}
    rows = Watch.objects.filter(station__in=[one.pk for one in stations])
    for station, first, last in rows.values_list("station", "first_ms", "last_ms"):
        known = found.get(station, (first, last))
        found[station] = min(first, known[0]), max(last, known[1])
    return found


def _names(span: Span, watches: Mapping[str, tuple[int, int]], now: datetime) -> list[str]:
    """Names of the stored periods that the report adds up: one, or for the total all years."""
    if span.period != "total":
        return [span.name]
    years = [periods_of(day_of(first))[-1] for first, _ in watches.values()]
    # Also the years of clocks that began at 1970 and of those that ran ahead, as the counting rules have it.
    return [str(year) for year in range(1970 if years else now.year, max([now.year, *map(int, years)]) + 2)]


def _one_year(span: Span, names: Sequence[str]) -> bool:
    return len(names) == 1 and span.first.year == span.last.year


def _sums(
    stations: Sequence[Station], names: Sequence[str], *, silent: bool
) -> tuple[dict[str, Counter[str]], dict[str, Counter[str]]]:
    """Station -> measure -> sum, and of refusals and alarms measure -> cell -> sum."""
    measures = [*SUMS, SILENT] if silent else SUMS
    rows = _figures(stations, names, *measures)
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    for station, measure, cell, value in rows.values_list("station", "measure", "cell", "value"):
        sums[station][measure] += value
        if cell:
            parts[measure][cell] += value
    return sums, parts


def _figures(stations: Sequence[Station], names: Sequence[str], *measures: str) -> QuerySet[Figure]:
    found = Figure.objects.filter(period__in=names, measure__in=measures).order_by()
    if len(stations) == Station.objects.count():
        return found  # all of them: one range of the index a measure instead of one a station
    return found.filter(station__in=[one.pk for one in stations])


def _line(station: Station, found: Counter[str], expected_ms: int, *, exact: bool) -> Line:
    return _made(station, found, expected_ms, _tally(found, exact=exact))


def _whole(lines: Sequence[Line], sums: Mapping[str, Counter[str]]) -> Line:
    found = Counter[str]()
    for each in sums.values():
        found.update(each)
    return _made(None, found, sum(line.expected_ms for line in lines), together(line.tally for line in lines))


def _tally(found: Counter[str], *, exact: bool) -> Tally:
    return Tally(
        visits=found["visits"],
        companions=found["companions"],
        children=found["children"],
        persons=found["persons"],
        unnamed=found["unnamed"],
        exact=exact and not found["nameless"],
    )


def _made(station: Station | None, found: Counter[str], expected_ms: int, tally: Tally) -> Line:
    kwh = found["energy.wh"] / 1000 or None
    return Line(
        station=station,
        tally=tally,
        nameless=found["nameless"],
        unsure=found["unsure"],
        mean_stay=found["stay.minutes"] / found["stay.seen"] if found["stay.seen"] else None,
        stays=found["stay.ended"],
        inferred=found["stay.inferred"],
        observed_ms=found["observed"],
        down_ms=found["down"],
        expected_ms=expected_ms,
        kwh=kwh,
        kwh_a_visit=kwh / found["energy.visits"] if kwh is not None and found["energy.visits"] else None,
        entered=found["door.entered"],
        granted=found["door.granted"],
        refused=found["refused"],
        alarms=found["alarm"] + found[SILENT],
    )


def _expected(span: Span, watch: tuple[int, int] | None, now: datetime) -> int:
    if watch is None:
        return 0
    begin, end = _bounds(span)
    return max(0, min(end, int(now.timestamp() * 1000)) - max(begin, watch[0]))


def _bounds(span: Span) -> tuple[int, int]:
    """Milliseconds at which a period begins and ends."""
    turn = timedelta(hours=DAY_TURNS_AT_HOUR)
    first = datetime(span.first.year, span.first.month, span.first.day, tzinfo=CHINA) + turn
    last = datetime(span.last.year, span.last.month, span.last.day, tzinfo=CHINA) + turn + timedelta(days=1)
    return int(first.timestamp() * 1000), int(last.timestamp() * 1000)


def _breakdowns(stations: Sequence[Station], names: Sequence[str]) -> list[Breakdown]:
    measures = [*BREAKDOWNS, *(f"who.{name}" for name in BREAKDOWNS)]
    rows = _figures(stations, names, *measures)
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for station, measure, cell, value in rows.values_list("station", "measure", "cell", "value"):
        counts[station, measure][cell] += value
    groups: dict[str, list[Station]] = defaultdict(list)
    for station in stations:
        groups[station.district].append(station)
    found = dict[str, Breakdown]()
    hidden_bands = frozenset[str]()
    for name in BREAKDOWNS:
        tables = [[_table(counts, station, name) for station in group] for group in groups.values()]
        whole, hidden = withheld_of_sum(tables)
        if name == "band":
            hidden_bands = hidden
        # Night begins and ends within bands: a band that is withheld could be told from it.
        elif name == "night" and (hidden or hidden_bands & {_BAND_NAMES[0], _BAND_NAMES[-1]}):
            hidden = frozenset(whole)
        found[name] = _breakdown(name, whole, hidden)
    return list(found.values())


def _table(counts: Mapping[tuple[str, str], Counter[str]], station: Station, name: str) -> Table:
    visits, who = counts.get((station.pk, name), Counter()), counts.get((station.pk, f"who.{name}"), Counter())
    return {cell: (value, who[cell]) for cell, value in visits.items() if value}


def _breakdown(name: str, whole: Table, hidden: frozenset[str]) -> Breakdown:
    shown = {cell: visits for cell, (visits, _) in whole.items() if cell not in hidden}
    fixed = _BAND_NAMES if name == "band" else ("night", "day") if name == "night" else ()
    cells: list[tuple[str, int | None]] = [(cell, shown.get(cell, None if hidden else 0)) for cell in fixed]
    if not fixed:
        cells += sorted(shown.items(), key=lambda one: (-one[1], one[0]))
    rest = sum(whole[cell][0] for cell in hidden)
    return Breakdown(name=name, cells=cells, rest=rest, total=sum(visits for visits, _ in whole.values()))


def _ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(((cell, value) for cell, value in counts.items() if value), key=lambda one: (-one[1], one[0]))


def _course(stations: Sequence[Station], span: Span, years: Sequence[str], now: datetime) -> list[tuple[str, int, int]]:
    """Visits and persons by the next finer period."""
    finer = span.finer
    if finer is None:
        return []
    total = span.period == "total"
    names = list(years) if total else _finer_names(span, finer, today(now))
    rows = _figures(stations, names, "visits", "persons")
    found = {(period, measure): value for period, measure, value in rows.values_list("period", "measure")
             .annotate(value=Sum("value")).values_list("period", "measure", "value")}  # fmt: skip
    named = [(name, found.get((name, "visits"), 0), found.get((name, "persons"), 0)) for name in names]
    return [one for one in named if one[1]] if total else named


def _finer_names(span: Span, finer: Period, now: date) -> list[str]:
    """Up to today, where the period has begun."""
    last = min(span.last, now) if now >= span.first else span.last
    days = range((span.first - _DAWN).days, (last - _DAWN).days + 1)
    return list(dict.fromkeys(label(day, finer) for day in days))


def _missing(
    stations: Sequence[Station], span: Span, watches: Mapping[str, tuple[int, int]], now: datetime, whole: Line
) -> Missing:
    begin, end = _bounds(span)
    mine = {"station__in": [one.pk for one in stations]}
    since = {"came_at__gte": datetime.fromtimestamp(max(0, begin) / 1000, CHINA)}
    lost = LostRange.objects.filter(**mine, **since).values_list("first", "last")
    running = begin <= int(now.timestamp() * 1000) < end
    return Missing(
        silent=[one for one in stations if running and one.pk in watches and _is_silent(one, now)],
        never=[one for one in stations if one.pk not in watches],
        untold_minutes=whole.untold_minutes,
        lost_rows=sum(last - first + 1 for first, last in lost),
        set_aside=SetAside.objects.filter(**mine, **since).count(),
        nameless=whole.nameless,
        unsure=whole.unsure,
    )


def _is_silent(station: Station, now: datetime) -> bool:
    return station.last_contact is None or now - station.last_contact > SILENT_AFTER
