"""What crosses between the core process and the screen process: one JSON document a line, each way.

Down: snapshots, always the whole newest state. Up: intents. Neither side trusts the other's text: a line that does not
fit this schema is refused with its reason and the line is dropped.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

import msgspec

from station_app.core.nearby import Direction, Places
from station_app.wire.offers import Ask as Ask
from station_app.wire.offers import OfferAnswer as OfferAnswer
from station_app.wire.offers import Offers as Offers
from station_app.wire.offers import OpenFault as OpenFault
from station_app.wire.offers import RequestFigures as RequestFigures
from station_app.wire.offers import TurnRoom as TurnRoom

T = TypeVar("T")

Name = Annotated[str, msgspec.Meta(max_length=64)]
Party = Annotated[int, msgspec.Meta(ge=0, le=20)]
"""People who come along; the same limit as in `core.visits`."""

Moment = Literal[
    "idle", "reading", "welcome", "refused", "take-card", "help", "maintenance", "evacuation", "lockdown", "shelter",
    "wellbeing", "turn", "told", "goodbye",
]  # fmt: skip
"""The same as `core.model.Moment`; a test holds them equal."""

Sound = Literal["", "works", "off", "no-player", "no-card", "busy", "fails"]
"""Whether the screen can be heard: not known yet, yes, none is configured, or why not."""

MAX_LINE = 131_072
"""Bytes; a longer line breaks the schema. All that a hub may say of offers fits; a test puts it together."""


class WireError(ValueError):
    """A line that does not fit the schema."""


class Way(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way in, as the idle screen offers it."""

    kind: Literal["id-card", "code", "tag"]
    works: bool


class NearStation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Another station to which somebody may be sent now."""

    name: Name
    distance_m: Annotated[int, msgspec.Meta(ge=0, le=100_000)]
    direction: Direction
    places: Places = ""
    age_minutes: Annotated[int, msgspec.Meta(ge=0, le=60)] = 0
    """How old its own word is that it is open."""


class Questions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What whoever has just come in may be asked. Nothing in it tells who that is."""

    presentation: Name
    """The admission that an answer is about."""
    notice: Name
    """Version of the notice that stands on the screen."""
    consent: bool = False
    occupation: bool = False
    """Neither: only who came along may be told."""


class RoomNeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A room for which a need is declared before the credential is shown there."""

    zone: Name
    title: str
    need: Name


class Snapshot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="snapshot", kw_only=True):
    """All that the screen shows, but for the clock, which it reads itself and turns by `utc_offset_minutes`."""

    serial: int
    """Rises with each snapshot of one core process."""
    station: str
    zone: str
    moment: Moment
    reason: str = ""
    """Code of `core.reasons` for `refused`; `core.screen` and `core.wellbeing` have those of other moments."""
    opens_at: str = ""
    """`weekday HH:MM` in local time, weekday 0 (Monday) to 6, when closed; else empty."""
    open: bool = True
    inside: int = 0
    capacity: int = 0
    ways: tuple[Way, ...] = ()
    languages: tuple[str, ...] = ("zh-CN", "zh-TW", "en")
    utc_offset_minutes: int = 480
    help_phone: str = ""
    operator: str = ""
    """Who answers for the data, for the notice."""
    retention_days: int = 90
    card_on: bool = False
    """A card lies on the reader: `welcome` says to take it along."""
    degraded: bool = False
    """The journal or a device needs somebody; shown small, for staff."""
    number: int = 0
    """The number of a turn, for `turn`; how often help was pressed at this page, for `help`."""
    minutes: int = 0
    """How long a turn will be waited for, or lasts, for `turn`; how long somebody may take to answer, for `help`."""
    told: str = ""
    """What a manager has written to everybody here; shown beside whatever stands."""
    held_visits: int | None = None
    """For `told`: how many visits are held under this person's names; None until it is known."""
    held_since: str = ""
    """Local date of the first of them, `YYYY-MM-DD`; empty for none."""
    held_until: str = ""
    """Local date from which on none of them names anybody any more; empty for none."""
    held_notice: str = ""
    """Version of the notice that this person has agreed to; empty for none."""
    held_occupation: str = ""
    """What this person has said with it; empty for nothing."""
    questions: Questions | None = None
    wish: Literal["", "need", "turn", "tell", "forget", "withdraw"] = ""
    """What the next credential is awaited for; empty for coming in."""
    wish_zone: str = ""
    """What people call the room that `need` and `turn` are about."""
    door: Name = ""
    """The door that opens by `grace`; empty otherwise."""
    grace: Literal["", "heat", "cold", "storm"] = ""
    """The weather in which this door admits anybody, while it lasts."""
    rooms: tuple[RoomNeed, ...] = ()
    look: Literal["", "now", "lately"] = ""
    """A manager has ordered a camera's still, or one was taken a moment ago; shown over whatever stands."""
    look_zone: str = ""
    """What people call the zone that is looked into."""
    cameras: bool = False
    """A camera is switched on here, which the notice tells of."""
    neighbour: str = ""
    """The nearest other station and the way there, for `maintenance`; empty where none is configured."""
    roles: Annotated[tuple[Name, ...], msgspec.Meta(max_length=10)] = ()
    """For `help`: whom a call asks, one after the other; `reason` says where it stands (none: somebody is asked)."""
    asked: Annotated[int, msgspec.Meta(ge=0, le=9)] = 0
    """For `help`: the place of the one who is asked now, in `roles`."""
    address: Annotated[str, msgspec.Meta(max_length=80)] = ""
    """What to read out to whoever is called in an emergency."""
    emergency_note: Annotated[str, msgspec.Meta(max_length=80)] = ""
    """How to find the place, or what else whoever comes must know."""
    aed: Annotated[str, msgspec.Meta(max_length=60)] = ""
    """Where the defibrillator hangs; empty where there is none."""
    first_aid: Annotated[str, msgspec.Meta(max_length=60)] = ""
    """Where the first-aid box is; empty where nobody has said so."""
    since_ms: int = 0
    """Monotonic milliseconds of the core at which this moment began: one that begins anew is heard anew. 0 for what
    stands."""
    volume: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0
    """How loud it is said."""
    sound_device: Name = ""
    """Where it is said, as the player wants it; empty for a kiosk without a loudspeaker."""
    lower_edge_mm: Annotated[int, msgspec.Meta(ge=0, le=3000)] = 850
    """How high above the floor the screen begins."""
    confirms: Annotated[int, msgspec.Meta(ge=0)] = 0
    """How often the key 确认 has been pressed since the core came up."""
    near: tuple[NearStation, ...] = ()
    """Open stations near, the nearest first, two at most; shown where this one lets nobody in."""


class DeviceRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One device, for a technician. No personal data: frames are masked at the source."""

    name: str
    driver: str
    state: Literal["unknown", "works", "lost"]
    fault: str = ""
    """Code of `hardware.errors`; empty while it works."""
    seen_seconds: float | None = None
    """Since its last sign of life; None for never."""
    counts: dict[str, int] = {}
    """`losses`, `line-errors`, …"""
    sent: tuple[str, ...] = ()
    """Its last frames, masked, the newest last."""
    heard: tuple[str, ...] = ()
    values: dict[str, str] = {}
    """What it measures or what its inputs are, as texts."""


class CheckRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One check of the self-test."""

    id: str
    """Like `id_reader.answers`; the part behind the last dot is the check's kind, which has the texts."""
    device: str
    """The device or door it is about; empty for the station."""
    state: Literal["never", "running", "waiting", "green", "red", "unfinished"]
    fault: str = ""
    """Code of what is wrong; has texts for what it means and the next physical action."""
    said: dict[str, str] = {}
    """What the check measured, as texts."""
    at_ms: int = 0
    """Wall time of the result; 0 for never."""
    tester: str = ""


class Prompt(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the technician is asked to do now."""

    step: str
    """Code with texts: `lay-card`, `lift-card`, `show-code`, `touch-tag`, `push-door`, `close-door`, `press-exit`, …"""
    device: str
    seconds_left: int
    confirm: bool = False
    """True where only the person can tell (was a click heard?): yes / no; else the device itself tells."""
    done: int = 0
    of: int = 0
    """Progress of a counted step, such as 50 readings; 0 of 0 for none."""


class Service(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="service", kw_only=True):
    """The technician's pages; sent beside snapshots while somebody with a staff credential is at work, and once with
    `open` false when that is over."""

    serial: int
    open: bool
    tester: str = ""
    devices: tuple[DeviceRow, ...] = ()
    checks: tuple[CheckRow, ...] = ()
    running: bool = False
    prompt: Prompt | None = None
    report_text: str = ""
    """The readiness report, when one was asked for."""
    report_qr: str = ""
    """What its QR code says; the hub verifies it."""


class Intent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="intent", kw_only=True):
    """Something a person asked for at the screen, or `painted`: the screen's sign of life, at least once a second."""

    want: Literal[
        "help",
        "painted",
        "service-run",
        "service-run-one",
        "service-stop",
        "service-skip",
        "service-yes",
        "service-no",
        "service-report",
        "service-close",
        "touched",
        "silent-help",
        "entry",
        "need",
        "turn",
        "companions",
        "answer",
        "tell",
        "forget",
        "offers-left",
        "withdraw",
        "back",
    ]
    """`service-*` only count while the technician's pages are open."""
    sound: Sound = ""
    """For `painted`: whether anything can be heard."""
    check: str = ""
    """For `service-run-one`: the check's id or a device's name. For `service-skip`: the check that was being made."""
    door: Name = ""
    """For `entry`."""
    zone: Name = ""
    """For `need` and `turn`."""
    need: Name = ""
    presentation: Name = ""
    """For `companions` and `answer`: the admission it is about."""
    adults: Party = 0
    children: Party = 0
    remember: bool = False
    """For `answer`: agrees to be remembered for the year."""
    notice: Name = ""
    """For `answer`: version of the notice that was shown."""
    occupation: Name = ""
    """For `answer`: code of a category; empty for none."""


_SNAPSHOT = msgspec.json.Decoder(Snapshot)
Down = Snapshot | Service | Offers
Up = Intent | Ask
_DOWN: msgspec.json.Decoder[Down] = msgspec.json.Decoder(Down)
_UP: msgspec.json.Decoder[Up] = msgspec.json.Decoder(Up)


def line_of(message: Down | Up) -> bytes:
    """One line of the wire, newline included."""
    return msgspec.json.encode(message) + b"\n"


def snapshot_of(line: bytes) -> Snapshot:
    """Read a line that must be a snapshot. Raises WireError."""
    return _read(_SNAPSHOT, line)


def message_of(line: bytes) -> Down:
    """Read a line from the core. Raises WireError."""
    return _read(_DOWN, line)


def intent_of(line: bytes) -> Up:
    """Read a line from the screen. Raises WireError."""
    return _read(_UP, line)


def _read(decoder: msgspec.json.Decoder[T], line: bytes) -> T:
    if len(line) > MAX_LINE:
        raise WireError(f"a line of {len(line)} bytes is longer than {MAX_LINE}")
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WireError(str(error)) from None
