"""Private rooms: a shower that is used by turns, a room for nursing that is used by need. A latch is all they tell."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

from station_app.core.commands import Command, Record
from station_app.core.events import NeedDeclared, TurnAsked
from station_app.core.facts import Fact
from station_app.simulation.fleet.cards import Cards, granted
from station_app.simulation.fleet.people import Guest
from station_app.simulation.fleet.sites import tap_of
from station_app.simulation.fleet.station_life import Life
from station_app.simulation.fleet.wires import Wires

PRESENT_AGAIN: Final = 0.5
"""Share of people who give their turn back by their card; the others just go."""
NO_SHOW: Final = 0.1


class Rooms:
    """The private rooms of one station, and who wants to use them."""

    def __init__(self, life: Life, cards: Cards, wires: Wires, rng: Random) -> None:
        self.life = life
        self.cards = cards
        self.wires = wires
        self.rng = rng
        self._taken: dict[str, Guest] = {}
        """Room -> who is really in it."""
        self._waiting: dict[tuple[str, int], Guest] = {}
        """Room and number -> who waits to be called."""

    def want(self, guest: Guest, *, called: bool = False) -> None:
        """Somebody wants to use the room that is the purpose of the visit; whoever is called shows the same again."""
        if not guest.inside or not self.life.up or not self.life.building.reader:
            return
        room = guest.purpose
        if not called:
            guest.room_pass()
        if room == "shower":
            self.life.hear(TurnAsked(at=self.life.at(), zone=room))
            self._answered(guest, self.cards.present(guest))
        else:
            self.life.hear(NeedDeclared(at=self.life.at(), zone=room, need=room))
            self._answered(guest, self.cards.present(guest, tap_of(room)))

    def recorded(self, fact: Fact) -> None:
        """A number is called."""
        if fact.kind == "turn.called":
            called = self._waiting.pop((str(fact.body["zone"]), int(fact.body["turn"] or 0)), None)
            if called is not None and self.rng.random() >= NO_SHOW:
                self.life.after(self.rng.uniform(10_000, 120_000), self._come, called)

    def _come(self, guest: Guest) -> None:
        self.want(guest, called=True)

    def _answered(self, guest: Guest, commands: Sequence[Command]) -> None:
        if granted(commands):
            self.life.after(self.rng.uniform(5_000, 40_000), self._latch, guest)
            return
        for command in commands:
            if isinstance(command, Record) and command.fact.kind == "turn.queued":
                guest.stay_ms += 1_200_000
                self._waiting[guest.purpose, int(command.fact.body["turn"] or 0)] = guest

    def _latch(self, guest: Guest) -> None:
        if not guest.inside or guest.purpose in self._taken:
            return
        self._taken[guest.purpose] = guest
        self.wires.wire(f"latch-{guest.purpose}", True)
        self.life.after(max(60_000, guest.stay_ms * 0.6), self._unlatch, guest)

    def _unlatch(self, guest: Guest) -> None:
        room = guest.purpose
        if self._taken.get(room) is not guest:
            return
        del self._taken[room]
        self.wires.wire(f"latch-{room}", False)
        if self.rng.random() < PRESENT_AGAIN and guest.inside and self.cards.works(guest) and self.life.building.reader:
            if room == "shower":
                self.life.hear(TurnAsked(at=self.life.at(), zone=room))
            self.cards.present(guest, "" if room == "shower" else tap_of(room))

    def leave(self, guest: Guest) -> None:
        """Whoever goes has turned the latch back."""
        self._unlatch(guest)
