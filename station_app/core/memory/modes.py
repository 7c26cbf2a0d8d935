"""In which manner the whole station is run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from station_app.core.instant import Instant

ModeName = Literal["normal", "evacuation", "lockdown", "shelter"]
"""evacuation: every door is released. lockdown: nobody is admitted. shelter: locked outside, free to leave, heat on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A mode that was ordered, and for how long."""

    name: ModeName
    since: Instant
    seconds: float
    """It ends by itself so long after `since`."""
    by: str = ""
    """The order's id."""
    reason: str = ""
    drill: bool = False
    until_ms: int = 0
    """Set where a reboot lies between: a clock that can be trusted again ends it then, too. 0 for by `seconds` only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """The mode in force, and what stands behind it."""

    name: ModeName = "normal"
    since: Instant | None = None
    seconds: float = 0.0
    """It ends by itself so long after `since`; 0 for until its cause is over."""
    by: str = ""
    """`smoke`, or an order's id."""
    reason: str = ""
    drill: bool = False
    released: Instant | None = None
    """When the doors were last released for evacuation."""
    open: frozenset[str] = frozenset()
    """Doors whose lock has answered in this evacuation."""
    terms: tuple[Term, ...] = ()
    """What is ordered: an evacuation, and beneath it a lockdown or a shelter, at most one of each."""
    smoke: Instant | None = None
    """Since when smoke makes this an evacuation."""
    smoking: frozenset[str] = frozenset()
    """Inputs that said smoke last."""
    clear: Instant | None = None
    """Since when none of them does, while the evacuation still stands."""
