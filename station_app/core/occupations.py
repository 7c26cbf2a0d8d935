"""What people may say that they do: codes of categories, for statistics only, never to admit."""

from __future__ import annotations

from typing import Final

OCCUPATIONS: Final = (
    "sanitation", "courier", "rider", "ridehail", "truck", "taxi", "traffic", "chengguan", "construction",
    "landscape", "housekeeping", "bus", "utility", "security", "driver_agent", "volunteer", "farm_vendor", "other",
)  # fmt: skip
"""Whatever else a screen says is nobody's occupation and is not recorded."""

TILES: Final = (
    "sanitation", "courier", "rider", "ridehail", "truck", "taxi", "construction", "traffic", "security",
    "housekeeping", "other",
)  # fmt: skip
"""Those with a picture at the kiosk; beside them stands one for whoever would rather not say."""
