"""Moments of a journal as whoever is responsible for a station reads them."""

from __future__ import annotations

from typing import Final

from station_app.store.rows import wall_text

CHINA_MINUTES: Final = 480
"""Minutes east of UTC; rows hold UTC, and all of China keeps one time."""


def local_text(wall_ms: int) -> str:
    """Local time to the second, with its offset: `2026-11-21 11:00:00 +08:00`."""
    day, _, clock = wall_text(wall_ms + CHINA_MINUTES * 60_000).partition("T")
    return f"{day} {clock[:8]} +08:00"
