"""What was presented, turned into what the rules may know: a pseudonym, a one-use id, or the reason why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from hardware.devices.readings import CardRead, TagRead
from station_app.core.events import Known, Unknown
from station_app.core.instant import Instant
from station_app.core.model import Credential
from station_app.identity.keys import DayKey, Issuer, Keys
from station_app.identity.lists import PassLists, Revoked
from station_app.identity.passes import PassReader
from station_app.identity.pseudonym import Pseudonymer, Stretcher, name_of_day
from station_app.identity.typed_code import CodeBook
from station_app.identity.vault import KeyFault

_GENUINE = frozenset({"pass-expired", "pass-not-yet-valid", "pass-revoked"})


class Identity:
    """The one place where a document number lives, for the microseconds that it does."""

    def __init__(self, keys: Keys, station_id: str, now: Callable[[], Instant]) -> None:
        """Load or make the keys of year and day; the newest serve where none can be written. Raises KeyFault."""
        self._keys = keys
        self._station_id = station_id
        self._now = now
        self._stretcher = Stretcher()
        self.fault: KeyFault | None = None
        """What could not be written to the key folder; None while all is well."""
        self._own = self._issuers()
        self.lists = PassLists(keys)
        """What the hub has handed down about passes."""
        self._passes = self._reader()
        self.codes: CodeBook | None = None
        """The codes that the hub can make for this station; None until somebody has worked them out."""
        self._serving = self._wanted()
        try:
            self._pseudonymer, self._day = self._load(*self._serving)
        except KeyFault as fault:
            self.fault = fault
            self._serving = (*self._serving[:2], False)
            self._pseudonymer, self._day = self._load(*self._serving)

    def warm(self) -> None:
        """Load what the door did not wait for (0.4 s), in a thread. Cards and codes work before it, more slowly."""
        self._stretcher.warm().result()
        self._passes.warm()

    async def card(self, reading: CardRead) -> Known | Unknown:
        """The finding for a card; its number is wiped before anything is awaited.

        The check digit is no gate: a card that the reader has authenticated is genuine whatever its number.
        """
        try:
            year, day = self._current()
            person = year.pseudonym(reading.number)
        finally:
            reading.number.wipe()
        lasting = await person
        return Known(person=name_of_day(day, lasting), lasting=lasting, valid_until=reading.valid_until)

    async def tag(self, reading: TagRead) -> Known | Unknown:
        """The finding for a card that is known by its id only: the same rule as for a number; the id is wiped."""
        try:
            year, day = self._current()
            person = year.tag(reading.technology, reading.uid)
        finally:
            reading.uid.wipe()
        lasting = await person
        return Known(person=name_of_day(day, lasting), lasting=lasting)

    def code(self, text: str, now_wall_ms: int) -> tuple[Credential, Known | Unknown]:
        """The finding for a code. It is a `pass` or `staff` once the signature of an accepted issuer says so."""
        year, day = self._current()
        finding = self._passes.verify(text, now_wall_ms, year.subject, self._now().clock)
        if isinstance(finding, Known) and finding.staff:
            return "staff", finding  # at work, no visitor: the same name all year
        if isinstance(finding, Known) and finding.person is not None:
            finding = replace(finding, person=name_of_day(day, finding.person), lasting=finding.person)
        genuine = isinstance(finding, Known) or finding.reason in _GENUINE
        return "pass" if genuine else "code", finding

    def typed(self, digits: str, now_wall_ms: int) -> Known | Unknown:
        """The finding for what was typed at the kiosk; wrong, whatever it is, before the hub's codes are known."""
        revoked = self.lists.revoked.passes
        return Unknown(reason="code-wrong") if self.codes is None else self.codes.verify(digits, now_wall_ms, revoked)

    def door_code(self, now_wall_ms: int) -> str:
        """What the kiosk shows for phones at this moment; empty before the hub's codes are known."""
        from station_app.identity.door_code import door_code

        return "" if self.codes is None else door_code(self._station_id, now_wall_ms // 1000, self.codes)

    def accept(self, issuers: Iterable[Issuer]) -> None:
        """Of those trusted here, accept the passes of these issuers alone, the station's own among them if listed.

        What the hub has handed down stays in force.
        """
        self._own = tuple(issuers)
        self.use_lists()

    def use_lists(self) -> None:
        """Judge passes by the lists as they are now; on the loop's thread."""
        self._passes = self._reader()

    def _reader(self) -> PassReader:
        lists = self.lists
        known = {issuer.kid for issuer in self._own}
        # Whom somebody at the station has trusted, no hub takes away: only what came by the feed goes by the feed.
        handed = tuple(issuer for issuer in lists.issuers if issuer.kid not in known)
        revoked = lists.revoked
        taken = frozenset(kid for kid in revoked.keys if kid not in known)
        return PassReader((*self._own, *handed), self._station_id, Revoked(passes=revoked.passes, keys=taken))

    def close(self) -> None:
        """Let the worker thread end."""
        self._stretcher.close()

    def _issuers(self) -> tuple[Issuer, ...]:
        try:
            self._keys.issuing()  # made now, so that the first pass issued while the station runs is accepted
        except KeyFault as fault:
            self.fault = fault
        return self._keys.issuers()

    def turn(self) -> None:
        """Destroy the keys of a day or a year that is over, whether somebody comes or not."""
        self._current()

    def _current(self) -> tuple[Pseudonymer, DayKey]:
        wanted = self._wanted()
        if wanted != self._serving:
            # Once a day the loop waits here for a few writes of 32 bytes. A full disk must not close the door:
            # the old keys serve on, and the next presentation tries again.
            try:
                self._pseudonymer, self._day = self._load(*wanted)
                self._serving, self.fault = wanted, None
            except KeyFault as fault:
                self.fault = fault
        return self._pseudonymer, self._day

    def _wanted(self) -> tuple[int, int, bool]:
        at = self._now()
        return at.station_year, at.station_day, at.clock != "unknown"

    def _load(self, year: int, day: int, certain: bool) -> tuple[Pseudonymer, DayKey]:
        year_key = self._keys.pseudonym(year, certain=certain)
        return Pseudonymer(year_key, self._stretcher), self._keys.of_day(day, certain=certain)
