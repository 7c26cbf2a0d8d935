"""What the hub has handed down about passes: which are revoked, and whose are accepted besides those trusted here.

A revocation only takes away, so the hub's own word is enough for it, up to so many a day: a stolen hub must not shut
everybody out at once. What is over waits, and comes in force as the days allow. An issuer's key admits people, so no
hub's word is enough for that: such a list is signed by somebody who may sign this station's policies besides the hub.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, cast

from station_app.identity.keys import KID_BYTES, Issuer, Keys
from station_app.identity.vault import KeyFault

if TYPE_CHECKING:
    from station_app.identity.pass_key_list import KeyList

MOST_A_DAY: Final = 200
"""Passes that may come to be revoked within 24 hours."""
MOST_KEPT: Final = 20_000
"""Passes in all; a list of that length is no list of lost passes any more."""
MOST_WAITING: Final = 5_000
MOST_KEYS: Final = 64
KEPT_MS: Final = 90 * 86_400_000
"""So long after its end a revoked pass is remembered: a clock that nobody keeps may jump back."""
_DAY_MS: Final = 86_400_000
_SOON_MS: Final = 60_000
REVOKED_FILE: Final = "revoked.json"
KEYS_FILE: Final = "pass-keys.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """One thing that is valid no longer."""

    what: str
    """A pass's id, or an issuer's key id in hex."""
    until_ms: int
    """Wall time from which it would have been expired anyway; 0 for a key."""

    @property
    def is_key(self) -> bool:
        """Whether all passes of an issuer's key are meant."""
        return ":" not in self.what


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """What is revoked now."""

    passes: frozenset[str] = frozenset()
    keys: frozenset[bytes] = frozenset()


NOTHING: Final = Revoked()


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """What the file holds."""

    passes: Mapping[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    """Pass id -> when it would be expired, and since when it is revoked here; both wall times in ms."""
    keys: frozenset[str] = frozenset()
    waiting: Mapping[str, int] = field(default_factory=dict[str, int])
    """Pass id -> when it would be expired."""
    through: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a list has changed here."""

    taken: int
    total: int
    waiting: int
    keys: int
    through: int
    changed: bool
    """Whether there is anything to tell."""
    dropped: int = 0
    """For which there is no room at all."""
    fault: str = ""
    """Why it is in force and yet could not be written; empty where it was."""


class PassLists:
    """The lists of one key folder. What is taken is in force even where it cannot be written."""

    def __init__(self, keys: Keys) -> None:
        """Read them; a damaged file holds nothing, and the hub sends everything again after each start."""
        self._keys = keys
        self._unwritten = False
        self.damaged = False
        """A file could not be read, or made no sense."""
        self._kept = self._load_kept()
        self._number, self.issuers = self._load_keys()

    @property
    def revoked(self) -> Revoked:
        """What is revoked now."""
        kids = frozenset(bytes.fromhex(kid) for kid in self._kept.keys)
        return Revoked(passes=frozenset(self._kept.passes), keys=kids)

    @property
    def number(self) -> int:
        """Of the list of keys in force; 0 for none."""
        return self._number

    def take(self, entries: Iterable[Revocation], through: int, now_ms: int) -> Change:
        """Add revocations as far as the day allows; in force when this returns, and told where they cannot be kept."""
        before = self._kept
        waiting, keys = dict(before.waiting), set(before.keys)
        dropped = 0
        for entry in entries:
            if entry.is_key:
                keys |= {entry.what} if len(keys) < MOST_KEYS else set()
                dropped += entry.what not in keys
            elif entry.what not in before.passes:
                full = len(waiting) >= MOST_WAITING and entry.what not in waiting
                dropped += full
                if not full:
                    waiting[entry.what] = entry.until_ms
        return self._changed(replace(before, waiting=waiting, keys=frozenset(keys), through=through), now_ms, dropped)

    def let_time_pass(self, now_ms: int) -> Change:
        """Put in force what has waited, and forget what has been expired for long."""
        return self._changed(self._kept, now_ms, 0)

    def take_keys(self, found: KeyList) -> None:
        """Accept the passes of these issuers, and of no others that came so. Raises KeyFault; then they are not."""
        content = json.dumps({"number": found.number, "keys": [_row(issuer) for issuer in found.issuers]})
        self._keys.save_list(KEYS_FILE, content.encode())
        self._number, self.issuers = found.number, found.issuers

    def _changed(self, wanted: _Kept, now_ms: int, dropped: int) -> Change:
        before = self._kept
        passes = {name: told for name, told in wanted.passes.items() if told[0] + KEPT_MS > now_ms}
        # One that lies ahead was written under another clock, and says nothing of this day.
        lately = sum(now_ms - _DAY_MS < since <= now_ms + _SOON_MS for _, since in passes.values())
        room = max(0, min(MOST_A_DAY - lately, MOST_KEPT - len(passes)))
        fresh = {name: until for name, until in wanted.waiting.items() if until + KEPT_MS > now_ms}
        admitted = list(fresh)[:room]
        passes |= {name: (fresh.pop(name), now_ms) for name in admitted}
        self._kept = kept = replace(wanted, passes=passes, waiting=fresh)
        change = Change(
            taken=len(admitted) + len(kept.keys - before.keys),
            total=len(passes),
            waiting=len(fresh),
            keys=len(kept.keys),
            through=kept.through,
            changed=bool(admitted) or kept.keys != before.keys or kept.through != before.through
            or len(fresh) != len(before.waiting),
            dropped=dropped,
        )  # fmt: skip
        self._unwritten |= kept != before
        try:
            if self._unwritten:
                self._keys.save_list(REVOKED_FILE, _written(kept))
                self._unwritten = False
        except KeyFault as fault:
            return replace(change, fault=str(fault))
        return change

    def _load_kept(self) -> _Kept:
        found = self._told(REVOKED_FILE)
        try:
            return _read(found) if found is not None else _Kept()
        except (KeyError, TypeError, ValueError, AttributeError):
            self.damaged = True
            return _Kept()

    def _load_keys(self) -> tuple[int, tuple[Issuer, ...]]:
        found = self._told(KEYS_FILE)
        if found is None:
            return 0, ()
        try:
            return int(found["number"]), tuple(_issuer(row) for row in found["keys"])
        except (KeyError, TypeError, ValueError, AttributeError):
            self.damaged = True
            return 0, ()

    def _told(self, name: str) -> Any:
        try:
            return self._keys.load_list(name)
        except KeyFault:
            self.damaged = True
            return None


def is_kid(text: str) -> bool:
    """Whether this is a key id in hex, in its one form."""
    return len(text) == 2 * KID_BYTES and all(letter in "0123456789abcdef" for letter in text)


def _written(kept: _Kept) -> bytes:
    told = {
        "passes": {name: list(pair) for name, pair in kept.passes.items()},
        "keys": sorted(kept.keys),
        "waiting": dict(kept.waiting),
        "through": kept.through,
    }
    return json.dumps(told).encode()


def _read(found: Any) -> _Kept:
    told = cast("dict[str, Any]", found)
    keys = frozenset(str(kid) for kid in told["keys"])
    if not all(is_kid(kid) for kid in keys):
        raise ValueError("not a key id")
    return _Kept(
        passes={str(name): (int(until), int(since)) for name, (until, since) in told["passes"].items()},
        keys=keys,
        waiting={str(name): int(until) for name, until in told["waiting"].items()},
        through=int(told["through"]),
    )


def _row(issuer: Issuer) -> dict[str, Any]:
    return {
        "name": issuer.name,
        "public": issuer.public.hex(),
        "staff": issuer.staff,
        "from": issuer.not_before,
        "until": issuer.until,
    }


def _issuer(row: Any) -> Issuer:
    return Issuer(
        name=row["name"],
        public=bytes.fromhex(row["public"]),
        staff=row["staff"] is True,
        not_before=int(row["from"]),
        until=int(row["until"]),
    )
