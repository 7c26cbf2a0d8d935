"""Facts: what the journal records. Each kind owns its fields and its version; nothing else writes a body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from station_app.core.instant import Instant

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactKind:
    """The shape of one kind of fact."""

    version: int
    required: frozenset[str]
    optional: frozenset[str] = frozenset()


PERSONAL = frozenset({"person", "day_person", "contact", "holder"})
"""Fields that enter the chain as a salted digest, so that they can be erased without breaking it.

`holder` is a name that is good for one thing only, like one round of hand-outs: `core.offers.holding` makes it.
"""


def _kind(required: str, optional: str = "", version: int = 1) -> FactKind:
    return FactKind(version=version, required=frozenset(required.split()), optional=frozenset(optional.split()))


KINDS: Mapping[str, FactKind] = {
    "boot": _kind("version policy", "previous_epoch"),
    "access.granted": _kind(
        "presentation door zone credential policy", "person pass_id pass_until repeat test rule inside passback need"
    ),
    "access.denied": _kind("presentation door zone credential reason policy", "person opens_at rule inside need turn"),
    "access.not_entered": _kind("presentation door zone credential", "person"),
    "door.unlocked": _kind("door cause", "presentation"),
    "door.opened": _kind("door cause"),
    "door.closed": _kind("door open_seconds"),
    "door.forced": _kind("door"),
    "door.held": _kind("door open_seconds"),
    "door.propped": _kind("door open_seconds"),
    "door.exit_requested": _kind("door"),
    "visit.started": _kind("visit door zone credential presentation evidence", "person occupation"),
    "visit.resumed": _kind("visit door zone credential presentation evidence", "person"),
    "visit.entered": _kind("visit zone evidence"),
    "visit.companions": _kind("visit zone adults children"),
    "visit.described": _kind("presentation occupation"),
    "visit.ended": _kind("visit zone evidence inferred minutes", "person"),
    "consent.given": _kind("presentation notice", "person day_person occupation"),
    "consent.withdrawn": _kind("presentation", "person"),
    "data.told": _kind("presentation"),
    "data.erased": _kind("scope", "person before presentation"),
    "turn.queued": _kind("zone turn waiting", "presentation person pass_id"),
    "turn.called": _kind("zone turn"),
    "turn.passed": _kind("zone turn"),
    "turn.started": _kind("zone turn minutes", "presentation person pass_id"),
    "turn.reminded": _kind("zone turn minutes"),
    "turn.extended": _kind("zone turn minutes"),
    "turn.ended": _kind("zone turn evidence minutes"),
    "occupancy.sweep": _kind("zone result"),
    "occupancy.day": _kind("zone day grants entered", "companions"),
    "comfort.switched": _kind("zone load on cause"),
    "comfort.day": _kind("zone day visits kwh", "lights_minutes cooling_minutes heating_minutes ventilation_minutes"),
    "wellbeing.asked": _kind("zone step"),
    "wellbeing.answered": _kind("zone evidence"),
    "power.lost": _kind("battery_minutes"),
    "power.dropped": _kind("load minutes"),
    "power.back": _kind("minutes"),
    "sensor.lost": _kind("sensor"),
    "sensor.restored": _kind("sensor"),
    "canary.sent": _kind("canary", "readers"),
    "canary.arrived": _kind("canary seconds"),
    "mode.changed": _kind("mode", "by reason seconds drill smoke low high"),
    "incident.opened": _kind("incident cause", "door device fault zone severity owner drill silent again level"),
    "incident.repeated": _kind("incident cause times", "owner level drill"),
    "incident.escalated": _kind("incident cause owner level", "drill"),
    "incident.acknowledged": _kind("incident cause by"),
    "incident.closed": _kind("incident cause", "door device zone by"),
    "device.lost": _kind("device fault"),
    "device.restored": _kind("device"),
    "journal.recovered": _kind("reason salvaged lost", "previous_epoch"),
    "command.received": _kind("command verb", "door not_after by reason target value drill seconds heard"),
    "command.acted": _kind("command"),
    "command.confirmed": _kind("command", "evidence"),
    "command.expired": _kind("command", "reason"),
    "command.refused": _kind("command reason", "verb by"),
    "selftest.started": _kind("run", "device tester command"),
    "selftest.checked": _kind("check result run", "device fault tester measured"),
    "selftest.finished": _kind("result", "device run tester green red unfinished"),
    "maintenance.started": _kind("by", "command"),
    "maintenance.ended": _kind("reason"),
    "camera.viewed": _kind("camera zone by reason", "command"),
    "policy.applied": _kind("policy", "serial made"),
    "policy.refused": _kind("policy reason"),
    "policy.confirmed": _kind("policy"),
    "policy.aged": _kind("policy stage days"),
    "list.taken": _kind("list taken total", "through waiting keys"),
    "list.refused": _kind("list reason"),
    "request.made": _kind("request matter topic", "detail place zone person contact ticket presentation"),
    "request.rated": _kind("request stars"),
    "request.read": _kind("request"),
    "handout.given": _kind("round item count", "holder presentation"),
    "stock.counted": _kind("item count", "by lot expires"),
    "stock.used": _kind("item count", "low"),
    "loan.lent": _kind("loan shelf item until", "holder presentation"),
    "loan.returned": _kind("loan shelf item"),
    "place.taken": _kind("place event", "holder presentation came"),
    "place.freed": _kind("place event"),
    "vehicle.parked": _kind("parking vehicle spot", "holder contact"),
    "vehicle.left": _kind("parking vehicle spot"),
    "survey.answered": _kind("survey question answer"),
    "duty.done": _kind("task", "zone by ticks code"),
}
"""A fact without a door (a tap, a turn) has the empty name of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened and is recorded, never changed. The store adds seq, epoch, id and chain."""

    kind: str
    at: Instant
    body: Mapping[str, Value]

    def __post_init__(self) -> None:
        kind = KINDS[self.kind]
        missing = kind.required - self.body.keys()
        foreign = self.body.keys() - kind.required - kind.optional
        if missing or foreign:
            raise ValueError(f"{self.kind}: missing {sorted(missing)}, unknown {sorted(foreign)}")

    @property
    def version(self) -> int:
        """Version of this kind's fields."""
        return KINDS[self.kind].version


def fact(kind: str, at: Instant, **body: Value) -> Fact:
    """Make a fact; fields that are None are left out."""
    return Fact(kind=kind, at=at, body={name: value for name, value in body.items() if value is not None})
