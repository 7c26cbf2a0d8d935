"""The registry of stations: what is known of each as a place, checked field by field, and what is missing.

Every value is a text in one form, so that form, CSV and database tell the same. Nobody's name and no personal number
belongs into it: contacts are those of bodies and of the station.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import msgspec

from station_app.core.hours import WEEKDAYS, Week
from station_app.hub.registry_texts import CHOICES, FIELD_NAMES

Kind = Literal["text", "choice", "many", "number", "coordinate", "date", "years", "season", "phone", "area", "hours"]
GROUPS: Final = ("identity", "place", "bodies", "opening", "service")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of the registry."""

    name: str
    group: str
    kind: Kind = "text"
    needed: bool = False
    """Without it the entry is not complete."""
    choices: Sequence[str] = ()
    most: int = 60
    """Letters of a text; the greatest number of a number."""


SERVICES: Final = (
    "rest",
    "water",
    "heating",
    "charging",
    "toilet",
    "wifi",
    "reading",
    "shower",
    "laundry",
    "legal-aid",
)
FACILITIES: Final = (
    "air-conditioner", "dispenser", "microwave", "fridge", "sockets", "charging-cabinet", "seats", "books", "medicine",
    "aed", "extinguisher", "toilet", "nursing-room", "shower", "washer", "beds", "gym", "umbrellas", "tools",
    "television", "ramp", "truck-parking",
)  # fmt: skip
FLAGS: Final = (
    "smart", "extended", "legal", "guidance", "battery-swap", "meals", "emergency-medicine", "has-aed", "haircut",
    "volunteers", "exchange",
)  # fmt: skip
BUILT: Final = ("union", "government", "society", "joint")
DATUMS: Final = ("GCJ-02", "WGS-84", "BD-09")

FIELDS: Final[Sequence[Field]] = (
    Field(name="number", group="identity", needed=True, most=32),
    Field(name="title", group="identity", needed=True),
    Field(name="brand", group="identity"),
    Field(
        name="built", group="identity", kind="choice", needed=True, choices=("union", "government", "society", "joint")
    ),
    Field(name="stars", group="identity", kind="choice", choices=("1", "2", "3", "4", "5")),
    Field(name="finest", group="identity", kind="years"),
    Field(name="plaque", group="identity", kind="date"),
    Field(name="province", group="place", needed=True, most=20),
    Field(name="city", group="place", needed=True, most=20),
    Field(name="county", group="place", needed=True, most=20),
    Field(name="street", group="place", most=30),
    Field(name="community", group="place", most=30),
    Field(name="area_code", group="place", kind="area"),
    Field(name="address", group="place", needed=True, most=100),
    Field(name="longitude", group="place", kind="coordinate", needed=True),
    Field(name="latitude", group="place", kind="coordinate", needed=True),
    Field(name="datum", group="place", kind="choice", needed=True, choices=DATUMS),
    Field(name="builder", group="bodies", needed=True),
    Field(name="operator", group="bodies", needed=True),
    Field(name="phone", group="bodies", kind="phone", needed=True),
    Field(name="supervision", group="bodies", kind="phone", needed=True),
    Field(name="cleaner", group="bodies"),
    Field(name="maintainer", group="bodies"),
    Field(name="hours", group="opening", kind="hours", needed=True, most=200),
    Field(name="summer", group="opening", kind="season"),
    Field(name="summer_hours", group="opening", kind="hours", most=200),
    Field(name="closed_reason", group="opening"),
    Field(name="closed_until", group="opening", kind="date"),
    Field(name="services", group="service", kind="many", needed=True, choices=SERVICES),
    Field(name="facilities", group="service", kind="many", needed=True, choices=FACILITIES),
    Field(name="audience", group="service"),
    Field(name="area", group="service", kind="number", needed=True, most=10_000),
    Field(name="capacity", group="service", kind="number", needed=True, most=2_000),
    Field(name="flags", group="service", kind="many", choices=FLAGS),
)
BY_NAME: Final[Mapping[str, Field]] = {field.name: field for field in FIELDS}
Entry = Mapping[str, str]

_MOBILE: Final = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)")
_IDENTITY: Final = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])")
_PHONE: Final = re.compile(
    r"(?:0\d{2,3}-?)?\d{7,8}(?:-\d{1,6})?|400-?\d{3}-?\d{4}|(?:0\d{2,3}-?)?1[02]\d{1,3}|9[56]\d{3,4}"
)
_WIDE: Final = str.maketrans("：；，－—–～〜（）．０１２３４５６７８９", ":;,---~~().0123456789")
_SEPARATORS: Final = re.compile(r"[,;、\s]+")
_BOUNDS: Final[Mapping[str, tuple[float, float]]] = {"longitude": (73.0, 136.0), "latitude": (3.0, 54.0)}
"""Where China lies; a pair that was swapped lies outside."""


class Wrong(ValueError):
    """A value that cannot be taken; the message is a key of the pages' words."""


def read(content: str) -> dict[str, str]:
    """A stored entry; what this program has no field for is left out."""
    told = msgspec.json.decode(content, type=dict[str, str])
    return {name: value for name, value in told.items() if name in BY_NAME}


def write(entry: Entry) -> str:
    """An entry for the database."""
    return msgspec.json.encode({name: entry[name] for name in BY_NAME if entry.get(name)}).decode()


def missing(entry: Entry) -> list[str]:
    """Names of needed fields that are empty."""
    return [field.name for field in FIELDS if field.needed and not entry.get(field.name)]


def checked(typed: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Typed values in their one form, and for each that cannot be taken the key of the reason."""
    entry: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for name, text in typed.items():
        try:
            value = value_of(BY_NAME[name], text)
        except Wrong as error:
            wrong[name] = str(error)
            continue
        if value:
            entry[name] = value
    return entry, wrong


def contradictions(entry: Entry) -> dict[str, str]:
    """Fields that do not go together, each with the key of the reason."""
    found: dict[str, str] = {}
    place = [name for name in ("longitude", "latitude", "datum") if not entry.get(name)]
    if 0 < len(place) < 3:
        # A coordinate without its datum is wrong by half a kilometre somewhere: none is kept.
        found |= dict.fromkeys(place, "registry-wrong-place")
    if bool(entry.get("summer")) != bool(entry.get("summer_hours")):
        found["summer_hours" if entry.get("summer") else "summer"] = "registry-wrong-summer"
    if entry.get("closed_until") and not entry.get("closed_reason"):
        found["closed_reason"] = "registry-wrong-closed"
    return found


def value_of(field: Field, typed: str) -> str:
    """One value in its one form; empty stays empty. Raises Wrong."""
    text = typed.strip()
    if not text:
        return ""
    if not text.isprintable():
        raise Wrong("registry-wrong-letters")
    if _MOBILE.search(text) or _IDENTITY.search(text):
        raise Wrong("registry-wrong-person")
    return _READ[field.kind](field, text)


def _text(field: Field, text: str) -> str:
    if len(text) > field.most:
        raise Wrong("registry-wrong-long")
    return text


def _choice(field: Field, text: str) -> str:
    for code in field.choices:
        if text.casefold() in {code.casefold(), *(word.casefold() for word in CHOICES.get(code, ()))}:
            return code
    raise Wrong("registry-wrong-choice")


def _many(field: Field, text: str) -> str:
    # A label may hold a blank in English, so the list is split at commas first, at blanks only where that finds all.
    parts = [part.strip() for part in re.split(r"[,;、，；]+", text) if part.strip()]
    chosen = {_choice(field, part) for part in parts}
    return ",".join(code for code in field.choices if code in chosen)


def _number(field: Field, text: str) -> str:
    plain = text.translate(_WIDE).replace("㎡", "").replace("m²", "").strip()
    if not re.fullmatch(r"\d{1,6}(\.\d)?", plain) or not 0 < float(plain) <= field.most:
        raise Wrong("registry-wrong-number")
    if field.name == "capacity" and "." in plain:
        raise Wrong("registry-wrong-number")
    return str(int(plain)) if float(plain).is_integer() else plain


def _coordinate(field: Field, text: str) -> str:
    plain = text.translate(_WIDE)
    if not re.fullmatch(r"\d{1,3}(\.\d{1,8})?", plain):
        raise Wrong("registry-wrong-coordinate")
    low, high = _BOUNDS[field.name]
    if not low <= float(plain) <= high:
        other = _BOUNDS["latitude" if field.name == "longitude" else "longitude"]
        raise Wrong("registry-wrong-swapped" if other[0] <= float(plain) <= other[1] else "registry-wrong-outside")
    return plain


def _date(_: Field, text: str) -> str:
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text.translate(_WIDE))
    try:
        return date(*(int(part) for part in found.groups())).isoformat() if found else _fail("registry-wrong-date")
    except ValueError as error:
        raise Wrong("registry-wrong-date") from error


def _years(_: Field, text: str) -> str:
    years = sorted({part.removesuffix("年") for part in _SEPARATORS.split(text.translate(_WIDE)) if part})
    if not all(re.fullmatch(r"20[0-4]\d", year) for year in years):
        raise Wrong("registry-wrong-years")
    return ",".join(years)


def _season(_: Field, text: str) -> str:
    found = re.fullmatch(r"(\d{1,2})-(\d{1,2})\s*[~至]\s*(\d{1,2})-(\d{1,2})", text.translate(_WIDE))
    if found is None:
        raise Wrong("registry-wrong-season")
    a, b, c, d = (int(part) for part in found.groups())
    try:
        first, last = date(2024, a, b), date(2024, c, d)  # a leap year: 29 February is a day of a season
    except ValueError as error:
        raise Wrong("registry-wrong-season") from error
    return f"{first:%m-%d}~{last:%m-%d}"


def _phone(_: Field, text: str) -> str:
    plain = text.translate(_WIDE).replace(" ", "").replace("(", "").replace(")", "-").replace("--", "-")
    if not _PHONE.fullmatch(plain):
        raise Wrong("registry-wrong-phone")
    return plain


def _area(_: Field, text: str) -> str:
    if not re.fullmatch(r"[1-8]\d{11}", text):
        raise Wrong("registry-wrong-area")
    return text


def _hours(field: Field, text: str) -> str:
    """`24h`, or groups as `1-5 08:30-12:00,13:30-18:00; 6,7 09:00-17:00; holiday 10:00-16:00`. Raises Wrong."""
    if text.casefold() in {"24h", "24小时", "24 h", "全天"}:
        return "24h"
    plain = _text(field, text).translate(_WIDE).replace("节假日", "holiday")
    try:
        week_of(plain)
    except ValueError as error:
        raise Wrong("registry-wrong-hours") from error
    groups = [" ".join(part.split()).replace(", ", ",") for part in plain.split(";") if part.strip()]
    return "; ".join(groups)


def week_of(text: str) -> Week:
    """The week that a text of hours tells. Raises ValueError."""
    if text == "24h":
        return Week.of(dict.fromkeys(WEEKDAYS, ("00:00-24:00",)))
    table: dict[str, list[str]] = {}
    for group in filter(None, (part.strip() for part in text.split(";"))):
        days, _, spans = group.partition(" ")
        for day in _days(days):
            if day in table:
                raise ValueError(f"{day} stands there twice")
            table[day] = [span for span in re.split(r"[,\s]+", spans) if span]
            if not table[day]:
                raise ValueError(f"{day} has no times")
    if not table:
        raise ValueError("no day")
    return Week.of(table)


def _days(text: str) -> list[str]:
    found: list[str] = []
    for part in text.split(","):
        ends = re.fullmatch(r"([1-7])(?:-([1-7]))?", part)
        if part == "holiday":
            found.append("holiday")
        elif ends is not None and int(ends[1]) <= int(ends[2] or ends[1]):
            found += WEEKDAYS[int(ends[1]) - 1 : int(ends[2] or ends[1])]
        else:
            raise ValueError(f"no day: {part}")
    return found


def _fail(key: str) -> str:
    raise Wrong(key)


_READ: Final = {
    "text": _text, "choice": _choice, "many": _many, "number": _number, "coordinate": _coordinate, "date": _date,
    "years": _years, "season": _season, "phone": _phone, "area": _area, "hours": _hours,
}  # fmt: skip
assert set(FIELD_NAMES) == set(BY_NAME), "each field has a name for people"
