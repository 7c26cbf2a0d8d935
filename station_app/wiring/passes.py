"""`station pass issue`: a pass signed with the station's own key."""

from __future__ import annotations

import time
from pathlib import Path

from station_app.wiring.process import UsageError, existing_data


def issue_pass(data: Path | None, station: str, minutes: int, *, staff: str | None = None) -> int:
    """Print a pass: its text alone on the first line, then its QR code; `staff` is the holder's name among staff."""
    from station_app.identity.passes import printed

    print(printed(new_pass(existing_data(data), station, minutes, staff=staff)))  # noqa: T201 - the command's answer
    return 0


def new_pass(data: Path, station: str, minutes: int, *, staff: str | None = None) -> str:
    """The text of a new pass, for staff where a holder is named. Raises UsageError."""
    from station_app.identity.keys import Keys
    from station_app.identity.passes import Pass, issue
    from station_app.identity.vault import KeyFault

    try:
        key = Keys(data).issuing()
    except KeyFault as fault:
        raise UsageError(str(fault)) from None
    try:
        now = int(time.time())
        until = now + minutes * 60
        if staff is None:
            return issue(key, Pass(station=station, until=until))
        return issue(key, Pass(station=station, until=until, not_before=now, subject=staff, staff=True))
    except ValueError as error:
        raise UsageError(f"no pass can be made: {error}") from None
