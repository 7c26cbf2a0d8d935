"""What moves and tells at a station: the door's leaf, the exit button, and every input's wire."""

from __future__ import annotations

from random import Random
from typing import Final

from station_app.core.events import ContactMoved, Counted, ExitPressed, ExitReleased, InputMoved
from station_app.simulation.fleet.sites import MAIN, REST
from station_app.simulation.fleet.station_life import Life

CALM_MS: Final = 60_000
"""So long after the last motion the sensor calls it over."""
COUNTER_MS: Final = 300


class Wires:
    """The moving parts of one station."""

    def __init__(self, life: Life, rng: Random) -> None:
        self.life = life
        self.rng = rng
        self.keep_open_ms = 0
        """The next opening stays open so long: something is put in the door."""
        self._motion_until_ms = 0

    # Inputs.

    def motion(self) -> None:
        """The motion sensor sees somebody, and calms down a minute later."""
        self._motion_until_ms = self.life.now_ms + CALM_MS
        if not self.life.building.wires.get("pir"):
            self.wire("pir", True)
            self.life.after(CALM_MS, self._calm)

    def _calm(self) -> None:
        if self.life.now_ms < self._motion_until_ms:
            self.life.after(self._motion_until_ms - self.life.now_ms, self._calm)
        else:
            self.wire("pir", False)

    def wire(self, name: str, on: bool) -> None:
        """An input's wire changes; a board that works tells of it."""
        building = self.life.building
        building.wires[name] = on
        if building.board:
            self.life.hear(InputMoved(at=self.life.at(), name=name, on=on))

    # The exit button.

    def press_exit(self, down_ms: int) -> None:
        """Somebody presses the exit button: its contact frees the lock, and the board tells of it."""
        building = self.life.building
        if building.lock.button_down:
            return
        building.lock.button_down = True
        if building.board:
            self.life.hear(ExitPressed(at=self.life.at(), door=MAIN))
        self.life.after(down_ms, self.let_go)

    def let_go(self) -> None:
        """The exit button comes up again."""
        building = self.life.building
        if building.lock.button_down:
            building.lock.button_down = False
            if building.board:
                self.life.hear(ExitReleased(at=self.life.at(), door=MAIN))

    # The door.

    def open_door(self) -> None:
        """The leaf moves; its contact tells, or lies."""
        leaf = self.life.building.leaf
        if leaf.open:
            return
        leaf.open, leaf.opened_ms, leaf.passed, leaf.closes_ms = True, self.life.now_ms, 0, 0
        leaf.openings += 1
        if self.keep_open_ms:
            leaf.kept_open = True
            self.life.after(self.keep_open_ms, self._let_fall)
            self.keep_open_ms = 0
        self.contact()
        self.life.after(2_500, self._falls_shut, leaf.openings)

    def pass_through(self, people: int, *, into: bool) -> None:
        """People go through the open door; a counter sees them, where there is one."""
        self.life.building.pass_through(self.life.now_ms, people, round(self.rng.uniform(0, 1_900)))
        if self.life.site.counter:
            self.life.after(COUNTER_MS, self._count, people, into)

    def _count(self, people: int, into: bool) -> None:
        if self.life.building.board:
            entered, left = (people, 0) if into else (0, people)
            self.life.hear(Counted(at=self.life.at(), zone=REST, entered=entered, left=left))

    def _let_fall(self) -> None:
        leaf = self.life.building.leaf
        leaf.kept_open = False
        self._falls_shut(leaf.openings)

    def _falls_shut(self, opening: int) -> None:
        leaf = self.life.building.leaf
        if not leaf.open or leaf.openings != opening or leaf.kept_open:
            return
        if self.life.now_ms < leaf.closes_ms:
            self.life.after(leaf.closes_ms - self.life.now_ms, self._falls_shut, opening)
            return
        leaf.open = False
        self.contact()

    def contact(self) -> None:
        """Tell what the contact's wire says, where that is news and somebody listens."""
        building = self.life.building
        if building.board and building.leaf.wire_open != building.leaf.seen_open and self.life.up:
            building.leaf.seen_open = building.leaf.wire_open
            self.life.hear(ContactMoved(at=self.life.at(), door=MAIN, open=building.leaf.seen_open))

    def all_wires(self) -> None:
        """A board that comes back says how everything stands."""
        building, life = self.life.building, self.life
        if not (building.board and life.up):
            return
        building.leaf.seen_open = building.leaf.wire_open
        life.hear(ContactMoved(at=life.at(), door=MAIN, open=building.leaf.seen_open))
        if building.lock.button_down:
            life.hear(ExitPressed(at=life.at(), door=MAIN))
        else:
            life.hear(ExitReleased(at=life.at(), door=MAIN))
        for name in life.state.house.inputs:
            life.hear(InputMoved(at=life.at(), name=name, on=building.wires.get(name, name == "mains")))
