"""A station whose incidents are watched: time is told exactly when the rules ask for it."""

from __future__ import annotations

from dataclasses import replace

from core_world import CoreStation, one_door

from station_app.core import alarms, replay
from station_app.core.events import InputMoved
from station_app.core.flow import next_deadline
from station_app.core.model import House, Sense, StationState


def house_with(*meanings: str) -> House:
    inputs = {name: Sense(name=name, means=name, board="board") for name in meanings}  # type: ignore[arg-type]
    return replace(one_door(), inputs=inputs)


class Watched(CoreStation):
    """A station in which nothing happens but time, told exactly when the rules ask for it."""

    def pass_time(self, seconds: float) -> None:
        end = self.at.mono_ms + round(seconds * 1000)
        for _ in range(5000):
            left = (end - self.at.mono_ms) / 1000
            if left <= 0:
                return
            self.wait(min(left, next_deadline(self.state, self.at)))
        raise AssertionError("time stands still")

    def told_of(self, cause: str) -> list[str]:
        """What was told of a cause: `opened keeper`, `repeated 2`, `escalated district`, `closed`."""
        words: list[str] = []
        for fact in self.facts:
            if fact.body.get("cause") == cause:
                kind = fact.kind.removeprefix("incident.")
                more = {
                    "opened": "owner",
                    "repeated": "times",
                    "escalated": "owner",
                    "acknowledged": "by",
                }.get(kind)
                words.append(kind if more is None else f"{kind} {fact.body[more]}")
        return words

    def feel(self, name: str, *, on: bool) -> None:
        self.hear(InputMoved(at=self.at, name=name, on=on))

    def take_on(self, cause: str, by: str = "district") -> None:
        self.state, self.told = alarms.acknowledge(self.state, self.at, cause, by)
        self._note()

    def resolve(self, cause: str, by: str = "district") -> None:
        self.state, self.told = alarms.resolve(self.state, self.at, cause, by)
        self._note()

    def _note(self) -> None:
        self.facts += [command.fact for command in self.told]  # type: ignore[union-attr]

    def recalled(self) -> StationState:
        """What a fresh program makes of the facts."""
        return replay.recall(StationState.fresh(self.state.house), self.facts)


def well_watched() -> Watched:
    """One with the usual detectors."""
    return Watched(house_with("smoke", "leak", "tamper", "help"))
