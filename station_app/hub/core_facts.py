"""Rows of the hub as the core's rules read facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast

import msgspec
from django.db.models import QuerySet

from station_app.core.facts import KINDS
from station_app.core.facts import Fact as CoreFact
from station_app.core.instant import ClockTrust, Instant
from station_app.hub.models import Fact


class Stored(NamedTuple):
    """What rules read of a row: for thousands of rows, of which objects of the model would cost three times as much."""

    seq: int
    kind: str
    version: int
    wall_ms: int
    mono: int
    boot: str
    clock: str
    body: str
    salt: str
    sealed: str


def stored(facts: QuerySet[Fact]) -> Iterator[Stored]:
    """Rows as the rules read them, a few at a time."""
    return map(Stored._make, facts.values_list(*Stored._fields).iterator(2000))


def core_of(fact: Fact | Stored) -> CoreFact | None:
    """The row as the core knows facts; None for one of another version, or with a field that is no longer there."""
    known = KINDS.get(fact.kind)
    if known is None or known.version != fact.version:
        return None
    told: Mapping[str, Any] = msgspec.json.decode(fact.body)
    body = {name: value for name, value in told.items() if name in known.required or name in known.optional}
    at = Instant(wall_ms=fact.wall_ms, mono_ms=fact.mono, boot=fact.boot, clock=cast(ClockTrust, fact.clock))
    try:
        return CoreFact(kind=fact.kind, at=at, body=body)
    except ValueError:
        return None
