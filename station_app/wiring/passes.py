"""`station pass issue`: a pass signed with the station's own key."""

from __future__ import annotations

import time
from pathlib import Path

from station_app.wiring.process import UsageError, data_dir


def issue_pass(data: Path | None, station: str, minutes: int) -> int:
    """Print a pass: its text alone on the first line, then its QR code."""
    from station_app.identity.passes import printed

    print(printed(new_pass(data_dir(data), station, minutes)))  # noqa: T201 - the command's answer
    return 0


def new_pass(data: Path, station: str, minutes: int) -> str:
    """The text of a new pass. Raises UsageError."""
    from station_app.identity.keys import Keys
    from station_app.identity.passes import Pass, issue
    from station_app.identity.vault import KeyFault

    try:
        key = Keys(data).issuing()
    except KeyFault as fault:
        raise UsageError(str(fault)) from None
    try:
        return issue(key, Pass(station=station, until=int(time.time()) + minutes * 60))
    except ValueError as error:
        raise UsageError(f"no pass can be made: {error}") from None
