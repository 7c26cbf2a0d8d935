"""What changes from one policy to another: every difference of their texts, none left out. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from station_app.core.policy import Policy, ZoneRule
from station_app.core.policy_text import text_of

WHOLE: Final = frozenset({"hours", "duty", "days", "watts", "texts"})
"""Keys whose value is told as one."""
UNTOLD: Final = frozenset({"number", "made", "station"})
"""What every policy has another one of, and what its page tells anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference."""

    zone: str
    """Empty for what holds at the whole station."""
    path: str
    """Keys within the zone or the policy, as `comfort.cool_to`; empty for a zone that comes or goes."""
    before: Any = None
    """As in the text; None where there was nothing."""
    after: Any = None

    @property
    def what(self) -> Literal["new", "gone", "changed"]:
        """Whether something comes, goes, or becomes another."""
        return "new" if self.before is None else "gone" if self.after is None else "changed"


def changes(before: Policy, after: Policy) -> list[Change]:
    """Every difference: of the whole station first, then zone by zone."""
    was, now = _tables(before), _tables(after)
    found: list[Change] = []
    for zone in ["", *sorted((was.keys() | now.keys()) - {""})]:
        one, other = was.get(zone), now.get(zone)
        if one is None or other is None:
            found.append(Change(zone=zone, path="", before=one and zone, after=other and zone))
        if other is not None:
            found += _between(zone, one if one is not None else _BARE, other)
    return found


def of_zone(rule: ZoneRule) -> dict[str, Any]:
    """What is said of a zone beyond what holds for any: path -> value."""
    return {one.path: one.after for one in _between("x", _BARE, _flat(_zone(rule)))}


def _between(zone: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    for path in [*now, *(path for path in was if path not in now)]:
        if was.get(path) != now.get(path):
            yield Change(zone=zone, path=path, before=was.get(path), after=now.get(path))


def _tables(policy: Policy) -> dict[str, dict[str, Any]]:
    """Zone -> path -> value; the whole station under the empty name."""
    told = cast("dict[str, Any]", json.loads(text_of(policy)))
    zones = cast("dict[str, dict[str, Any]]", told.pop("zones", {}))
    whole = {path: value for path, value in _flat(told).items() if path not in UNTOLD}
    return {"": whole, **{name: _flat(rule) for name, rule in zones.items()}}


def _zone(rule: ZoneRule) -> dict[str, Any]:
    return json.loads(text_of(Policy(zones={"x": rule})))["zones"]["x"]


def _flat(table: Mapping[str, Any], head: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in table.items():
        path = f"{head}{key}"
        if isinstance(value, dict) and key not in WHOLE:
            found.update(_flat(cast("dict[str, Any]", value), f"{path}."))
        else:
            found[path] = value
    return found


_BARE: Final = _flat(_zone(ZoneRule()))
"""A zone of which nothing is said."""
