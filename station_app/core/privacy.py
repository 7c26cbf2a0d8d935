"""Under which name a visitor is counted, what is asked, told and erased.

Whoever has not agreed to be remembered is a pseudonym of the day, which nobody can join with another day's once the
day's key is gone. Whoever has agreed, to the notice that is in force, is one pseudonym for the calendar year.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from station_app.core import asking, screen
from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Command, Erase, Record, Tell
from station_app.core.events import Event, Known, Presented, Started, SubjectAsked, TurnedBack, VisitorAnswered
from station_app.core.facts import Fact, fact
from station_app.core.instant import Instant
from station_app.core.memory.people import Asked, Consent, Wish
from station_app.core.memory.turns import TurnDesk
from station_app.core.model import StationState
from station_app.core.occupations import OCCUPATIONS
from station_app.core.offers import offering

ANSWER_SECONDS: Final = 120.0
"""So long after being admitted the kiosk's questions can be answered."""
WISH_SECONDS: Final = 30.0
"""So long after a wish the next credential is taken for it."""
FORGOTTEN: Final = "forgotten"
"""Reason of the screen `told` when somebody's data were erased; empty where it says what is held."""
WITHDRAWN: Final = "withdrawn"
"""Its reason when a consent was taken back."""
NOT_GIVEN: Final = "not-given"
"""Its reason when there was no consent to take back."""
_SUBJECT: Final = frozenset({"tell", "forget", "withdraw"})
NOT_NOTED: Final = -1
"""`erased_day` of a start that remembers no erasure: the first day that can be believed is due at once, so that a
station which is switched off at night erases, too."""
DRIFT_DAYS: Final = 7
"""A start under a clock that nobody keeps takes it to be this much too late."""
_BETWEEN_SECONDS: Final = 20 * 3600.0
"""A clock that nobody keeps brings one more day only after this much time."""


def named(state: StationState, known: Known) -> Known:
    """The same credential with the name it is recorded under: the year's with consent, else the day's."""
    if known.lasting is None or not has_agreed(state, known.lasting):
        return known
    return replace(known, person=known.lasting)


def has_agreed(state: StationState, lasting: str) -> bool:
    """Whether the owner of a pseudonym of the year has agreed to the notice that is in force."""
    consent = state.consents.get(lasting)
    return consent is not None and consent.notice == state.house.policy.notice


def answer(state: StationState, event: Presented, zone: str) -> Step | None:
    """The answer to a wish to be told or forgotten, instead of an entry; None where no such wish stands."""
    del zone  # what is held is held by the whole station
    wish = state.wish
    if wish is None or wish.what not in _SUBJECT:
        return None
    if event.at.seconds_since(wish.since) > WISH_SECONDS or not isinstance(event.finding, Known):
        return None
    state = replace(state, wish=None)
    persons = _names(state, event.finding)
    if wish.what == "tell":
        state, shown = screen.told(state, event.at)
        record = Record(fact=fact("data.told", event.at, presentation=event.id))
        return state, [record, *shown, _telling(state, event.finding, persons)]
    if wish.what == "withdraw":
        return _withdrawn(state, event)
    return _forgotten(state, event, (*persons, *offering.held(state, event.finding)))


def _names(state: StationState, known: Known) -> tuple[str, ...]:
    """All names that somebody is known to be recorded under; those of other days were nobody's once their keys went."""
    consent = None if known.lasting is None else state.consents.get(known.lasting)
    earlier = consent.day_person if consent is not None else ""
    return tuple(dict.fromkeys(name for name in (known.person, known.lasting, earlier) if name))


def _telling(state: StationState, known: Known, persons: tuple[str, ...]) -> Tell:
    consent = None if known.lasting is None else state.consents.get(known.lasting)
    if consent is None:
        return Tell(persons=persons)
    return Tell(persons=persons, notice=consent.notice, occupation=consent.occupation)


def _withdrawn(state: StationState, event: Presented) -> Step:
    """From now on this person is one of the day; what was recorded under the year's name stays until it is old."""
    assert isinstance(event.finding, Known)
    lasting = event.finding.lasting
    if lasting is None or lasting not in state.consents or not state.consents[lasting].notice:
        return screen.told(state, event.at, NOT_GIVEN)
    taken = fact("consent.withdrawn", event.at, presentation=event.id, person=lasting)
    state, shown = screen.told(_taken_back(state, lasting), event.at, WITHDRAWN)
    return state, [Record(fact=taken), *shown]


def _taken_back(state: StationState, lasting: str) -> StationState:
    """The entry stays: "forget me" must still find the name."""
    consent = state.consents.get(lasting)
    if consent is None:
        return state
    return replace(state, consents={**state.consents, lasting: replace(consent, notice="")})


def _forgotten(state: StationState, event: Presented, persons: tuple[str, ...]) -> Step:
    assert isinstance(event.finding, Known)
    lasting = event.finding.lasting
    # A pseudonym of the year that was never recorded must not be recorded now.
    held = [name for name in persons if name != lasting or name in state.consents]
    told = {"scope": "person", "presentation": event.id}
    records: list[Command] = [Record(fact=fact("data.erased", event.at, **told, person=name)) for name in held]
    state, shown = screen.told(_without(state, frozenset(persons)), event.at, FORGOTTEN)
    return state, [*records, *(Erase(scope="person", person=name) for name in persons), *shown]


def follow(before: StationState, state: StationState, event: Event) -> Step:
    """Who was admitted may be asked; what was asked may be answered; what is old is erased."""
    del before
    kind = type(event)
    state = asking.follow(state, event)
    if kind is Presented:
        assert isinstance(event, Presented)
        return _admitted(state, event), []
    if kind is VisitorAnswered:
        assert isinstance(event, VisitorAnswered)
        return _answered(state, event)
    if kind is SubjectAsked:
        assert isinstance(event, SubjectAsked)
        return replace(state, wish=Wish(what=event.want, since=event.at)), []
    if kind is TurnedBack and state.wish is not None:
        return replace(state, wish=None), []
    if kind is Started and not state.erased_day:
        return replace(state, erased_day=NOT_NOTED), []
    return state, []


def _admitted(state: StationState, event: Presented) -> StationState:
    if event.credential == "staff" or not isinstance(event.finding, Known):
        return state
    zone, person = _where(state, event.id)
    if not zone:
        return state
    # Whoever came in by grace of the weather is not identified, so there is nobody to remember.
    lasting = None if person is None else event.finding.lasting
    return asking.begun(state, Asked(presentation=event.id, lasting=lasting, at=event.at, zone=zone, person=person))


def _where(state: StationState, presentation: str) -> tuple[str, str | None]:
    """The zone that a presentation admits to, and the name it is recorded under; empty where it was refused."""
    for name, door in state.doors.items():
        for grant in door.grants:
            if grant.presentation == presentation:
                return state.house.doors[name].zone, grant.person
    for visit in state.visits.values():
        if presentation == (visit.presentation or visit.id):
            return visit.zone, visit.person
    return "", None


def _answered(state: StationState, event: VisitorAnswered) -> Step:
    asked = state.asked
    if asked is None or asked.presentation != event.presentation:
        return state, []
    if event.at.seconds_since(asked.at) > ANSWER_SECONDS:
        return state, []
    state = replace(state, asked=None)
    occupation = event.occupation if event.occupation in OCCUPATIONS else None
    told = {"presentation": event.presentation, "occupation": occupation}
    # Who read another notice than the one in force has not agreed to it.
    if event.remember and asked.lasting is not None and event.notice == state.house.policy.notice:
        day = asked.person if asked.person != asked.lasting else None
        given = fact("consent.given", event.at, **told, notice=event.notice, person=asked.lasting, day_person=day)
        return _agreed(state, given, day), [Record(fact=given)]
    return state, [] if occupation is None else [Record(fact=fact("visit.described", event.at, **told))]


def _agreed(state: StationState, given: Fact, day: str | None) -> StationState:
    lasting = str(given.body["person"])
    consent = Consent(
        notice=str(given.body["notice"]),
        occupation=str(given.body.get("occupation", "")),
        year=given.at.station_year,
        day_person=str(given.body.get("day_person", "")),
    )
    state = replace(state, consents={**state.consents, lasting: consent})
    return state if day is None else _renamed(state, frozenset({day}), lasting)


def _without(state: StationState, persons: frozenset[str]) -> StationState:
    """Visits go on and keep counting, as nobody's: within the half hour their owner counts once more."""
    state = _renamed(state, persons, None)
    kept = {name: consent for name, consent in state.consents.items() if name not in persons}
    if len(kept) != len(state.consents):
        state = replace(state, consents=kept)
    state = offering.forgotten(state, persons)
    state = replace(state, met=state.met - persons) if state.met & persons else state
    asked = state.asked
    return replace(state, asked=None) if asked is not None and {asked.person, asked.lasting} & persons else state


def _renamed(state: StationState, persons: frozenset[str], new: str | None) -> StationState:
    """Visits, grants and turns that still go on under another name."""
    visits = {
        name: replace(visit, person=new) if visit.person in persons else visit for name, visit in state.visits.items()
    }
    doors = {
        name: replace(door, grants=tuple(replace(g, person=new) if g.person in persons else g for g in door.grants))
        for name, door in state.doors.items()
    }
    turns = {zone: _desk_renamed(desk, persons, new) for zone, desk in state.turns.items()}
    return replace(state, visits=visits, doors=doors, turns=turns)


def _desk_renamed(desk: TurnDesk, persons: frozenset[str], new: str | None) -> TurnDesk:
    return replace(
        desk,
        running=tuple(replace(turn, person=new) if turn.person in persons else turn for turn in desk.running),
        queue=tuple(replace(one, person=new) if one.person in persons else one for one in desk.queue),
    )


def time_passed(state: StationState, at: Instant) -> Step:
    """End a wish, the consents of an earlier year, and erase once a day what has grown old."""
    if state.wish is not None and at.seconds_since(state.wish.since) > WISH_SECONDS:
        state = replace(state, wish=None)
    if at.clock == "unknown":
        return state, []
    if at.station_day == state.erased_day:
        return state, []
    state = _this_year(state, at)
    if state.erased_day == NOT_NOTED:
        return _old_erased(state, at, at.station_day if at.clock == "trusted" else at.station_day - DRIFT_DAYS)
    if not state.erased_day:
        return replace(state, erased_day=at.station_day, erased_at=at), []
    day = _due(state, at)
    return (state, []) if day is None else _old_erased(state, at, day)


def _this_year(state: StationState, at: Instant) -> StationState:
    """Without the consents of an earlier year, whose key is gone."""
    if at.clock != "trusted" and not state.erased_day:
        return state
    kept = {name: consent for name, consent in state.consents.items() if consent.year >= at.station_year}
    return state if len(kept) == len(state.consents) else replace(state, consents=kept)


def _due(state: StationState, at: Instant) -> int | None:
    """The station day by which old fields are to be erased now; None for not yet."""
    if at.clock == "trusted":
        return at.station_day if at.station_day > state.erased_day else None
    # A clock that nobody keeps may have jumped: it moves by one day, and not before a day has passed.
    since = state.erased_at
    rested = since is None or at.seconds_since(since) >= _BETWEEN_SECONDS
    return state.erased_day + 1 if rested and at.station_day > state.erased_day else None


def _old_erased(state: StationState, at: Instant, day: int) -> Step:
    before_ms = at.day_begins_ms(day - state.house.policy.retention.visits_days)
    told = fact("data.erased", at, scope="age", before=before_ms)
    state = replace(state, erased_day=day, erased_at=at)
    return state, [Record(fact=told), Erase(scope="age", before_ms=before_ms)]


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until a wish is over, and until the next station day, by whose turn things grow old and
    years end; 0 where one is due.
    """
    wish = state.wish
    soon = [] if wish is None else [WISH_SECONDS - at.seconds_since(wish.since) + 0.001]
    if at.clock == "unknown":
        return soon
    if state.erased_day == NOT_NOTED or (state.erased_day and _due(state, at) is not None):
        return [0.0]
    return [*soon, (at.day_begins_ms(at.station_day + 1) - at.wall_ms) / 1000]


def _recall_agreed(state: StationState, told: Fact) -> StationState:
    if "person" not in told.body:
        return state  # it was erased since
    _, person = _where(state, str(told.body["presentation"]))
    return _agreed(state, told, person)


def _recall_withdrawn(state: StationState, told: Fact) -> StationState:
    return _taken_back(state, str(told.body["person"])) if "person" in told.body else state


def _recall_erased(state: StationState, told: Fact) -> StationState:
    if told.body["scope"] == "person":
        person = told.body.get("person")
        return state if person is None else _without(state, frozenset({str(person)}))
    if told.at.clock == "unknown":
        return state
    days = state.house.policy.retention.visits_days
    # By the boundary that was erased, not by the clock of then: that may have jumped.
    day = replace(told.at, wall_ms=int(told.body["before"] or 0)).station_day + days
    return replace(state, erased_day=max(day, 1), erased_at=told.at)


RECALLS: Final[Mapping[str, Recall]] = {
    "consent.given": _recall_agreed,
    "consent.withdrawn": _recall_withdrawn,
    "data.erased": _recall_erased,
}
"""Kind of fact -> what it leaves in mind."""
