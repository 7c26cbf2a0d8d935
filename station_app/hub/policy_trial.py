"""Trying a policy at the hub before anybody meets it: lint, and what-if on what a station has told of the last month.

Bounded in rows and in time, and what was left out is said. Only counts come out of it: no row, no person.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec
from django.db.models import Min

from station_app.core import past, replay
from station_app.core.facts import Fact as CoreFact
from station_app.core.lint import lint
from station_app.core.model import Door, House, Zone
from station_app.core.policy import Policy
from station_app.core.whatif import Difference, what_if
from station_app.hub import policies, vitals
from station_app.hub.core_facts import core_of, stored
from station_app.hub.models import Epoch, Fact, Station, Vitals
from station_app.upstream.vitals_message import Vitals as Told

MONTH = timedelta(days=30)
MOST_ROWS = 60_000
"""Of facts that matter; a busy station has some 20,000 a month."""
MOST_SECONDS = 8.0
READER = "reader"
"""Which readers a station has, the hub does not know; each door is taken to have one."""
_KINDS = sorted(past.DECISIONS | replay.KINDS)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One finding of the lint."""

    code: str
    severity: str
    path: str
    told: dict[str, str | int]


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """So many decisions of one zone that would have been others."""

    zone: str
    before: str
    after: str
    count: int


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What trying a policy at a station has shown."""

    findings: list[Finding]
    changed: list[Changed]
    decisions: int
    """Presentations of visitors that were put anew."""
    unclear: int
    """Those that even the rules of their time do not repeat from what is here."""
    from_ms: int
    """Wall time of the first fact that was read; 0 where there is none."""
    until_ms: int
    cut: str = ""
    """Why not the whole month was read: `rows` or `time`; empty where it was."""
    rules_known: bool = True
    """Whether the rules of then are known here."""

    @property
    def refused(self) -> int:
        """Visitors who came in and would have been refused."""
        return sum(one.count for one in self.changed if one.before == past.GRANTED)

    @property
    def admitted(self) -> int:
        """Visitors who were refused and would have come in."""
        return sum(one.count for one in self.changed if one.after == past.GRANTED)


def try_out(station: Station, policy: Policy, now: datetime, *, seconds: float = MOST_SECONDS) -> Found:
    """Lint a policy and put the station's last month before it."""
    house = house_of(station)
    now_ms = round(now.timestamp() * 1000)
    findings = [
        Finding(code=one.code, severity=one.severity, path=one.path, told=dict(one.told))
        for one in lint(policy, now_ms, house if house.zones else None)
    ]
    known = policies.known_policies(station)
    past_month = _Reading(station, now_ms - round(MONTH.total_seconds() * 1000), seconds)
    found = what_if(house, policy, past_month.rows(), known) if house.zones else Difference()
    return Found(
        findings=findings,
        changed=[
            Changed(zone=zone, before=before, after=after, count=count)
            for (zone, before, after), count in found.changed.most_common()
        ],
        decisions=found.decisions,
        unclear=found.unclear,
        from_ms=past_month.first_ms,
        until_ms=past_month.last_ms,
        cut=past_month.cut,
        rules_known=past_month.versions <= known.keys(),
    )


def house_of(station: Station) -> House:
    """What the hub knows of a station's doors and zones: from its live state, or else from its facts."""
    kept = Vitals.objects.filter(station=station).first()
    told = vitals.read(kept.content) if kept is not None else None
    return _from_vitals(told) if told is not None and told.zones else _from_facts(station)


def encode(found: Found) -> str:
    """As it is kept."""
    return msgspec.json.encode(found).decode()


def decode(text: str) -> Found | None:
    """What was kept; None for a form that this program no longer reads."""
    try:
        return msgspec.json.decode(text, type=Found)
    except msgspec.DecodeError:
        return None


def _from_vitals(told: Told) -> House:
    doors = {door.name: Door(name=door.name, zone=door.zone, readers=(READER,)) for door in told.doors}
    zones = {
        zone.name: Zone(
            name=zone.name,
            title=zone.title or zone.name,
            capacity=zone.capacity or past.NO_LIMIT,
            privacy="private" if zone.private else "public",
            readers=() if any(door.zone == zone.name for door in told.doors) else (READER,),
        )
        for zone in told.zones
    }
    return House(doors=doors, zones=zones)


def _from_facts(station: Station) -> House:
    names = Fact.objects.filter(station=station, kind="access.granted").order_by("-wall_ms")
    zones = sorted({zone for zone in names.values_list("zone", flat=True)[:500] if zone})
    return House(
        doors={},
        zones={name: Zone(name=name, title=name, capacity=past.NO_LIMIT, readers=(READER,)) for name in zones},
    )


class _Reading:
    """The facts of a month, in the order of their journals, within bounds."""

    def __init__(self, station: Station, since_ms: int, seconds: float) -> None:
        self._station = station
        self._since_ms = since_ms
        self._deadline = time.monotonic() + seconds
        self.first_ms = self.last_ms = 0
        self.cut = ""
        self.versions: set[str] = set()

    def rows(self) -> Iterator[tuple[int, CoreFact]]:
        """Number and fact of each row that matters."""
        for epoch, first in self._epochs():
            rows = Fact.objects.filter(station=self._station, epoch=epoch, seq__gte=first, kind__in=_KINDS)
            for row in stored(rows.order_by("seq")):
                if time.monotonic() > self._deadline:
                    self.cut = "time"
                    return
                found = core_of(row)
                if found is not None:
                    self._note(found)
                    yield row.seq, found

    def _epochs(self) -> list[tuple[str, int]]:
        """Each journal and the number from which on it is read."""
        mine = Fact.objects.filter(station=self._station, wall_ms__gte=self._since_ms, kind__in=_KINDS)
        if mine.count() > MOST_ROWS:
            self.cut = "rows"
            newest = mine.order_by("-wall_ms").values_list("wall_ms", flat=True)[MOST_ROWS - 1]
            mine = mine.filter(wall_ms__gte=newest)
        first = dict(mine.values_list("epoch").annotate(Min("seq")).order_by())
        order = Epoch.objects.filter(station=self._station, epoch__in=first).order_by("id")
        return [(epoch, first[epoch]) for epoch in order.values_list("epoch", flat=True)]

    def _note(self, found: CoreFact) -> None:
        self.first_ms = self.first_ms or found.at.wall_ms
        self.last_ms = max(self.last_ms, found.at.wall_ms)
        if found.kind in past.DECISIONS:
            self.versions.add(str(found.body["policy"]))
