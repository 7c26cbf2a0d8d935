"""What really happened at a station, by those who lived it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from station_app.simulation.fleet.people import Guest


@dataclass(slots=True, eq=False)
class Tally:
    """Counts of people, and nothing that a rule has said."""

    comings: int = 0
    outcomes: Counter[str] = field(default_factory=Counter[str])
    occupations: Counter[str] = field(default_factory=Counter[str])
    hours: Counter[int] = field(default_factory=Counter[int])
    """Local hour of coming -> comings."""
    stays: Counter[int] = field(default_factory=Counter[int])
    """Whole minutes of a stay -> how many."""
    persons: Counter[str] = field(default_factory=Counter[str])
    """Comings by person."""
    bursts: int = 0
    followers: int = 0
    peaks: list[int] = field(default_factory=list[int])
    """Visitors inside at the fullest moment of each day, without teams, showers of rain and whoever came along."""
    peak: int = 0
    present: int = 0

    def came(self, guest: Guest) -> None:
        """Somebody stands before the door."""
        if guest.burst:
            self.bursts += 1
            return
        self.comings += 1
        self.occupations[guest.person.occupation] += 1
        self.persons[guest.person.name] += 1
        self.hours[guest.at_ms // 3_600_000 % 24] += 1

    def ended(self, guest: Guest, outcome: str) -> None:
        """How that went on."""
        if not guest.staff and not guest.burst:
            self.outcomes[outcome] += 1

    def entered(self, guest: Guest) -> None:
        """Somebody is inside."""
        if not guest.staff and not guest.burst:
            self.present += 1
            self.peak = max(self.peak, self.present)

    def left(self, guest: Guest, minutes: int) -> None:
        """Somebody is outside again."""
        if not guest.staff and not guest.burst:
            self.present -= 1
            self.stays[minutes] += 1

    def day_over(self) -> None:
        """A day has ended."""
        self.peaks.append(self.peak)
        self.peak = self.present
