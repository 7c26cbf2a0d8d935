"""What must hold after every step of a station's life, whatever happens to it.

The books kept here are made from facts and from matter alone, and know nothing of how the rules remember.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from station_app.core import occupancy
from station_app.core.commands import Command, HoldLock, Record, RunSelftest
from station_app.core.events import ContactMoved, Event, ExitPressed, Ticked
from station_app.core.facts import PERSONAL, Fact
from station_app.core.instant import Instant
from station_app.core.model import StationState
from station_app.simulation.fleet.cards import PSEUDONYM
from station_app.simulation.fleet.physics import Building
from station_app.simulation.fleet.sites import MAIN, REST
from station_app.simulation.fleet.station_life import Life
from station_app.simulation.fleet.troubles import Troubles

USED_WITHIN_SECONDS: Final = 8.0
SAME_VISIT_SECONDS: Final = 1800.0
"""The counting rule: an opened door within so long after a grant; the same person again sooner is no other visit."""
MOST_TICKS: Final = 60
SPIN_MS: Final = 20_000
"""So many ticks within so long and nothing else, and time is asked for without end."""
UNCOUNTED: Final = ("staff", "grace")
_SHOWN_MOST: Final = 50
PEOPLE_FIELDS: Final = ("low", "high", "grants", "entered", "companions", "adults", "children")


class Broken(Exception):
    """An invariant does not hold."""

    def __init__(self, invariant: str, detail: str) -> None:
        super().__init__(f"{invariant}: {detail}")
        self.invariant = invariant
        self.detail = detail

    def __reduce__(self) -> tuple[type[Broken], tuple[str, str]]:
        return Broken, (self.invariant, self.detail)


@dataclass(slots=True, eq=False)
class _Pending:
    """A grant that no opening has used."""

    person: str | None
    credential: str
    zone: str
    at: Instant


@dataclass(slots=True, eq=False)
class Books:
    """What the journal's facts say, counted anew."""

    visits: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])
    """Visit -> zone, people, person; of those inside."""
    pending: dict[str, _Pending] = field(default_factory=dict[str, _Pending])
    incidents: dict[str, str] = field(default_factory=dict[str, str])
    """Cause -> id of the open incident."""
    acted: set[str] = field(default_factory=set[str])
    released: set[str] = field(default_factory=set[str])
    """Orders by which a lock has moved."""
    counted: int = 0
    """Visits of the journal by the counting rule."""
    should: int = 0
    """Visits that the same rule gives for what happened at the door."""
    starts: dict[tuple[str, str], Instant] = field(default_factory=dict[tuple[str, str], Instant])
    """Person and zone -> start of the last visit."""
    shown: dict[str, str | None] = field(default_factory=dict[str, str | None])
    """Presentation -> under which name it was granted; the newest ones."""

    def rename(self, old: str, new: str | None) -> None:
        """Somebody is known by another name from now on, or by none."""
        for person, zone in [key for key in self.starts if key[0] == old]:
            start = self.starts.pop((person, zone))
            if new is not None:
                self.starts[new, zone] = start
        for visit in self.visits.values():
            if visit[2] == old:
                visit[2] = new
        for grant in self.pending.values():
            if grant.person == old:
                grant.person = new


class Watch:
    """Looks at every step of one station."""

    def __init__(self) -> None:
        self.books = Books()
        self.troubles: Troubles | None = None
        self.range_checked = 0
        """How often the range of people inside was held against the truth."""
        self._unsure = False
        self._seq = 0
        self._ticks = 0
        self._tick_ms = 0
        self._facts: Mapping[str, Callable[[Life, StationState, Event, Fact], None]] = {
            "access.granted": self._granted,
            "access.not_entered": self._not_entered,
            "door.opened": self._opened,
            "visit.started": self._started,
            "visit.resumed": self._started,
            "visit.companions": self._companions,
            "visit.ended": self._ended,
            "incident.opened": self._incident,
            "incident.closed": self._incident_over,
            "command.acted": self._acted,
            "camera.viewed": self._viewed,
            "consent.given": self._agreed,
            "occupancy.sweep": self._swept,
            "data.erased": self._forgotten,
        }

    def stepped(self, life: Life, before: StationState, event: Event, commands: Sequence[Command]) -> None:
        """The rules have answered an event."""
        kind = type(event)
        if kind is Ticked:
            self._ticked(life.now_ms)
        else:
            self._ticks = 0
            if kind is ExitPressed:
                self._pressed(life, commands)
        facts = 0
        for command in commands:
            if isinstance(command, Record):
                facts += 1
                self._fact(life, before, event, command.fact)
            elif isinstance(command, RunSelftest):
                self._tested(life)
        if kind is ContactMoved:
            self._contact(life, event)
        after = life.state
        if after.incidents is not before.incidents and after.incidents.keys() != self.books.incidents.keys():
            odd = sorted(after.incidents.keys() ^ self.books.incidents.keys())
            raise Broken("every incident closed or open with an owner", f"the journal and the rules differ in {odd}")
        if after.life is not before.life or facts:
            self._people(life, after)
        if self._seq != len(life.facts):
            raise Broken("seq without gaps", f"{self._seq} facts were told, {len(life.facts)} are in the journal")
        self._seq += facts

    def held(self, life: Life, hold: HoldLock) -> None:
        """A relay is told now."""
        if hold.cause != "order" or self.troubles is None:
            return
        order = hold.presentation or ""
        self._in_time(life, order)
        if order in self.books.released:
            raise Broken("no late command", f"the lock moved twice by order {order}")
        self.books.released.add(order)

    def _in_time(self, life: Life, order: str) -> None:
        assert self.troubles is not None
        over = life.now_ms - self.troubles.managers.not_after.get(order, 0)
        if over > 0:
            raise Broken("no late command", f"order {order} acts {over} ms after its time")

    # The way out.

    def _pressed(self, life: Life, commands: Sequence[Command]) -> None:
        if not any(isinstance(c, HoldLock) and c.cause == "exit" and c.door == MAIN for c in commands):
            raise Broken("exit always free", "a press of the exit button is not answered with a released lock")
        if not life.building.lock.is_free(life.now_ms):
            raise Broken("nobody locked in", "the exit button is pressed and the lock holds")

    def _tested(self, life: Life) -> None:
        building = life.building
        if self._sure(building) and building.inside:
            raise Broken("no lock is tested round anybody", f"{building.inside} are inside when a self-test is ordered")

    # Facts.

    def _fact(self, life: Life, before: StationState, event: Event, fact: Fact) -> None:
        body = fact.body
        for name, value in body.items():
            if type(value) is str and value.startswith(PSEUDONYM) and name not in PERSONAL:
                raise Broken("no personal value in a fact but in a field for it", f"{fact.kind} has one in {name}")
        zone = body.get("zone")
        if zone is not None and zone != REST and life.state.house.is_private(str(zone)):
            told = [name for name in PEOPLE_FIELDS if body.get(name)]
            if told:
                raise Broken("a private zone never observed", f"{fact.kind} tells {told} of {zone}")
        check = self._facts.get(fact.kind)
        if check is not None:
            check(life, before, event, fact)

    def _granted(self, life: Life, before: StationState, event: Event, fact: Fact) -> None:
        body, books = fact.body, self.books
        person, zone = body.get("person"), str(body["zone"])
        if "test" in body:
            return
        grant = _Pending(
            person=None if person is None else str(person), credential=str(body["credential"]), zone=zone, at=fact.at
        )
        pending = {
            name: other
            for name, other in books.pending.items()
            if fact.at.seconds_since(other.at) <= USED_WITHIN_SECONDS
            and (other.person is None or other.person != grant.person or other.zone != zone)
        }
        if grant.credential not in UNCOUNTED:
            inside = [visit for visit in books.visits.values() if visit[0] == zone]
            known = grant.person is not None and any(visit[2] == grant.person for visit in inside)
            taken = sum(visit[1] for visit in inside)
            taken += sum(1 for other in pending.values() if other.zone == zone and other.credential != "staff")
            if not known and taken >= before.house.capacity(zone):
                raise Broken("capacity never exceeded by grants", f"{taken} places of {zone} are taken")
        books.pending = pending
        books.shown[str(body["presentation"])] = grant.person
        if len(books.shown) > _SHOWN_MOST:
            del books.shown[next(iter(books.shown))]
        if not body["door"] or _open_for_rules(life, before):
            self._count(grant, fact.at)
        else:
            pending[str(body["presentation"])] = grant

    def _not_entered(self, life: Life, before: StationState, event: Event, fact: Fact) -> None:
        del life, before, event
        self.books.pending.pop(str(fact.body["presentation"]), None)

    def _opened(self, life: Life, before: StationState, event: Event, fact: Fact) -> None:
        del life, before, event
        books = self.books
        for grant in books.pending.values():
            if fact.at.seconds_since(grant.at) <= USED_WITHIN_SECONDS:
                self._count(grant, fact.at)
        books.pending = {}

    def _count(self, grant: _Pending, at: Instant) -> None:
        """The counting rule, told a second time."""
        if grant.credential in UNCOUNTED:
            return
        last = None if grant.person is None else self.books.starts.get((grant.person, grant.zone))
        if last is not None and at.seconds_since(last) < SAME_VISIT_SECONDS:
            return
        self.books.should += 1
        if grant.person is not None:
            self.books.starts[grant.person, grant.zone] = at

    def _started(self, life: Life, before: StationState, event: Event, fact: Fact) -> None:
        body = fact.body
        visit, zone, evidence = str(body["visit"]), str(body["zone"]), str(body["evidence"])
        person = body.get("person")
        if evidence in ("door-opened", "door-open", "order"):
            self._behind_a_door(life, before, event, fact)
        elif evidence == "grant" and f"contact-contradicts/{MAIN}" not in before.incidents:
            raise Broken("no visit without an opened door", f"{visit} began with a grant alone")
        self.books.visits.setdefault(visit, [zone, 1, person])
        if fact.kind == "visit.started" and body["credential"] not in UNCOUNTED:
            self.books.counted += 1
            if person is not None:
                self.books.starts[str(person), zone] = fact.at

    def _behind_a_door(self, life: Life, before: StationState, event: Event, fact: Fact) -> None:
        del before
        leaf = life.building.leaf
        opened = leaf.open or leaf.lie == "open"
        if not opened or not leaf.seen_open:
            raise Broken("no visit without an opened door", f"{fact.body['visit']} began behind a shut door ({event})")

    def _companions(self, life: Life, before: StationState, event: Event, fact: Fact) -> None:
        del life, before, event
        visit = self.books.visits.get(str(fact.body["visit"]))
        if visit is not None:
            visit[1] = 1 + int(fact.body["adults"] or 0) + int(fact.body["children"] or 0)

    def _ended(self, life: Life, before: StationState, event: Event, fact: Fact) -> None:
        del life, before, event
        if self.books.visits.pop(str(fact.body["visit"]), None) is None:
            raise Broken("counts equal truth", f"visit {fact.body['visit']} ends and never began")

    def _incident(self, life: Life, before: StationState, event: Event, fact: Fact) -> None:
        del life, before, event
        cause = str(fact.body["cause"])
        if cause in self.books.incidents:
            raise Broken("one incident a cause", f"{cause} is opened twice")
        if not fact.body.get("owner"):
            raise Broken("every incident closed or open with an owner", f"{cause} has no owner")
        self.books.incidents[cause] = str(fact.body["incident"])

    def _incident_over(self, life: Life, before: StationState, event: Event, fact: Fact) -> None:
        del life, before, event
        cause = str(fact.body["cause"])
        if self.books.incidents.pop(cause, None) != fact.body["incident"]:
            raise Broken("every incident closed or open with an owner", f"{cause} is closed and was not open")

    def _acted(self, life: Life, before: StationState, event: Event, fact: Fact) -> None:
        del before, event
        order = str(fact.body["command"])
        if order in self.books.acted:
            raise Broken("no late command", f"order {order} acts twice")
        self.books.acted.add(order)
        if order not in self.books.released and self.troubles is not None:
            self._in_time(life, order)

    def _swept(self, life: Life, before: StationState, event: Event, fact: Fact) -> None:
        """Whoever was inside has been asked: what was unsure is certain again."""
        del life, before, event
        if fact.body["result"] == "empty" and fact.body["zone"] == REST:
            self._unsure = False

    def _agreed(self, life: Life, before: StationState, event: Event, fact: Fact) -> None:
        del life, before, event
        old = self.books.shown.get(str(fact.body["presentation"]))
        if old is not None and old != fact.body.get("person"):
            self.books.rename(old, str(fact.body["person"]))

    def _forgotten(self, life: Life, before: StationState, event: Event, fact: Fact) -> None:
        del life, before, event
        if fact.body["scope"] == "person":
            self.books.rename(str(fact.body["person"]), None)

    def _viewed(self, life: Life, before: StationState, event: Event, fact: Fact) -> None:
        del before, event
        if life.state.house.is_private(str(fact.body["zone"])):
            raise Broken("a private zone never observed", f"a camera was viewed in {fact.body['zone']}")

    # People and time.

    def _contact(self, life: Life, event: Event) -> None:
        del event
        books = self.books
        if abs(books.counted - books.should) > self._explained():
            raise Broken(
                "counts equal truth", f"the journal counts {books.counted} visits, the door gave {books.should}"
            )

    def _explained(self) -> int:
        """By how many visits a fault may mislead the count."""
        if self.troubles is None:
            return 0
        return 10_000 if self.troubles.contact_lied or self.troubles.clock_lied else 0

    def _people(self, life: Life, after: StationState) -> None:
        for zone in life.site.private:
            if occupancy.shown(after, zone) not in ("free", "occupied"):
                raise Broken("a private zone never observed", f"more than free or occupied is shown of {zone}")
        now = after.life.get(REST)
        building = life.building
        if now is None or not self._sure(building) or building.leaf.open:
            return
        self.range_checked += 1
        # No more than the places are guessed: whoever squeezes in beside a full house is beyond what is claimed.
        least = min(building.inside, after.house.capacity(REST))
        if not now.low <= building.inside + building.walking or not least <= now.high:
            raise Broken("occupancy holds the truth", f"{building.inside} are inside, told {now.low}-{now.high}")

    def _sure(self, building: Building) -> bool:
        """Whether no sensor has lied, and nobody passed unseen, since the zone was known to be empty."""
        if self.troubles is None:
            return True
        if self.troubles.contact_lied:
            return False
        if self.troubles.blind:
            self._unsure, self.troubles.blind = True, False
        return not self._unsure and building.board

    def _ticked(self, now_ms: int) -> None:
        if now_ms - self._tick_ms > SPIN_MS:
            self._ticks, self._tick_ms = 0, now_ms
        self._ticks += 1
        if self._ticks > MOST_TICKS:
            raise Broken("ticks do not spin", f"{self._ticks} within {SPIN_MS // 1000} s")


def _open_for_rules(life: Life, before: StationState) -> bool:
    """Whether the door stands open as far as anybody at the station can know, or its contact is not believed."""
    if f"contact-contradicts/{MAIN}" in before.incidents:
        return True
    return before.doors[MAIN].contact == "open" and life.building.leaf.seen_open
