"""Opening hours: several intervals a day, by weekday, by season of the year, and on holidays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

DAY = 1440
WEEK = 7 * DAY
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAY = "holiday"

Interval = tuple[int, int]
"""Minutes of the day on which it starts, start included, end not; an end beyond 1440 is past midnight."""
Span = tuple[Interval, ...]
"""The intervals that start on one day."""

_INDEX: Final[Mapping[str, int]] = {name: index for index, name in enumerate(WEEKDAYS)}
_FIRST_ORDINAL: Final = date(1970, 1, 1).toordinal()
_LAST_DAY: Final = date.max.toordinal() - _FIRST_ORDINAL


@dataclass(frozen=True, slots=True)
class Week:
    """The intervals of every weekday, from Monday, and of a holiday. A day without intervals is closed."""

    days: tuple[Span, ...]
    holiday: Span | None = None
    """None: as on Sunday."""

    def __post_init__(self) -> None:
        if len(self.days) != 7:
            raise ValueError("a week has seven days")
        for span in (*self.days, self.holiday or ()):
            _check(span)

    @staticmethod
    def of(table: Mapping[str, Sequence[str]]) -> Week:
        """From `{"mon": ["06:00-12:00", "22:00-02:00"], "holiday": [], …}`; an end before the start is past midnight.

        Raises ValueError with a sentence that names the day.
        """
        spans: dict[str, Span] = {}
        for day, texts in table.items():
            if day not in WEEKDAYS and day != HOLIDAY:
                raise ValueError(f"{day!r} is no weekday: use {', '.join(WEEKDAYS)}, or {HOLIDAY}")
            spans[day] = tuple(sorted({_interval(day, text) for text in texts}))
        return Week(tuple(spans.get(day, ()) for day in WEEKDAYS), spans.get(HOLIDAY))

    def table(self) -> dict[str, list[str]]:
        """What `of` reads; days without intervals are left out, a holiday that is closed is not."""
        found = {name: _texts(span) for name, span in zip(WEEKDAYS, self.days, strict=True) if span}
        return found if self.holiday is None else {**found, HOLIDAY: _texts(self.holiday)}

    def on_holiday(self) -> Span:
        """The intervals of a holiday."""
        return self.days[6] if self.holiday is None else self.holiday

    @property
    def never(self) -> bool:
        """Whether no day has an interval."""
        return not self.holiday and not any(self.days)


@dataclass(frozen=True, slots=True)
class Season:
    """A part of every year that has a week of its own."""

    name: str
    first: tuple[int, int]
    """Month and day from which on it holds."""
    last: tuple[int, int]
    """Month and day up to which it holds, that day included; before `first`: it goes on over the turn of the year."""
    week: Week

    def __post_init__(self) -> None:
        for month, day in (self.first, self.last):
            date(2024, month, day)  # a leap year: 29 February is a day of a season

    def holds(self, month_day: tuple[int, int]) -> bool:
        """Whether a day of the year belongs to it."""
        if self.first <= self.last:
            return self.first <= month_day <= self.last
        return month_day >= self.first or month_day <= self.last


@dataclass(frozen=True, slots=True)
class Hours:
    """When something is open. Which minute belongs to which day is for the caller's offset from UTC to say."""

    week: Week
    """Holds on every day that no season holds."""
    seasons: tuple[Season, ...] = ()
    """The first one that holds a day is the one that counts."""

    @staticmethod
    def always() -> Hours:
        """Open round the clock."""
        return _ALWAYS

    @staticmethod
    def weekly(table: Mapping[str, Sequence[str]]) -> Hours:
        """One week for the whole year, as `Week.of` reads it. Raises ValueError with a sentence that names the day."""
        return Hours(Week.of(table))

    def on(self, day: int, days: Mapping[int, str]) -> Span:
        """The intervals that start on a day since 1970; `days` names holidays and shifted workdays."""
        week = self._week_of(day) if self.seasons else self.week
        named = days.get(day)
        if named is None:
            return week.days[(day + 3) % 7]
        return week.days[_INDEX[named]] if named in _INDEX else week.on_holiday()

    def open_at(self, minute: int, days: Mapping[int, str]) -> bool:
        """Whether it is open at a local minute since 1970."""
        if self is _ALWAYS:
            return True
        day, rest = divmod(minute, DAY)
        return any(start <= rest < end for start, end in self.on(day, days)) or any(
            rest + DAY < end for _, end in self.on(day - 1, days)
        )

    def first_open(self, minute: int, until: int, days: Mapping[int, str]) -> int | None:
        """The first open minute from one minute on and before another; None when there is none."""
        if self is _ALWAYS:
            return minute if minute < until else None
        if not self.never:
            for start, end in self._intervals(minute // DAY - 1, until // DAY, days):
                if end > minute:  # starts only rise, so this is the first
                    return found if (found := max(start, minute)) < until else None
        return None

    def first_shut(self, minute: int, until: int, days: Mapping[int, str]) -> int | None:
        """The first closed minute from one minute on and before another; None when there is none."""
        if self is _ALWAYS:
            return None
        for start, end in self._intervals(minute // DAY - 1, until // DAY, days):
            if start > minute:
                break
            minute = max(minute, end)
        return minute if minute < until else None

    @property
    def never(self) -> bool:
        """Whether no day of any season has an interval."""
        return self.week.never and all(season.week.never for season in self.seasons)

    def _week_of(self, day: int) -> Week:
        if not -_FIRST_ORDINAL < day <= _LAST_DAY:
            return self.week  # a clock that tells of no year in the calendar
        found = date.fromordinal(day + _FIRST_ORDINAL)
        month_day = (found.month, found.day)
        return next((season.week for season in self.seasons if season.holds(month_day)), self.week)

    def _intervals(self, first: int, last: int, days: Mapping[int, str]) -> Iterator[Interval]:
        for day in range(first, last + 1):
            for start, end in self.on(day, days):
                yield day * DAY + start, day * DAY + end


def _check(span: Span) -> None:
    if list(span) != sorted(set(span)):
        raise ValueError("the intervals of a day are sorted, each once")
    for start, end in span:
        longest = DAY if start == 0 else DAY - 1
        if not (0 <= start < DAY and 0 < end - start <= longest):
            raise ValueError(f"{start} to {end} is no interval of a day")


def _interval(day: str, text: str) -> Interval:
    try:
        first, last = (_minute(part) for part in text.split("-"))
    except ValueError:
        raise ValueError(f"{day}: {text!r} is no interval: write it like 06:00-22:00") from None
    if first >= DAY or last > DAY or first == last:
        raise ValueError(f"{day}: {text!r} is no interval: write it like 06:00-22:00, at most 00:00-24:00")
    return first, last if last > first else last + DAY


def _minute(text: str) -> int:
    hours, minutes = text.strip().split(":")
    digits = text.isascii() and hours.isdigit() and minutes.isdigit()
    if not digits or len(hours) > 2 or len(minutes) != 2 or int(minutes) > 59:
        raise ValueError(text)
    return int(hours) * 60 + int(minutes)


def _texts(span: Span) -> list[str]:
    return [f"{_clock(start)}-{_clock(end if end <= DAY else end - DAY)}" for start, end in span]


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


WHOLE_WEEK: Final = Week((((0, DAY),),) * 7)
"""Round the clock."""

_ALWAYS: Final = Hours(WHOLE_WEEK)
