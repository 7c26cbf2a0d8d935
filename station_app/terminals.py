"""How a configuration names the terminals of boards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from station_app.tables import ConfigError

_CHANNEL = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One terminal of a board: `board/relay/1` or `!board/input/2`."""

    device: str
    kind: Literal["relay", "input"]
    channel: int
    """As printed on the board, from 1."""
    inverted: bool = False


def point(path: str, text: str) -> Point:
    """Read a terminal's name. Raises ConfigError."""
    parts = text.removeprefix("!").split("/")
    if len(parts) != 3 or parts[1] not in ("relay", "input") or not _CHANNEL.fullmatch(parts[2]):
        raise ConfigError(f'{path}: {text!r} is no terminal; write it like "board/relay/1" or "!board/input/2"')
    kind: Literal["relay", "input"] = "relay" if parts[1] == "relay" else "input"
    return Point(device=parts[0], kind=kind, channel=int(parts[2]), inverted=text.startswith("!"))
