"""Counting over facts: visits (人次), persons (人数), and how they spread. The same fold for hub, fleet and reports."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

from station_app.core.facts import Fact

Period = Literal["day", "week", "month", "quarter", "year", "total"]
By = Literal["hour", "zone", "credential", "occupation"]

RULE: Final[Mapping[str, str]] = {
    "zh-CN": (
        "人次：经验证并开门进入记一次；同一人首次进入后规定时间内（一般30分钟）再次进入不另计；同行成人另计人次，"
        "同行儿童单列；工作人员、巡查、保洁不计。人数：按假名去重，同一站点同一年内准确；跨年、跨站为相加之和。"
        "未同意被记住的人每天按新的人计；无名的通行码不计入人数，单列。停留时间为估算。一天从凌晨4时起算。"
    ),
    "en": (
        "Visits: a grant and an opened door; the same person again within the set time (as a rule 30 minutes) of the "
        "first entry is the same visit; adults who come along count as visits, children are told apart; staff, patrols "
        "and cleaners are never counted. Persons: distinct pseudonyms, exact within one station and year; beyond that "
        "the sum. Whoever has not agreed to be remembered is another person every day; passes without a name are no "
        "persons and are told apart. Stays are estimates. A day begins at 04:00."
    ),
}
"""How is counted, to be printed on every report."""

NIGHT_HOURS: Final = frozenset({22, 23, 0, 1, 2, 3, 4, 5})
SEEN_ENDS: Final = frozenset({"exit-button", "tap", "counter"})
"""Evidence with which the end of a stay was seen, if not whose: the others say when it was given up."""
UNTOLD: Final = ""
"""The occupation of whoever has told none."""

_FIRST_DAY: Final = date(1970, 1, 1)


@dataclass(slots=True, kw_only=True)
class _Counted:
    """One visit, as far as its facts have told."""

    day: int
    hour: int
    zone: str
    credential: str
    person: str | None
    occupation: str = UNTOLD
    adults: int = 0
    children: int = 0
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What is counted of one period."""

    visits: int = 0
    """人次: visits, and the adults who came along."""
    companions: int = 0
    """Adults among them who came along."""
    children: int = 0
    """Beside the visits."""
    persons: int = 0
    """人数: distinct pseudonyms."""
    unnamed: int = 0
    """Visits by something that names nobody."""
    exact: bool = True
    """Persons lie within one year of one station; else they are the sum of the years and stations."""


@dataclass(slots=True)
class Counts:
    """Counts the facts of one station. Facts come in the order of its journal."""

    _visits: dict[str, _Counted] = field(default_factory=dict[str, _Counted])
    _entries: dict[str, str] = field(default_factory=dict[str, str])
    """Presentation -> the visit that it began or went on with."""
    _lasting: dict[str, str] = field(default_factory=dict[str, str])
    """Pseudonym of the day -> the one of the year, of people who agreed in the middle of a day."""

    def add(self, fact: Fact) -> None:
        """Count one fact; what has nothing to do with visits counts nothing."""
        match fact.kind:
            case "visit.started":
                self._started(fact)
            case "visit.resumed":
                self._entries[str(fact.body["presentation"])] = str(fact.body["visit"])
            case "visit.companions" if visit := self._visits.get(str(fact.body["visit"])):
                visit.adults, visit.children = _whole(fact.body["adults"]), _whole(fact.body["children"])
            case "visit.ended" if visit := self._visits.get(str(fact.body["visit"])):
                seen = fact.body["evidence"] in SEEN_ENDS
                visit.minutes = _whole(fact.body["minutes"]) if seen else None
            case "visit.described" | "consent.given":
                self._described(fact)
            case _:
                pass

    def _started(self, fact: Fact) -> None:
        body = fact.body
        name, person = str(body["visit"]), body.get("person")
        self._entries[str(body["presentation"])] = name
        self._visits[name] = _Counted(
            day=fact.at.station_day,
            hour=fact.at.local_minute // 60 % 24,
            zone=str(body["zone"]),
            credential=str(body["credential"]),
            person=None if person is None else str(person),
            occupation=str(body.get("occupation") or UNTOLD),
        )

    def _described(self, fact: Fact) -> None:
        presentation = str(fact.body["presentation"])
        visit = self._visits.get(self._entries.get(presentation, presentation))
        if visit is None:
            return
        visit.occupation = str(fact.body.get("occupation") or visit.occupation)
        lasting = fact.body.get("person")
        if lasting is not None and visit.person is not None and visit.person != lasting:
            self._lasting[visit.person] = str(lasting)

    def periods(self, period: Period) -> dict[str, Tally]:
        """What is counted of each day (2026-11-23), week (2026-W48), month, quarter (2026-Q4), year, or in all."""
        groups: dict[str, list[_Counted]] = defaultdict(list)
        for visit in self._visits.values():
            groups[label(visit.day, period)].append(visit)
        if period == "total":
            groups.setdefault("total", [])
        return {name: self._tally(visits) for name, visits in sorted(groups.items())}

    def total(self) -> Tally:
        """Everything."""
        return self.periods("total")["total"]

    def spread(self, by: By) -> dict[str, int]:
        """Visits by the hour of their start (`00` to `23`), zone, credential or occupation (empty: untold).

        Adults who came along are with whoever brought them.
        """
        found: Counter[str] = Counter()
        for visit in self._visits.values():
            key = f"{visit.hour:02d}" if by == "hour" else str(getattr(visit, by))
            found[key] += 1 + visit.adults
        return dict(sorted(found.items()))

    @property
    def night_share(self) -> float:
        """Which part of the visits begins at night, from 22:00 to 06:00; 0 without any."""
        hours = self.spread("hour")
        total = sum(hours.values())
        return sum(count for hour, count in hours.items() if int(hour) in NIGHT_HOURS) / total if total else 0.0

    @property
    def mean_stay(self) -> float | None:
        """Estimated minutes of a stay, of those whose end was seen; None without any."""
        minutes = [visit.minutes for visit in self._visits.values() if visit.minutes is not None]
        return sum(minutes) / len(minutes) if minutes else None

    def _tally(self, visits: Iterable[_Counted]) -> Tally:
        years: dict[int, set[str]] = defaultdict(set)
        count = adults = children = unnamed = 0
        for visit in visits:
            count += 1
            adults += visit.adults
            children += visit.children
            persons = years[_day(visit.day).year]
            if visit.person is None:
                unnamed += 1
            else:
                persons.add(self._lasting.get(visit.person, visit.person))
        return Tally(
            visits=count + adults,
            companions=adults,
            children=children,
            persons=sum(len(persons) for persons in years.values()),
            unnamed=unnamed,
            exact=len(years) <= 1,
        )


def together(tallies: Iterable[Tally]) -> Tally:
    """The sum of several stations or years; of more than one, persons are no longer exact."""
    found = list(tallies)
    return Tally(
        visits=sum(t.visits for t in found),
        companions=sum(t.companions for t in found),
        children=sum(t.children for t in found),
        persons=sum(t.persons for t in found),
        unnamed=sum(t.unnamed for t in found),
        exact=len(found) <= 1 and all(t.exact for t in found),
    )


def count(facts: Iterable[Fact]) -> Counts:
    """Count the facts of one station, in the order of its journal."""
    counts = Counts()
    for fact in facts:
        counts.add(fact)
    return counts


def bands(hours: Mapping[str, int], width: int) -> Iterator[tuple[str, int]]:
    """Visits by bands of so many hours, like `06-09`; of a spread by hour."""
    for first in range(0, 24, width):
        last = min(24, first + width)
        yield f"{first:02d}-{last:02d}", sum(hours.get(f"{hour:02d}", 0) for hour in range(first, last))


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _day(day: int) -> date:
    return _FIRST_DAY + timedelta(days=day)


def label(day: int, period: Period) -> str:
    """Name of the period that a station day belongs to: 2026-11-23, 2026-W48, 2026-11, 2026-Q4, 2026, total."""
    when = _day(day)
    match period:
        case "day":
            return when.isoformat()
        case "week":
            year, week, _ = when.isocalendar()
            return f"{year}-W{week:02d}"
        case "month":
            return f"{when:%Y-%m}"
        case "quarter":
            return f"{when.year}-Q{(when.month + 2) // 3}"
        case "year":
            return str(when.year)
        case _:
            return "total"
