"""Facts: what the journal records. Each kind owns its fields and its version; nothing else writes a body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from station_app.core.model import Instant

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactKind:
    """The shape of one kind of fact."""

    version: int
    required: frozenset[str]
    optional: frozenset[str] = frozenset()


PERSONAL = frozenset({"person"})
"""Fields that enter the chain as a salted digest, so that they can be erased without breaking it."""


def _kind(required: str, optional: str = "", version: int = 1) -> FactKind:
    return FactKind(version=version, required=frozenset(required.split()), optional=frozenset(optional.split()))


KINDS: Mapping[str, FactKind] = {
    "boot": _kind("version policy", "previous_epoch"),
    "access.granted": _kind("presentation door zone credential policy", "person pass_id pass_until repeat test"),
    "access.denied": _kind("presentation door zone credential reason policy", "person opens_at"),
    "access.not_entered": _kind("presentation door zone credential", "person"),
    "door.unlocked": _kind("door cause", "presentation"),
    "door.opened": _kind("door cause"),
    "door.closed": _kind("door open_seconds"),
    "door.forced": _kind("door"),
    "door.held": _kind("door open_seconds"),
    "door.exit_requested": _kind("door"),
    "visit.started": _kind("visit door zone credential presentation evidence", "person"),
    "visit.resumed": _kind("visit door zone credential presentation evidence", "person"),
    "visit.ended": _kind("visit zone evidence inferred minutes", "person"),
    "incident.opened": _kind("incident cause", "door device fault"),
    "incident.closed": _kind("incident cause", "door device"),
    "device.lost": _kind("device fault"),
    "device.restored": _kind("device"),
    "journal.recovered": _kind("reason salvaged lost", "previous_epoch"),
    "command.received": _kind("command verb", "door not_after by reason"),
    "command.acted": _kind("command"),
    "command.confirmed": _kind("command"),
    "command.expired": _kind("command"),
    "command.refused": _kind("command reason"),
    "selftest.started": _kind("run", "device tester"),
    "selftest.checked": _kind("check result run", "device fault tester measured"),
    "selftest.finished": _kind("result", "device run tester green red unfinished"),
    "maintenance.started": _kind("by"),
    "maintenance.ended": _kind("reason"),
    "camera.viewed": _kind("camera zone by reason"),
    "policy.applied": _kind("policy"),
}


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
