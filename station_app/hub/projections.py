"""What follows from facts: visits, incidents, lost devices, the state of a station.

One fold, used for each batch as it comes and for building everything anew; a test holds both equal. Facts of different
journals of a station never touch the same row, so the order in which journals arrive does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import msgspec
from django.db import connection, transaction

from station_app.core.facts import Value
from station_app.hub.models import Epoch, Fact, Incident, LostDevice, Station, StationState, Visit

CHUNK = 2000
VISIT_FIELDS = (
    "visit", "zone", "door", "credential", "person", "started_ms", "ended_ms", "minutes", "evidence", "end_evidence",
    "inferred", "clock",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What the fold needs of a fact."""

    kind: str
    wall_ms: int
    clock: str
    body: Mapping[str, Value]

    def text(self, name: str, limit: int = 40) -> str:
        """A field of the body as text, empty where there is none."""
        value = self.body.get(name)
        return "" if value is None else str(value)[:limit]


@dataclass(slots=True)
class VisitRow:
    """A visit while it is folded; the fields of `models.Visit` in the order of VISIT_FIELDS."""

    visit: str
    zone: str
    door: str
    credential: str
    person: str
    started_ms: int
    ended_ms: int | None = None
    minutes: int | None = None
    evidence: str = ""
    end_evidence: str = ""
    inferred: bool = False
    clock: str = ""


def project(station: str, epoch: str, facts: list[Told], newest: bool) -> None:
    """Apply facts of one journal, in their order; `newest` says that this is the journal in use."""
    _fold_visits(station, epoch, [told for told in facts if told.kind in VISITS])
    for told in facts:
        if rare := RARE.get(told.kind):
            rare(station, epoch, told)
    if newest and facts:
        _fold_state(station, epoch, facts)


def rebuild() -> None:
    """Make all projections anew from the facts."""
    with transaction.atomic():
        for model in (Visit, Incident, LostDevice, StationState):
            model.objects.all().delete()
        for station in Station.objects.values_list("id", flat=True):
            _rebuild_station(station)


def _rebuild_station(station: str) -> None:
    epochs = list(Epoch.objects.filter(station=station).order_by("id").values_list("epoch", flat=True))
    StationState.objects.create(station_id=station, epoch=epochs[-1] if epochs else "")
    for epoch in epochs:
        told: list[Told] = []
        rows = Fact.objects.filter(station=station, epoch=epoch).order_by("seq")
        for kind, wall_ms, clock, body in rows.values_list("kind", "wall_ms", "clock", "body").iterator(CHUNK):
            told.append(Told(kind, wall_ms, clock, msgspec.json.decode(body)))
            if len(told) == CHUNK:
                project(station, epoch, told, epoch == epochs[-1])
                told = []
        project(station, epoch, told, epoch == epochs[-1])


def _fold_visits(station: str, epoch: str, facts: list[Told]) -> None:
    names = {told.text("visit", 64) for told in facts} - {""}
    if not names:
        return
    begun = {told.text("visit", 64) for told in facts if told.kind == "visit.started"}
    stored = Visit.objects.filter(station=station, epoch=epoch, visit__in=names - begun).values_list(*VISIT_FIELDS)
    visits = {row[0]: VisitRow(*row) for row in stored}
    for told in facts:
        if name := told.text("visit", 64):
            VISITS[told.kind](visits, name, told)
    _save_visits(station, epoch, visits.values())


def _started(visits: dict[str, VisitRow], name: str, told: Told) -> None:
    visits[name] = VisitRow(
        visit=name,
        zone=told.text("zone"),
        door=told.text("door"),
        credential=told.text("credential"),
        person=told.text("person", 128),
        started_ms=told.wall_ms,
        evidence=told.text("evidence"),
        clock=told.clock,
    )


def _resumed(visits: dict[str, VisitRow], name: str, told: Told) -> None:
    if visit := visits.get(name):
        visit.ended_ms, visit.minutes, visit.end_evidence, visit.inferred = None, None, "", False


def _ended(visits: dict[str, VisitRow], name: str, told: Told) -> None:
    if visit := visits.get(name):
        visit.ended_ms = told.wall_ms
        minutes = told.body.get("minutes")
        visit.minutes = min(int(minutes), 2**31 - 1) if isinstance(minutes, int) and minutes >= 0 else None
        visit.end_evidence = told.text("evidence")
        visit.inferred = told.body.get("inferred") is True


VISITS: Mapping[str, Callable[[dict[str, VisitRow], str, Told], None]] = {
    "visit.started": _started,
    "visit.resumed": _resumed,
    "visit.ended": _ended,
}


def _save_visits(station: str, epoch: str, visits: Iterable[VisitRow]) -> None:
    values = ", ".join(["%s"] * (len(VISIT_FIELDS) + 2))
    updates = ", ".join(f"{name} = excluded.{name}" for name in VISIT_FIELDS[1:])
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO hub_visit (station_id, epoch, {', '.join(VISIT_FIELDS)}) VALUES ({values})"
            f" ON CONFLICT (station_id, epoch, visit) DO UPDATE SET {updates}",
            [(station, epoch, *(getattr(visit, name) for name in VISIT_FIELDS)) for visit in visits],
        )


def _incident_opened(station: str, epoch: str, told: Told) -> None:
    about = told.text("device") or told.text("door")
    values = {"cause": told.text("cause", 80), "about": about, "opened_ms": told.wall_ms, "closed_ms": None}
    Incident.objects.update_or_create(
        station_id=station, epoch=epoch, incident=told.text("incident", 128), defaults=values
    )


def _incident_closed(station: str, epoch: str, told: Told) -> None:
    name = told.text("incident", 128)
    Incident.objects.filter(station=station, epoch=epoch, incident=name).update(closed_ms=told.wall_ms)


def _device_lost(station: str, epoch: str, told: Told) -> None:
    values = {"fault": told.text("fault", 64), "since_ms": told.wall_ms}
    LostDevice.objects.update_or_create(
        station_id=station, epoch=epoch, device=told.text("device", 64), defaults=values
    )


def _device_restored(station: str, epoch: str, told: Told) -> None:
    LostDevice.objects.filter(station=station, epoch=epoch, device=told.text("device", 64)).delete()


RARE: Mapping[str, Callable[[str, str, Told], None]] = {
    "incident.opened": _incident_opened,
    "incident.closed": _incident_closed,
    "device.lost": _device_lost,
    "device.restored": _device_restored,
}


def _fold_state(station: str, epoch: str, facts: list[Told]) -> None:
    state, _ = StationState.objects.get_or_create(station_id=station)
    if state.epoch != epoch:  # the journal was replaced: what the old one told of now is over
        state = StationState(station_id=station, epoch=epoch)
    for told in facts:
        state.last_fact_ms = told.wall_ms
        if told.kind == "boot":
            state.booted_ms = told.wall_ms
            state.version, state.policy = told.text("version"), told.text("policy", 64)
        elif told.kind == "policy.applied":
            state.policy = told.text("policy", 64)
        elif told.kind in {"access.granted", "access.denied"}:
            state.admitting = told.text("reason") != "closed"
            state.admitting_ms = told.wall_ms
            state.opens_at = told.text("opens_at")
    state.save()
