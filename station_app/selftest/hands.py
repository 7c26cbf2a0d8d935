"""Checks that need somebody at the station: cards, codes, the door, its button, and the click of the lock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Final

from hardware.devices.readings import (
    CardLifted,
    CardRead,
    CardSeen,
    CardUnreadable,
    CodeRead,
    CodeUnreadable,
    InputChanged,
    TagLifted,
    TagRead,
    TagUnreadable,
)
from station_app.config import Point
from station_app.core.events import Unknown
from station_app.selftest.ears import Ear, Heard, forget
from station_app.selftest.locks import Pulse, contact_of, hold, through_the_chain
from station_app.selftest.outcome import Outcome, Prove, green, red
from station_app.selftest.under_test import UnderTest, lit, lost

HAND_SECONDS: Final = 60.0
"""For one thing to do; nobody stands at the station who takes longer."""
READS: Final = 50
READ_SECONDS: Final = 15.0
KNOWN_SECONDS: Final = 4.0
"""A card is read within this time; of one that it knows the reader says no more than that it sees it."""
STAY_SECONDS: Final = 1.0
ANEW_SECONDS: Final = 2.5
"""A code that is shown again sooner is taken for the same showing."""
FEWEST_GOOD: Final = 45
GOOD_ENOUGH: Final = 48
_DROP: Final = 3
"""So many good readings fewer than usual are a warning."""
LEAN_SECONDS: Final = 3.0
STRIKE_SECONDS: Final = 1.0
"""A lock that gives way later than this does not give way to who pulls the handle once."""
_SLOWER: Final = 1.5
_MOST_BOUNCES: Final = 1
"""A good contact has settled before a board looks again; once it may be caught, in two pushes on end it may not."""
LET_GO_SECONDS: Final = 10.0
_AFTER_PULSE: Final = 1.0
"""A door that was pushed in the last moment of a pulse is told this much later."""

_GOOD: Final = (CardRead, CodeRead, TagRead)
_BAD: Final = (CardUnreadable, CodeUnreadable, TagUnreadable)
_GONE: Final = (CardLifted, TagLifted)


def presented(reader: str, lay: str, lift: str) -> Prove:
    """What is held to a reader is read, and its taking away is noticed."""

    async def prove(station: UnderTest) -> Outcome:
        if (gone := lost(station.devices[reader])) is not None:
            return gone
        await lit(station.devices[reader])  # dark while the station is closed or tested
        station.guide.tell(lay, reader, HAND_SECONDS)
        with station.ears.presented_at(reader) as ear:
            heard = await _one_reading(ear, HAND_SECONDS)
            forget(heard)
            if heard is None:
                return lost(station.devices[reader]) or red("nothing-read")
            station.guide.seen()
            if isinstance(heard, CodeRead):
                return _judged(station, heard)
            if isinstance(heard, _BAD):
                return red("unreadable")
            return green() if not lift or await _taken_away(station, ear, reader, lift) else red("card-stays")

    return prove


async def _one_reading(ear: Ear, within: float) -> Heard | None:
    """What a reader made of what is held to it; a card that it knows from seconds ago is only `CardSeen`."""
    heard = await ear.next(_is(CardSeen, *_GOOD, *_BAD), within)
    if not isinstance(heard, CardSeen):
        return heard
    return await ear.next(_is(*_GOOD, *_BAD), KNOWN_SECONDS) or heard


async def _taken_away(station: UnderTest, ear: Ear, reader: str, lift: str, **count: int) -> bool:
    # Left there for a moment, so that the reader finds it once more: then it knows when it is gone.
    await station.clock.sleep(STAY_SECONDS)
    station.guide.tell(lift, reader, READ_SECONDS, **count)
    return await ear.next(_is(*_GONE), READ_SECONDS) is not None


def _judged(station: UnderTest, read: CodeRead) -> Outcome:
    """A pass of this station, whole and in its time: a code that lost a letter on its way is none."""
    _, finding = station.identity.code(read.text, station.stamp.trusted_wall_ms())
    return red(finding.reason) if isinstance(finding, Unknown) else green()


def chain_with_card(door: str, reader: str, step: str) -> Prove:
    """The whole way: a real card, its pseudonym, the decision, relay, contact, journal, hub and answer."""

    async def prove(station: UnderTest) -> Outcome:
        if (gone := lost(station.devices[reader])) is not None:
            return gone
        with station.ears.presented_at(reader) as ear:
            # a card that was laid down before it was asked for has been read, and is not read twice
            if station.state().card_on == reader and not await _taken_away(station, ear, reader, "lift-card"):
                return red("card-stays")
            station.guide.tell(step, reader, HAND_SECONDS)
            heard = await _one_reading(ear, HAND_SECONDS)
        if heard is None:
            return lost(station.devices[reader]) or red("nothing-read")
        station.guide.seen()
        if not isinstance(heard, CardRead):
            return red("read-just-now") if isinstance(heard, CardSeen) else red("unreadable")
        # The number is wiped in there; whose pseudonym it became is told to nobody.
        finding = await station.identity.card(heard)
        return await through_the_chain(station, door, ("id-card", finding))

    return prove


def reads(reader: str, lay: str, lift: str) -> Prove:
    """Fifty readings, and how many of them were good; a reader tires before it dies."""

    async def prove(station: UnderTest) -> Outcome:
        good = bad = 0
        await lit(station.devices[reader])
        with station.ears.presented_at(reader) as ear:
            for done in range(READS):
                if not lift:
                    await station.clock.sleep(ANEW_SECONDS)
                station.guide.tell(lay, reader, READ_SECONDS, done=done, of=READS)
                heard = await _one_reading(ear, READ_SECONDS)
                forget(heard)
                if heard is None:
                    return lost(station.devices[reader]) or red("not-enough-reads", good=good, of=done)
                station.guide.seen()
                bad += isinstance(heard, _BAD) or (isinstance(heard, CodeRead) and not _judged(station, heard).green)
                good = done + 1 - bad
                if lift and not await _taken_away(station, ear, reader, lift, done=done + 1, of=READS):
                    return red("card-stays", good=good, of=done + 1)
        told = {"good": good, "of": READS, "unreadable": bad}
        if good < FEWEST_GOOD:
            return red("reads-badly", **told)
        before = [int(past["good"]) for past in station.past(f"{reader}.reads") if past.get("good", "").isdecimal()]
        tired = good < GOOD_ENOUGH or (before and good <= median(before) - _DROP)
        return green(**told, warning="reads-worse" if tired else "")

    return prove


def push(door: str) -> Prove:
    """The door holds until its lock is released, then gives way at once, and its contact says so."""

    async def prove(station: UnderTest) -> Outcome:
        wiring = station.settings.wiring[door]
        if (gone := lost(station.devices[wiring.lock.device])) is not None:
            return gone
        assert wiring.contact is not None, "planned only for doors with a contact"
        opens = _moves(wiring.contact, on=True)
        station.guide.tell("lean-on-door", door, LEAN_SECONDS)
        with station.ears.listening() as ear:
            if await ear.next(opens, LEAN_SECONDS) is not None or contact_of(station, door)():
                station.guide.seen()
                return red("not-locked")
            return await _strike(station, ear, door, opens)

    return prove


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """A door that was pushed open while its lock was released."""

    moved: InputChanged
    pulse: Pulse
    strike_ms: int


async def _pushed_open(station: UnderTest, ear: Ear, door: str, opens: Callable[[Heard], bool]) -> _Opened | Outcome:
    """Release the lock for one pulse and have the door pushed; or why its contact did not tell."""
    seconds = station.settings.house.doors[door].pulse_seconds
    station.guide.tell("push-door", door, seconds + _AFTER_PULSE)
    # an ear of its own: who leans on the door opens it before the lock's answer is through
    with station.ears.listening() as lock_ear:
        pulse = await hold(station, lock_ear, door, seconds)
    if not isinstance(pulse, Pulse):
        return pulse
    began = station.clock.monotonic()
    moved = await ear.next(opens, seconds + _AFTER_PULSE)
    if isinstance(moved, InputChanged):
        station.guide.seen()
        strike = max(0, round(((moved.at or station.clock.monotonic()) - began) * 1000))
        return _Opened(moved=moved, pulse=pulse, strike_ms=strike)
    # only the person knows whether the door moved: the contact, the lock, or nobody is to be looked after
    did = await station.guide.ask("did-it-open", door, HAND_SECONDS)
    if did is None:
        return red("nobody-answered", lock_ms=pulse.took_ms)
    return red("contact-silent", lock_ms=pulse.took_ms) if did else red("stays-shut", lock_ms=pulse.took_ms)


async def _strike(station: UnderTest, ear: Ear, door: str, opens: Callable[[Heard], bool]) -> Outcome:
    contact = station.settings.wiring[door].contact
    assert contact is not None, "planned only for doors with a contact"
    before_opening = _bounced(station, contact.device)
    opened = await _pushed_open(station, ear, door, opens)
    if isinstance(opened, Outcome):
        return opened
    struck = opened.strike_ms
    later = await ear.all(1.0)
    moved = sum(1 for one in later if isinstance(one, InputChanged) and one.channel == opened.moved.channel)
    bounces = moved + _bounced(station, contact.device) - before_opening
    told = {"strike_ms": struck, "lock_ms": opened.pulse.took_ms, "bounces": bounces}
    pushes = station.past(f"{door}.push")
    if bounces > _MOST_BOUNCES or (bounces and pushes and pushes[-1].get("bounces", "0") != "0"):
        return red("flutters", **told)
    if struck > STRIKE_SECONDS * 1000:
        return red("strikes-late", **told)
    before = [int(past["strike_ms"]) for past in pushes if past.get("strike_ms", "").isdecimal()]
    slower = bool(before) and struck > median(before) * _SLOWER + 50
    return green(**told, warning="strikes-slower" if slower else "bounces" if bounces else "")


def _bounced(station: UnderTest, board: str) -> int:
    return station.devices[board].health.counts.get("bounces", 0)


def close(door: str, point: Point) -> Prove:
    """The door falls shut, and its contact says so; one that is shut already is opened first."""

    async def prove(station: UnderTest) -> Outcome:
        if (gone := lost(station.devices[point.device])) is not None:
            return gone
        with station.ears.listening() as ear:
            if contact_of(station, door)() is False:
                opened = await _pushed_open(station, ear, door, _moves(point, on=True))
                if isinstance(opened, Outcome):
                    return opened
            station.guide.tell("close-door", door, HAND_SECONDS)
            if await ear.next(_moves(point, on=False), HAND_SECONDS) is None:
                return lost(station.devices[point.device]) or red("door-open")
            station.guide.seen()
        return green()

    return prove


def press_exit(door: str, point: Point) -> Prove:
    """The exit button is felt."""
    return _pressed("press-exit", door, point)


def press_help(name: str, point: Point) -> Prove:
    """The help button is felt."""
    return _pressed("press-help", name, point)


def click(door: str) -> Prove:
    """Somebody hears or feels the lock move: no board can tell whether its contacts really did."""

    async def prove(station: UnderTest) -> Outcome:
        if (gone := lost(station.devices[station.settings.wiring[door].lock.device])) is not None:
            return gone
        station.guide.tell("listen", door, LEAN_SECONDS)
        await station.clock.sleep(LEAN_SECONDS)
        with station.ears.listening() as ear:
            pulse = await hold(station, ear, door)
        if not isinstance(pulse, Pulse):
            return pulse
        heard = await station.guide.ask("hear-click", door, HAND_SECONDS)
        if heard is None:
            return red("nobody-answered")
        return green(lock_ms=pulse.took_ms) if heard else red("no-click")

    return prove


def _pressed(step: str, about: str, point: Point) -> Prove:
    async def prove(station: UnderTest) -> Outcome:
        if (gone := lost(station.devices[point.device])) is not None:
            return gone
        with station.ears.listening() as ear:
            station.guide.tell(step, about, HAND_SECONDS)
            if await ear.next(_moves(point, on=True), HAND_SECONDS) is None:
                return lost(station.devices[point.device]) or red("button-silent")
            station.guide.seen()
            if await ear.next(_moves(point, on=False), LET_GO_SECONDS) is None:
                return red("button-stuck")
        return green()

    return prove


def _moves(point: Point, *, on: bool) -> Callable[[Heard], bool]:
    def wanted(heard: Heard) -> bool:
        if not isinstance(heard, InputChanged) or (heard.device, heard.channel) != (point.device, point.channel):
            return False
        return (heard.on != point.inverted) == on

    return wanted


def _is(*kinds: type[Heard]) -> Callable[[Heard], bool]:
    def wanted(heard: Heard) -> bool:
        return isinstance(heard, kinds)

    return wanted
