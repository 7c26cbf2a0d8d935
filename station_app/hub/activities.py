"""Classes and events: what stations tell of places, what the board tells them, and how many came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models import Count, Q

from station_app.core.memory import activities as core
from station_app.hub.models import Activity, ActivityPlace, Station
from station_app.hub.tickets import ms

if TYPE_CHECKING:
    from station_app.hub.told import Told

MOST_TOLD: Final = 12
"""A station is told of so many, the next ones."""
STILL_TOLD: Final = timedelta(hours=12)
"""What is cancelled stands at the kiosk so long after it would have ended: whoever comes reads why."""


# What stations tell.


def _taken(station: str, epoch: str, told: Told) -> None:
    del epoch
    _row(station, told, "came_ms" if told.body.get("came") is True else "taken_ms")


def _freed(station: str, epoch: str, told: Told) -> None:
    del epoch
    _row(station, told, "freed_ms")


def _row(station: str, told: Told, moment: str) -> None:
    name, code = told.text("place", 64), told.text("event", 32)
    if name and code:
        about = {"code": code, moment: told.wall_ms}
        ActivityPlace.objects.update_or_create(station_id=station, place=name, defaults=about)


TOLD: Final[Mapping[str, Callable[[str, str, Told], None]]] = {"place.taken": _taken, "place.freed": _freed}


def forget_told() -> None:
    """Before everything is made anew from the facts."""
    ActivityPlace.objects.all().delete()


# What the board says.


def board(station: Station, now: datetime) -> tuple[core.Activity, ...]:
    """Those of a station that are not over, and those that were cancelled lately."""
    mine = Activity.objects.filter(station=station)
    there = mine.filter(ends_at__gt=now, cancelled="") | mine.exclude(cancelled="").filter(ends_at__gt=now - STILL_TOLD)
    return tuple(map(_told, there.order_by("begins_at", "pk")[:MOST_TOLD]))


def _told(one: Activity) -> core.Activity:
    titles = {"zh-CN": one.title, "en": one.english, "zh-TW": one.taiwan}
    return core.Activity(
        id=one.code,
        kind=one.kind,
        title={language: title for language, title in titles.items() if title},
        about={"zh-CN": one.about} if one.about else {},
        where=one.where,
        from_ms=ms(one.begins_at),
        until_ms=ms(one.ends_at),
        join_until_ms=ms(one.join_until),
        places=one.places,
        waiting=one.waiting,
        cancelled=one.cancelled,
    )


# How many.


class Turnout(NamedTuple):
    """People of one activity, as far as its station has told."""

    signed_up: int = 0
    """Who holds a place or waits for one, or came."""
    gave_back: int = 0
    came: int = 0


def turnout(codes: Iterable[str]) -> dict[str, Turnout]:
    """Activity -> its people."""
    rows = ActivityPlace.objects.filter(code__in=list(codes)).values("code")
    counted = rows.annotate(
        signed_up=Count("pk", filter=Q(freed_ms=None)),
        gave_back=Count("pk", filter=Q(freed_ms__isnull=False)),
        came=Count("pk", filter=Q(came_ms__isnull=False, freed_ms=None)),
    )
    return {row["code"]: Turnout(row["signed_up"], row["gave_back"], row["came"]) for row in counted}
