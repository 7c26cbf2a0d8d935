"""What follows from facts: visits, incidents, lost devices, the state of a station.

One fold, used for each batch as it comes and for building everything anew; a test holds both equal. Facts of different
journals of a station never touch the same row, so the order in which journals arrive does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
from django.db import transaction
from django.utils import timezone

from station_app.hub import activities, cases, orders, parking, pass_feed, policies, surveys, things, tickets
from station_app.hub.figure_models import Figure, Watch
from station_app.hub.figures import apply, fold_figures
from station_app.hub.models import Epoch, Fact, Incident, LostDevice, Station, StationState, SurveySum, Visit
from station_app.hub.told import Told as Told
from station_app.hub.visiting import NOTHING_KEPT, PERSON, Kept, fold_visits, kept_marks
from station_app.hub.watching import fold_watch

CHUNK = 2000


def project(station: str, epoch: str, facts: list[Told], newest: bool, kept: Kept = NOTHING_KEPT) -> None:
    """Apply facts of one journal, in their order; `newest` says that this is the journal in use."""
    _fold(station, epoch, facts, newest, kept)
    changed = {told.text("incident", 128) for told in facts if told.kind.startswith("incident.")}
    if changed:
        cases.follow(station, epoch, changed, timezone.now())


def _fold(station: str, epoch: str, facts: list[Told], newest: bool, kept: Kept) -> None:
    sums = fold_visits(station, epoch, facts, kept)
    fold_figures(sums, facts)
    fold_watch(station, epoch, facts, sums)
    apply(station, sums)
    for told in facts:
        if rare := RARE.get(told.kind):
            rare(station, epoch, told)
    if newest and facts:
        _fold_state(station, epoch, facts)


def rebuild() -> None:
    """Make all projections anew from the facts."""
    with transaction.atomic():
        # Where others write meanwhile, they wait: what came in between would be counted twice or not at all.
        stations = list(Station.objects.select_for_update(no_key=True).order_by("id").values_list("id", flat=True))
        for model in (Incident, LostDevice, StationState, Figure, Watch, SurveySum):
            model.objects.all().delete()
        things.forget_told()
        parking.forget_told()
        activities.forget_told()
        for station in stations:
            _rebuild_station(station)


def _rebuild_station(station: str) -> None:
    kept = kept_marks(station)
    Visit.objects.filter(station=station).delete()
    epochs = list(Epoch.objects.filter(station=station).order_by("id").values_list("epoch", flat=True))
    StationState.objects.create(station_id=station, epoch=epochs[-1] if epochs else "")
    for epoch in epochs:
        told: list[Told] = []
        rows = Fact.objects.filter(station=station, epoch=epoch).order_by("seq")
        columns = rows.values_list("kind", "wall_ms", "clock", "body", "sealed")
        for kind, wall_ms, clock, body, sealed in columns.iterator(CHUNK):
            told.append(Told(kind, wall_ms, clock, msgspec.json.decode(body), PERSON in msgspec.json.decode(sealed)))
            if len(told) == CHUNK:
                _fold(station, epoch, told, epoch == epochs[-1], kept)
                told = []
        _fold(station, epoch, told, epoch == epochs[-1], kept)
        cases.follow(station, epoch, None, timezone.now())


def _incident_opened(station: str, epoch: str, told: Told) -> None:
    about = told.text("device") or told.text("door") or told.text("zone")
    values = {
        "cause": told.text("cause", 80),
        "about": about,
        "closed_ms": None,
        "severity": told.text("severity", 16),
        "owner": told.text("owner"),
        "level": told.number("level"),
        "drill": told.body.get("drill") is True,
        "silent": told.body.get("silent") is True,
    }
    # Opened again soon after its end it is the same one, with its beginning and whoever has taken it on.
    Incident.objects.update_or_create(
        station_id=station,
        epoch=epoch,
        incident=told.text("incident", 128),
        defaults=values,
        create_defaults={**values, "opened_ms": told.wall_ms},
    )


def _incident_closed(station: str, epoch: str, told: Told) -> None:
    _incident_changed(station, epoch, told, closed_ms=told.wall_ms)


def _incident_repeated(station: str, epoch: str, told: Told) -> None:
    repeats = max(0, told.number("times") - 1)
    if "level" in told.body:  # asked anew from there on
        anew = {"owner": told.text("owner"), "level": told.number("level"), "acknowledged_by": ""}
        _incident_changed(station, epoch, told, repeats=repeats, **anew)
    else:
        _incident_changed(station, epoch, told, repeats=repeats)


def _incident_escalated(station: str, epoch: str, told: Told) -> None:
    _incident_changed(station, epoch, told, owner=told.text("owner"), level=told.number("level"))


def _incident_acknowledged(station: str, epoch: str, told: Told) -> None:
    _incident_changed(station, epoch, told, acknowledged_by=told.text("by", 80))


def _incident_changed(station: str, epoch: str, told: Told, **values: str | int) -> None:
    name = told.text("incident", 128)
    Incident.objects.filter(station=station, epoch=epoch, incident=name).update(**values)


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
    "incident.repeated": _incident_repeated,
    "incident.escalated": _incident_escalated,
    "incident.acknowledged": _incident_acknowledged,
    "device.lost": _device_lost,
    "device.restored": _device_restored,
    **orders.TOLD,
    **parking.TOLD,
    **activities.TOLD,
    **pass_feed.TOLD,
    **policies.TOLD,
    **surveys.TOLD,
    **things.TOLD,
    **tickets.TOLD,
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
