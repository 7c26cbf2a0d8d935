"""What was presented, turned into what the rules may know: a pseudonym, a one-use id, or the reason why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from hardware.devices.readings import CardRead, TagRead
from station_app.core.events import Known, Unknown
from station_app.core.model import Credential, Instant
from station_app.identity.keys import Issuer, Keys
from station_app.identity.passes import PassReader
from station_app.identity.pseudonym import Pseudonymer, Stretcher
from station_app.identity.vault import KeyFault

YEAR_TURNS_AT_HOUR = 4
"""On 1 January, local time: whoever comes before midnight and returns after it is still the same person."""

_GENUINE = frozenset({"pass-expired", "pass-not-yet-valid"})
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - local time by an offset that the instant carries


class Identity:
    """The one place where a document number lives, for the microseconds that it does."""

    def __init__(self, keys: Keys, station_id: str, now: Callable[[], Instant]) -> None:
        """Load or make this year's key; the newest there is serves where none can be written. Raises KeyFault."""
        self._keys = keys
        self._station_id = station_id
        self._now = now
        self._stretcher = Stretcher()
        self.fault: KeyFault | None = None
        """What could not be written to the key folder; None while all is well."""
        self._passes = PassReader(self._issuers(), station_id)
        self._serving = self._wanted()
        try:
            self._pseudonymer = self._load(*self._serving)
        except KeyFault as fault:
            self.fault = fault
            self._serving = (self._serving[0], False)
            self._pseudonymer = self._load(*self._serving)

    def warm(self) -> None:
        """Load what the door did not wait for (0.4 s), in a thread. Cards and codes work before it, more slowly."""
        self._stretcher.warm().result()
        self._passes.warm()

    async def card(self, reading: CardRead) -> Known | Unknown:
        """The finding for a card; its number is wiped before anything is awaited.

        The check digit is no gate: a card that the reader has authenticated is genuine whatever its number.
        """
        try:
            person = self._current().pseudonym(reading.number)
        finally:
            reading.number.wipe()
        return Known(person=await person, valid_until=reading.valid_until)

    async def tag(self, reading: TagRead) -> Known | Unknown:
        """The finding for a card that is known by its id only: the same rule as for a number; the id is wiped."""
        try:
            person = self._current().tag(reading.technology, reading.uid)
        finally:
            reading.uid.wipe()
        return Known(person=await person)

    def code(self, text: str, now_wall_ms: int) -> tuple[Credential, Known | Unknown]:
        """The finding for a code. It is a `pass` or `staff` once the signature of an accepted issuer says so."""
        finding = self._passes.verify(text, now_wall_ms, self._current().subject)
        if isinstance(finding, Known) and finding.staff:
            return "staff", finding
        genuine = isinstance(finding, Known) or finding.reason in _GENUINE
        return "pass" if genuine else "code", finding

    def accept(self, issuers: Iterable[Issuer]) -> None:
        """Accept the passes of these issuers from now on, and of no others, the station's own among them if listed."""
        self._passes = PassReader(issuers, self._station_id)

    def close(self) -> None:
        """Let the worker thread end."""
        self._stretcher.close()

    def _issuers(self) -> tuple[Issuer, ...]:
        try:
            self._keys.issuing()  # made now, so that the first pass issued while the station runs is accepted
        except KeyFault as fault:
            self.fault = fault
        return self._keys.issuers()

    def _current(self) -> Pseudonymer:
        wanted = self._wanted()
        if wanted != self._serving:
            # Once a year the loop waits here for a few writes of 32 bytes. A full disk must not close the door:
            # the old key serves on, and the next presentation tries again.
            try:
                self._pseudonymer = self._load(*wanted)
                self._serving, self.fault = wanted, None
            except KeyFault as fault:
                self.fault = fault
        return self._pseudonymer

    def _wanted(self) -> tuple[int, bool]:
        at = self._now()
        return station_year(at), at.clock != "unknown"

    def _load(self, year: int, certain: bool) -> Pseudonymer:
        return Pseudonymer(self._keys.pseudonym(year, certain=certain), self._stretcher)


def station_year(at: Instant) -> int:
    """The year whose pseudonyms are in force at a moment."""
    minutes = at.wall_ms // 60_000 + at.utc_offset_minutes - YEAR_TURNS_AT_HOUR * 60
    return (_EPOCH + timedelta(minutes=minutes)).year
