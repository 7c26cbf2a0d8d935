"""[policy], and what [zones.NAME] says of a room: the built-in rules that serve until the first policy arrives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar

import msgspec

from station_app.assets import holidays
from station_app.core.hours import Hours, Season
from station_app.core.policy import Audience, Policy, StationClass, TurnRule, ZoneRule
from station_app.loads import Load
from station_app.tables import ConfigError, Name, convert, named

if TYPE_CHECKING:  # a file that says "24h" and no closures waits for no shapes
    from station_app.core.shapes import Shape

T = TypeVar("T")
RawHours = Literal["24h"] | dict[str, Any]

_LISTENS: Final = re.compile(r"micro(?:phone)?s?\b|\bmics?\b|audio|listen|voice_?record|sound_?level", re.I)


class ZoneTable(msgspec.Struct, frozen=True, kw_only=True):
    """[zones.NAME]: a room, and who uses it how and when."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    capacity: Annotated[int, msgspec.Meta(ge=1, le=100_000)]
    privacy: Literal["public", "private"] = "public"
    kind: Name = "rest"
    """`rest`, `nursing`, `shower` …: for texts and reports."""
    needs: tuple[Name, ...] = ()
    """One of these must be declared at the kiosk before the door opens, like `nursing`."""
    hours: RawHours | None = None
    """The station's where it is left out."""
    duty: RawHours | None = None
    """When somebody is on duty there."""
    needs_staff: bool = False
    essential: bool = True
    turn_minutes: Annotated[int, msgspec.Meta(ge=1, le=720)] | None = None
    """How long one person has the room; left out: it is not used by turns."""
    turn_places: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1
    readers: tuple[str, ...] = ()
    """Devices at which a tap alone means this room: one without a door, or a station of class `point`."""
    loads: dict[Load, str] = {}
    """What is cut by which relay: a held relay means off, so that a dead program leaves everything on."""
    sensors: tuple[str, ...] = ()
    """Devices whose measured values are those of this zone."""


class PolicyTable(msgspec.Struct, frozen=True, kw_only=True):
    """[policy]: the built-in rules that serve until the first policy arrives."""

    hours: RawHours = "24h"
    """Of all days that no season holds."""
    seasons: dict[str, dict[str, Any]] = {}
    """[policy.seasons.NAME]: from, to (`MM-DD`, both included) and the hours of these days."""
    calendar: Literal["china", "none"] = "china"
    """Whose holidays and shifted workdays count."""
    closures: tuple[dict[str, Any], ...] = ()
    """{ from, until, why }: moments with their offset from UTC."""
    same_person_minutes: Annotated[int, msgspec.Meta(ge=0, le=1440)] = 30
    max_stay_minutes: Annotated[int, msgspec.Meta(ge=10, le=2880)] = 360
    union_cards: Literal["admit", "refuse"] = "admit"
    offers: tuple[Name, ...] = ()
    """What is offered behind the door, like `fault` or `books`."""


def refuse_microphones(top: Mapping[str, Any]) -> None:
    """No key of a file may ask for one. Raises ConfigError."""
    for key in top:
        if _LISTENS.search(key):
            raise ConfigError(f"{key}: a station never listens; leave it out")
    for name, table in named(top, "zones").items():
        for key in table:
            if _LISTENS.search(key):
                raise ConfigError(f"zones.{name}.{key}: {_no_microphone(table)}")


def zones_in(top: Mapping[str, Any]) -> dict[str, ZoneTable]:
    """Every zone of a file. Raises ConfigError."""
    return {name: convert(ZoneTable, table, f"zones.{name}") for name, table in named(top, "zones").items()}


def built_in_policy(klass: StationClass, policy: PolicyTable, zones: Mapping[str, ZoneTable]) -> Policy:
    """The rules that a file gives to its station. Raises ConfigError."""
    return Policy(
        station_class=klass,
        hours=_hours_of(policy),
        days=dict(holidays()) if policy.calendar == "china" else {},
        closures=_closures_of(policy),
        zones={name: rule for name, zone in zones.items() if (rule := _rule(f"zones.{name}", zone)) != ZoneRule()},
        same_person_minutes=policy.same_person_minutes,
        max_stay_minutes=policy.max_stay_minutes,
        union_cards=policy.union_cards,
        offers=frozenset(policy.offers),
    )


def _no_microphone(table: Mapping[str, Any]) -> str:
    if table.get("privacy") == "private":
        return "the zone is private, and a private zone may never have a microphone; leave it out"
    return "a station never listens; leave it out"


def _rule(path: str, zone: ZoneTable) -> ZoneRule:
    turn = None
    if zone.turn_minutes is not None:
        remind = min(TurnRule(minutes=1).remind_minutes, zone.turn_minutes - 1)
        turn = TurnRule(minutes=zone.turn_minutes, remind_minutes=remind, places=zone.turn_places)
    elif zone.turn_places != 1:
        raise ConfigError(f"{path}.turn_places: says nothing without turn_minutes; write both or neither")
    if zone.needs_staff and zone.duty is None:
        raise ConfigError(f"{path}.duty: is missing; a zone that needs staff opens while somebody is on duty")
    return ZoneRule(
        kind=zone.kind,
        privacy=zone.privacy,
        audience=Audience(needs=frozenset(zone.needs)),
        hours=None if zone.hours is None else _hours(f"{path}.hours", zone.hours),
        duty=None if zone.duty is None else _hours(f"{path}.duty", zone.duty),
        needs_staff=zone.needs_staff,
        essential=zone.essential,
        turn=turn,
    )


def _hours_of(policy: PolicyTable) -> Hours:
    hours = _hours("policy.hours", policy.hours)
    if not policy.seasons:
        return hours
    if hours.seasons:
        raise ConfigError("policy.hours.seasons: seasons stand as [policy.seasons.NAME], not within the hours")
    return Hours(hours.week, tuple(_season(name, table) for name, table in policy.seasons.items()))


def _season(name: str, table: dict[str, Any]) -> Season:
    from station_app.core.policy_text import MONTH_DAY, WEEK
    from station_app.core.shapes import row

    season = row({"from": MONTH_DAY, "to": MONTH_DAY, "hours": WEEK})
    first, last, week = _shaped(season, f"policy.seasons.{name}", table)
    return Season(name, first, last, week)


def _hours(path: str, value: RawHours) -> Hours:
    if value == "24h":
        return Hours.always()
    from station_app.core.policy_text import HOURS

    return _shaped(HOURS, path, value)


def _closures_of(policy: PolicyTable) -> tuple[tuple[int, int, str], ...]:
    if not policy.closures:
        return ()
    from station_app.core.policy_text import CLOSURES

    return _shaped(CLOSURES, "policy.closures", list(policy.closures))


def _shaped(shape: Shape[T], path: str, value: object) -> T:
    from station_app.core.shapes import ShapeError

    try:
        return shape.read(path, value)
    except ShapeError as error:
        raise ConfigError(str(error)) from None
