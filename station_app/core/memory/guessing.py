"""What is remembered of codes that were typed wrongly."""

from __future__ import annotations

from dataclasses import dataclass

from station_app.core.instant import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Guesses:
    """Wrong codes since the last right one."""

    wrong: int = 0
    at: Instant | None = None
    """When the last of them was typed."""
