"""Who may come in, as tests say it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core_world import NOON_MS, CoreStation, one_door

from station_app.core.events import EntryAsked, Known, NeedDeclared
from station_app.core.model import House
from station_app.core.policy import Grace, Policy, ZoneRule

DAY_MS = 86_400_000
COLD = (Grace(reason="cold", from_ms=NOON_MS - 3_600_000, until_ms=NOON_MS + 3_600_000),)


def house(*, capacity: int = 16, policy: dict[str, Any] | None = None, **rule: Any) -> House:
    """One door into one zone under a rule of its own."""
    made = replace(Policy(version="p7", zones={"hall": ZoneRule(**rule)}), **(policy or {}))
    return replace(one_door(capacity=capacity), policy=made)


def decided(station: CoreStation) -> tuple[str, str]:
    """The rule that decided last, and the outcome."""
    told = next(fact for fact in reversed(station.facts) if fact.kind in ("access.granted", "access.denied"))
    return str(told.body["rule"]), str(told.body.get("reason", "granted"))


def declare(station: CoreStation, need: str = "nursing", zone: str = "hall") -> None:
    station.hear(NeedDeclared(at=station.at, zone=zone, need=need))


def ask_entry(station: CoreStation, name: str = "button-1") -> None:
    station.hear(EntryAsked(at=station.at, id=name, door="main"))


def staff(station: CoreStation) -> None:
    station.show(Known(person="staff-1", staff=True), "staff")
