"""The neighbours of a demo: a made-up fleet with names, districts, and a fate for some of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, sin
from typing import Final, Literal

from station_app.core.hours import Hours
from station_app.simulation.fleet.sites import Site

Fate = Literal["", "silent", "propped", "reader-lost", "forsaken"]
"""silent: its network is gone; propped: something stands in its door; reader-lost: its card reader has failed;
forsaken: hardly anybody comes, though it is meant to be as busy as its peers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """One station of the fleet."""

    id: str
    name: str
    district: str
    tier: str
    """How busy its hub takes it to be."""
    site: Site
    fate: Fate = ""
    place: tuple[float, float] = (0.0, 0.0)
    """Longitude and latitude (WGS-84); made up."""


_PARK: Final = Hours.weekly({day: ["06:00-22:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")})


_TOLD: Final[tuple[tuple[str, str, str, str, str, int, Fate], ...]] = (
    ("WX-101", "崇安寺户外劳动者驿站", "梁溪区", "busy", "mall", 24, ""),
    ("WX-202", "雪浪小镇驿站", "滨湖区", "normal", "community", 12, "silent"),
    ("WX-103", "火车站爱心驿站", "梁溪区", "busy", "street", 30, "propped"),
    ("WX-104", "惠山古镇驿站", "梁溪区", "busy", "street", 20, "forsaken"),
    ("WX-203", "河埒口驿站", "滨湖区", "normal", "community", 10, "reader-lost"),
    ("WX-301", "长江路驿站", "新吴区", "busy", "community", 20, ""),
    ("WX-102", "南禅寺骑手驿站", "梁溪区", "busy", "mall", 16, ""),
    ("WX-201", "蠡湖公园驿站", "滨湖区", "normal", "street", 12, ""),
    ("WX-302", "物流园司机之家", "新吴区", "hub", "logistics", 60, ""),
    ("WX-401", "东亭骑手之家", "锡山区", "busy", "street", 18, ""),
    ("WX-105", "清名桥驿站", "梁溪区", "normal", "street", 12, ""),
    ("WX-402", "安镇户外劳动者驿站", "锡山区", "normal", "community", 14, ""),
)
_SHUT_AT_NIGHT: Final = frozenset({"WX-201"})
HOME: Final = (120.301663, 31.574729)
"""Where the demo's own station lies among them."""
_DISTRICTS: Final = ("梁溪区", "滨湖区", "新吴区", "锡山区")


def cast(stations: int) -> list[Neighbour]:
    """The first so many of them; behind the named ones come as many of the usual kind as are wanted."""
    told = [_named(row) for row in _TOLD[:stations]] + [_usual(number) for number in range(len(_TOLD), stations)]
    return [replace(one, place=_place(number)) for number, one in enumerate(told)]


def _place(number: int) -> tuple[float, float]:
    """Round the demo's own station, each 350 m farther than the one before and in another direction."""
    metres, angle = 400 + 350 * number, 0.7 + 2.4 * number
    east, north = metres * sin(angle) / 94_700, metres * cos(angle) / 111_200
    return round(HOME[0] + east, 6), round(HOME[1] + north, 6)


def _named(row: tuple[str, str, str, str, str, int, Fate]) -> Neighbour:
    station, name, district, tier, place, capacity, fate = row
    site = Site(
        id=station,
        place=place,
        tier="quiet" if fate == "forsaken" else tier,
        capacity=capacity,
        private=("nursing", "shower") if tier == "hub" else (),
        hours=_PARK if station in _SHUT_AT_NIGHT else None,
    )
    return Neighbour(id=station, name=name, district=district, tier=tier, site=site, fate=fate)


def _usual(number: int) -> Neighbour:
    district = _DISTRICTS[number % len(_DISTRICTS)]
    station = f"WX-{500 + number}"
    tier = ("normal", "busy")[number % 2]
    site = Site(id=station, place="community", tier=tier, capacity=16)
    return Neighbour(id=station, name=f"{district}第{number + 1}驿站", district=district, tier=tier, site=site)
