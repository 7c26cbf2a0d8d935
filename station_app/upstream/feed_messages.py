"""What comes down from the hub to a station, as both ends see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import msgspec

FEED_PATH = "/api/device/v1/feed"
HOLD_SECONDS = 25
"""The hub keeps a request no longer than this; proxies and mobile networks end what is silent for 30 s."""
POLL_MS = 5000
"""So soon a station may ask again where its request was not kept."""
MAX_FEED = 512 * 1024
"""Bytes of an answer; a policy may have 256 KiB."""
MOST_REVOCATIONS = 500
"""In one answer; what is over comes with the next, at once."""
WHAT = r"^([A-Za-z0-9._-]{1,12}:([0-9a-f]{2}){8,16}|[0-9a-f]{8})$"


class FeedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a manager wants of this station. Whether it may be done, the station decides."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    verb: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    target: Annotated[str, msgspec.Meta(max_length=160)] = ""
    """The door, zone, incident's cause or device."""
    value: Annotated[str, msgspec.Meta(max_length=400)] = ""
    """The mode, the message, `on` or `off`."""
    seconds: Annotated[float, msgspec.Meta(ge=0)] = 0.0
    """How long it is to stand; 0 for no end of its own."""
    reason: Annotated[str, msgspec.Meta(max_length=200)]
    by: Annotated[str, msgspec.Meta(max_length=60)]
    """A role or an account, never a person's name."""
    drill: bool = False
    not_after_ms: Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
    """Hub's wall time after which it must not be acted upon."""


class FeedPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A signed policy, as it was published."""

    number: Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
    envelope: str


class FeedRevocation(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is valid no longer: it only takes away, so the hub's signature under the answer is enough."""

    what: Annotated[str, msgspec.Meta(pattern=WHAT)]
    """A pass's id, `ISSUER:ONE-USE-ID`, or an issuer's key id, both in hex where they are bytes."""
    until_ms: Annotated[int, msgspec.Meta(ge=0, lt=2**53)] = 0
    """Wall time from which it would have been expired anyway; 0 for a key."""


class FeedPassKeys(msgspec.Struct, frozen=True, kw_only=True):
    """A signed list of issuers whose passes are accepted, as it was published."""

    number: Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
    envelope: str


class FeedShown(msgspec.Struct, frozen=True, kw_only=True):
    """What a phone shows that has scanned this station's screen. The station judges it; the hub only brings it."""

    id: Annotated[str, msgspec.Meta(min_length=36, max_length=36)]
    """The hub's name for it; facts about it have it as their presentation."""
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=450)]
    not_after_ms: Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
    """Hub's wall time after which whoever stood there may have gone."""


class FeedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What is there for a station. All times are the hub's: a station's clock may be wrong by years."""

    station: str
    after: Annotated[str, msgspec.Meta(max_length=100)]
    """To be sent with the next request: everything in this answer has been taken."""
    asked_ms: int
    """Hub's wall time when the request came."""
    at_ms: int
    """Hub's wall time when this answer was made; orders in it were handed over at this moment."""
    again_ms: int = 0
    """Ask again so much later; 0 for at once."""
    wait_at: Annotated[str, msgspec.Meta(max_length=300)] = ""
    """Scheme, host and port where a question may wait without keeping a thread there; empty for the same as ever."""
    orders: list[msgspec.Raw] = []
    """Each a FeedOrder; one that cannot be read spoils no other."""
    shown: list[msgspec.Raw] = []
    """Each a FeedShown, handed over once; one that cannot be read spoils no other."""
    policy_number: int = 0
    """Number of the newest policy published for this station; 0 for none."""
    policy: FeedPolicy | None = None
    """That policy, where this station has not had it yet."""
    revocations: list[msgspec.Raw] = []
    """Each a FeedRevocation; one that cannot be read spoils no other."""
    revoked_through: int = 0
    """The hub's number of the last of them."""
    board: bool = False
    """Whether the board of the station's offers has changed since: it is to be fetched, at once."""
    pass_keys: FeedPassKeys | None = None
    """The newest list of accepted issuers, where this station has not had it yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fed:
    """An answer, and the latest that the hub's clock can have said when it arrived."""

    answer: FeedAnswer
    heard_ms: int


_ORDER = msgspec.json.Decoder(FeedOrder)
_SHOWN = msgspec.json.Decoder(FeedShown)
_REVOCATION = msgspec.json.Decoder(FeedRevocation)


def read_order(raw: bytes | msgspec.Raw) -> FeedOrder | None:
    """An order of an answer; None where it is none."""
    try:
        order = _ORDER.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return None
    # Shown on a screen and written in a log: nothing in it may steer either.
    texts = (order.id, order.verb, order.target, order.value, order.reason, order.by)
    return order if all(text.isprintable() for text in texts) else None


def read_shown(raw: bytes | msgspec.Raw) -> FeedShown | None:
    """What a phone shows; None where it is nothing of the kind."""
    try:
        found = _SHOWN.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return None
    return found if found.id.isascii() and found.id.isprintable() and found.text.isprintable() else None


def read_revocation(raw: bytes | msgspec.Raw) -> FeedRevocation | None:
    """A revocation of an answer; None where it is none."""
    try:
        found = _REVOCATION.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return None
    return found if found.what.isprintable() else None  # `$` forgives a line end
