"""A station's live state as it goes over the wire: the latest value, which may be lost. No person is in it."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec

VITALS_PATH = "/api/device/v1/vitals"
MAX_VITALS: Final = 64 * 1024
"""Bytes; a station with hundreds of devices stays far below."""

Name = Annotated[str, msgspec.Meta(max_length=64)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
Millis = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class DoorNow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One door."""

    name: Name
    zone: Name
    contact: Literal["open", "closed", "unknown"]
    wrong: Literal["", "held", "propped", "forced", "unseen"] = ""


class DeviceNow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One device."""

    name: Name
    works: bool
    fault: Name = ""
    """Code of what is wrong; empty where nothing is, or nothing is known yet."""


class ZoneNow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One zone."""

    name: Name
    title: Name = ""
    private: bool = False
    inside: Annotated[str, msgspec.Meta(pattern=r"^([0-9]{1,6}(-[0-9]{1,6})?|free|occupied)$")]
    """A range in words, `2` or `2-4`; of a private zone only `free` or `occupied`."""
    capacity: Count = 0
    open: bool
    opens_at: Name = ""
    """`weekday HH:MM` (0 is Monday) of the next opening; empty while open, or where none is known."""
    temperature: Annotated[float, msgspec.Meta(ge=-100, le=200)] | None = None
    """Celsius."""

    def __post_init__(self) -> None:
        if self.private != (self.inside in {"free", "occupied"}):
            raise ValueError("a private zone is free or occupied, any other has a number of people")


class CameraNow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One camera of which a still may be ordered from afar; others are not told of."""

    name: Name
    zone: Name = ""
    """What people call the zone that it looks into."""


class TestedNow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the self-test's checks said last."""

    verdict: Literal["ready", "not-ready", "unknown"] = "unknown"
    """unknown: some check was never made."""
    oldest_ms: Millis = 0
    """Wall time of the oldest of the results; 0 for none."""
    failed: Count = 0
    never: Count = 0


class Vitals(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a station is now."""

    station: Name
    boot: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9._:/+-]{1,64}$")]
    """Which run of the machine `mono_ms` belongs to."""
    mono_ms: Millis
    wall_ms: Millis
    clock: Literal["trusted", "drifting", "unknown"]
    version: Name
    mode: Name = "normal"
    maintenance: bool = False
    mains: bool = True
    doors: Annotated[tuple[DoorNow, ...], msgspec.Meta(max_length=200)] = ()
    devices: Annotated[tuple[DeviceNow, ...], msgspec.Meta(max_length=400)] = ()
    zones: Annotated[tuple[ZoneNow, ...], msgspec.Meta(max_length=200)] = ()
    cameras: Annotated[tuple[CameraNow, ...], msgspec.Meta(max_length=50)] = ()
    policy: Count = 0
    """Number of the policy in force; 0 for the station's own."""
    policy_days: Count | None = None
    """Since the last word that it is the newest; None for one that does not age."""
    policy_stage: Name = "normal"
    backlog: Count = 0
    """Rows of the journal that the hub does not have."""
    oldest_unsent_ms: Millis | None = None
    """Wall time of the oldest of them."""
    disk_days: Count | None = None
    """How long the disk lasts without anybody; None where that is not known."""
    troubles: Annotated[tuple[Name, ...], msgspec.Meta(max_length=20)] = ()
    """What somebody should look after, as `disk-low`."""
    tested: TestedNow = TestedNow()
    sound: Name = ""
    """Whether the screen can be heard: `works`, `off`, or why not, as `no-card`; empty where that is not known."""


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """The hub's answer to vitals."""

    station: str
    newest: bool
    """False where the hub knew something newer: nothing is wrong, nothing is to be sent again."""
