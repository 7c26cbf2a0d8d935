"""A phone that has scanned a kiosk: what it shows is brought to that station, which judges it as it judges a scanner's.

The hub decides nothing: without the phone's own signature of the last half minute no station lets anybody in. What the
hub sees to is that a phone stood before that screen just now, that its pass is one of the hub's, and how often it asks.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.cache import cache
from django.db import transaction

from station_app.core.events import Known
from station_app.core.past import DECISIONS
from station_app.hub import passes, typed_codes
from station_app.hub.bell import ring
from station_app.hub.models import Fact, Pass, ShownCode, Station
from station_app.hub.passes import NotIssued
from station_app.identity import phone_code
from station_app.identity.door_code import read_door_code
from station_app.identity.passes import PassReader, pass_id_in
from station_app.store.rows import uuid7
from station_app.upstream.feed_messages import FeedShown

VALID: Final = timedelta(seconds=25)
"""So long it waits for its station, which would not believe an older moment."""
KEPT: Final = timedelta(minutes=10)
MOST: Final = 6
"""Of one pass within `PERIOD` seconds; whoever comes in needs one."""
PERIOD: Final = 600
_LOOKED_AT: Final = 60
"""The newest decisions of a station among which the one is looked for."""
_CLOCKS: Final = timedelta(minutes=10)


class NotBrought(ValueError):
    """The station is not asked; the code says why: `door_texts` has words for it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Became:
    """What became of it."""

    state: str
    """waiting, granted, denied or unanswered."""
    reason: str = ""


def bring(door: str, text: str, now: datetime) -> str:
    """Put what a phone shows where its station fetches it; the name to ask by. Raises NotBrought."""
    station = _before(door, now)
    _genuine(text, station, now)
    name = uuid7(round(now.timestamp() * 1000))
    with transaction.atomic():
        ShownCode.objects.filter(made_at__lt=now - KEPT).delete()
        ShownCode.objects.create(name=name, station=station, text=text, made_at=now, not_after=now + VALID)
        transaction.on_commit(lambda: ring(station.pk))
    return name


def is_anything(station: str) -> bool:
    """Whether something waits for a station."""
    return ShownCode.objects.filter(station=station).exclude(text="").exists()


def hand(station: Station, now: datetime) -> Sequence[FeedShown]:
    """Take what waits into an answer, once: whose answer is lost shows a newer code."""
    with transaction.atomic():
        waiting = ShownCode.objects.select_for_update(no_key=True).filter(station=station).exclude(text="")
        found = list(waiting.order_by("id"))
        ShownCode.objects.filter(pk__in=[one.pk for one in found]).update(text="")
    return [
        FeedShown(id=one.name, text=one.text, not_after_ms=round(one.not_after.timestamp() * 1000))
        for one in found
        if one.not_after > now
    ]


def became(name: str, now: datetime) -> Became | None:
    """What the station has told of it; None for a name that nobody was given, or long ago."""
    one = ShownCode.objects.filter(name=name).first()
    if one is None:
        return None
    since = round((one.made_at - _CLOCKS).timestamp() * 1000)
    lately = Fact.objects.filter(station=one.station, kind__in=DECISIONS, wall_ms__gte=since).order_by("-wall_ms")
    for kind, body, reason in lately.values_list("kind", "body", "reason")[:_LOOKED_AT]:
        if json.loads(body).get("presentation") == name:
            return Became(state="granted") if kind == "access.granted" else Became(state="denied", reason=reason)
    return Became(state="waiting" if now < one.not_after + VALID else "unanswered")


def _before(door: str, now: datetime) -> Station:
    told = read_door_code(door)
    station = None if told is None else Station.objects.filter(pk=told.station, revoked_at=None).first()
    if told is None or station is None:
        raise NotBrought("door-not-here")
    try:
        book = typed_codes.book_of(station)
    except NotIssued as error:
        raise NotBrought("door-not-here") from error
    if not told.is_of(book):
        raise NotBrought("door-not-here")
    if not told.is_fresh(int(now.timestamp())):
        raise NotBrought("door-scan-again")
    return station


def _genuine(text: str, station: Station, now: datetime) -> None:
    issuer = passes.issuer_for(station)
    if issuer is None or not text.startswith(phone_code.PREFIX):
        raise NotBrought("door-not-here")
    found = PassReader([issuer], station.pk).verify(text, round(now.timestamp() * 1000), lambda name, subject: name)
    if not isinstance(found, Known):
        raise NotBrought("door-clock" if found.reason in ("pass-expired", "pass-not-yet-valid") else "door-not-here")
    one = Pass.objects.filter(pass_id=pass_id_in(text), kind="phone").first()
    if one is None or one.revoked_at is not None:
        raise NotBrought("door-revoked")
    if _too_often(one, now):
        raise NotBrought("door-too-many")


def _too_often(one: Pass, now: datetime) -> bool:
    name = f"door-shown-{one.pk}-{int(now.timestamp()) // PERIOD}"
    cache.add(name, 0, PERIOD + 60)
    try:
        return cache.incr(name) > MOST
    except ValueError:  # it was thrown out in between
        return False
