"""Rows of the hub as the core's rules read facts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from station_app.core.facts import KINDS
from station_app.core.facts import Fact as CoreFact
from station_app.core.instant import ClockTrust, Instant
from station_app.hub.models import Fact


def core_of(fact: Fact) -> CoreFact | None:
    """The row as the core knows facts; None for one of another version, or with a field that is no longer there."""
    known = KINDS.get(fact.kind)
    if known is None or known.version != fact.version:
        return None
    told: Mapping[str, Any] = json.loads(fact.body)
    body = {name: value for name, value in told.items() if name in known.required or name in known.optional}
    at = Instant(wall_ms=fact.wall_ms, mono_ms=fact.mono, boot=fact.boot, clock=cast(ClockTrust, fact.clock))
    try:
        return CoreFact(kind=fact.kind, at=at, body=body)
    except ValueError:
        return None
