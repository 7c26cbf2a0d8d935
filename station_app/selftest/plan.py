"""Which checks a station has: from its configuration, in the order in which they are made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hardware.devices.driver import Role
from station_app.config import Settings
from station_app.selftest import asking, hands, house, locks, terminals
from station_app.selftest.outcome import Check, Prove

_READERS: Final[frozenset[Role]] = frozenset({"card-reader", "code-reader", "tag-reader"})
_STEPS: Final[Mapping[Role, tuple[str, str]]] = {
    "card-reader": ("lay-card", "lift-card"),
    "code-reader": ("show-code", ""),
    "tag-reader": ("touch-tag", "lift-tag"),
}
"""What is held to a reader, and what is then taken away."""
_MINUTES: Final = 1800.0
"""For what somebody does fifty times."""
_HAND_SECONDS: Final = 90.0


def plan(
    settings: Settings, roles: Mapping[str, frozenset[Role]], *, host_timed: frozenset[str], file: bool
) -> list[Check]:
    """Every check of a station.

    A lock on a board of `host_timed`, which does not end its pulses itself, is only tested with somebody near it.
    """
    made = _Plan(settings, roles, host_timed)
    for name in settings.devices:
        made.device(name)
    for door in settings.wiring:
        made.door(door)
    for name in settings.inputs:
        made.input(name)
    made.house(file=file)
    for name in settings.devices:
        made.hands_of_device(name)
    for door in settings.wiring:
        made.hands_of_door(door)
    for name in settings.inputs:
        made.hands_of_input(name)
    return [check for check in made.checks if not check.hands] + [check for check in made.checks if check.hands]


class _Plan:
    def __init__(self, settings: Settings, roles: Mapping[str, frozenset[Role]], host_timed: frozenset[str]) -> None:
        self._settings = settings
        self._roles = roles
        self._host_timed = host_timed
        self.checks: list[Check] = []

    def device(self, name: str) -> None:
        self._add(name, "answers", asking.answers(name), name)
        self._add(name, "steady", asking.steady(name), name, seconds=60.0)
        if self._roles[name] & _READERS:
            self._add(name, "quiet", asking.quiet(name), name)
        if "sensor" in self._roles[name]:
            self._add(name, "fresh", asking.fresh(name), name)

    def door(self, door: str) -> None:
        wires = self._settings.wiring[door]
        if wires.contact is not None:
            self._add(door, "contact", terminals.contact(wires.contact), wires.contact.device)
        if wires.exit_button is not None:
            self._add(door, "exit", terminals.exit_button(wires.exit_button), wires.exit_button.device)
        if wires.lock.device not in self._host_timed:
            self._add(door, "lock", locks.pulses(door), wires.lock.device)
            more = [wires.contact.device] if wires.contact else []
            self._add(door, "chain", locks.chain(door), wires.lock.device, *more)

    def input(self, name: str) -> None:
        wired = self._settings.inputs[name]
        self._add(name, "input", terminals.other(wired.terminal, wired.means), wired.terminal.device)

    def house(self, *, file: bool) -> None:
        checks: dict[str, Prove] = {"journal": house.journal, "clock": house.clock, "disk": house.disk}
        if file:
            checks["config"] = house.config
        checks["keys"] = house.keys
        if self._settings.hub is not None:
            checks["hub"] = house.hub
        if self._settings.station.fire_test:
            checks["fire-test"] = house.fire_test(self._settings.station.fire_test)
        for kind, prove in checks.items():
            self.checks.append(Check(id=f"station.{kind}", device="", prove=prove, concerns=frozenset()))

    def hands_of_device(self, name: str) -> None:
        for role in sorted(self._roles[name] & _READERS):
            lay, lift = _STEPS[role]
            self._add(name, lay.partition("-")[2], hands.presented(name, lay, lift), name, hands=True)
            self._add(name, "reads", hands.reads(name, lay, lift), name, hands=True, seconds=_MINUTES)

    def hands_of_door(self, door: str) -> None:
        wires = self._settings.wiring[door]
        readers = [one for one in self._settings.house.doors[door].readers if "card-reader" in self._roles[one]]
        for reader in readers[:1]:
            whole = hands.chain_with_card(door, reader, "lay-card")
            self._add(door, "card-chain", whole, reader, wires.lock.device, hands=True)
        self._add(door, "click", hands.click(door), wires.lock.device, hands=True)
        if wires.contact is not None:
            self._add(door, "push", hands.push(door), wires.lock.device, wires.contact.device, hands=True)
            self._add(door, "close", hands.close(door, wires.contact), wires.contact.device, hands=True)
        if wires.exit_button is not None:
            self._add(door, "press", hands.press_exit(door, wires.exit_button), wires.exit_button.device, hands=True)

    def hands_of_input(self, name: str) -> None:
        wired = self._settings.inputs[name]
        if wired.means == "help":
            self._add(name, "help", hands.press_help(name, wired.terminal), wired.terminal.device, hands=True)

    def _add(
        self, subject: str, kind: str, prove: Prove, *devices: str, hands: bool = False, seconds: float = 0.0
    ) -> None:
        self.checks.append(
            Check(
                id=f"{subject}.{kind}",
                device=subject,
                prove=prove,
                concerns=frozenset({subject, *devices}),
                hands=hands,
                seconds=seconds or (_HAND_SECONDS if hands else 30.0),
            )
        )
