"""A fact as the hub's folds read it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from station_app.core.facts import Value
from station_app.core.instant import Instant


class Told(msgspec.Struct, frozen=True, gc=False):
    """What the folds need of a fact."""

    kind: str
    wall_ms: int
    clock: str
    body: Mapping[str, Value]
    named: bool = False
    """A person stood in it when it was written, whether or not the name is still there."""

    def text(self, name: str, limit: int = 40) -> str:
        """A field of the body as text, empty where there is none."""
        value = self.body.get(name)
        return "" if value is None else str(value)[:limit]

    def number(self, name: str) -> int:
        """A field of the body as a number that the hub can hold, 0 where there is none."""
        value = self.body.get(name)
        # A truth is a number to Python and none to PostgreSQL.
        return min(max(int(value), 0), 2**31 - 1) if isinstance(value, int) else 0


def instant(wall_ms: int) -> Instant:
    """The moment of a fact, as the counting rules read it; only its wall clock is known here."""
    return Instant(wall_ms=wall_ms, mono_ms=0, boot="")
