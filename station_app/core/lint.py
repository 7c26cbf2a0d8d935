"""What is likely wrong with a policy before it opens or locks any door. Findings are codes; the sentences are texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from station_app.core import lint_hours
from station_app.core.lint_hours import Stretches
from station_app.core.model import DEFAULT_RULE, House
from station_app.core.policy import Policy, ZoneRule

Severity = Literal["error", "warning"]

DAY_MS: Final = 86_400_000
PRIVATE_KINDS: Final = frozenset({"nursing", "shower", "changing", "toilet"})
"""Rooms in which the law allows no camera; a policy that calls one public is asked whether it means it."""
GRACE_DAYS: Final = 7
GRACE_ENDLESS_DAYS: Final = 92
CLOSURE_DAYS: Final = 92
CROWD: Final = 300
"""More people than any station has room for."""
WINTER: Final = frozenset({12, 1, 2})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is likely wrong."""

    code: str
    """Stable; names the sentence."""
    severity: Severity
    """error: somebody would stand before a locked door, or be seen who must not be. warning: it may be meant."""
    path: str
    """Where it stands in the policy's text."""
    told: Mapping[str, str | int] = field(default_factory=dict[str, str | int])
    """What the sentence names."""


CODES: Final = (
    "zone-unknown",
    "zone-unreachable",
    "no-credential",
    "single-credential",
    "never-open",
    "gap-at-midnight",
    "closed-at-noon",
    "season-gap",
    "season-overlap",
    "season-never",
    "days-missing",
    "days-end",
    "capacity-zero",
    "capacity-large",
    "private-with-camera",
    "private-kind-public",
    "grace-endless",
    "grace-long",
    "grace-over",
    "closure-long",
    "closure-over",
    "turn-longer-than-open",
    "staff-without-duty",
    "duty-outside-hours",
    "no-essential-zone",
    "locked-in-winter",
    "would-have-refused",
)
"""Every code there is."""


def lint(policy: Policy, now_ms: int, house: House | None = None, cameras: Iterable[str] = ()) -> list[Finding]:
    """Everything found in a policy, errors first.

    `now_ms` is the wall time at which it is looked at, `house` the station it is meant for where one is known, and
    `cameras` the zones that have one.
    """
    found = [
        *_zones(policy, house),
        *_times(policy, now_ms),
        *_hours(policy, now_ms, {} if house is None else house.zones),
        *_ages(policy, house),
        *(
            Finding(code="private-with-camera", severity="error", path=f"zones.{zone}.privacy", told={"zone": zone})
            for zone in camera_conflicts(policy, cameras)
        ),
    ]
    return sorted(found, key=lambda one: (one.severity, one.path, CODES.index(one.code)))


def camera_conflicts(policy: Policy, cameras: Iterable[str]) -> list[str]:
    """Zones that a policy calls private and that have a camera: such a policy is not to be taken."""
    return sorted(zone for zone in set(cameras) if policy.zones.get(zone, DEFAULT_RULE).privacy == "private")


def refusals(counted: Mapping[tuple[str, str], int]) -> list[Finding]:
    """What real visits say of a policy: (zone, reason) -> how many of those who came in it would have refused."""
    return [
        Finding(
            code="would-have-refused",
            severity="warning",
            path=f"zones.{zone}",
            told={"zone": zone, "reason": reason, "visits": visits},
        )
        for (zone, reason), visits in sorted(counted.items())
        if visits
    ]


def _zones(policy: Policy, house: House | None) -> Iterator[Finding]:
    for zone, rule in policy.zones.items():
        path = f"zones.{zone}"
        if house is not None and zone not in house.zones:
            yield Finding(code="zone-unknown", severity="error", path=path, told={"zone": zone})
        yield from _room(path, zone, rule)
    names = policy.zones if house is None else house.zones
    for zone in names:
        yield from _credentials(policy, zone)
    if house is not None:
        yield from _unreachable(policy, house)


def _room(path: str, zone: str, rule: ZoneRule) -> Iterator[Finding]:
    if rule.capacity is not None and rule.capacity < 1:
        yield Finding(code="capacity-zero", severity="error", path=f"{path}.capacity", told={"zone": zone})
    if rule.capacity is not None and rule.capacity > CROWD:
        told: dict[str, str | int] = {"zone": zone, "capacity": rule.capacity}
        yield Finding(code="capacity-large", severity="warning", path=f"{path}.capacity", told=told)
    if rule.kind in PRIVATE_KINDS and rule.privacy == "public":
        told = {"zone": zone, "kind": rule.kind}
        yield Finding(code="private-kind-public", severity="warning", path=f"{path}.privacy", told=told)


def _credentials(policy: Policy, zone: str) -> Iterator[Finding]:
    accepted = policy.zones.get(zone, DEFAULT_RULE).audience.credentials
    if policy.union_cards == "refuse":
        accepted = accepted - {"union-card"}
    path = f"zones.{zone}.audience.credentials"
    if not accepted:
        yield Finding(code="no-credential", severity="error", path=path, told={"zone": zone})
    if len(accepted) == 1:
        told: dict[str, str | int] = {"zone": zone, "credential": next(iter(accepted))}
        yield Finding(code="single-credential", severity="warning", path=path, told=told)


def _unreachable(policy: Policy, house: House) -> Iterator[Finding]:
    behind = {door.zone for door in house.doors.values() if door.readers}
    for name, zone in house.zones.items():
        if name not in behind and not zone.readers and policy.zones.get(name, DEFAULT_RULE).turn is None:
            yield Finding(code="zone-unreachable", severity="error", path=f"zones.{name}", told={"zone": name})


def _times(policy: Policy, now_ms: int) -> Iterator[Finding]:
    for index, grace in enumerate(policy.grace):
        path, days = f"grace[{index}]", -(-(grace.until_ms - grace.from_ms) // DAY_MS)
        if days > GRACE_ENDLESS_DAYS:
            yield Finding(code="grace-endless", severity="error", path=path, told={"days": days})
        elif days > GRACE_DAYS:
            yield Finding(code="grace-long", severity="warning", path=path, told={"days": days, "most": GRACE_DAYS})
        if grace.until_ms <= now_ms:
            yield Finding(code="grace-over", severity="warning", path=path)
    closures = [(f"closures[{index}]", closure) for index, closure in enumerate(policy.closures)]
    for zone, rule in policy.zones.items():
        closures += [(f"zones.{zone}.closures[{index}]", closure) for index, closure in enumerate(rule.closures)]
    for path, (from_ms, until_ms, _) in closures:
        days = -(-(until_ms - from_ms) // DAY_MS)
        if days > CLOSURE_DAYS:
            yield Finding(code="closure-long", severity="warning", path=path, told={"days": days})
        if until_ms <= now_ms:
            yield Finding(code="closure-over", severity="warning", path=path)


def _hours(policy: Policy, now_ms: int, configured: Mapping[str, object]) -> Iterator[Finding]:
    look = Stretches(policy.days, now_ms)
    own = {zone: rule.hours for zone, rule in policy.zones.items() if rule.hours is not None}
    tables = {f"zones.{zone}.hours": hours for zone, hours in own.items()}
    if not policy.zones or any(zone not in own for zone in (*policy.zones, *configured)):
        tables["hours"] = policy.hours
    essential = {"hours"} | {f"zones.{zone}.hours" for zone, rule in policy.zones.items() if rule.essential}
    for path, hours in tables.items():
        for code, told in lint_hours.oddities(hours, look, restful=path in essential):
            severity: Severity = "error" if code in ("never-open", "season-never") else "warning"
            yield Finding(code=code, severity=severity, path=path, told=told)
    for code, told in lint_hours.days_missing([*tables.values()], look):
        yield Finding(code=code, severity="warning", path="days", told=told)
    for zone, rule in policy.zones.items():
        yield from _use(policy, zone, rule, look)


def _use(policy: Policy, zone: str, rule: ZoneRule, look: Stretches) -> Iterator[Finding]:
    hours = look.of(policy.hours if rule.hours is None else rule.hours)
    path = f"zones.{zone}"
    if rule.needs_staff:
        duty = look.of(rule.duty) if rule.duty is not None else []
        both = lint_hours.overlap(hours, duty)
        if not duty:
            yield Finding(code="staff-without-duty", severity="error", path=f"{path}.duty", told={"zone": zone})
        elif both != duty:
            worst: Severity = "warning" if both else "error"
            yield Finding(code="duty-outside-hours", severity=worst, path=f"{path}.duty", told={"zone": zone})
        hours = both
    longest = max((end - start for start, end in hours), default=None)
    if rule.turn is not None and longest is not None and rule.turn.minutes > longest:
        told: dict[str, str | int] = {"zone": zone, "minutes": rule.turn.minutes, "open": longest}
        yield Finding(code="turn-longer-than-open", severity="error", path=f"{path}.turn.minutes", told=told)


def _ages(policy: Policy, house: House | None) -> Iterator[Finding]:
    zones = policy.zones if house is None else house.zones
    if zones and not any(policy.zones.get(zone, DEFAULT_RULE).essential for zone in zones):
        yield Finding(code="no-essential-zone", severity="error", path="zones")
    if policy.ages.lock_after_days is not None and not policy.ages.winter_months >= WINTER:
        told: dict[str, str | int] = {"days": policy.ages.lock_after_days}
        yield Finding(code="locked-in-winter", severity="error", path="ages.winter_months", told=told)
