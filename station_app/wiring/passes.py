"""`station pass issue|sign-keys`: a pass signed with the station's own key, and the list of accepted issuers."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from station_app.wiring.process import UsageError, existing_data


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysWanted:
    """A list of issuers that is to be signed."""

    key: Path
    """File with the 32 bytes of a key that signs policies."""
    issuers: Sequence[str]
    """Each NAME=PUBLIC_KEY in hex."""
    number: int
    days: int
    station: str
    staff: bool
    output: Path | None


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


def sign_keys(wanted: KeysWanted) -> int:
    """Write a list of issuers whose passes stations are to accept, signed as policies are. Raises UsageError."""
    from station_app.identity.keys import Issuer
    from station_app.identity.pass_key_list import LONGEST_DAYS, KeyList, seal
    from station_app.wiring.policy_command import seed_in
    from station_app.wiring.whole_file import write_whole

    now = int(time.time())
    try:
        named = [one.partition("=") for one in wanted.issuers]
        issuers = tuple(
            Issuer(
                name=name,
                public=bytes.fromhex(public),
                staff=wanted.staff,
                not_before=now - 600,  # a station's clock may be some minutes behind
                until=now - 600 + min(wanted.days, LONGEST_DAYS) * 86_400,
            )
            for name, _, public in named
        )
        found = KeyList(number=wanted.number, issuers=issuers, station=wanted.station)
    except ValueError as error:
        raise UsageError(f"no list can be made: {error}; --issuer is NAME=PUBLIC_KEY in hex") from None
    envelope = seal(found, seed_in(wanted.key))
    if wanted.output is None:
        print(envelope.decode().rstrip("\n"))  # noqa: T201 - the command's answer
        return 0
    try:
        write_whole(wanted.output, envelope)
    except OSError as error:
        raise UsageError(f"{wanted.output}: cannot be written ({error.strerror}); choose another") from None
    return 0
