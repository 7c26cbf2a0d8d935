"""Taking lines about visitors out of a log: a few alone, more with a reason and a second person.

What counts is the line, not whether a name stands in it: when and where one person was is a track record, and insiders
commit a crime with 25 of them. So many small files count together, over seven days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet, Sum

from station_app.hub import audit
from station_app.hub.export_models import Export, Looked
from station_app.hub.figures import day_of
from station_app.hub.models import Station
from station_app.hub.scope import may

FREE: Final = 25
FREE_TIME: Final = timedelta(days=7)
"""So many lines about visitors an account may take within this time without a second person."""
WAITS: Final = timedelta(days=3)
"""So long a request can be decided."""
HOLDS: Final = timedelta(hours=24)
"""So long an approved file can be fetched."""
STARTS: Final = 3
"""So often, where sending broke off; once it was sent whole, never again."""
LOOKS_A_DAY: Final = 2000
"""Lines about visitors that an account is shown a day."""
ABOUT_A_PERSON: Final = ("access.", "visit.", "turn.", "consent.", "data.")
"""How the kinds of facts begin that are about one visitor, whether or not a name stands in them, or still does."""
LAPSED: Final = "lapsed"


class NotNow(Exception):
    """It cannot be done; `code` says why, as a word of `export_texts`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a file is to hold."""

    station: Station
    query: str
    form: str
    visits: bool
    rows: QuerySet[Any]
    """All that the filter finds."""


def persons_in(rows: QuerySet[Any], *, visits: bool) -> int:
    """How many of these rows are about one visitor."""
    return rows.count() if visits else rows.filter(about_a_person()).count()


def about_a_person() -> Q:
    """Facts about one visitor."""
    found = Q()
    for head in ABOUT_A_PERSON:
        found |= Q(kind__startswith=head)
    return found


def taken_alone(who: User, now: datetime) -> int:
    """Lines about visitors that an account took without a second person lately."""
    own = Export.objects.filter(who=who, decided_by=None, state="taken", asked_at__gt=now - FREE_TIME)
    return own.aggregate(sum=Sum("persons"))["sum"] or 0


def take_alone(who: User, wanted: Wanted, now: datetime) -> Export | None:
    """The file of what an account may take by itself; None where a second person is needed."""
    with transaction.atomic():
        _turn_of(who)
        found = _asked(who, wanted, now)
        if found.persons and found.persons + taken_alone(who, now) > FREE:
            return None
        found.state, found.starts, found.taken_at = "taken", 1, now
        found.save()
        _record(who, "log-exported", found)
    return found


def ask(who: User, wanted: Wanted, reason: str, now: datetime) -> Export:
    """Ask for a file that needs a second person."""
    with transaction.atomic():
        found = _asked(who, wanted, now)
        found.state, found.reason = "waiting", reason
        found.save()
        _record(who, "export-asked", found)
    return found


def decide(number: int, who: User, *, approve: bool, now: datetime) -> Export:
    """A second person's word. Raises NotNow."""
    with transaction.atomic():
        found = _held(number)
        if found.who == who:
            raise NotNow("export-own")
        if not may(who, "hub.approve", found.station):
            raise NotNow("export-not-yours")
        _must_be(found, "waiting", now)
        found.state = "approved" if approve else "refused"
        found.decided_by, found.decided_at = who, now
        found.save(update_fields=["state", "decided_by", "decided_at"])
        _record(who, f"export-{found.state}", found)
    return found


def withdraw(number: int, who: User, now: datetime) -> Export:
    """Whoever asked no longer wants it. Raises NotNow."""
    with transaction.atomic():
        found = _own(number, who)
        if state_of(found, now) not in {"waiting", "approved"}:
            raise NotNow("export-over")
        found.state = "withdrawn"
        found.save(update_fields=["state"])
        _record(who, "export-withdrawn", found)
    return found


def start(number: int, who: User, rows: QuerySet[Any], now: datetime) -> Export:
    """Begin to send an approved file; `rows` are those its filter finds now. Raises NotNow."""
    with transaction.atomic():
        found = _own(number, who)
        if not may(who, "hub.export_log", found.station):
            raise NotNow("export-not-yours")
        _must_be(found, "approved", now)
        if found.starts >= STARTS:
            raise NotNow("export-starts")
        if rows.filter(id__lte=found.top).count() != found.lines:
            raise NotNow("export-changed")
        found.starts += 1
        found.save(update_fields=["starts"])
        _record(who, "log-exported", found)
    return found


def finish(number: int, now: datetime) -> None:
    """It has been sent to its last byte."""
    Export.objects.filter(pk=number, state="approved").update(state="taken", taken_at=now)


def state_of(found: Export, now: datetime) -> str:
    """Its state, with time taken into account."""
    if found.state == "waiting" and now - found.asked_at >= WAITS:
        return LAPSED
    if found.state == "approved" and found.decided_at is not None and now - found.decided_at >= HOLDS:
        return LAPSED
    return found.state


def to_decide(stations: QuerySet[Station], who: User, now: datetime) -> QuerySet[Export]:
    """Requests at these stations that wait for a second person, oldest first; never one's own."""
    waiting = Export.objects.filter(state="waiting", asked_at__gt=now - WAITS, station__in=stations.values("pk"))
    return waiting.exclude(who=who).select_related("who", "station").order_by("asked_at")


def look(who: User, lines: int, now: datetime) -> None:
    """Count lines about visitors that are shown. Raises NotNow where the day's measure is full."""
    day = day_of(int(now.timestamp() * 1000))
    with transaction.atomic():
        seen, _ = Looked.objects.select_for_update().get_or_create(who=who, day=day)
        if lines and seen.lines + lines > LOOKS_A_DAY:
            raise NotNow("look-enough")
        Looked.objects.filter(pk=seen.pk).update(lines=F("lines") + lines)


def count_persons(kinds: Sequence[str]) -> int:
    """How many of these kinds of facts are about one visitor."""
    return sum(kind.startswith(ABOUT_A_PERSON) for kind in kinds)


def _asked(who: User, wanted: Wanted, now: datetime) -> Export:
    # Of these rows alone: where facts are divided by month, nothing finds the newest key of all.
    top = wanted.rows.order_by().aggregate(top=Max("id"))["top"] or 0
    rows = wanted.rows.filter(id__lte=top)
    persons = persons_in(rows, visits=wanted.visits)
    return Export(
        who=who, station=wanted.station, asked_at=now, form=wanted.form, query=wanted.query, top=top,
        lines=persons if wanted.visits else rows.count(), persons=persons,
    )  # fmt: skip


def _turn_of(who: User) -> None:
    """Two files at the same moment are added up one after the other, whatever the database."""
    User.objects.select_for_update(no_key=True).get(pk=who.pk)


def _held(number: int) -> Export:
    found = Export.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise NotNow("export-unknown")
    return found


def _own(number: int, who: User) -> Export:
    found = _held(number)
    if found.who != who:
        raise NotNow("export-unknown")
    return found


def _must_be(found: Export, state: str, now: datetime) -> None:
    if state_of(found, now) != state:
        raise NotNow("export-over")


def _record(who: User, what: str, found: Export) -> None:
    """Free text stays with the request; numbers and the filter go into the trail."""
    told = f"no.{found.pk} {found.form} lines={found.lines} persons={found.persons} {found.query}"
    audit.record(who, what, found.station.pk, told)
