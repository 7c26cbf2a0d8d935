"""`DATA/board.json`: what the hub said last of this station's offers, for a start without a hub."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from station_app.core.memory.offers import Board
from station_app.store.told_file import ToldFile

NAME: Final = "board.json"
MOST_BYTES: Final = 4 * 1024 * 1024
"""A shelf of some thousand books is the most of it."""


class BoardFile(ToldFile[Board]):
    """The file of one data directory."""

    def __init__(self, data: Path) -> None:
        super().__init__(data / NAME, Board, MOST_BYTES)
