"""What the live process answers, beside the feed."""

from __future__ import annotations

from typing import Final

EVENTS_PATH: Final = "/live/events"
HEALTHY_PATH: Final = "/live/healthy"
