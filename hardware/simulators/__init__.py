"""Byte-true twins: each has a wire face (`serve`) and a world face (verbs of what a person or mishap does to it).

A twin's own faults are those of the device: a dead module, a wedged relay, a stuck button. What a cable or its power
does (cut, half a frame, noise, late, echo, wrong baud, …) is done once for all twins by the cable (`faulty_wire`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from hardware.clock import Clock
from hardware.links import Link
from hardware.options import OptionValue

if TYPE_CHECKING:
    from hardware.simulators.id_cards import SimulatedCard  # a station at work loads no twin's world


class Twin(Protocol):
    """A simulated device, as cables and control windows see it."""

    @property
    def name(self) -> str:
        """The device's name in the configuration."""
        ...

    @property
    def faults(self) -> frozenset[str]:
        """The names that `fault` knows."""
        ...

    async def serve(self, link: Link) -> None:
        """Wire face: behave as the device does until the link is lost, then raise LinkLost."""
        ...

    def fault(self, name: str, on: bool) -> None:
        """World face: let a mishap begin or end. Raises ValueError, naming `faults`, for one that it does not know."""
        ...

    def power_cycle(self) -> None:
        """World face: its power fails and comes back; relays fall, what it held in memory is forgotten."""
        ...


@runtime_checkable
class CardTwin(Twin, Protocol):
    """Reads resident ID cards."""

    def present(self, card: SimulatedCard) -> None:
        """World face: lay a card on the reader, in place of the one that lies there."""
        ...

    def lift(self) -> None:
        """World face: take the card away; lifting nothing is harmless."""
        ...


@runtime_checkable
class TagTwin(Twin, Protocol):
    """Reads cards that are known by an id only."""

    def touch(self, uid: bytes) -> None:
        """World face: hold a card with this id to the reader until `lift_tag`. Raises ValueError for a wrong length."""
        ...

    def lift_tag(self) -> None:
        """World face: take the card away; lifting nothing is harmless."""
        ...


@runtime_checkable
class CodeTwin(Twin, Protocol):
    """Reads codes."""

    def show(self, text: str) -> None:
        """World face: hold a code before it."""
        ...


@runtime_checkable
class RelayTwin(Twin, Protocol):
    """Has relays."""

    @property
    def relays(self) -> tuple[bool, ...]:
        """World face: which contacts are closed, relay 1 first."""
        ...

    def observe(self, on_relay: Callable[[int, bool], None]) -> None:
        """World face: tell `on_relay` the channel (from 1) and state whenever a contact moves."""
        ...


@runtime_checkable
class InputTwin(Twin, Protocol):
    """Has inputs."""

    def set_input(self, channel: int, on: bool) -> None:
        """World face: close or open the contact wired to input `channel` (from 1). Raises ValueError."""
        ...


@runtime_checkable
class SensorTwin(Twin, Protocol):
    """Measures."""

    def measure(self, quantity: str, value: float) -> None:
        """World face: let a quantity (`temperature`, `co2`, …) have this value in its unit. Raises ValueError."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulateRequest:
    """All that a twin needs; `options` are the driver's, checked."""

    name: str
    clock: Clock
    options: Mapping[str, OptionValue]


Simulate = Callable[[SimulateRequest], Twin]
"""What each twin's module has under the name `simulate`."""
