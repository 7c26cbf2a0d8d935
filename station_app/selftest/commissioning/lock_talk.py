"""Which relay moves a lock, what kind of lock it is, and how long it must be released."""

from __future__ import annotations

import math
from typing import Final

from station_app.selftest.commissioning.evidence import opened_after, sights
from station_app.selftest.commissioning.knowledge import Knowledge
from station_app.selftest.commissioning.learned import LockKind, Terminal
from station_app.selftest.commissioning.sights import Refused
from station_app.selftest.commissioning.talk import Answer, Pulse, Question, Talk, tell

TRY_SECONDS: Final = 4.0
"""Enough to hear the click and push."""
MEASURE_SECONDS: Final = 6.0
MEASUREMENTS: Final = 3
MARGIN_SECONDS: Final = 1.0
"""Beyond the slowest measured opening: visitors look for the handle first."""
SHORTEST_SECONDS: Final = 1.5
LONGEST_SECONDS: Final = 10.0
_STEPS: Final = (1.5, 2.0, 3.0, 5.0, 8.0, LONGEST_SECONDS)


def learn_lock(know: Knowledge, door: str, contact: Terminal | None, *, open_at_rest: bool) -> Talk[Terminal]:
    """The relay that releases this door."""
    planned = know.brief.plan.door(door).lock
    while True:
        yield Question(code="lock.warn", kind="done", about={"door": door})
        relays = sorted(know.relays(), key=lambda relay: relay.channel != planned)
        heard: list[str] = []
        for relay in relays:
            said = yield from _try_relay(know, door, relay, contact)
            heard.append(said)
            if said == "opened" and not open_at_rest:
                if (yield from _is_wrong_relay(know, door, relay, planned)):
                    break
                know.taken.append(relay)
                yield from tell("learned.lock", door=door, terminal=relay.text)
                return relay
            if said == "click" and open_at_rest:
                # at rest it opens, and switching the relay locks it: the wire is on the other contact
                yield from know.mend("lock-nc", leave="", door=door, terminal=relay.text)
                open_at_rest = yield from _still_open(door)
                break
        else:
            yield from _name_lock_fault(know, door, heard, open_at_rest=open_at_rest)
            open_at_rest = (yield from _still_open(door)) if open_at_rest else False


def learn_lock_kind(know: Knowledge, door: str) -> Talk[LockKind]:
    """What the lock does without power."""
    choices = ("free", "locked")
    answer = yield Question(code="lock.power", kind="choice", choices=choices, may_skip=True, about={"door": door})
    kinds: dict[str, LockKind] = {"free": "fail-safe", "locked": "fail-secure"}
    return kinds.get(answer.said, "unknown")


def learn_pulse(
    know: Knowledge, door: str, lock: Terminal, contact: Terminal | None
) -> Talk[tuple[float, tuple[float, ...]]]:
    """The shortest release in which people get the door open, and what was measured for it."""
    reactions: list[float] = []
    if contact is not None:
        for number in range(1, MEASUREMENTS + 1):
            answer = yield from _pulse(know, "pulse.measure", door, lock, MEASURE_SECONDS, number=str(number))
            if answer.skipped:
                break
            after = opened_after(answer, contact)
            if after is not None:
                reactions.append(after)
    shortest = rounded(max(reactions) + MARGIN_SECONDS) if reactions else SHORTEST_SECONDS
    for seconds in (shortest, *(step for step in _STEPS if step > shortest)):
        answer = yield from _pulse(know, "pulse.check", door, lock, seconds)
        if answer.said == "yes" or answer.skipped:
            yield from tell("learned.pulse", door=door, seconds=f"{seconds:g}")
            return seconds, tuple(reactions)
    return LONGEST_SECONDS, tuple(reactions)


def rounded(seconds: float) -> float:
    """Up to the next half second, within what a door may be given."""
    return min(max(math.ceil(seconds * 2) / 2, SHORTEST_SECONDS), LONGEST_SECONDS)


def _try_relay(know: Knowledge, door: str, relay: Terminal, contact: Terminal | None) -> Talk[str]:
    """`opened`, `click` or `nothing`; where there is a contact, it must confirm that the door opened."""
    while True:
        answer = yield Question(
            code="lock.try",
            kind="choice",
            choices=("opened", "click", "nothing"),
            about={"door": door, "terminal": relay.text},
            action=_action(know, relay, TRY_SECONDS),
        )
        if refused := sights(answer, Refused):
            yield from know.mend("board-refuses", leave="", name=relay.device, fault=refused[0].fault)
        elif answer.said == "opened" and contact is not None and opened_after(answer, contact) is None:
            if not (yield from know.mend("contact-silent-at-lock", door=door, terminal=contact.text)):
                return answer.said
        else:
            return answer.said


def _is_wrong_relay(know: Knowledge, door: str, relay: Terminal, planned: int) -> Talk[bool]:
    """Say that it is not the relay that was planned; True when the person has changed it."""
    if not planned or relay.channel == planned:
        return False
    return (
        yield from know.note(
            "lock-wrong-relay", door=door, terminal=relay.text, planned=f"{relay.device}/relay/{planned}"
        )
    )


def _name_lock_fault(know: Knowledge, door: str, heard: list[str], *, open_at_rest: bool) -> Talk[None]:
    if open_at_rest:
        code = "door-not-locked"
    elif "click" in heard:
        code = "lock-no-power"
    else:
        code = "relays-dead"
    yield from know.mend(code, leave="", door=door)


def _still_open(door: str) -> Talk[bool]:
    answer = yield Question(code="door.try", kind="choice", choices=("yes", "no"), about={"door": door})
    return answer.said == "yes"


def _pulse(know: Knowledge, code: str, door: str, lock: Terminal, seconds: float, **about: str) -> Talk[Answer]:
    while True:
        answer = yield Question(
            code=code,
            kind="choice" if code == "pulse.check" else "done",
            choices=("yes", "no") if code == "pulse.check" else (),
            may_skip=True,
            about={"door": door, "seconds": f"{seconds:g}", **about},
            action=_action(know, lock, seconds),
        )
        refused = sights(answer, Refused)
        if not refused:
            return answer
        yield from know.mend("board-refuses", leave="", name=lock.device, fault=refused[0].fault)


def _action(know: Knowledge, relay: Terminal, seconds: float) -> Pulse:
    return Pulse(devices=know.boards, device=relay.device, relay=relay.channel, seconds=seconds)
