"""Parked vehicles: what stations tell, how many stand where, and plates, which a reason opens and two days end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from station_app.core.chain import canonical
from station_app.core.memory.parking import ParkingPlaces
from station_app.core.offers.parking import MOST_HOURS, VEHICLES
from station_app.hub import audit
from station_app.hub.backend.emptying import note_erased
from station_app.hub.cases import CannotBeDone
from station_app.hub.models import Fact, ParkedVehicle, ParkingLot, Station
from station_app.hub.request_models import LONGEST_NOTE
from station_app.hub.secret import contact_key
from station_app.hub.tickets import ms
from station_app.identity.contact_seal import opened

if TYPE_CHECKING:
    from station_app.hub.told import Told

KEPT: Final = timedelta(hours=MOST_HOURS)
CALLED: Final = timedelta(hours=2)
"""So long a station's screen asks a driver to come."""
COUNTED: Final = timedelta(days=30)


def _parked(station: str, epoch: str, told: Told) -> None:
    del epoch
    row = _row(station, told, parked_ms=told.wall_ms)
    if row is not None:
        ParkedVehicle.objects.filter(pk=row.pk).update(contact=told.text("contact", 400))
        row.refresh_from_db()
        if row.left_ms is not None or told.wall_ms <= _since(timezone.now()):
            _strip(row)


def _left(station: str, epoch: str, told: Told) -> None:
    del epoch
    row = _row(station, told, left_ms=told.wall_ms)
    if row is not None and row.contact:
        _strip(row)


def _row(station: str, told: Told, **values: int) -> ParkedVehicle | None:
    """The row of a fact; None for one that this hub does not understand."""
    name, vehicle, number = told.text("parking", 64), told.text("vehicle", 16), told.number("spot")
    if not name or vehicle not in VEHICLES or number >= 2**15:
        return None
    about = {"vehicle": vehicle, "number": number}
    row, _ = ParkedVehicle.objects.update_or_create(station_id=station, parking=name, defaults=about | values)
    return row


TOLD: Final[Mapping[str, Callable[[str, str, Told], None]]] = {"vehicle.parked": _parked, "vehicle.left": _left}


def forget_told() -> None:
    """Before everything is made anew from the facts."""
    ParkedVehicle.objects.all().delete()


def forget(station: str, parking: str) -> None:
    """Whoever parked was erased at the station."""
    ParkedVehicle.objects.filter(station=station, parking=parking).update(contact="")


def forget_old(now: datetime) -> None:
    """Delete the plates of what has stood longer than two days."""
    old = list(ParkedVehicle.objects.filter(parked_ms__lte=_since(now)).exclude(contact=""))
    for row in old:
        with transaction.atomic():
            _strip(row)
    if old:
        note_erased()


def _strip(row: ParkedVehicle) -> None:
    """Take a plate out of the row and of the fact that brought it; the chain has its digest only."""
    ParkedVehicle.objects.filter(pk=row.pk).update(contact="")
    facts = Fact.objects.filter(station=row.station, kind="vehicle.parked", wall_ms=row.parked_ms)
    for fact in facts.filter(body__contains=row.parking):
        body = msgspec.json.decode(fact.body)
        if body.get("parking") == row.parking and body.pop("contact", None) is not None:
            same = Fact.objects.filter(station=row.station, epoch=fact.epoch, seq=fact.seq, wall_ms=fact.wall_ms)
            same.update(body=canonical(body))


def now_at(stations: QuerySet[Station], now: datetime) -> QuerySet[ParkedVehicle]:
    """What stands at these stations, by number."""
    rows = ParkedVehicle.objects.filter(station__in=stations, left_ms=None, parked_ms__gt=_since(now))
    return rows.select_related("station").order_by("station_id", "number", "pk")


def counted(stations: QuerySet[Station], now: datetime) -> dict[str, int]:
    """Station -> vehicles that were parked within thirty days."""
    since = ms(now - COUNTED)
    rows = ParkedVehicle.objects.filter(Q(parked_ms__gt=since), station__in=stations)
    return {row["station"]: row["n"] for row in rows.values("station").annotate(n=Count("pk"))}


def board(station: Station, now: datetime) -> ParkingPlaces | None:
    """A station's places, and whose drivers are called; None where nobody has said anything of places."""
    lot = ParkingLot.objects.filter(station=station).first()
    if lot is None:
        return None
    called = now_at(Station.objects.filter(pk=station.pk), now).filter(called_at__gt=now - CALLED)
    return ParkingPlaces(places=lot.places, calls=tuple(called.values_list("number", flat=True)))


def open_plate(row: ParkedVehicle, who: User, reason: str) -> str:
    """The plate, for somebody who says why; each look is recorded before. Raises CannotBeDone."""
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_NOTE or not reason.isprintable():
        raise CannotBeDone("case-note-wrong")
    audit.record(who, "parking-plate-seen", row.station.pk, f"{row.number}: {reason}"[:200])
    key = contact_key(settings.HUB_KEY_FILE.with_name("contact.key"))
    try:
        return opened(row.contact, key.private_bytes_raw(), row.parking)
    except ValueError as error:
        raise CannotBeDone("parking-unreadable") from error


def _since(now: datetime) -> int:
    return ms(now - KEPT)
