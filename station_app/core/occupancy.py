"""How many people may be inside a zone, as a range, assuming that people sleep.

`low` is what is certain, `high` what is possible: staff and whoever came along uninvited among them. Silence alone
never lowers `high`. It comes down to none only by a counter that began with an empty zone, or by a sweep: after a long
silence in which nobody is known inside, the zone is lit and spoken to, and a while later nobody has stirred.

A person who passes behind another keeps the door from falling shut: that is how long a door stands open bounds how many
may have passed without being granted. A door that is held, or that nobody sees, bounds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from station_app.core import door_faults, visits
from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Command, Record
from station_app.core.events import (
    ContactMoved,
    Counted,
    DeviceFailed,
    EntryAsked,
    Event,
    ExitPressed,
    HelpAsked,
    InputMoved,
    Presented,
    Started,
    Ticked,
    Touched,
)
from station_app.core.facts import Fact, fact
from station_app.core.instant import Instant
from station_app.core.memory.life import ZoneLife
from station_app.core.model import DoorState, StationState

FIRST_SECONDS: Final = 5.0
NEXT_SECONDS: Final = 2.0
"""A door with a closer is shut again so long after one person; each further one keeps it open so much longer."""
SETTLED_SECONDS: Final = 10.0
"""Motion sooner after a door has closed may be of somebody who has just left."""
COUNT_MISSED: Final = 3
"""So many entries that a counter did not count, and it is no counter any more."""


def words(low: int, high: int) -> str:
    """A range for people: `0`, `3`, `2-4`."""
    return str(low) if low == high else f"{low}-{high}"


def shown(state: StationState, zone: str) -> str:
    """What may be shown of a zone: `free` or `occupied` of a private one, else the range in words."""
    life = state.life.get(zone)
    known = state.inside(zone)
    low, high = (known, known) if life is None else (life.low, life.high)
    if state.house.is_private(zone):
        return "occupied" if high or known or door_faults.latch_on(state, zone) else "free"
    return words(low, high)


def follow(before: StationState, state: StationState, event: Event) -> Step:
    """What an event tells of people inside; `before` is the state in front of it."""
    commands: list[Command] = []
    heard = _HEARD.get(type(event))
    if heard is not None:
        state, commands = heard(before, state, event)
    if state.visits is not before.visits:
        state = _parties_changed(before, state)
    return state, commands


# The range.


def life_of(state: StationState, zone: str) -> ZoneLife:
    """The signs of people in a zone; of an empty one where nothing was heard yet."""
    return state.life.get(zone, ZoneLife())


def with_life(state: StationState, zone: str, life: ZoneLife) -> StationState:
    """The state with one zone's life changed."""
    return replace(state, life={**state.life, zone: life})


def signed(state: StationState, zone: str, at: Instant, life: ZoneLife) -> Step:
    """Somebody is there, or was until now: a sweep has found somebody."""
    life = replace(life, sign=at, day=life.day or at.station_day)
    if life.swept is None:
        return with_life(state, zone, life), []
    life = replace(life, swept=None, high=max(1, life.high))
    told = fact("occupancy.sweep", at, zone=zone, result="somebody")
    return with_life(state, zone, life), [Record(fact=told)]


def _wide(state: StationState, zone: str, life: ZoneLife) -> ZoneLife:
    """Nobody sees who passes: anything up to a full zone."""
    if life.counter is not None:
        return life
    return replace(life, low=0, high=max(life.high, state.inside(zone), state.house.capacity(zone)))


def _passable(seconds: float) -> int:
    """How many people may have passed a door that was open for so long."""
    beyond = seconds - FIRST_SECONDS
    return 1 if beyond <= 0 else 1 + int(-(-beyond // NEXT_SECONDS))


def _contact_moved(before: StationState, state: StationState, event: ContactMoved) -> Step:
    was, now = before.doors[event.door], state.doors[event.door]
    zone = state.house.doors[event.door].zone
    if was.contact == now.contact:
        return state, []
    if now.contact == "open":
        party = visits.largest_party(before, zone)
        life = _opened(life_of(state, zone), now, party)
        within = state.house.doors[event.door].enter_within_seconds
        if now.cause == "entry" and was.exit_at is not None and event.at.seconds_since(was.exit_at) <= within:
            life = replace(life, low=max(0, life.low - 1 - party))  # whoever was granted may have gone away instead
        return signed(state, zone, event.at, life)
    if was.contact == "unknown":
        return state, []
    return signed(state, zone, event.at, _closed(state, zone, was, event.at))


def _opened(life: ZoneLife, now: DoorState, party: int) -> ZoneLife:
    came = now.passing if now.cause == "entry" else 0
    if came:
        life = _came(life, came)
    if life.counter is not None:
        return replace(life, uncounted=life.uncounted + came)
    if came:
        # One of them has opened it; the others were granted, too, and may have gone away.
        return replace(life, low=life.low + 1, high=life.high + came, slack=0)
    left = max(0, life.low - party)
    if now.cause == "exit":
        return replace(life, low=left, high=max(1, life.high - 1), slack=0)
    return replace(life, low=left, high=life.high + 1, slack=0)


def _came(life: ZoneLife, people: int) -> ZoneLife:
    """So many who were granted have come in; where nothing counts, that is all that is known of the day."""
    seen = 0 if life.counter is not None else people
    return replace(life, grants=life.grants + people, entered=life.entered + seen)


def _closed(state: StationState, zone: str, was: DoorState, at: Instant) -> ZoneLife:
    """What the time that the door stood open adds: people who went in or out beside those it was opened for."""
    life = life_of(state, zone)
    if life.counter is not None:
        if life.uncounted < COUNT_MISSED:
            return life
        return _wide(state, zone, replace(life, counter=None, uncounted=0))
    if was.held or was.opened_at is None:
        return life  # told as wide already
    through = _passable(at.seconds_since(was.opened_at))
    beside = max(0, through - max(1, was.passing))
    gone = through - 1  # whoever was granted may have stayed outside: then it stood open for somebody else
    if not gone:
        return life
    certain = 1 if was.cause == "entry" else 0
    most = max(state.house.capacity(zone), state.inside(zone), life.high)
    high = min(life.high + beside, most)
    return replace(life, low=max(min(certain, life.low), life.low - gone), high=high, slack=high - life.high)


def _presented(before: StationState, state: StationState, event: Presented | EntryAsked) -> Step:
    """Granted at a door that stands open, or whose contact tells nothing."""
    door = event.door if isinstance(event, EntryAsked) else _door_of(state, event.reader)
    if door is None or state.doors[door].passing <= before.doors[door].passing:
        return state, []
    zone = state.house.doors[door].zone
    life = _came(life_of(state, zone), 1)
    if life.counter is not None:
        return signed(state, zone, event.at, replace(life, uncounted=life.uncounted + 1))
    # Whoever is let in at an open door may go away all the same: nothing has seen anybody pass.
    return signed(state, zone, event.at, replace(life, high=life.high + 1))


def _door_of(state: StationState, reader: str) -> str | None:
    door = state.house.door_of(reader)
    return None if door is None else door.name


def _exit_pressed(before: StationState, state: StationState, event: ExitPressed) -> Step:
    zone = state.house.doors[event.door].zone
    life = life_of(state, zone)
    if not door_faults.tells(state, event.door) and state.visits is not before.visits and life.counter is None:
        party = visits.largest_party(before, zone)
        life = replace(life, low=max(0, life.low - party), high=life.high - 1)
    return signed(state, zone, event.at, replace(life, high=max(1, life.high)))


def _counted(before: StationState, state: StationState, event: Counted) -> Step:
    del before
    if event.zone not in state.house.zones:
        return state, []
    life, change = life_of(state, event.zone), event.entered - event.left
    if life.counter is None:
        # Its first word is of people of whom the open door has told already.
        told = sum(now.passing for now in doors_of(state, event.zone) if now.contact == "open" and now.cause == "entry")
        low, high = max(0, life.low - event.left), life.high + max(0, event.entered - told)
    else:
        high = max(0 if life.sure else 1, life.high + change)
        low = min(high, max(0, life.low + change))
    entered = life.entered + event.entered
    life = replace(life, low=low, high=high, entered=entered, counter=event.at, uncounted=0)
    return signed(state, event.zone, event.at, life)


def _input_moved(before: StationState, state: StationState, event: InputMoved) -> Step:
    """Motion, or a latch turned from inside: somebody is there now."""
    del before
    means, zone = state.house.inputs[event.name].means, state.house.sensed(event.name)
    if means not in ("motion", "latch") or zone is None:
        return state, []
    life = life_of(state, zone)
    if means == "motion":
        life = replace(life, moved=event.at)
    if event.on:
        low = max(1, life.low) if _settled(state, zone, event.at) else life.low
        life = replace(life, low=low, high=max(1, life.high))
    return signed(state, zone, event.at, life)


def _settled(state: StationState, zone: str, at: Instant) -> bool:
    """Whether every door of a zone has been shut for a while, so that whoever stirs is not on the way out."""
    return all(
        now.contact == "closed" and (now.closed_at is None or at.seconds_since(now.closed_at) > SETTLED_SECONDS)
        for now in doors_of(state, zone)
    )


def doors_of(state: StationState, zone: str) -> list[DoorState]:
    """What is known of the doors of a zone that have a contact."""
    return [state.doors[name] for name, door in state.house.doors.items() if door.zone == zone and door.has_contact]


def _touched(before: StationState, state: StationState, event: Touched | HelpAsked) -> Step:
    """Somebody stands at the kiosk, which hangs at the first door."""
    del before
    zone = state.house.kiosk_zone
    return signed(state, zone, event.at, life_of(state, zone))


def _device_failed(before: StationState, state: StationState, event: DeviceFailed) -> Step:
    for name, door in state.house.doors.items():
        if door.contact_board == event.device and before.doors[name].contact != "unknown":
            state = with_life(state, door.zone, _wide(state, door.zone, life_of(state, door.zone)))
    return state, []


def _ticked(before: StationState, state: StationState, event: Ticked) -> Step:
    if state.doors is not before.doors:
        for name, now in state.doors.items():
            if now.held and not before.doors[name].held:
                zone = state.house.doors[name].zone
                state = with_life(state, zone, _wide(state, zone, life_of(state, zone)))
    if state.visits is not before.visits:
        for name, visit in before.visits.items():
            after = state.visits.get(name)
            if visit.inside and not (after is not None and after.inside):
                # Nobody saw this stay end: it is no longer certain, and still possible.
                life = life_of(state, visit.zone)
                low = life.low if life.counter is not None else max(0, life.low - visits.size(visit))
                state = with_life(state, visit.zone, replace(life, low=low))
    return state, []


def _started(before: StationState, state: StationState, event: Started) -> Step:
    """Nobody watched meanwhile, and without power the doors may have stood open: anybody may be inside."""
    del before
    commands: list[Command] = []
    for zone in state.house.zones:
        life = replace(life_of(state, zone), low=0, sure=False, counter=None, uncounted=0, swept=None)
        life = _wide(state, zone, life)
        state, told = signed(state, zone, event.at, life)
        commands += told
    return state, commands


_HEARD: Final[Mapping[type, Callable[[StationState, StationState, Any], Step]]] = {
    ContactMoved: _contact_moved,
    Presented: _presented,
    EntryAsked: _presented,
    ExitPressed: _exit_pressed,
    Counted: _counted,
    InputMoved: _input_moved,
    Touched: _touched,
    HelpAsked: _touched,
    DeviceFailed: _device_failed,
    Ticked: _ticked,
    Started: _started,
}


def _parties_changed(before: StationState, state: StationState) -> StationState:
    """Who was said to come along; and in a zone without a door, where only taps tell, who came and went."""
    for name, visit in state.visits.items():
        was = before.visits.get(name)
        if was is visit:
            continue
        more = visits.size(visit) - (1 if was is None else visits.size(was))
        if more:
            state = with_life(state, visit.zone, _joined(life_of(state, visit.zone), more))
        inside = was is not None and was.inside
        if visit.inside != inside and not any(d.zone == visit.zone for d in state.house.doors.values()):
            people = visits.size(visit) - (more if visit.inside else 0)  # who is new is in already
            life = _tapped(life_of(state, visit.zone), people, came=visit.inside)
            state = with_life(state, visit.zone, life)
    return state


def _joined(life: ZoneLife, more: int) -> ZoneLife:
    life = replace(life, declared=max(0, life.declared + more))
    if life.counter is not None:
        return life
    slack = min(max(0, more), life.slack)
    high = max(1, life.high + more - slack)
    # Where nobody knows any more who is inside, a word does not make it certain.
    low = min(high, max(1, life.low + more)) if life.low else 0
    return replace(life, low=low, high=high, slack=life.slack - slack)


def _tapped(life: ZoneLife, people: int, *, came: bool) -> ZoneLife:
    if not came:
        return replace(life, low=max(0, life.low - people), high=max(0, life.high - people))
    return replace(_came(life, 1), low=life.low + people, high=life.high + people)


# What facts leave in mind: the day's counts. Who is inside is open after a start: nobody has watched since.


def _recall_came(state: StationState, told: Fact) -> StationState:
    return _recalled(state, told, grants=1)


def _recall_joined(state: StationState, told: Fact) -> StationState:
    visit = state.visits.get(str(told.body["visit"]))
    people = int(told.body["adults"] or 0) + int(told.body["children"] or 0)
    more = people if visit is None else people - visit.companions - visit.children
    return _recalled(state, told, declared=more)


def _recall_day(state: StationState, told: Fact) -> StationState:
    zone = str(told.body["zone"])
    if zone not in state.house.zones:
        return state
    day = int(told.body["day"] or 0) + 1
    return with_life(state, zone, replace(life_of(state, zone), day=day, grants=0, entered=0, declared=0))


def _recalled(state: StationState, told: Fact, *, grants: int = 0, declared: int = 0) -> StationState:
    zone = str(told.body["zone"])
    if zone not in state.house.zones:
        return state
    life, today = life_of(state, zone), told.at.station_day
    if life.day != today:
        life = replace(life, day=today, grants=0, entered=0, declared=0)
    came, seen = life.grants + grants, life.entered + grants
    life = replace(life, grants=came, entered=seen, declared=max(0, life.declared + declared))
    return with_life(state, zone, life)


RECALLS: Final[Mapping[str, Recall]] = {
    "visit.started": _recall_came,
    "visit.resumed": _recall_came,
    "visit.companions": _recall_joined,
    "occupancy.day": _recall_day,
}
"""Kind of fact -> what it leaves in mind."""
