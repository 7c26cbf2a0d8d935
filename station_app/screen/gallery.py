"""Every screen that somebody may stand before, by name: what `station screens` draws, and what a new page is added to.

A new page's module has a function that gives its scenes, and stands in `SOURCES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from station_app.core.reasons import REASONS
from station_app.screen import gallery_offers
from station_app.screen.kiosk import Kiosk
from station_app.wire import NearStation, Questions, RoomNeed, Snapshot, Way

_BOTH = (Way("id-card", True), Way("code", True))
_THREE = (Way("id-card", True), Way("tag", True), Way("code", True))
_NEAR = (
    NearStation(name="崇安寺户外劳动者驿站", distance_m=400, direction="ne", places="4-9"),
    NearStation(name="物流园司机之家", distance_m=1250, direction="w", places="10+"),
)
_ROOMS = (
    RoomNeed(zone="nursing", title="母婴室", need="nursing"),
    RoomNeed(zone="shower", title="淋浴间", need="shower"),
)
STATION: Final = Snapshot(
    serial=1,
    station="惠南二社区户外劳动者服务站",
    zone="休息区",
    moment="idle",
    inside=3,
    capacity=16,
    ways=_BOTH,
    help_phone="0510-8000 0000",
    operator="惠南二社区工会联合会",
)
"""A made-up station while nobody is at its door."""


def _nothing(kiosk: Kiosk) -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the core tells, and what somebody then does."""

    snapshot: Snapshot = STATION
    act: Callable[[Kiosk], None] = _nothing


Scenes = Mapping[str, Scene]
"""Name -> scene; names are small letters, digits and hyphens, since pictures are named after them."""


def _told(**changes: object) -> Scene:
    return Scene(snapshot=msgspec.structs.replace(STATION, **changes))


def at_rest() -> Scenes:
    """While nobody is at the door."""
    return {
        "idle": Scene(),
        "idle-three-ways": _told(ways=_THREE),
        "idle-one-broken": _told(ways=(Way("id-card", False), Way("code", True)), degraded=True),
        "idle-full": _told(inside=16, near=_NEAR),
        "idle-closed": _told(open=False, opens_at="2 06:00"),
        "idle-camera": _told(look="now", look_zone="休息区"),
        "idle-rooms-and-storm": _told(rooms=_ROOMS, grace="storm", door="main"),
        "notice": Scene(act=lambda kiosk: kiosk.notice.open()),
        "display": Scene(act=lambda kiosk: kiosk.display.open()),
        "starting": Scene(act=lambda kiosk: kiosk.show_starting()),
    }


def moments() -> Scenes:
    """What happens to one person, and what stands for everybody."""
    return {
        "reading": _told(moment="reading"),
        "welcome": _told(moment="welcome"),
        "welcome-card-on": _told(moment="welcome", card_on=True),
        "welcome-tapped": _told(moment="welcome", reason="tapped"),
        "welcome-opened-by-order": _told(moment="welcome", reason="opened-by-order"),
        "take-card": _told(moment="take-card"),
        "goodbye": _told(moment="goodbye"),
        "help": _told(moment="help"),
        "turn": _told(moment="turn", number=7, minutes=20),
        "turn-called": _told(moment="turn", reason="called", number=7, minutes=3),
        "told": _told(moment="told", held_visits=12, held_since="2026-09-01", held_until="2027-02-22"),
        "maintenance": _told(moment="maintenance", near=_NEAR),
        "evacuation": _told(moment="evacuation", told="消防演练，请到广场集合"),
        "lockdown": _told(moment="lockdown"),
        "shelter": _told(moment="shelter"),
        "wellbeing": _told(moment="wellbeing"),
        "wellbeing-loud": _told(moment="wellbeing", reason="loud"),
    }


def refusals() -> Scenes:
    """Every reason for which somebody is not let in now."""
    return {
        f"refused-{reason}": _told(moment="refused", reason=reason, opens_at="0 06:00" if reason == "closed" else "")
        for reason in REASONS
    }


def at_entry() -> Scenes:
    """What is asked after coming in, and what somebody may ask of their own."""
    first = Questions(presentation="p1", notice="3", consent=True, occupation=True)
    return {
        "consent": _told(moment="welcome", questions=first),
        "occupation": Scene(snapshot=_with(questions=first), act=lambda kiosk: kiosk.entry.touch("agree")),
        "my-data": Scene(act=lambda kiosk: kiosk.entry.touch("data")),
        "present-again": _told(wish="tell"),
        "rooms": Scene(snapshot=_with(rooms=_ROOMS), act=lambda kiosk: kiosk.entry.touch("rooms")),
    }


def _with(**changes: object) -> Snapshot:
    return msgspec.structs.replace(STATION, **changes)


def offered() -> Scenes:
    """What is offered behind the door, and what it may answer."""
    return {name: Scene(act=act) for name, act in gallery_offers.acts().items()}


SOURCES: Final[tuple[Callable[[], Scenes], ...]] = (at_rest, moments, refusals, at_entry, offered)
"""Whoever makes a page adds its scenes here."""


def every_scene() -> dict[str, Scene]:
    """All of them, in the order of their sources. Raises ValueError for a name that is taken twice."""
    found: dict[str, Scene] = {}
    for source in SOURCES:
        for name, scene in source().items():
            if name in found:
                raise ValueError(f"two scenes are called {name!r}")
            found[name] = scene
    return found
