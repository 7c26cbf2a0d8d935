"""`DATA/neighbours.json`: what the hub said last of the stations near, for a start without a hub."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from station_app.core.nearby import Telling
from station_app.store.told_file import ToldFile

NAME: Final = "neighbours.json"
DAMAGED: Final = "neighbours-damaged.json"
"""The last one that could not be believed, for whoever looks into it."""
MOST_BYTES: Final = 16 * 1024


class NearbyFile(ToldFile[Telling]):
    """The file of one data directory."""

    def __init__(self, data: Path) -> None:
        super().__init__(data / NAME, Telling, MOST_BYTES)
