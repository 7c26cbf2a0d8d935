"""Who comes to rest stations, when, why and how long: the parameters of the synthetic world, as data.

Shares are per cent, hours per mille of a group's visits from 0 to 23 o'clock, stays minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

OCCUPATIONS: Final = (
    "rider", "sanitation", "courier", "ridehail", "truck", "traffic", "chengguan", "construction", "housekeeping",
    "other",
)  # fmt: skip

TIERS: Final[Mapping[str, int]] = {"quiet": 3, "normal": 12, "busy": 25, "hub": 60, "flagship": 200}
"""Visits a day."""

PEAKS: Final[Mapping[str, tuple[int, int, int]]] = {
    "quiet": (1, 2, 3),
    "normal": (2, 3, 5),
    "busy": (3, 5, 7),
    "hub": (6, 8, 11),
    "flagship": (14, 18, 23),
}
"""People inside at the fullest moment of a day: the middle day, the 95th of a hundred, the most of 400."""

MEAN_STAY: Final = (26.0, 33.0)
MEDIAN_STAY: Final = 20.0
P90_STAY: Final = (60.0, 70.0)


def _hours(text: str) -> tuple[int, ...]:
    return tuple(int(word) for word in text.split())


HOURS: Final[Mapping[str, tuple[int, ...]]] = {
    "rider": _hours("35 28 20 12 8 8 15 22 30 55 45 15 18 70 130 125 90 20 18 30 50 60 52 44"),
    "sanitation": _hours("4 3 4 8 35 60 75 50 35 60 90 110 120 95 55 30 25 30 40 25 18 16 8 4"),
    "courier": _hours("3 2 2 2 3 8 25 30 25 40 50 70 130 120 90 85 70 50 45 55 45 30 14 6"),
    "ridehail": _hours("45 40 35 28 22 18 15 12 18 45 65 60 70 75 70 60 40 20 20 38 52 56 52 44"),
    "truck": _hours("40 38 35 35 40 50 55 50 40 35 38 50 58 50 42 38 36 36 45 50 48 40 30 21"),
    "traffic": _hours("5 4 3 3 3 8 40 15 20 95 105 75 70 70 95 85 60 20 20 50 70 45 25 14"),
    "chengguan": _hours("2 1 1 1 2 5 15 35 45 70 100 110 120 105 90 85 60 45 35 30 25 12 4 2"),
    "construction": _hours("2 1 1 2 6 30 55 35 25 45 60 150 170 120 60 45 45 60 45 20 12 6 3 2"),
    "housekeeping": _hours("1 1 1 1 1 3 15 40 55 60 75 130 144 95 75 80 85 65 35 20 10 5 2 1"),
    "other": _hours("6 4 3 3 4 8 20 35 45 60 70 80 85 80 80 80 70 60 55 55 45 30 15 7"),
}


def _mix(text: str) -> Mapping[str, int]:
    return dict(zip(OCCUPATIONS, _hours(text), strict=True))


MIX: Final[Mapping[str, Mapping[str, int]]] = {
    "community": _mix("24 20 16 7 2 4 6 5 6 10"),
    "mall": _mix("42 14 14 8 1 5 5 2 4 5"),
    "street": _mix("16 36 13 9 3 7 7 5 2 2"),
    "logistics": _mix("4 5 18 5 55 1 1 3 0 8"),
}
"""By type of place."""

PURPOSES: Final[Mapping[str, tuple[float, float]]] = {
    "water_toilet": (5, 0.5),
    "charge_wait": (35, 0.55),
    "meal": (24, 0.4),
    "nap": (55, 0.45),
    "shower": (20, 0.3),
    "fitness": (45, 0.35),
    "nursing": (18, 0.4),
    "shelter": (25, 0.5),
    "consult": (8, 0.5),
}
"""Median and sigma of a log-normal stay."""

LONGEST_STAY: Final = 240.0
NIGHT_NAP_FACTOR: Final = 2.2
"""Of a nap from 22 to 6 o'clock."""
LONGEST_NIGHT_NAP: Final = 360.0

_WHY: Final[Mapping[str, str]] = {
    "rider": "25 45 12 8 1 1 0 6 2",
    "sanitation": "35 5 28 20 2 0 0 9 1",
    "courier": "40 22 20 10 1 0 0 5 2",
    "ridehail": "45 15 15 18 2 2 0 1 2",
    "truck": "20 8 22 25 20 0 0 1 4",
    "traffic": "60 10 10 10 0 0 0 9 1",
    "chengguan": "50 10 12 18 0 1 0 8 1",
    "construction": "25 8 30 28 4 0 0 4 1",
    "housekeeping": "35 15 28 8 0 2 4 5 3",
    "other": "40 12 10 6 1 12 6 10 3",
}
WHY: Final[Mapping[str, tuple[int, ...]]] = {name: _hours(text) for name, text in _WHY.items()}
"""Purposes of an occupation, in the order of `PURPOSES`."""

MONTHS: Final = (0.85, 0.60, 0.95, 1.0, 1.0, 1.15, 1.35, 1.35, 1.10, 0.95, 1.05, 1.10)
WEEKDAYS: Final = (1.0, 1.02, 1.02, 1.02, 1.05, 0.95, 0.85)
RIDER_WEEKEND: Final[Mapping[int, float]] = {5: 1.15, 6: 1.10}
SUMMER: Final = (6, 7, 8, 9)
SUMMER_SANITATION: Final[Mapping[int, float]] = {hour: 1.5 for hour in range(10, 16)} | dict.fromkeys(
    range(16, 19), 0.6
)
WARMEST: Final = (8, 10, 15, 21, 26, 29, 33, 33, 28, 23, 17, 11)
"""Usual warmest hour of a day by month, Celsius; a day differs by a few degrees, the coldest hour is eight below."""
HEAT: Final[tuple[tuple[float, float], ...]] = ((40, 1.8), (37, 1.6), (35, 1.3))
COLD: Final = 1.2
RAINY: Final = 0.12
"""Share of days with a shower that sends 3-8 people in within ten minutes."""
RAIN_PEOPLE: Final = (3, 8)
TEAM_PEOPLE: Final = (8, 30)
"""A sanitation team at the end of its shift, within six minutes."""

ID_CARD_SHARE: Final[Mapping[str, float]] = {
    "rider": 0.25, "courier": 0.30, "ridehail": 0.25, "truck": 0.35, "sanitation": 0.75, "construction": 0.60,
    "traffic": 0.30, "chengguan": 0.30, "housekeeping": 0.45, "other": 0.40,
}  # fmt: skip

OUTCOMES: Final[Mapping[str, float]] = {
    "first": 0.930,
    "second": 0.045,
    "other": 0.012,
    "refused": 0.006,
    "left": 0.007,
}
"""How an arrival at the door ends: at the first try, the second, by another path, refused, gone away."""
REFUSALS: Final[Mapping[str, float]] = {"expired": 0.002, "full": 0.001, "closed": 0.002, "barred": 0.001}
AGAIN_WITHIN_MINUTE: Final = 0.03
"""The same card once more within 60 seconds."""

POOL_PER_VISIT: Final = 6
POOL_BASE: Final = 30
ZIPF: Final = 0.9
NEW_FACES: Final = 0.12
NEW_FACES_HUB: Final = 0.20

CARD_SECONDS: Final = (0.9, 0.3)
CODE_SECONDS: Final = (0.6, 0.3)

COMPANIONS: Final = 0.06
"""Share of visits with one more adult; half as many bring a child."""
UNDECLARED: Final = 0.02
"""Share of entries behind which somebody slips in."""
CONSENTS: Final = 0.35
ANSWERS: Final = 0.4
SLIPS_OUT: Final = 0.02
"""Share of stays that end through a door that somebody else has just opened."""
CLEANING: Final = (7, 19)
LEFT_CARDS: Final = 1 / 400

TROUBLES: Final[Mapping[str, float]] = {
    "smoke": 0.3,
    "leak": 0.1,
    "held": 2.0,
    "help": 0.45,
    "silent-help": 0.03,
    "offline-short": 0.5,
    "offline-long": 0.05,
    "power": 0.1,
    "reader": 0.04,
    "scanner": 0.05,
    "strike": 0.03,
    "board": 0.1,
    "contact": 0.05,
    "button": 0.03,
    "restart": 1.0,
    "reboot": 0.3,
    "clock": 0.1,
    "flood": 0.05,
    "disk": 0.05,
    "tamper": 0.05,
    "order": 4.0,
    "policy": 2.0,
    "maintenance": 0.5,
}
"""Of one station in 30 days. False alarms, leaks, held doors, calls for help, power and network as counted in the
field; program, board and clock assumed."""
