"""The signed list of issuers whose passes a station accepts besides those that were trusted at the station itself.

It is handed over as a signed text (`seal`), which is JSON: {"keys": [{"from", "name", "public", "staff", "until"}],
"number", "station"}; moments are seconds since 1970 UTC. It is signed by somebody of `policy-issuers.json`. The hub is
none of them: whoever has the hub would else let in anybody. A newer list replaces an older one whole, so that a key is
withdrawn by leaving it out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from station_app.core.chain import canonical
from station_app.identity.keys import Issuer, Keys
from station_app.identity.seal import Opened, Seal

MAX_BYTES: Final = 32 * 1024
SEAL: Final = Seal(name="pass_keys", purpose=b"rest-station pass keys 1\n", max_bytes=MAX_BYTES)
MOST_KEYS: Final = 20
LONGEST_DAYS: Final = 100
"""A key that lies on a hub is good for no longer: what a stolen one can do ends by itself."""
EVERY_STATION: Final = "*"

WhyRefused = Literal["too-large", "not-a-list", "unknown-key", "bad-signature", "not-for-this-station", "older"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyList:
    """Whose passes are accepted. Raises ValueError for what no station takes."""

    number: int
    """Of two lists the one with the higher number is in force."""
    issuers: tuple[Issuer, ...]
    station: str = EVERY_STATION

    def __post_init__(self) -> None:
        if not 0 < self.number < 2**53:
            raise ValueError(f"a list's number is 1 or more, got {self.number}")
        if len(self.issuers) > MOST_KEYS:
            raise ValueError(f"a list has at most {MOST_KEYS} keys, got {len(self.issuers)}")
        if len({issuer.kid for issuer in self.issuers}) != len(self.issuers):
            raise ValueError("two keys have the same key id")
        for issuer in self.issuers:
            if not 0 < issuer.not_before < issuer.until < 2**40:
                raise ValueError(f"the key of {issuer.name} begins before it ends, both after 1970")
            if issuer.until - issuer.not_before > LONGEST_DAYS * 86_400:
                raise ValueError(f"the key of {issuer.name} is valid for more than {LONGEST_DAYS} days")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTaker:
    """The station that a list is meant for, as far as it matters here."""

    station: str
    signers: Mapping[str, bytes]
    """Key id in hex -> raw public key of each who may sign."""
    number: int = 0
    """Of the list in force."""


def signers(keys: Keys) -> dict[str, bytes]:
    """Everybody whose lists of keys this station takes: who may sign its policies, but never the hub. KeyFault."""
    hub = keys.hub()
    hubs = hub["public_key"] if hub else ""
    return {issuer.kid.hex(): issuer.public for issuer in keys.policy_issuers() if issuer.public.hex() != hubs}


def seal(found: KeyList, seed: bytes) -> bytes:
    """The envelope of a list, signed with a raw Ed25519 private key."""
    return SEAL.on(text_of(found), seed)


def opened(envelope: bytes, taker: ListTaker) -> KeyList | WhyRefused:
    """The list in an envelope if this station may take it, or why it may not. Raises nothing."""
    told = SEAL.open(envelope, taker.signers)
    if not isinstance(told, Opened):
        return "not-a-list" if told == "no-envelope" else told
    try:
        found = list_of(told.text)
    except ValueError:
        return "not-a-list"
    if found.station not in (EVERY_STATION, taker.station):
        return "not-for-this-station"
    return found if found.number > taker.number else "older"


def text_in(envelope: str) -> str:
    """The list's text in an envelope, whoever has signed it. Raises ValueError."""
    parts = SEAL.parts(envelope.encode())
    if parts is None:
        raise ValueError("this is no signed list of keys")
    return parts[1]


def text_of(found: KeyList) -> str:
    """A list's text, in its one form."""
    rows = [
        {
            "name": issuer.name,
            "public": issuer.public.hex(),
            "staff": issuer.staff,
            "from": issuer.not_before,
            "until": issuer.until,
        }
        for issuer in found.issuers
    ]
    return canonical({"keys": rows, "number": found.number, "station": found.station})


def list_of(text: str) -> KeyList:
    """A list from its text. Raises ValueError for anything that `text_of` would not have written."""
    try:
        told = cast("dict[str, Any]", json.loads(text))
        found = KeyList(
            number=told["number"],
            station=told["station"],
            issuers=tuple(
                Issuer(
                    name=row["name"],
                    public=bytes.fromhex(row["public"]),
                    staff=row["staff"],
                    not_before=row["from"],
                    until=row["until"],
                )
                for row in told["keys"]
            ),
        )
        same = text_of(found) == text
    except (KeyError, TypeError, AttributeError, RecursionError, UnicodeEncodeError) as error:
        raise ValueError(f"this is no list of keys: {error!r}") from error
    if not same or type(found.number) is not int or any(type(one.staff) is not bool for one in found.issuers):
        raise ValueError("this is no list of keys in its one form")
    return found
