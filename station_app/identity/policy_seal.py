"""The signed policy as it is handed over (`seal`), and whether this station may take it.

Who may sign: the hub that the station is enrolled with, and the issuers of `policy-issuers.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from station_app.core.policy import Policy
from station_app.core.policy_text import PolicyError, policy_of
from station_app.identity.keys import Keys, kid_of
from station_app.identity.seal import Opened, Seal

MAX_BYTES: Final = 256 * 1024
"""A policy of twenty zones has about 20 kB."""
SEAL: Final = Seal(name="policy", purpose=b"rest-station policy 1\n", max_bytes=MAX_BYTES)

WhyRefused = Literal[
    "too-large",
    "not-a-policy",
    "unknown-key",
    "bad-signature",
    "not-for-this-station",
    "older",
    "camera-in-private-zone",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What was brought is no policy for this station."""

    reason: WhyRefused
    version: str = ""
    """The policy's own name, where its signature is in order; nothing unverified is ever repeated."""
    detail: str = ""
    """For whoever made the policy: what of it cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """The station that a policy is meant for, as far as it matters here."""

    station: str
    signers: Mapping[str, bytes]
    """Key id -> raw public key of each who may sign."""
    number: int = 0
    """Of the policy in force: a new one's must be higher."""
    floor: int = 0
    """The highest number that was ever in force here, even when its file is lost: nothing below it is taken."""
    camera_zones: frozenset[str] = frozenset()
    """Zones with a camera that is switched on."""


def signers(keys: Keys) -> dict[str, bytes]:
    """Everybody whose policies this station takes. Raises KeyFault."""
    hub = keys.hub()
    publics = [bytes.fromhex(hub["public_key"])] if hub else []
    publics += [issuer.public for issuer in keys.policy_issuers()]
    return {kid_of(public).hex(): public for public in publics}


def seal(text: str, seed: bytes) -> bytes:
    """The envelope of a policy's text, signed with a raw Ed25519 private key."""
    return SEAL.on(text, seed)


def opened(envelope: bytes, taker: Taker) -> Policy | Refused:
    """The policy in an envelope if this station may take it, or why it may not. Raises nothing."""
    found = SEAL.open(envelope, taker.signers)
    if not isinstance(found, Opened):
        return Refused(reason="not-a-policy" if found == "no-envelope" else found)
    try:
        policy = policy_of(found.text)
    except PolicyError as error:
        return Refused(reason="not-a-policy", detail=str(error))
    reason = _unfit(policy, taker)
    if reason is None:
        return policy
    wanted = f"number >= {max(taker.number + 1, taker.floor)}" if reason == "older" else ""
    return Refused(reason=reason, version=policy.version, detail=wanted)


def _unfit(policy: Policy, taker: Taker) -> WhyRefused | None:
    if policy.station not in ("*", taker.station):
        return "not-for-this-station"
    if policy.number <= taker.number or policy.number < taker.floor:
        return "older"
    private = {name for name, rule in policy.zones.items() if rule.privacy == "private"}
    return "camera-in-private-zone" if private & taker.camera_zones else None
