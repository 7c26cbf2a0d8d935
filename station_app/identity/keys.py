"""The keys of a station, in `DATA/keys/`. They are the protection of everything that identity promises.

station.key          Ed25519 seed: signs requests to the hub
pseudonym-YEAR.key   32 random bytes: turns numbers into pseudonyms for one year, then is destroyed
day-DAY.key          32 random bytes: turns pseudonyms of the year into those of one day, then is destroyed
issuer.key           Ed25519 seed and public key: signs the passes that this station issues itself
issuers.json         public keys of those whose passes are accepted
hub.json             where the hub is and its public key, after enrolment
policy-issuers.json  public keys of those who may sign policies besides the hub
pass-keys.json       public keys of issuers that such a one has signed, as the hub has handed them down
revoked.json         passes, and keys of pass-keys.json, that the hub has revoked
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from station_app.identity.vault import KeyFault, Vault

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_BYTES = 32
KID_BYTES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class YearKey:
    """The key of one station-year's pseudonyms."""

    year: int
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise ValueError(f"a pseudonym key has {KEY_BYTES} bytes, got {len(self.secret)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayKey:
    """The key of one station day's pseudonyms."""

    day: int
    """Days since 1970-01-01; a day turns at 04:00 local time."""
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise ValueError(f"a key of the day has {KEY_BYTES} bytes, got {len(self.secret)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Somebody whose passes are accepted."""

    name: str
    """The `iss` claim of its passes: short, it costs room in every code."""
    public: bytes
    """Raw Ed25519 public key."""
    staff: bool = False
    """Whether its staff passes are accepted, too: whoever lets workers in does not therefore send technicians."""
    not_before: int = 0
    """Seconds since 1970 UTC; before it no pass of this key is valid. 0 for no such moment."""
    until: int = 0
    """Seconds since 1970 UTC; from it on no pass of this key is valid. 0 for no such moment."""

    def __post_init__(self) -> None:
        if len(self.public) != KEY_BYTES:
            raise ValueError(f"an Ed25519 public key has {KEY_BYTES} bytes, got {len(self.public)}")
        if not re.fullmatch(r"[A-Za-z0-9._-]{1,12}", self.name):
            raise ValueError(f"an issuer's name is 1 to 12 letters, digits, dots or dashes, got {self.name!r}")

    @property
    def kid(self) -> bytes:
        """What a pass names its key by: the head of the key's SHA-256."""
        return kid_of(self.public)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuingKey:
    """The secret half of an issuer."""

    seed: bytes = field(repr=False)
    """Raw Ed25519 private key."""
    name: str = ""
    """Issuer's name; empty for one made from the key, which no two stations share."""
    public: bytes = b""
    """Raw public key where it is known; empty to work it out."""

    def issuer(self) -> Issuer:
        """The public half, for those who are to accept its passes, those for staff among them."""
        public = self.public or _public(self.seed)
        return Issuer(name=self.name or kid_of(public).hex(), public=public, staff=True)


class Keys:
    """The station's key folder. Secret keys are made when first asked for."""

    def __init__(self, data: Path) -> None:
        """Open `DATA/keys`, making both folders where they are missing. Raises KeyFault."""
        if not data.exists():
            Vault(data)
        self._vault = Vault(data / "keys")

    def station(self) -> Ed25519PrivateKey:
        """The key that signs what this station sends. Raises KeyFault."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # 30 ms the door need not wait

        return Ed25519PrivateKey.from_private_bytes(self._secret("station.key"))

    def pseudonym(self, year: int, *, certain: bool = True) -> YearKey:
        """The pseudonym key of a year; those of other years are destroyed. Raises KeyFault.

        With a clock that cannot be believed nothing is destroyed, and the newest key there is serves.
        """
        year, secret = self._in_force("pseudonym", year, certain=certain)
        return YearKey(year=year, secret=secret)

    def of_day(self, day: int, *, certain: bool = True) -> DayKey:
        """The key of a station day; those of other days are destroyed. Raises KeyFault.

        With a clock that cannot be believed nothing is destroyed, and the newest key there is serves.
        """
        day, secret = self._in_force("day", day, certain=certain)
        return DayKey(day=day, secret=secret)

    def _in_force(self, kind: str, number: int, *, certain: bool) -> tuple[int, bytes]:
        """The key of a period and its number; the new one is on the disk before an old one goes."""
        others = {_number(kind, name): name for name in self._vault.names(f"{kind}-*.key")}
        if not certain and others:
            number = max(others)
        secret = self._secret(f"{kind}-{number}.key")
        if certain:
            for other, name in others.items():
                if other != number:
                    self._vault.destroy(name)
        return number, secret

    def issuing(self) -> IssuingKey:
        """The key for this station's own passes; from then on the station accepts them. Raises KeyFault."""
        content = self._vault.load("issuer.key")
        if content is None:
            seed = secrets.token_bytes(KEY_BYTES)
            content = self._vault.create("issuer.key", seed + _public(seed))
        content = _of_length(content, 2 * KEY_BYTES, "issuer.key")
        # Its public half lies beside it, so that a start needs no cryptography before the door is ready.
        return IssuingKey(seed=content[:KEY_BYTES], public=content[KEY_BYTES:])

    def issuers(self) -> tuple[Issuer, ...]:
        """All whose passes are accepted, the station itself among them once it has an issuing key. Raises KeyFault."""
        rows = cast("list[dict[str, Any]]", self._json("issuers.json") or [])
        found = [
            Issuer(name=row["name"], public=bytes.fromhex(row["public"]), staff=row.get("staff") is True)
            for row in rows
        ]
        if self._vault.names("issuer.key"):
            found.append(self.issuing().issuer())
        return tuple(found)

    def save_issuers(self, issuers: Sequence[Issuer]) -> None:
        """Replace the list of accepted issuers. Raises ValueError for two with one key id, KeyFault."""
        accepted = {issuer.kid: issuer for issuer in issuers}
        rows = [{"name": issuer.name, "public": issuer.public.hex(), "staff": issuer.staff} for issuer in issuers]
        if len(accepted) != len(rows):
            raise ValueError("two issuers have the same key id: one of them needs another key")
        self._vault.replace("issuers.json", json.dumps(rows).encode())

    def policy_issuers(self) -> tuple[Issuer, ...]:
        """All who may sign policies besides the hub. Raises KeyFault."""
        rows = cast("list[dict[str, str]]", self._json("policy-issuers.json") or [])
        return tuple(Issuer(name=row["name"], public=bytes.fromhex(row["public"])) for row in rows)

    def save_policy_issuers(self, issuers: Sequence[Issuer]) -> None:
        """Replace the list of those who may sign policies. Raises KeyFault."""
        rows = [{"name": issuer.name, "public": issuer.public.hex()} for issuer in issuers]
        self._vault.replace("policy-issuers.json", json.dumps(rows).encode())

    def hub(self) -> Mapping[str, str] | None:
        """What enrolment has stored: `url`, `public_key` (hex) and more; None before. Raises KeyFault."""
        return cast("dict[str, str] | None", self._json("hub.json"))

    def save_hub(self, url: str, public_key: bytes, **more: str) -> None:
        """Remember the hub that this station is enrolled with. Raises KeyFault."""
        self._vault.replace("hub.json", json.dumps({**more, "url": url, "public_key": public_key.hex()}).encode())

    def load_list(self, name: str) -> object:
        """What a list from the hub holds, as JSON; None where there is none. Raises KeyFault."""
        return self._json(name)

    def save_list(self, name: str, content: bytes) -> None:
        """Replace a list from the hub, whole or not at all. Raises KeyFault."""
        self._vault.replace(name, content)

    def _secret(self, name: str) -> bytes:
        content = self._vault.load(name)
        if content is None:
            content = self._vault.create(name, secrets.token_bytes(KEY_BYTES))
        return _of_length(content, KEY_BYTES, name)

    def _json(self, name: str) -> object:
        content = self._vault.load(name)
        try:
            return None if content is None else json.loads(content)
        except ValueError as error:
            raise KeyFault(f"{name} in the key folder is damaged: put back a copy, or remove it and enrol.") from error


def kid_of(public: bytes) -> bytes:
    """The key id of an Ed25519 public key."""
    return sha256(public).digest()[:KID_BYTES]


def _public(seed: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # late, as above

    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def _of_length(content: bytes, length: int, name: str) -> bytes:
    if len(content) != length:
        raise KeyFault(f"{name} in the key folder is damaged: put back a copy, or remove it and a new key is made.")
    return content


def _number(kind: str, name: str) -> int:
    digits = name.removeprefix(f"{kind}-").removesuffix(".key")
    return int(digits) if digits.isdecimal() else 0
