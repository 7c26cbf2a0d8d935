"""What people do at a station: show something, push the door, stay, press the exit button and go.

They see lamps and hear the strike; they know nothing of rules. Whoever is not let in tries again or goes away.
"""

from __future__ import annotations

from random import Random
from typing import Final

from station_app.core.commands import HoldLock
from station_app.core.events import (
    CardArrived,
    CompanionsDeclared,
    EntryAsked,
    SubjectAsked,
    Touched,
    VisitorAnswered,
)
from station_app.simulation.fleet import tables
from station_app.simulation.fleet.cards import PATIENCE, Cards, granted, reason
from station_app.simulation.fleet.people import Crowd, Guest
from station_app.simulation.fleet.rooms import Rooms
from station_app.simulation.fleet.sites import MAIN, READER, REST
from station_app.simulation.fleet.station_life import Life
from station_app.simulation.fleet.tally import Tally
from station_app.simulation.fleet.wires import Wires

ASKS: Final = 0.004
"""Share of those who show a card to be told what is held about them, or to be forgotten."""


class Visitors:
    """Everybody at one station."""

    def __init__(self, life: Life, crowd: Crowd, rng: Random) -> None:
        self.life = life
        self.crowd = crowd
        self.rng = rng
        self.tally = Tally()
        self.cards = Cards(life, rng)
        self.wires = Wires(life, rng)
        self.rooms = Rooms(life, self.cards, self.wires, rng)
        self.inside: dict[Guest, None] = {}
        self._waiting: dict[str, Guest] = {}
        """Order -> who stands at the door for it."""

    # Coming.

    def arrive(self, guest: Guest) -> None:
        """Somebody stands before the door."""
        life, building = self.life, self.life.building
        if guest.person.inside:
            guest.person = self.crowd.stranger(guest.person.occupation)
        guest.person.inside = True
        if not guest.staff:
            self.tally.came(guest)
        if building.lock.fire:
            self._gone(guest, "alarm")
        elif building.leaf.kept_open and building.leaf.open and self.rng.random() < 0.5:
            self._gone_in(guest)
            self.tally.outcomes["walked in"] += 1
        else:
            life.after(0, self._show, guest)

    def _gone(self, guest: Guest, outcome: str) -> None:
        guest.person.inside = False
        self.tally.ended(guest, outcome)

    def _show(self, guest: Guest) -> None:
        guest.tries += 1
        card = guest.credential in ("id-card", "union-card")
        if not self.cards.works(guest):
            if guest.tries >= PATIENCE:
                self._gone(guest, "no answer")
                return
            if card and self.life.building.scanner and self.life.up:
                guest.credential = "pass"
            self.life.after(20_000, self._show, guest)
            return
        seconds = self.rng.gauss(*(tables.CARD_SECONDS if card else tables.CODE_SECONDS))
        if guest.credential == "id-card":
            self.life.hear(CardArrived(at=self.life.at(), reader=READER))
        self.life.after(max(200, seconds * 1000), self._read, guest)

    def _read(self, guest: Guest) -> None:
        if not self.cards.works(guest):
            self.life.after(5_000, self._show, guest)
            return
        if guest.credential == "id-card" and self.rng.random() < ASKS:
            self.life.hear(SubjectAsked(at=self.life.at(), want="tell" if self.rng.random() < 0.7 else "forget"))
            self.cards.present(guest)
        told = self.cards.present(guest)
        if guest.credential == "id-card":
            self.cards.take_card()
        if granted(told):
            self._let_in(guest)
        elif guest.tries < PATIENCE and (guest.outcome in ("second", "other") or not reason(told)):
            if guest.outcome == "other" and guest.tries == PATIENCE - 1:
                guest.credential = "pass"
            self.life.after(self.rng.uniform(2_000, 6_000), self._show, guest)
        elif self.life.state.house.policy.grace and not guest.staff:
            self._ask(guest, f"refused: {reason(told)}")
        else:
            self._gone(guest, f"refused: {reason(told)}")

    def _ask(self, guest: Guest, refused: str) -> None:
        """In hard weather there is a button for whoever has nothing to show."""
        guest.credential, guest.presentation = "grace", self.cards.name()
        if granted(self.life.hear(EntryAsked(at=self.life.at(), id=guest.presentation, door=MAIN))):
            self._let_in(guest)
        else:
            self._gone(guest, refused)

    def _let_in(self, guest: Guest) -> None:
        if guest.outcome == "left":
            self._gone(guest, "walked away")
            return
        self.tally.ended(guest, {1: "first", 2: "second"}.get(guest.tries, "other"))
        self.life.building.walking += guest.party
        wait = self.rng.uniform(700, 2_500)
        if self.rng.random() < tables.AGAIN_WITHIN_MINUTE / 2 and guest.credential not in ("pass", "grace"):
            self.life.after(wait, self._present_again, guest)
            wait += self.rng.uniform(600, 1_500)
        self.life.after(wait, self._push, guest, 0)

    def _present_again(self, guest: Guest) -> None:
        if self.life.up and self.life.building.reader and guest.credential != "grace":
            self.cards.present(guest)

    def _push(self, guest: Guest, pushes: int) -> None:
        leaf, lock = self.life.building.leaf, self.life.building.lock
        if leaf.open or (lock.is_free(self.life.now_ms) and not self._stuck()):
            self.wires.open_door()
            self._arrived(guest)
            self._gone_in(guest)
        elif pushes < 2:
            self.life.after(800, self._push, guest, pushes + 1)
        elif guest.tries < PATIENCE and self.life.up and guest.credential not in ("pass", "grace"):
            guest.tries += 1
            self.life.after(3_000, self._push_anew, guest)
        else:
            self._arrived(guest)
            guest.person.inside = False
            self.tally.outcomes["shut out"] += 1

    def _arrived(self, guest: Guest) -> None:
        building = self.life.building
        building.walking = max(0, building.walking - guest.party)

    def _push_anew(self, guest: Guest) -> None:
        if self.life.up and self.life.building.reader and guest.credential != "grace":
            self.cards.present(guest)
        self.life.after(1_500, self._push, guest, 0)

    def _stuck(self) -> bool:
        return self.life.building.lock.jammed and self.rng.random() < 0.7

    def _gone_in(self, guest: Guest) -> None:
        life = self.life
        if life.building.inside + guest.party > life.state.house.capacity(REST):
            guest.companions = guest.children = 0  # whoever came along sees that it is full
        self.wires.pass_through(guest.party, into=True)
        self._count_in(guest)
        if guest.party > 1 and guest.presentation:
            life.after(self.rng.uniform(2_000, 20_000), self._declare, guest, guest.presentation)
        if guest.presentation and not guest.staff and self.rng.random() < tables.ANSWERS:
            life.after(self.rng.uniform(1_500, 8_000), self._answer, guest, guest.presentation)
        if guest.follower:
            life.after(self.rng.uniform(500, 1_200), self._follow)
        if self.rng.random() < tables.AGAIN_WITHIN_MINUTE / 2 and not guest.staff:
            guest.stay_ms = round(self.rng.uniform(10_000, 25_000))
            life.after(guest.stay_ms + 15_000, self._come_back, guest)
        life.after(guest.stay_ms, self.leave, guest)
        life.after(1_500, self._stir, guest)
        if guest.purpose in life.site.private:
            life.after(self.rng.uniform(10_000, 120_000), self.rooms.want, guest)

    def _count_in(self, guest: Guest) -> None:
        self.inside[guest] = None
        guest.inside = True
        guest.entered_ms = self.life.now_ms
        building = self.life.building
        building.inside += guest.party
        self.tally.entered(guest)

    def _come_back(self, guest: Guest) -> None:
        if guest.person.inside:
            return
        self.arrive(
            Guest(
                person=guest.person,
                at_ms=self.life.now_ms,
                purpose=guest.purpose,
                stay_ms=600_000,
                credential="union-card" if guest.credential == "union-card" else "id-card",
                outcome="first",
                burst=True,
            )
        )

    def _follow(self) -> None:
        building = self.life.building
        if not building.leaf.open or building.inside + building.walking >= self.life.state.house.capacity(REST):
            return
        self.tally.followers += 1
        stay = round(self.rng.uniform(120_000, 1_800_000))
        guest = Guest(
            person=self.crowd.stranger("other"),
            at_ms=self.life.now_ms,
            purpose="shelter",
            stay_ms=stay,
            credential="pass",
            outcome="first",
            burst=True,
        )
        guest.person.inside = True
        self.wires.pass_through(1, into=True)
        self._count_in(guest)
        self.life.after(stay, self.leave, guest)

    def _declare(self, guest: Guest, presentation: str) -> None:
        if guest in self.inside:
            told = {"adults": guest.companions, "children": guest.children}
            self.life.hear(CompanionsDeclared(at=self.life.at(), presentation=presentation, **told))

    def _answer(self, guest: Guest, presentation: str) -> None:
        at = self.life.at()
        self.life.hear(Touched(at=at))
        remember = guest.person.consents and guest.credential in ("id-card", "union-card")
        guest.person.remembered |= remember
        self.life.hear(
            VisitorAnswered(
                at=at,
                presentation=presentation,
                remember=remember,
                notice=self.life.state.house.policy.notice,
                occupation=guest.person.occupation,
            )
        )

    # Inside.

    def _stir(self, guest: Guest) -> None:
        """Somebody moves; whoever sleeps does so seldom."""
        if guest not in self.inside:
            return
        self.wires.motion()
        minutes = 50 if guest.purpose == "nap" else 15
        self.life.after(self.rng.expovariate(1 / (minutes * 60_000)), self._stir, guest)

    def wake(self) -> None:
        """Light and a voice ask whether anybody is there: whoever sleeps turns over."""
        if self.inside:
            self.life.after(self.rng.uniform(5_000, 200_000), self._turn_over)

    def _turn_over(self) -> None:
        if self.inside:
            self.wires.motion()

    # Going.

    def leave(self, guest: Guest) -> None:
        """Somebody wants to go; nothing may keep anybody."""
        if guest not in self.inside:
            return
        leaf = self.life.building.leaf
        if leaf.open or self.life.building.lock.fire or not self.life.building.lock.supplied:
            self._out(guest)
            return
        self.wires.press_exit(round(self.rng.uniform(500, 1_500)))
        self.life.after(self.rng.uniform(400, 1_800), self._push_out, guest)

    def _push_out(self, guest: Guest) -> None:
        building = self.life.building
        if guest not in self.inside:
            return
        if building.leaf.open or (building.lock.is_free(self.life.now_ms) and not self._stuck()):
            self._out(guest)
        else:
            self.life.after(1_000, self.leave, guest)

    def _out(self, guest: Guest) -> None:
        self.wires.open_door()
        self.wires.pass_through(guest.party, into=False)
        del self.inside[guest]
        guest.inside = False
        self.rooms.leave(guest)
        guest.person.inside = False
        self.life.building.inside -= guest.party
        self.tally.left(guest, (self.life.now_ms - guest.entered_ms) // 60_000)

    def evacuate(self) -> None:
        """Everybody goes, each in their own time."""
        for guest in self.inside:
            self.life.after(self.rng.uniform(5_000, 90_000), self.leave, guest)

    # By order.

    def await_order(self, order: str) -> None:
        """Somebody who has nothing to show stands at the door, and a manager opens it from afar."""
        self._waiting[order] = Guest(
            person=self.crowd.stranger("other"),
            at_ms=self.life.now_ms,
            purpose="shelter",
            stay_ms=900_000,
            credential="grace",
            outcome="first",
            burst=True,
        )

    def order_opens(self, hold: HoldLock) -> None:
        """The lock of a door moves by order."""
        guest = self._waiting.pop(hold.presentation or "", None)
        if guest is not None:
            guest.person.inside = True
            self.life.after(1_200, self._push, guest, 2)
