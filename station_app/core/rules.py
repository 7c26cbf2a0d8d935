"""Who may enter, and why not. A decision is a value; writing it down is `presenting`'s business.

Leaving is not decided here or anywhere: the exit button always opens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from station_app.core import opening, rulebook, turn_desk, turns, visits
from station_app.core.changing import replace
from station_app.core.events import Known, Presented, Unknown
from station_app.core.instant import Instant
from station_app.core.model import StationState
from station_app.core.policy import Grace
from station_app.core.reasons import Denial

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - local time by an offset that the event carries
NEED_SECONDS: Final = 30.0
"""So long after it was declared a need counts for the next credential."""
KEEPER_SECONDS: Final = 12 * 3600.0
"""So long after a staff credential was shown somebody counts as on duty; nobody shows one on the way home."""

REVOKED: Final[Denial] = "pass-revoked"

NOBODY: Final = Known(person=None)
"""What is known of whoever showed nothing, or nothing genuine."""


class Rule(NamedTuple):
    """A rule that may decide."""

    id: str
    """Stable: it stands in the journal."""
    means: str


RULES: Final = (
    Rule("staff", "Staff always come in."),
    Rule("maintenance", "The station is being tested."),
    Rule("mode", "The whole station is in another mode than normal."),
    Rule("own-turn", "Whose turn it is goes in and out, until it is over."),
    Rule("genuine", "What was shown could be read and is genuine."),
    Rule("not-revoked", "What was shown has not been revoked."),
    Rule("union-cards", "Cards that are known by their id only are accepted, or not."),
    Rule("audience", "The zone is for this kind of credential."),
    Rule("need", "What the zone is for has been declared just before."),
    Rule("card-validity", "The card has not expired."),
    Rule("pass-once", "A pass admits once."),
    Rule("policy-age", "The policy is too old for this zone."),
    Rule("hours", "The zone is open at this hour."),
    Rule("staffed", "Somebody on duty is there."),
    Rule("turn", "A place is free, or it is this person's turn."),
    Rule("capacity", "There is room."),
    Rule("grace", "In this weather the door admits anybody, counted and not identified."),
    Rule("welcome", "Nothing speaks against it."),
)
"""Every rule, in the order in which they are asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer to one presentation."""

    rule: str
    """Id of the rule that decided; stable, and has a sentence for people."""
    denial: Denial | None = None
    repeat: bool = False
    """The same person within the counting time: admitted, not counted again."""
    need: str = ""
    """What was declared for it."""

    @property
    def granted(self) -> bool:
        """Whether the door may open."""
        return self.denial is None


class _Case(NamedTuple):
    """What is decided about."""

    state: StationState
    event: Presented
    zone: str

    @property
    def known(self) -> Known:
        """The finding; of what is not genuine, nobody's."""
        found = self.event.finding
        return found if isinstance(found, Known) else NOBODY


def decide(state: StationState, event: Presented, zone: str) -> Decision:
    """Judge a presentation for a zone."""
    if event.credential == "staff" and isinstance(event.finding, Known):
        return Decision(rule="staff")  # neither hours nor room nor maintenance keep staff out
    if state.maintenance is not None:
        return Decision(rule="maintenance", denial="maintenance")
    if state.mode.name != "normal":
        return Decision(rule="mode", denial=state.mode.name)
    case = _Case(state, event, zone)
    mine = turns.running_turn(state, zone, case.known)
    if mine is not None:
        over = turn_desk.is_over(mine, event.at)
        return Decision(rule="own-turn", denial="turn-over" if over else None, repeat=not over)
    graced = False
    for rule, check, yields in _CHECKS:
        denial = check(case)
        if denial is None:
            continue
        if not yields or grace(state, event.at) is None:
            return Decision(rule=rule, denial=denial, need=_need(case))
        if not graced:
            graced, case = True, _unnamed(case)
    if graced:
        return Decision(rule="grace", need=_need(case))
    recent = visits.recent_visit(state, case.known.person, zone, event.at)
    return Decision(rule="welcome", repeat=recent is not None, need=_need(case))


def grace(state: StationState, at: Instant) -> Grace | None:
    """The weather in which the door admits anybody; never by a clock that cannot be believed."""
    if at.clock == "unknown":
        return None
    return next((one for one in state.house.policy.grace if one.from_ms <= at.wall_ms < one.until_ms), None)


def _unnamed(case: _Case) -> _Case:
    """Whoever comes in by grace is counted and not identified, so a place of one's own is not known either."""
    return case._replace(event=replace(case.event, credential="grace", finding=NOBODY))


def _genuine(case: _Case) -> Denial | None:
    finding = case.event.finding
    return finding.reason if isinstance(finding, Unknown) and finding.reason != REVOKED else None


def _not_revoked(case: _Case) -> Denial | None:
    finding = case.event.finding
    return finding.reason if isinstance(finding, Unknown) and finding.reason == REVOKED else None


def _union_cards(case: _Case) -> Denial | None:
    refused = case.event.credential == "union-card" and case.state.house.policy.union_cards == "refuse"
    return "card-not-accepted" if refused else None


def _audience(case: _Case) -> Denial | None:
    # Who may come with a pass may come with what a manager reads out to him.
    shown = "pass" if case.event.credential == "code" else case.event.credential
    if shown in case.state.house.rule(case.zone).audience.credentials:
        return None
    # Whoever has nothing to show is told the more useful of two reasons.
    return (case.event.credential == "grace" and _hours(case)) or "not-for-credential"


def _need_declared(case: _Case) -> Denial | None:
    needs = case.state.house.rule(case.zone).audience.needs
    return "need-not-declared" if needs and not _need(case) else None


def _need(case: _Case) -> str:
    """The need that was declared for this zone just before; empty for none that counts here."""
    wish, zone = case.state.wish, case.zone
    if wish is None or wish.what not in ("need", "turn") or wish.zone != zone:
        return ""
    if case.event.at.seconds_since(wish.since) > NEED_SECONDS:
        return ""
    return wish.need if wish.need in case.state.house.rule(zone).audience.needs else ""


def _card_valid(case: _Case) -> Denial | None:
    until, at = case.known.valid_until, case.event.at
    # A dead clock battery must not lock anybody out: without a believable date no card is called expired.
    if until is None or at.clock == "unknown":
        return None
    return "card-expired" if local_date(at) > until else None


def _pass_unused(case: _Case) -> Denial | None:
    name = case.known.pass_id
    if name is None or name not in case.state.used_passes:
        return None
    return "code-wrong" if case.event.credential == "code" else "pass-used"


def _policy_fresh(case: _Case) -> Denial | None:
    stage = rulebook.stage(case.state, case.event.at)
    if stage == "locked" or (stage == "essential" and not case.state.house.rule(case.zone).essential):
        return "policy-old"
    return None


def _hours(case: _Case) -> Denial | None:
    return None if opening.is_open(case.state.house, case.zone, case.event.at) else "closed"


def _staffed(case: _Case) -> Denial | None:
    return None if keeper_there(case.state, case.zone, case.event.at) else "no-staff"


def keeper_there(state: StationState, zone: str, at: Instant) -> bool:
    """Whether somebody on duty is there, wherever that is asked for."""
    rule, house = state.house.rule(zone), state.house
    if not rule.needs_staff and house.policy.station_class != "staffed":
        return True
    if state.keeper is None or at.seconds_since(state.keeper.since) > KEEPER_SECONDS:
        return False
    # Without a timetable of its own a room of a staffed station is kept by whoever is there.
    return rule.duty is None or opening.on_duty(house, zone, at)


def _turn_free(case: _Case) -> Denial | None:
    return None if turns.may_start(case.state, case.zone, case.known) else "turn-wait"


def _room(case: _Case) -> Denial | None:
    person, house = case.known.person, case.state.house
    if visits.is_inside(case.state, person, case.zone):
        return None
    if not house.is_private(case.zone) and all(door.zone != case.zone for door in house.doors.values()):
        return None  # whoever taps where no door is stands there already, and hardly anybody taps on leaving
    return "full" if places_left(case.state, case.zone, person) <= 0 else None


_CHECKS: Final[tuple[tuple[str, Callable[[_Case], Denial | None], bool], ...]] = (
    ("genuine", _genuine, True),
    ("not-revoked", _not_revoked, True),
    ("union-cards", _union_cards, True),
    ("audience", _audience, True),
    ("need", _need_declared, False),
    ("card-validity", _card_valid, True),
    ("pass-once", _pass_unused, True),
    ("policy-age", _policy_fresh, True),
    ("hours", _hours, True),
    ("staffed", _staffed, True),
    ("turn", _turn_free, False),
    ("capacity", _room, False),
)
"""Rule, what it says, and whether it gives way in weather in which the door admits anybody."""


def places_left(state: StationState, zone: str, person: str | None) -> int:
    """Places of a zone that nobody has. Who was granted and has not come in yet has one; one's own is not counted.

    A person who is inside and was granted again has one place, not two: so it holds whoever goes out meanwhile.
    """
    inside = {v.person: visits.size(v) for v in state.visits.values() if v.inside and v.zone == zone and v.person}
    granted = 0
    for name, now in state.doors.items():
        if state.house.doors[name].zone != zone:
            continue
        for grant in now.grants:
            if grant.credential == "staff" or (person is not None and grant.person == person):
                continue
            party = 1 + grant.companions + grant.children
            granted += max(0, party - inside.get(grant.person, 0)) if grant.person else party
    return state.house.capacity(zone) - state.inside(zone) - granted


def local_date(at: Instant) -> str:
    """YYYYMMDD at the station."""
    return _date_of(at.local_minute // 1440)


@lru_cache(maxsize=16)
def _date_of(day: int) -> str:
    return f"{EPOCH + timedelta(days=day):%Y%m%d}"
