"""An open incident."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from station_app.core.instant import Instant

Severity = Literal["notice", "fault", "alarm", "urgent"]
"""notice: to know. fault: to repair. alarm: to look after now. urgent: somebody may be in danger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One mishap with one cause, until its cause is over."""

    id: str
    cause: str
    """Like `door-held/main`: what, and about what."""
    since: Instant
    severity: Severity = "fault"
    level: int = 0
    """Whose it is: an index into the policy's chain of roles."""
    asked: Instant | None = None
    """Since when this owner is asked; None for its opening."""
    told: Instant | None = None
    """When its owner was last told of it; None for at its opening."""
    times: int = 1
    """How often it was told."""
    again: int = 0
    """How often it began again soon after its end."""
    over: Instant | None = None
    """Since when its cause is away, while it is watched whether it stays away; None while it is there."""
    acknowledged_by: str = ""
    """Empty until somebody has taken it on."""
    acknowledged_at: Instant | None = None
    drill: bool = False
    """An exercise: everything happens, nobody is called out."""
    silent: bool = False
    """Nothing at the station may show that it is open."""
