"""What comes from managers and the hub."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from station_app.core.instant import Instant
from station_app.core.policy import Policy

Verb = Literal["open", "mode", "message", "lights", "acknowledge", "resolve", "selftest", "restart-device", "still"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """A manager orders something. Whoever brings it has checked who sent it."""

    at: Instant
    id: str
    verb: str
    """A `Verb`; another one is refused."""
    reason: str
    by: str
    """A role or an account, never a person's name."""
    not_after_ms: int
    """Wall time of the hub after which it must not be acted upon."""
    heard_ms: int
    """The hub's own wall time when it handed the order over: a station's clock may be wrong."""
    target: str = ""
    """The door, zone, incident's cause, device or camera it is about."""
    value: str = ""
    """The mode's name, the message, `on` or `off`."""
    seconds: float = 0.0
    """How long a mode is to last."""
    drill: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRestarted:
    """A device's link is closed and its driver begins anew, as was ordered; whether it works is not said yet."""

    at: Instant
    order: str
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkNotBegun:
    """What an order wanted to have done was not begun, and will not be."""

    at: Instant
    order: str
    reason: Literal["late", "lock-held", "maintenance", "nothing-to-test", "not-begun", "no-screen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraViewed:
    """Somebody at the station's own machine looks through a camera; the register has it already."""

    at: Instant
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StillBegan:
    """The screen has announced a still that was ordered, and the camera is about to be asked."""

    at: Instant
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StillEnded:
    """What became of a still that was ordered; the picture itself is with the hub or nowhere."""

    at: Instant
    order: str
    result: Literal["picture", "no-picture", "not-sent", "not-taken"]
    """The hub has it; the camera gave none; the hub could not be told; the hub refused it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyArrived:
    """A policy whose signature, audience and number are in order."""

    at: Instant
    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRefused:
    """What was brought as a policy is none for this station."""

    at: Instant
    version: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyConfirmed:
    """The hub says that the policy in force is the newest."""

    at: Instant


ListName = Literal["revocations", "pass-keys"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTaken:
    """A list from the hub is kept here and in force; whoever brings it has checked who may send it."""

    at: Instant
    list: ListName
    taken: int
    """Entries that are new here."""
    total: int
    """Entries in force now."""
    through: int = 0
    """The hub's number up to which this station has the list."""
    waiting: int = 0
    """Revocations over what one day allows: kept, and put in force later."""
    keys: int = 0
    """Issuers' keys among those that are revoked now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRefused:
    """What was brought as a list is none for this station."""

    at: Instant
    list: ListName
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CanaryArrived:
    """The hub has acknowledged the row of a canary."""

    at: Instant
    canary: str
