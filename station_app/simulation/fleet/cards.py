"""What people show at the readers, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

from station_app.core.commands import Command, Record
from station_app.core.events import CardLeftBehind, CardTaken, Known, Presented, Unknown
from station_app.simulation.fleet import tables
from station_app.simulation.fleet.people import Guest
from station_app.simulation.fleet.sites import READER, SCANNER
from station_app.simulation.fleet.station_life import Life

PSEUDONYM: Final = "~"
"""The first letter of every pseudonym here: nothing else in a fact begins with it."""
PATIENCE: Final = 3
"""So often somebody tries before going away."""


class Cards:
    """The readers of one station, and what is laid on them."""

    def __init__(self, life: Life, rng: Random) -> None:
        self.life = life
        self.rng = rng
        self.duress = False
        """Whoever comes next is forced to."""
        self._presentations = 0

    def works(self, guest: Guest) -> bool:
        """Whether anything answers what a guest shows."""
        building = self.life.building
        return self.life.up and (building.reader if guest.credential in ("id-card", "union-card") else building.scanner)

    def name(self) -> str:
        """The id of a new presentation."""
        self._presentations += 1
        return f"{self.life.name}-{self._presentations}"

    def present(self, guest: Guest, reader: str = "") -> Sequence[Command]:
        """Show what a guest has, at the door or at a reader of that name."""
        guest.presentation = self.name()
        return self.life.hear(
            Presented(
                at=self.life.at(),
                id=guest.presentation,
                reader=reader or (SCANNER if guest.credential in ("pass", "staff") else READER),
                credential=guest.credential,
                finding=self._finding(guest),
            )
        )

    def _finding(self, guest: Guest) -> Known | Unknown:
        bad = guest.outcome in ("second", "other") and guest.tries < (2 if guest.outcome == "second" else PATIENCE)
        if bad:
            return Unknown(reason="code-unreadable" if guest.credential == "pass" else "card-unreadable")
        if guest.outcome == "barred":
            return Unknown(reason="card-not-authentic")
        if guest.outcome == "expired" and guest.credential != "id-card":
            return Unknown(reason="pass-expired")
        if guest.staff:
            return Known(person=f"{PSEUDONYM}{guest.person.name}", staff=True)
        if guest.credential == "pass":
            guest.pass_id = guest.pass_id or f"{self.life.name}-pass-{self._presentations}"
            until = self.life.at().wall_ms + 1_800_000
            return Known(person=None, pass_id=guest.pass_id, pass_until_ms=until)
        return Known(
            person=self.key_of_day(guest),
            lasting=f"{PSEUDONYM}y-{guest.person.name}",
            valid_until="20200101" if guest.outcome == "expired" else None,
            duress=self._forced(),
        )

    def _forced(self) -> bool:
        forced, self.duress = self.duress, False
        return forced

    def key_of_day(self, guest: Guest) -> str:
        """A person's pseudonym of the day, by the station's own clock."""
        return f"{PSEUDONYM}d{self.life.at().station_day}-{guest.person.name}"

    def take_card(self) -> None:
        """A card is taken off the reader, or forgotten there."""
        forgotten = self.rng.random() < tables.LEFT_CARDS
        if forgotten:
            self.life.after(60_000, self._left_behind)
        self.life.after(
            self.rng.uniform(180_000, 1_200_000) if forgotten else self.rng.uniform(600, 2_500), self._taken
        )

    def _left_behind(self) -> None:
        if self.life.building.reader:
            self.life.hear(CardLeftBehind(at=self.life.at(), reader=READER))

    def _taken(self) -> None:
        if self.life.building.reader:
            self.life.hear(CardTaken(at=self.life.at(), reader=READER))


def granted(commands: Sequence[Command]) -> bool:
    """Whether an answer lets somebody in."""
    return any(isinstance(c, Record) and c.fact.kind == "access.granted" for c in commands)


def reason(commands: Sequence[Command]) -> str:
    """Why an answer does not; empty where it says nothing of entry."""
    for command in commands:
        if isinstance(command, Record) and command.fact.kind == "access.denied":
            return str(command.fact.body["reason"])
    return ""
