"""A zone that is used by turns, as tests say it."""

from __future__ import annotations

from typing import Any

from core_world import ANNA, CoreStation

from station_app.core.events import (
    ContactMoved,
    ExitPressed,
    InputMoved,
)
from station_app.core.flow import next_deadline
from station_app.core.model import Door, House, Sense, Zone
from station_app.core.policy import Policy, TurnRule, ZoneRule

MINUTE = 60


def house(*, door: bool = True, latch: bool = False, capacity: int = 1, **rule: Any) -> House:
    """A hall with the kiosk, and a shower that is used by turns."""
    made = TurnRule(**{"minutes": 20, "places": 1, **rule})
    doors = {"main": Door(name="main", zone="hall", readers=("reader", "scanner"), contact_board="board")}
    if door:
        doors["shower"] = Door(name="shower", zone="shower", readers=("shower-reader",), contact_board="board")
    zones = {
        "hall": Zone(name="hall", title="Hall", capacity=16),
        "shower": Zone(
            name="shower",
            title="Shower",
            capacity=capacity,
            privacy="private",
            readers=() if door else ("shower-reader",),
        ),
    }
    inputs = {"bolt": Sense(name="bolt", means="latch", zone="shower", board="board")} if latch else {}
    policy = Policy(version="p7", zones={"shower": ZoneRule(kind="shower", turn=made)})
    return House(doors=doors, zones=zones, policy=policy, inputs=inputs)


class Shower(CoreStation):
    """A station with a shower; whatever is shown is shown at the shower's own reader."""

    def __init__(self, made: House | None = None) -> None:
        super().__init__(made or house())
        if "shower" in self.state.house.doors:
            self.hear(ContactMoved(at=self.at, door="shower", open=False))

    def show_at(self, person: str, reader: str = "shower-reader") -> None:
        self.card(person, reader=reader)

    def go_in(self, person: str = ANNA) -> None:
        self.show_at(person)
        self.open("shower")
        self.close("shower")

    def go_out(self) -> None:
        self.hear(ExitPressed(at=self.at, door="shower"))
        self.open("shower")
        self.close("shower")

    def bolt(self, on: bool) -> None:
        self.hear(InputMoved(at=self.at, name="bolt", on=on))

    def live(self, seconds: float) -> None:
        """Time passes, with a tick at each deadline as in a real station."""
        end = self.at.mono_ms + round(seconds * 1000)
        while (left := (end - self.at.mono_ms) / 1000) > 0:
            self.wait(min(left, next_deadline(self.state, self.at)))

    def turns(self) -> list[tuple[str, object]]:
        """Everything told of turns: what, and of which number."""
        return [(fact.kind[5:], fact.body["turn"]) for fact in self.facts if fact.kind.startswith("turn.")]
