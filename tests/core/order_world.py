"""A station that takes orders: a manager's desk with the hub's own clock, smoke detectors, locks that answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core_world import CoreStation, one_door

from station_app.core import replay
from station_app.core.commands import Command, HoldLock, Record, Work
from station_app.core.events import (
    DeviceRestarted,
    Event,
    InputMoved,
    LockFailed,
    LockMoved,
    Ordered,
    RunBegan,
    RunEnded,
    Started,
)
from station_app.core.facts import Fact
from station_app.core.model import House, Sense, StationState, Zone

ENDS = ("command.confirmed", "command.expired", "command.refused")


def guarded_house(**door: object) -> House:
    """One door, two smoke detectors, a room whose lights can be ordered."""
    house = one_door(**{"lock_board": "board", **door})  # pyright: ignore[reportArgumentType] - any field of Door
    inputs = {name: Sense(name=name, means="smoke", zone="hall") for name in ("hall-smoke", "kitchen-smoke")}
    inputs["leak"] = Sense(name="leak", means="leak", zone="hall")
    hall = Zone(name="hall", title="Hall", capacity=house.zones["hall"].capacity, loads=("lights", "heating"))
    zones = {"hall": hall, "yard": Zone(name="yard", title="Yard", capacity=4)}
    return replace(house, inputs=inputs, zones=zones, devices=("reader", "scanner", "board"))


class OrderedStation(CoreStation):
    """`hub_ms` is the manager's clock: true time, whatever the station's says."""

    def __init__(self, house: House | None = None, *, lock_answers: bool = True, contact: bool | None = False) -> None:
        self.answers = lock_answers
        self.fault = ""
        self.pulses: list[HoldLock] = []
        self.works: list[Work] = []
        """What was to be done besides doors."""
        self._orders = 0
        super().__init__(house or guarded_house(), contact=contact)
        self.hub_ms = self.at.wall_ms

    def hear(self, event: Event) -> Sequence[Command]:
        """Answer an event; the locks that were told answer at once."""
        told = super().hear(event)
        holds = [command for command in told if isinstance(command, HoldLock)]
        self.pulses += holds
        self.works += [command for command in told if isinstance(command, Work)]
        for hold in holds if self.answers else ():
            super().hear(
                LockFailed(at=self.at, hold=hold, fault=self.fault) if self.fault else LockMoved(at=self.at, hold=hold)
            )
        self.told = told
        return told

    def later(self, seconds: float) -> None:
        """Time passes for everybody."""
        super().later(seconds)
        self.hub_ms += round(seconds * 1000)

    def smoke(self, *, on: bool = True, name: str = "hall-smoke") -> None:
        """A detector says smoke, or none."""
        self.hear(InputMoved(at=self.at, name=name, on=on))

    def order(self, verb: str, target: str = "", value: str = "", *, seconds: float = 0.0, **more: object) -> str:
        """A manager's order reaches the station at once; its id."""
        order = self.made(verb, target, value, seconds=seconds, **more)
        self.hear(order)
        return order.id

    def made(self, verb: str, target: str = "", value: str = "", *, seconds: float = 0.0, **more: object) -> Ordered:
        """An order that has just been handed over, valid for a minute."""
        self._orders += 1
        order = Ordered(
            at=self.at,
            id=f"o{self._orders}",
            verb=verb,
            reason="a worker waits",
            by="keeper",
            target=target,
            value=value,
            seconds=seconds,
            heard_ms=self.hub_ms,
            not_after_ms=self.hub_ms + 60_000,
        )
        return replace(order, **more)  # pyright: ignore[reportArgumentType] - any field of Ordered

    def mode(self, name: str, minutes: float = 0.0, *, drill: bool = False) -> str:
        """Order a mode."""
        return self.order("mode", value=name, seconds=minutes * 60, drill=drill)

    def test_begins(self, order: str = "") -> None:
        """The self-test begins, for an order or for somebody at the station."""
        self.hear(RunBegan(at=self.at, run="r1", tester="keeper", order=order))

    def test_ends(self, order: str = "", *, green: int = 12, red: int = 0, unfinished: int = 0) -> None:
        """The self-test has its result."""
        told = {"green": green, "red": red, "unfinished": unfinished}
        self.hear(RunEnded(at=self.at, run="r1", tester="keeper", order=order, **told))

    def driver_begins_anew(self, order: str, device: str = "board") -> None:
        """The device's link has been closed."""
        self.hear(DeviceRestarted(at=self.at, order=order, device=device))

    def restart(self, *, off_seconds: float = 0.0, reboot: bool = False) -> None:
        """The program dies, and the next one has what the journal holds."""
        old = self.state
        self.later(off_seconds)
        if reboot:
            self.at = replace(self.at, boot=self.at.boot + "+", mono_ms=3000)
        fresh = replace(
            StationState.fresh(old.house), visits=old.visits, used_passes=old.used_passes, incidents=old.incidents
        )
        self.state = replay.recall(fresh, self.facts)
        self.hear(Started(at=self.at, version="1.0"))

    def course(self, name: str) -> list[str]:
        """What became of an order: `received`, `acted`, `confirmed contact`."""
        told = [fact for fact in self.facts if fact.kind.startswith("command.")]
        return [_word(fact) for fact in told if fact.body["command"] == name]

    @property
    def mode_now(self) -> str:
        """The mode in force."""
        return self.state.mode.name

    @property
    def modes(self) -> list[object]:
        """Every change of the mode, oldest first."""
        return [fact.body["mode"] for fact in self.facts if fact.kind == "mode.changed"]

    def recorded(self) -> list[str]:
        """Kinds in the last answer."""
        return [command.fact.kind for command in self.told if isinstance(command, Record)]


def _word(fact: Fact) -> str:
    why = fact.body.get("evidence") or (fact.body.get("reason") if fact.kind in ENDS else None)
    state = fact.kind.removeprefix("command.")
    return f"{state} {why}" if why else state
