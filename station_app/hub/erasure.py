"""What a station has erased is erased here, too: of its own rows only, and as often as it is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from django.db.models import Q, QuerySet

from station_app.core.chain import canonical
from station_app.core.facts import PERSONAL
from station_app.core.instant import Instant
from station_app.hub import parking
from station_app.hub.backend.emptying import note_erased
from station_app.hub.models import Epoch, Fact, SetAside, Visit
from station_app.hub.tickets import forget_person

CHUNK = 500
_DAWN = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MS = 253_402_300_799_999


def erase(station: str, epoch: str, seq: int, body: dict[str, object]) -> None:
    """Carry out the row `data.erased` number `seq` of a journal, inside the caller's transaction."""
    person, before = body.get("person"), body.get("before")
    match body.get("scope"):
        case "person" if isinstance(person, str) and person:
            _erase_person(_older(station, epoch, seq), station, person)
            _empty(SetAside.objects.filter(station=station, row__contains=person))
        case "age" if isinstance(before, int):
            _erase_age(_older(station, epoch, seq), station, before)
            _empty(SetAside.objects.filter(station=station, came_at__lt=_moment(before)))
        case _:
            return
    note_erased()


def _older(station: str, epoch: str, seq: int) -> QuerySet[Fact]:
    """Rows up to this one that may name somebody: this journal's, and those of the journals before it."""
    this = Epoch.objects.get(station=station, epoch=epoch)
    earlier = Epoch.objects.filter(station=station, id__lt=this.pk).values_list("epoch", flat=True)
    reach = Q(epoch=epoch, seq__lte=seq) | Q(epoch__in=list(earlier))
    return Fact.objects.filter(reach, station=station).exclude(salt="")


def _erase_person(rows: QuerySet[Fact], station: str, person: str) -> None:
    epochs = set[str]()
    for fact in rows.filter(body__contains=person).iterator(CHUNK):
        body = msgspec.json.decode(fact.body)
        if any(body.get(name) == person for name in PERSONAL):
            _strip(fact, station)
            epochs.add(fact.epoch)
    # A visit before a consent has the name that came with it, which its own fact never had.
    Visit.objects.filter(station=station, epoch__in=epochs, person=person).update(person="")


def _erase_age(rows: QuerySet[Fact], station: str, before_ms: int) -> None:
    for fact in rows.filter(wall_ms__lt=before_ms).iterator(CHUNK):
        # A consent holds for its whole year, however long visits are kept.
        if fact.kind not in ("consent.given", "consent.withdrawn") or _year(fact.wall_ms) < _year(before_ms):
            _strip(fact, station)


def _empty(rows: QuerySet[SetAside]) -> None:
    """Of a row that never fitted, nobody knows where it names somebody: its number, digest and reason are kept."""
    rows.exclude(row="").update(row="")


def _moment(wall_ms: int) -> datetime:
    return _DAWN + timedelta(milliseconds=min(max(0, wall_ms), _LAST_MS))


def _strip(fact: Fact, station: str) -> None:
    body = msgspec.json.decode(fact.body)
    visit = body.get("visit")
    kept = canonical({name: value for name, value in body.items() if name not in PERSONAL})
    # By all that it is found by: on PostgreSQL the time says in which partition.
    same = Fact.objects.filter(station=station, epoch=fact.epoch, seq=fact.seq, wall_ms=fact.wall_ms)
    same.update(body=kept, salt="")
    if isinstance(visit, str):
        Visit.objects.filter(station=station, epoch=fact.epoch, visit=visit).update(person="")
    if fact.kind == "request.made":
        forget_person(station, str(body.get("request", "")))
    elif fact.kind == "vehicle.parked":
        parking.forget(station, str(body.get("parking", "")))


def _year(wall_ms: int) -> int:
    return Instant(wall_ms=wall_ms, mono_ms=0, boot="").station_year
