"""Staff at work: the technician's pages, and the time in which the station is tested.

A test may be forgotten, so both end by themselves. No alarm is silenced meanwhile, and the exit button always opens.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, assert_never

from station_app.core import doors, incidents, screen
from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Command, Record
from station_app.core.events import (
    CheckEnded,
    Known,
    Maintenance,
    MaintenanceBegan,
    MaintenanceEnded,
    Presented,
    RunBegan,
    RunEnded,
    SelftestPresented,
    ServiceClosed,
    StaffSeen,
    Unknown,
)
from station_app.core.facts import Fact, fact
from station_app.core.instant import Instant
from station_app.core.model import AtWork, Door, StationState

FORGOTTEN_SECONDS = 600
"""So long after the last sign of the technician pages close and a test is over."""
LONGEST_VISIT_SECONDS = 2 * 3600
"""So long after the staff credential was shown its pages close whatever is touched: a sign of somebody comes from the
screen, and a screen in wrong hands could send it for ever. Shown again, it opens them anew."""

CAUSE = "maintenance"
"""Of the incident that stands meanwhile: the hub sees it, and a restart finds it."""


def heard(state: StationState, event: Maintenance) -> Step:
    """Answer what the technician or the self-test does."""
    match event:
        case MaintenanceBegan():
            return begin(state, event.at, event.by)
        case MaintenanceEnded():
            return end(state, event.at, event.reason)
        case StaffSeen():
            return _seen(state, event.at), []
        case ServiceClosed():
            state = replace(state, service=None)
            return state, screen.refreshed(state)
        case SelftestPresented():
            return _test_presented(state, event)
        case RunBegan():
            return state, [Record(fact=_run_began(event))]
        case CheckEnded():
            return state, [Record(fact=_checked(event))]
        case RunEnded():
            return state, [Record(fact=_run_ended(event))]
        case _:
            assert_never(event)


def begin(state: StationState, at: Instant, by: str, order: str = "") -> Step:
    """From now on the station is tested, as `order` wants it or somebody there; a second tester changes nothing."""
    if state.maintenance is not None:
        return _seen(state, at), []
    state = replace(_seen(state, at), maintenance=AtWork(by=by, since=at, seen=at))
    started = Record(fact=fact("maintenance.started", at, by=by, command=order or None))
    state, opened = incidents.open_one(state, at, CAUSE)
    state, shown = screen.rest(state)
    return state, [started, *opened, *shown]


def end(state: StationState, at: Instant, reason: str) -> Step:
    """The station serves again; where nobody tests it, nothing is said."""
    if state.maintenance is None:
        return state, []
    state = replace(state, maintenance=None)
    ended = Record(fact=fact("maintenance.ended", at, reason=reason))
    state, closed = incidents.close_one(state, at, CAUSE)
    state, shown = screen.rest(state) if state.screen.moment == "maintenance" else (state, screen.refreshed(state))
    return state, [ended, *closed, *shown]


def staff_came(state: StationState, event: Presented, door: Door | None) -> StationState:
    """A staff credential was accepted: at the door where the kiosk stands it opens the technician's pages.

    In a house without doors the kiosk stands at the only place where anything is shown.
    """
    first = next(iter(state.house.doors.values()), None)
    if door != first:
        return _seen(state, event.at)
    person = event.finding.person if isinstance(event.finding, Known) else None
    # In the log of tests a few letters of the pseudonym tell two technicians apart; all of it is in the decision.
    by = f"staff-{(person or '')[1:7]}".rstrip("-")
    return replace(_seen(state, event.at), service=AtWork(by=by, since=event.at, seen=event.at))


def time_passed(state: StationState, at: Instant) -> Step:
    """Nobody has been seen for long: the pages close, the test is over."""
    commands: list[Command] = []
    if state.service is not None and _seconds_left(state.service, at) <= 0:
        state = replace(state, service=None)
    if state.maintenance is not None and at.seconds_since(state.maintenance.seen) >= FORGOTTEN_SECONDS:
        state, commands = end(state, at, "forgotten")
    return state, commands


def ended_by_restart(state: StationState, at: Instant) -> Step:
    """A test does not outlive the program that made it."""
    state = replace(state, service=None, maintenance=None)
    if CAUSE not in state.incidents:
        return state, []
    state, closed = incidents.close_one(state, at, CAUSE)
    return state, [Record(fact=fact("maintenance.ended", at, reason="restart")), *closed]


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until somebody counts as gone."""
    pages = [] if state.service is None else [_seconds_left(state.service, at)]
    return (
        pages if state.maintenance is None else [*pages, FORGOTTEN_SECONDS - at.seconds_since(state.maintenance.seen)]
    )


def _seconds_left(service: AtWork, at: Instant) -> float:
    """Until the pages close by themselves."""
    forgotten = FORGOTTEN_SECONDS - at.seconds_since(service.seen)
    return min(forgotten, LONGEST_VISIT_SECONDS - at.seconds_since(service.since))


def _seen(state: StationState, at: Instant) -> StationState:
    return replace(
        state,
        service=None if state.service is None else replace(state.service, seen=at),
        maintenance=None if state.maintenance is None else replace(state.maintenance, seen=at),
    )


def _test_presented(state: StationState, event: SelftestPresented) -> Step:
    if state.maintenance is None:
        return state, []  # it came too late: the test has been ended meanwhile
    door = state.house.doors[event.door]
    told = {
        "presentation": event.id,
        "door": door.name,
        "zone": door.zone,
        "credential": event.credential,
        "policy": state.house.policy.version,
    }
    if isinstance(event.finding, Unknown):
        return state, [Record(fact=fact("access.denied", event.at, **told, reason=event.finding.reason))]
    granted = Record(fact=fact("access.granted", event.at, **told, test=True))
    state, held = doors.test_lock(state, event)
    return state, [granted, *held]


def _checked(event: CheckEnded) -> Fact:
    return fact(
        "selftest.checked",
        event.at,
        check=event.check,
        result=event.result,
        run=event.run,
        device=event.device or None,
        fault=event.fault or None,
        tester=event.tester,
        measured=event.measured or None,
    )


def _run_began(event: RunBegan) -> Fact:
    return fact(
        "selftest.started",
        event.at,
        run=event.run,
        tester=event.tester,
        device=event.device or None,
        command=event.order or None,
    )


def _run_ended(event: RunEnded) -> Fact:
    whole = event.red == 0 and event.unfinished == 0
    return fact(
        "selftest.finished",
        event.at,
        result="green" if whole else "red",
        run=event.run,
        device=event.device or None,
        tester=event.tester,
        green=event.green,
        red=event.red,
        unfinished=event.unfinished,
    )


def _recall_started(state: StationState, told: Fact) -> StationState:
    return replace(state, maintenance=AtWork(by=str(told.body["by"]), since=told.at, seen=told.at))


def _recall_over(state: StationState, told: Fact) -> StationState:
    del told
    return state if state.maintenance is None else replace(state, maintenance=None)


RECALLS: Final[Mapping[str, Recall]] = {
    # A restart ends it; it is recalled for whoever asks why somebody was turned away meanwhile.
    "maintenance.started": _recall_started,
    "maintenance.ended": _recall_over,
    "boot": _recall_over,
}
"""Kind of fact -> what it leaves in mind."""
