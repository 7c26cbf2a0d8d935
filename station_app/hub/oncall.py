"""Who is told of an incident, when, and who next when nobody takes it on: plain rules over values.

Accounts are numbers. A district has steps; on each, people are on duty by the week, with exceptions. Until somebody
takes a case on, the next step is told after a wait, and the last one again and again. Quiet hours hold back what can
wait, never what a life may depend on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

CHINA: Final = ZoneInfo("Asia/Shanghai")
DAY: Final = 1440
LIFE: Final = frozenset({"help", "silent-help", "wellbeing", "smoke"})
"""Kinds of causes on which a life may depend, whatever severity they come with."""
SEVERITIES: Final = ("urgent", "alarm", "fault", "notice")
CAN_WAIT: Final = ("alarm", "fault", "notice")
"""What quiet hours may hold back, if somebody wants that."""
LOOK_AGAIN: Final = timedelta(minutes=5)
"""So often it is looked whether somebody has come on duty, where nobody was."""
SELDOM_URGENT: Final = timedelta(minutes=30)
SELDOM: Final = timedelta(hours=24)
"""The longest distances at which the last step is told again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step: how long it is waited for, in minutes."""

    urgent_minutes: int = 2
    minutes: int = 15

    def wait(self, about: About) -> timedelta:
        """Until the next step is told."""
        return timedelta(minutes=self.urgent_minutes if about.is_life else self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """An account is on duty on a step, by the week."""

    step: int
    who: int
    days: Collection[int]
    """Weekdays on which it begins, Monday 0."""
    begin: int = 0
    end: int = DAY
    """Minutes of the day; an end that is not later is of the next day."""

    def covers(self, at: datetime) -> bool:
        """Whether it is on at this moment."""
        local = at.astimezone(CHINA)
        minute, today = local.hour * 60 + local.minute, local.weekday()
        if self.begin < self.end:
            return today in self.days and self.begin <= minute < self.end
        began_today = today in self.days and minute >= self.begin
        return began_today or ((today - 1) % 7 in self.days and minute < self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """For a while somebody else is on duty on a step, or nobody."""

    step: int
    who: int | None
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Daily hours in which an account is not told of what can wait."""

    begin: int
    end: int

    def until(self, at: datetime) -> datetime | None:
        """When it ends, if it is quiet at this moment."""
        local = at.astimezone(CHINA)
        minute = local.hour * 60 + local.minute
        inside = self.begin <= minute < self.end if self.begin < self.end else minute >= self.begin or minute < self.end
        if self.begin == self.end or not inside:
            return None
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        day = 1 if minute >= self.end else 0
        return midnight + timedelta(days=day, minutes=self.end)


NIGHT: Final = Quiet(begin=22 * 60, end=6 * 60)
BY_DEFAULT: Final[Mapping[str, Quiet]] = {"fault": NIGHT, "notice": NIGHT}
"""Of an account that has not said: as stations do, nobody is woken for what can wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rota:
    """The steps of a district and who is on duty on them."""

    rungs: Sequence[Rung] = (Rung(),)
    duties: Sequence[Duty] = ()
    instead: Sequence[Instead] = ()

    @property
    def last(self) -> int:
        """The last step."""
        return len(self.rungs) - 1

    def on_duty(self, step: int, at: datetime) -> frozenset[int]:
        """Who is on duty on a step; an exception takes the place of the week."""
        now = [one for one in self.instead if one.step == step and one.since <= at < one.until]
        if now:
            return frozenset(one.who for one in now if one.who is not None)
        return frozenset(one.who for one in self.duties if one.step == step and one.covers(at))


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What matters of a case for who is told."""

    cause: str
    severity: str
    drill: bool = False

    @property
    def is_life(self) -> bool:
        """A life may depend on it; a drill is told at once, too, but nobody is in danger."""
        return not self.drill and (self.severity == "urgent" or self.cause.partition("/")[0] in LIFE)

    @property
    def once(self) -> bool:
        """Only told once, to the first step."""
        return self.drill or self.severity == "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who could be told."""

    reachable: frozenset[int]
    """May take it on, and have a channel."""
    quiet: Mapping[tuple[int, str], Quiet] = field(default_factory=dict[tuple[int, str], Quiet])
    """Account and severity -> when it is held back."""
    group: bool = False
    """The district has a channel of its own, which many read; it sleeps as accounts do by default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What is to be done now."""

    step: int
    """That is told, or that would be."""
    told: int
    """How many steps are behind, afterwards."""
    whom: frozenset[int] = frozenset()
    held: frozenset[int] = frozenset()
    """On duty, and told by their digest instead."""
    next_at: datetime | None = None
    """When to look again; None: nobody is told any more."""
    paused: bool = False
    """All who are on duty sleep, and it can wait for them."""
    group: bool = False
    """The district's own channels are told, too."""


def telling(rota: Rota, people: People, about: About, told: int, at: datetime) -> Telling:
    """Who is told of a case now that nobody has taken on; `told`: how many times people were told before."""
    step, whom = _somebody(rota, people, 0 if about.once else min(told, rota.last), at)
    night = None if about.is_life else BY_DEFAULT[about.severity].until(at) if about.severity in BY_DEFAULT else None
    group = people.group and night is None
    after = None if about.once else _next(rota, about, step, told, at)
    if not whom and about.is_life:  # a hole in the rota is no reason to leave somebody alone
        whom = people.reachable
    if not whom:
        if group:
            return Telling(step=step, told=told + 1, next_at=after, group=True)
        return Telling(step=step, told=told, next_at=night if people.group and night else at + LOOK_AGAIN)
    ends = {who: end for who in whom if (end := _quiet_until(people, about, who, at)) is not None}
    held = frozenset(ends)
    if held == whom and about.severity == "fault" and not about.once:
        return Telling(step=step, told=told, held=held, next_at=min(ends.values()), paused=True)
    return Telling(step=step, told=max(told, step) + 1, whom=whom - held, held=held, next_at=after, group=group)


def _somebody(rota: Rota, people: People, step: int, at: datetime) -> tuple[int, frozenset[int]]:
    """The first step from here on where somebody can be told; of the ones before, the nearest, where there is none."""
    for one in (*range(step, rota.last + 1), *range(step - 1, -1, -1)):
        if whom := rota.on_duty(one, at) & people.reachable:
            return one, whom
    return step, frozenset()


def _next(rota: Rota, about: About, step: int, told: int, at: datetime) -> datetime:
    wait = rota.rungs[min(step, rota.last)].wait(about)
    again = max(0, told - rota.last)
    longest = max(wait, SELDOM_URGENT if about.is_life else SELDOM)
    return at + min(longest, wait * 2 ** min(again, 12))


def _quiet_until(people: People, about: About, who: int, at: datetime) -> datetime | None:
    if about.is_life or about.severity not in CAN_WAIT:
        return None
    quiet = people.quiet.get((who, about.severity))
    return quiet.until(at) if quiet is not None else None


def digest_moment(minute: int, at: datetime) -> datetime:
    """The last moment, not after `at`, at which a daily digest is due."""
    local = at.astimezone(CHINA)
    today = local.replace(hour=minute // 60, minute=minute % 60, second=0, microsecond=0)
    return today if today <= local else today - timedelta(days=1)


def holes(rota: Rota, reachable: frozenset[int], since: datetime) -> list[tuple[datetime, datetime]]:
    """The times of the seven days from a moment on, by half hours, in which nobody on any step can be told."""
    found: list[tuple[datetime, datetime]] = []
    half = timedelta(minutes=30)
    at = since.replace(minute=since.minute // 30 * 30, second=0, microsecond=0)
    for number in range(7 * 48):
        moment = at + number * half
        if any(rota.on_duty(step, moment) & reachable for step in range(rota.last + 1)):
            continue
        if found and found[-1][1] == moment:
            found[-1] = (found[-1][0], moment + half)
        else:
            found.append((moment, moment + half))
    return found
