"""Who comes to a station on a day: what they show, what they want and how long it takes."""

from __future__ import annotations

import math
from bisect import bisect
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from random import Random
from typing import Final

from station_app.core.model import Credential
from station_app.simulation.fleet import tables
from station_app.simulation.fleet.sites import Site

HOUR_MS: Final = 3_600_000
DAY_MS: Final = 86_400_000
_IN_VAIN: Final = 0.01
"""What is left of an hour's comings while the station is shut."""
_FIRST_DAY: Final = date(1970, 1, 1).toordinal()


@dataclass(slots=True, eq=False)
class Person:
    """Somebody who comes, once or again and again."""

    name: str
    occupation: str
    consents: bool
    """Agrees to be remembered when asked."""
    remembered: bool = False
    """Has agreed at an earlier visit."""
    inside: bool = False


@dataclass(slots=True, eq=False)
class Guest:
    """One coming of a person: what it is to be."""

    person: Person
    at_ms: int
    """Of true time."""
    purpose: str
    stay_ms: int
    credential: Credential
    outcome: str
    """A name of `tables.OUTCOMES`, or of `tables.REFUSALS`."""
    companions: int = 0
    children: int = 0
    follower: bool = False
    """Somebody slips in behind."""
    burst: bool = False
    """Of a team or a shower of rain, which the tiers do not count."""
    staff: bool = False
    tries: int = 0
    presentation: str = ""
    pass_id: str = ""
    inside: bool = False
    entered_ms: int = 0

    @property
    def party(self) -> int:
        """People who come with this guest, the guest included."""
        return 1 + self.companions + self.children

    def room_pass(self) -> None:
        """What opened the door with a pass is used up: a room needs another one."""
        if self.credential == "pass":
            self.pass_id = ""


class Crowd:
    """The people round one station."""

    def __init__(self, site: Site, rng: Random) -> None:
        self._site = site
        self._rng = rng
        self._visits = tables.TIERS[site.tier]
        self._mix = tables.MIX[site.place]
        pool = tables.POOL_PER_VISIT * self._visits + tables.POOL_BASE
        self._regulars = {
            name: [self._person(f"r{name}{n}", name) for n in range(max(1, round(pool * share / 100)))]
            for name, share in self._mix.items()
        }
        self._zipf = {
            name: list(accumulate(1 / rank**tables.ZIPF for rank in range(1, len(people) + 1)))
            for name, people in self._regulars.items()
        }
        self._new = tables.NEW_FACES_HUB if site.tier in ("hub", "flagship") else tables.NEW_FACES
        self._strangers = 0
        self._outcomes = list(tables.OUTCOMES), list(accumulate(tables.OUTCOMES.values()))
        self._refusals = list(tables.REFUSALS), list(accumulate(tables.REFUSALS.values()))
        self._purposes = list(tables.PURPOSES)
        self.expected = 0.0
        """Comings that the tables promise for the days so far, without bursts."""

    def of_day(self, day: int, midnight_ms: int) -> list[Guest]:
        """Everybody who comes on a day (days since 1970, local), in order of time."""
        today = date.fromordinal(day + _FIRST_DAY)
        warmest = tables.WARMEST[today.month - 1] + self._rng.gauss(0, 3)
        guests: list[Guest] = []
        for occupation, share in self._mix.items():
            hours = self._hours_of(occupation, today)
            expected = (
                self._visits * share / 100 * day_factor(today, occupation, warmest) * _open_share(self._site, day)
            )
            self.expected += expected
            for _ in range(_poisson(self._rng, expected)):
                hour = bisect(hours, self._rng.random() * hours[-1])
                at_ms = midnight_ms + hour * HOUR_MS + int(self._rng.random() * HOUR_MS)
                guests.append(self._guest(occupation, at_ms, hour))
        if self._rng.random() < tables.RAINY:
            guests += self._burst(midnight_ms, self._rng.randint(*tables.RAIN_PEOPLE), 600_000, "")
        guests.sort(key=lambda guest: guest.at_ms)
        return guests

    def team(self, midnight_ms: int) -> list[Guest]:
        """A sanitation team at the end of its shift."""
        return self._burst(midnight_ms, self._rng.randint(*tables.TEAM_PEOPLE), 360_000, "sanitation")

    def _burst(self, midnight_ms: int, people: int, within_ms: int, occupation: str) -> list[Guest]:
        hour = self._rng.randint(10, 16)
        start = midnight_ms + hour * HOUR_MS
        names, shares = list(self._mix), list(self._mix.values())
        guests: list[Guest] = []
        for _ in range(people):
            who = occupation or self._rng.choices(names, shares)[0]
            guest = self._guest(who, start + int(self._rng.random() * within_ms), hour)
            guest.burst = True
            if not occupation:
                guest.purpose = "shelter"
            guests.append(guest)
        return guests

    def _guest(self, occupation: str, at_ms: int, hour: int) -> Guest:
        rng = self._rng
        purpose = self._purpose(occupation)
        card = rng.random() < tables.ID_CARD_SHARE[occupation]
        company = rng.random()
        return Guest(
            person=self._somebody(occupation),
            at_ms=at_ms,
            purpose=purpose,
            stay_ms=int(self._minutes(purpose, hour) * 60_000),
            credential="id-card" if card else ("union-card" if rng.random() < 0.2 else "pass"),
            outcome=self._outcome(),
            companions=int(company < tables.COMPANIONS),
            children=int(tables.COMPANIONS / 2 < company < tables.COMPANIONS * 1.25),
            follower=rng.random() < tables.UNDECLARED,
        )

    def _outcome(self) -> str:
        names, sums = self._outcomes
        found = names[min(bisect(sums, self._rng.random()), len(names) - 1)]
        if found != "refused":
            return found
        refusals, parts = self._refusals
        return refusals[min(bisect(parts, self._rng.random() * parts[-1]), len(refusals) - 1)]

    def _purpose(self, occupation: str) -> str:
        purpose = self._rng.choices(self._purposes, tables.WHY[occupation])[0]
        if purpose in ("shower", "nursing") and purpose not in self._site.private:
            return "water_toilet"
        return purpose

    def _minutes(self, purpose: str, hour: int) -> float:
        median, sigma = tables.PURPOSES[purpose]
        night = purpose == "nap" and (hour >= 22 or hour < 6)
        if night:
            median *= tables.NIGHT_NAP_FACTOR
        minutes = self._rng.lognormvariate(math.log(median), sigma)
        return min(minutes, tables.LONGEST_NIGHT_NAP if night else tables.LONGEST_STAY)

    def _somebody(self, occupation: str) -> Person:
        sums = self._zipf[occupation]
        if self._rng.random() >= self._new:
            return self._regulars[occupation][bisect(sums, self._rng.random() * sums[-1] * 0.999999)]
        self._strangers += 1
        return self._person(f"n{self._strangers}", occupation)

    def stranger(self, occupation: str) -> Person:
        """Somebody who has never been here."""
        self._strangers += 1
        return self._person(f"n{self._strangers}", occupation)

    def passer_by(self, occupation: str, at_ms: int, stay_ms: int) -> Guest:
        """Somebody who comes once, beside everybody whom the tables promise, and is let in where the rules let in."""
        return Guest(
            person=self.stranger(occupation),
            at_ms=at_ms,
            purpose="water_toilet",
            stay_ms=stay_ms,
            credential="union-card" if self._strangers % 3 else "pass",
            outcome="first",
        )

    def _person(self, name: str, occupation: str) -> Person:
        return Person(name=name, occupation=occupation, consents=self._rng.random() < tables.CONSENTS)

    def _hours_of(self, occupation: str, today: date) -> list[float]:
        weights = [float(weight) for weight in tables.HOURS[occupation]]
        if occupation == "sanitation" and today.month in tables.SUMMER:
            weights = [weight * tables.SUMMER_SANITATION.get(hour, 1.0) for hour, weight in enumerate(weights)]
        if self._site.hours is not None:
            minute = (today.toordinal() - _FIRST_DAY) * 1440 + 30
            for hour in range(24):
                if not self._site.hours.open_at(minute + hour * 60, {}):
                    weights[hour] *= _IN_VAIN
        return list(accumulate(weights))


def day_factor(today: date, occupation: str, warmest: float) -> float:
    """By how much a day has more comings than a usual one."""
    weekday = today.weekday()
    factor = tables.WEEKDAYS[weekday]
    if occupation == "rider":
        factor = tables.RIDER_WEEKEND.get(weekday, factor)
    factor *= tables.MONTHS[today.month - 1]
    factor *= next((more for degrees, more in tables.HEAT if warmest >= degrees), 1.0)
    return factor * (tables.COLD if warmest - 8 <= 0 else 1.0)


def _open_share(site: Site, day: int) -> float:
    # A place that is shut on a day has no visitors of its own; who comes in vain is among the refused.
    return 1.0 if site.hours is None or site.hours.on(day, {}) else _IN_VAIN


def _poisson(rng: Random, mean: float) -> int:
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count
