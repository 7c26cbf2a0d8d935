"""What the kiosk shows for phones to scan: which station it is and the moment, with a sign that no other can make.

It only says that somebody stands before this screen now. Whoever shall come in shows what a phone shows, and the
station judges that as it judges a code before its scanner.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from typing import Final

from station_app.identity.typed_code import CodeBook

FRESH_SECONDS: Final = 60
MAC_BYTES: Final = 8
_FORM: Final = re.compile(r"([A-Za-z0-9_-]{1,32})\.([1-9][0-9]{8,10})\.([0-9a-f]{16})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorCode:
    """A door's code, taken apart; nothing of it is believed yet."""

    station: str
    moment: int
    """Seconds since 1970 by the station's clock."""
    mac: str

    def is_of(self, book: CodeBook) -> bool:
        """Whether the station that shares these codes has made it."""
        return hmac.compare_digest(self.mac, _mac(book, self.moment))

    def is_fresh(self, now: int) -> bool:
        """Whether it stood on the screen just now."""
        return abs(now - self.moment) <= FRESH_SECONDS


def door_code(station: str, moment: int, book: CodeBook) -> str:
    """The code of this moment, 60 characters at most."""
    return f"{station}.{moment}.{_mac(book, moment)}"


def read_door_code(text: str) -> DoorCode | None:
    """The parts of a code; None for anything else."""
    found = _FORM.fullmatch(text)
    return None if found is None else DoorCode(station=found[1], moment=int(found[2]), mac=found[3])


def _mac(book: CodeBook, moment: int) -> str:
    return hmac.digest(book.secret, b"door" + moment.to_bytes(8, "big"), "sha256")[:MAC_BYTES].hex()
