"""How requests fared within 90 days, from their making: what nobody took on or answered counts as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, median
from typing import Final, NamedTuple

from django.core.cache import cache
from django.db.models import QuerySet

from station_app.hub import tickets
from station_app.hub.models import Ticket

SPAN: Final = timedelta(days=90)
KEPT_SECONDS: Final = 60
"""The fleet's figures are made anew so often, however many stations ask."""


class Row(NamedTuple):
    """What the figures read of a request."""

    station: str | None
    desk: int | None
    made_ms: int
    accepted_ms: int | None
    answered_ms: int | None
    closed_ms: int | None
    answer_by_ms: int
    state: str
    stars: int | None
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fared:
    """How some requests fared; None where there is nothing to tell."""

    count: int
    accept_minutes: float | None
    """Median; one that nobody has taken on counts with its age so far."""
    accept_mean: float | None
    answered_percent: float | None
    """Within their time; what is still within it and unanswered is not counted yet."""
    pending: int
    """Unanswered, and still within their time."""
    rating: float | None
    adopted: int


def rows(found: QuerySet[Ticket], now: datetime) -> list[Row]:
    """Of the requests made in the last 90 days."""
    made = found.filter(made_ms__gt=tickets.ms(now - SPAN), made_ms__lte=tickets.ms(now))
    return list(map(Row._make, made.order_by().values_list(*Row._fields)))


def fared(some: Iterable[Row], now: datetime) -> Fared:
    """The figures of these requests."""
    some, at = list(some), tickets.ms(now)
    accepts = [max(0, _accepted(one, at) - one.made_ms) / 60_000 for one in some]
    judged = [one for one in some if _is_judged(one, at)]
    good = sum(_is_answered_in_time(one) for one in judged)
    stars = [one.stars for one in some if one.stars is not None]
    return Fared(
        count=len(some),
        accept_minutes=round(median(accepts), 1) if accepts else None,
        accept_mean=round(fmean(accepts), 1) if accepts else None,
        answered_percent=int(good / len(judged) * 1000) / 10 if judged else None,
        pending=len(some) - len(judged),
        rating=round(fmean(stars), 1) if stars else None,
        adopted=sum(one.outcome == "adopted" for one in some),
    )


def by_station(some: Iterable[Row]) -> Mapping[str, list[Row]]:
    """Station -> its rows."""
    found: dict[str, list[Row]] = defaultdict(list)
    for one in some:
        if one.station is not None:
            found[one.station].append(one)
    return found


def by_desk(some: Iterable[Row]) -> Mapping[int, list[Row]]:
    """Desk -> its rows."""
    found: dict[int, list[Row]] = defaultdict(list)
    for one in some:
        if one.desk is not None:
            found[one.desk].append(one)
    return found


def of_fleet(now: datetime) -> Fared:
    """Of all stations; kept for a minute."""
    kept: Fared | None = cache.get("request-figures-fleet")
    if kept is None:
        kept = fared(rows(Ticket.objects.all(), now), now)
        cache.set("request-figures-fleet", kept, KEPT_SECONDS)
    return kept


def of_station(station: str, now: datetime) -> Fared:
    """Of one station."""
    return fared(rows(Ticket.objects.filter(station=station), now), now)


def _accepted(row: Row, at: int) -> int:
    """When it was taken on; else how long it has waited, or had when it was over."""
    return row.accepted_ms or row.closed_ms or at


def _is_answered_in_time(row: Row) -> bool:
    return row.answered_ms is not None and row.answered_ms <= row.answer_by_ms


def _is_judged(row: Row, at: int) -> bool:
    """What is returned was not answered; what is unanswered is unanswered once its time is over."""
    return row.answered_ms is not None or row.closed_ms is not None or at > row.answer_by_ms
