"""What a fleet has lived through, beside the tables that it was made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from station_app.simulation.fleet import tables
from station_app.simulation.fleet.world import Report

_BANDS: Final = ((0, 6), (6, 10), (10, 14), (14, 18), (18, 22), (22, 24))
_TOP: Final = 0.2


def lines(reports: Sequence[Report]) -> list[str]:
    """The summary, line by line; the same for the same reports."""
    days = sum(report.days for report in reports)
    return [
        *_heading(reports),
        "",
        *_visits(reports),
        "",
        *_occupations(reports),
        "",
        *_hours(reports),
        "",
        *_stays(reports),
        "",
        *_peaks(reports),
        "",
        *_outcomes(reports),
        "",
        *_mishaps(reports, days / 30),
    ]


def _heading(reports: Sequence[Report]) -> list[str]:
    facts = sum(sum(report.kinds.values()) for report in reports)
    steps, ticks = sum(report.steps for report in reports), sum(report.ticks for report in reports)
    checked = sum(report.range_checked for report in reports)
    days = max(report.days for report in reports)
    return [
        f"{len(reports)} stations, {days} days: {_sum(r.counted for r in reports):,} visits, {facts:,} facts",
        f"{steps:,} steps of the rules, {ticks:,} of them time alone; every step checked,"
        f" the range of people inside {checked:,} times against the truth",
    ]


def _visits(reports: Sequence[Report]) -> list[str]:
    rows = [_row("visits a day", "stations", "measured", "expected", "tier")]
    for tier, usual in tables.TIERS.items():
        of = [report for report in reports if report.site.tier == tier]
        if of:
            days = _sum(report.days for report in of)
            measured, expected = _sum(r.tally.comings for r in of) / days, sum(r.expected for r in of) / days
            rows.append(_row(f"  {tier}", str(len(of)), f"{measured:.1f}", f"{expected:.1f}", str(usual)))
    bursts, comings = _sum(r.tally.bursts for r in reports), _sum(r.tally.comings for r in reports)
    rows.append(_row("  beside: teams, showers of rain, again", "", f"{bursts:,}", "", ""))
    rows.append(_row("  people slipped in behind", "", f"{_sum(r.tally.followers for r in reports):,}", "", ""))
    repeated = _sum(r.kinds["visit.resumed"] for r in reports)
    rows.append(
        _row("  came again within 30 minutes, not counted", "", f"{100 * repeated / max(1, comings):.1f} %", "", "")
    )
    return rows


def _occupations(reports: Sequence[Report]) -> list[str]:
    got = Counter[str]()
    want: dict[str, float] = dict.fromkeys(tables.OCCUPATIONS, 0.0)
    for report in reports:
        got.update(report.tally.occupations)
        for name, share in tables.MIX[report.site.place].items():
            want[name] += share * report.expected / 100
    rows = [_row("occupations, %", "", "measured", "expected", "")]
    return rows + [
        _row(
            f"  {name}",
            "",
            f"{_share(got[name], got):.1f}",
            f"{100 * want[name] / max(1e-9, sum(want.values())):.1f}",
            "",
        )
        for name in tables.OCCUPATIONS
    ]


def _hours(reports: Sequence[Report]) -> list[str]:
    got = Counter[int]()
    want = [0.0] * 24
    for report in reports:
        for hour, comings in report.tally.hours.items():
            got[(hour + 8) % 24] += comings
        for name, comings in report.tally.occupations.items():
            row = tables.HOURS[name]
            for hour in range(24):
                want[hour] += comings * row[hour] / 1000
    total, hoped = max(1, got.total()), max(1e-9, sum(want))
    rows = [_row("hours of the day, %", "", "measured", "expected", "")]
    for first, last in _BANDS:
        measured = 100 * sum(got[hour] for hour in range(first, last)) / total
        rows.append(
            _row(f"  {first:02d}-{last:02d}", "", f"{measured:.1f}", f"{100 * sum(want[first:last]) / hoped:.1f}", "")
        )
    return rows


def _stays(reports: Sequence[Report]) -> list[str]:
    stays = Counter[int]()
    for report in reports:
        stays.update(report.tally.stays)
    mean = sum((minutes + 0.5) * times for minutes, times in stays.items()) / max(1, stays.total())
    low, high = tables.MEAN_STAY
    p_low, p_high = tables.P90_STAY
    return [
        _row("stays, minutes", "", "measured", "expected", ""),
        _row("  mean", "", f"{mean:.1f}", f"{low:.0f}-{high:.0f}", ""),
        _row("  median", "", str(_percentile(stays, 0.5)), f"about {tables.MEDIAN_STAY:.0f}", ""),
        _row("  longest of nine in ten", "", str(_percentile(stays, 0.9)), f"{p_low:.0f}-{p_high:.0f}", ""),
    ]


def _peaks(reports: Sequence[Report]) -> list[str]:
    rows = [_row("people inside at a day's fullest moment", "days", "p50/p95/max", "expected", "")]
    for tier, usual in tables.PEAKS.items():
        peaks = Counter[int]()
        for report in reports:
            if report.site.tier == tier:
                peaks.update(report.tally.peaks)
        if peaks:
            found = f"{_percentile(peaks, 0.5)}/{_percentile(peaks, 0.95)}/{max(peaks)}"
            rows.append(_row(f"  {tier}", str(peaks.total()), found, "/".join(map(str, usual)), ""))
    return rows


def _outcomes(reports: Sequence[Report]) -> list[str]:
    got = Counter[str]()
    persons = list[int]()
    for report in reports:
        got.update(report.tally.outcomes)
        persons += report.tally.persons.values()
    names = {"first": "ok at the first try", "second": "at the second", "other": "by another path"}
    rows = [_row("outcomes, %", "", "measured", "expected", "")]
    rows += [
        _row(f"  {names[name]}", "", f"{_share(got[name], got):.2f}", f"{100 * tables.OUTCOMES[name]:.2f}", "")
        for name in ("first", "second", "other")
    ]
    refused = Counter({name: times for name, times in got.items() if name.startswith("refused")})
    rows.append(
        _row("  refused", "", f"{_share(refused.total(), got):.2f}", f"{100 * tables.OUTCOMES['refused']:.2f}", "")
    )
    rows += [
        _row(f"    {name[9:]}", "", f"{_share(times, got):.2f}", "", "") for name, times in sorted(refused.items())
    ]
    rows.append(
        _row("  walked away", "", f"{_share(got['walked away'], got):.2f}", f"{100 * tables.OUTCOMES['left']:.2f}", "")
    )
    rows += [
        _row(f"  {name}", "", f"{_share(got[name], got):.2f}", "", "")
        for name in ("walked in", "shut out", "no answer", "alarm")
        if got[name]
    ]
    persons.sort(reverse=True)
    top = sum(persons[: round(len(persons) * _TOP)])
    rows.append(
        _row("  comings by the busiest fifth of people", "", f"{100 * top / max(1, sum(persons)):.0f}", "about 60", "")
    )
    return rows


def _mishaps(reports: Sequence[Report], months: float) -> list[str]:
    troubles, incidents = Counter[str](), Counter[str]()
    for report in reports:
        troubles.update(report.troubles)
        incidents.update(report.incidents)
    rows = list[str]()
    if troubles:
        rows.append(_row("faults and orders per station-month", "", "measured", "expected", ""))
        rows += [
            _row(f"  {name}", str(troubles[name]), f"{troubles[name] / months:.2f}", f"{rate:.2f}", "")
            for name, rate in tables.TROUBLES.items()
        ]
        rows.append("")
    rows.append(_row("incidents per station-month", "", "measured", "", ""))
    rows += [_row(f"  {name}", str(n), f"{n / months:.2f}", "", "") for name, n in sorted(incidents.items())]
    return rows


def _row(name: str, *cells: str) -> str:
    return (f"{name:<44}" + "".join(f"{cell:>13}" for cell in cells)).rstrip()


def _sum(numbers: Iterable[int]) -> int:
    return sum(numbers)


def _share(part: float, whole: Counter[str]) -> float:
    return 100 * part / (sum(whole.values()) or 1)


def _percentile(counts: Counter[int], share: float) -> int:
    """The smallest value that so large a share of all does not exceed; 0 of none."""
    left = share * counts.total()
    for value in sorted(counts):
        left -= counts[value]
        if left <= 0:
            return value
    return 0
