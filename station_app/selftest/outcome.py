"""What a check can say, and what a check is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from station_app.selftest.under_test import UnderTest

CheckResult = Literal["green", "red", "unfinished"]

_LONGEST = 60
"""Characters of a measured value."""

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of one check. Codes have their texts in resources/i18n-service."""

    fault: str = ""
    """Code of what is wrong; empty for green."""
    measured: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """What it measured, by name; `warning` names what will be wrong soon."""

    unfinished: bool = False
    """It was not made to its end, which counts as failed."""

    @property
    def green(self) -> bool:
        """Whether the check has passed."""
        return not self.fault

    @property
    def result(self) -> CheckResult:
        """How it ended, in a word."""
        return "unfinished" if self.unfinished else "green" if self.green else "red"


def red(fault: str, **measured: object) -> Outcome:
    """Something is wrong."""
    return Outcome(fault=fault, measured=_texts(measured))


def green(**measured: object) -> Outcome:
    """All is well."""
    return Outcome(measured=_texts(measured))


def _texts(measured: Mapping[str, object]) -> dict[str, str]:
    return {name: _printable(str(value)) for name, value in measured.items() if value not in (None, "")}


def _printable(text: str) -> str:
    # Some of it is what a device says of itself, and a device may say anything.
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:_LONGEST]


Prove = Callable[["UnderTest"], Awaitable[Outcome]]
"""Does a check. Raises a DeviceFault where the world fails: its code is the check's fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that can be proved."""

    id: str
    """`SUBJECT.kind`; the kind has the texts."""
    device: str
    """The device, door or input it is about; empty for the station."""
    prove: Prove
    concerns: frozenset[str]
    """Every device and door whose fault it shows; a test of one of them includes this check."""
    hands: bool = False
    """Needs somebody at the station."""
    seconds: float = 30.0
    """Not finished after this time, it has failed."""

    @property
    def kind(self) -> str:
        """What it proves of its subject."""
        return self.id.rpartition(".")[2]


def packed(measured: Mapping[str, str]) -> str:
    """Measured values as one text for a fact: `name=value` with blanks between; blanks in a value become `_`."""
    return " ".join(f"{name}={value.replace(' ', '_')}" for name, value in measured.items())


def unpacked(text: str) -> dict[str, str]:
    """The values behind such a text."""
    return dict(pair.split("=", 1) for pair in text.split(" ") if "=" in pair)
