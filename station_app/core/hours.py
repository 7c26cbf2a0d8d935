"""Opening hours: several intervals a weekday, or always."""

from __future__ import annotations

from dataclasses import dataclass

DAY = 1440
WEEK = 7 * DAY
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Hours:
    """Open intervals of a week: minutes since Monday 00:00, start included, end not; sorted, disjoint."""

    intervals: tuple[tuple[int, int], ...]

    @staticmethod
    def always() -> Hours:
        """Open round the clock."""
        return Hours(((0, WEEK),))

    @staticmethod
    def weekly(table: dict[str, list[str]]) -> Hours:
        """From `{"mon": ["06:00-12:00", "22:00-02:00"], …}`; an end before the start runs past midnight.

        Raises ValueError with a sentence that names the day.
        """
        pieces: list[tuple[int, int]] = []
        for day, texts in table.items():
            if day not in WEEKDAYS:
                raise ValueError(f"{day!r} is no weekday: use {', '.join(WEEKDAYS)}")
            for text in texts:
                start, end = _interval(day, text)
                base = WEEKDAYS.index(day) * DAY
                pieces += _wrap(base + start, base + end)
        return Hours(_merge(sorted(pieces)))

    def open_at(self, minute: int) -> bool:
        """Whether the station is open at a minute of the week."""
        return any(start <= minute < end for start, end in self.intervals)

    def next_opening(self, minute: int) -> int | None:
        """The minute of the week (0..10079) at which it opens next; None when it never does."""
        starts = [(start - minute) % WEEK for start, _ in self.intervals]
        return (minute + min(starts)) % WEEK if starts else None


def _interval(day: str, text: str) -> tuple[int, int]:
    try:
        first, last = (_minute(part) for part in text.split("-"))
    except ValueError:
        raise ValueError(f"{day}: {text!r} is no interval: write it like 06:00-22:00") from None
    if first >= DAY or last > DAY or first == last:
        raise ValueError(f"{day}: {text!r} is no interval: write it like 06:00-22:00, at most 00:00-24:00")
    return first, last if last > first else last + DAY


def _minute(text: str) -> int:
    hours, minutes = text.strip().split(":")
    if len(minutes) != 2 or not (hours.isdigit() and minutes.isdigit()) or int(minutes) > 59:
        raise ValueError(text)
    return int(hours) * 60 + int(minutes)


def _wrap(start: int, end: int) -> list[tuple[int, int]]:
    """Sunday night may run into Monday."""
    if end <= WEEK:
        return [(start, end)]
    return [(start, WEEK), (0, end - WEEK)]


def _merge(pieces: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in pieces:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)
