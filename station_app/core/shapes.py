"""Values as JSON text: read strictly, each mistake told in one sentence with its path; written in one way only."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final, Generic, NoReturn, TypeVar, cast

from station_app.core.nearest import nearest

T = TypeVar("T")

LONGEST_TEXT: Final = 512 * 1024
"""Characters; more is read by nobody."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DAY: Final = date(1970, 1, 1)
_CHINA: Final = timezone(timedelta(hours=8))
_MOMENT: Final = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{3})?)?(?:Z|[+-]\d\d:\d\d)", re.A)
_DAY: Final = re.compile(r"20\d\d-\d\d-\d\d", re.A)
_SAME: Final[Mapping[str, str]] = {}
_PLAIN: Final = re.compile(r"[\w-]{1,40}", re.A)


class ShapeError(ValueError):
    """A value is not as it should be; the message is one sentence that begins with the path of the key."""


@dataclass(frozen=True, slots=True)
class Shape(Generic[T]):
    """How one kind of value is read from JSON and written to it."""

    read: Callable[[str, object], T]
    """From a path and what stands there. Raises ShapeError."""
    write: Callable[[T], object]


def wrong(path: str, message: str) -> NoReturn:
    """Raise ShapeError."""
    raise ShapeError(f"{path}: {message}" if path else message)


def load(text: str) -> object:
    """What a JSON text holds; a key that stands twice and a number that is none are mistakes. Raises ShapeError."""
    if len(text) > LONGEST_TEXT:
        wrong("", f"is longer than {LONGEST_TEXT} characters")
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except ShapeError:
        raise
    except RecursionError:
        wrong("", "is not valid JSON: brackets within brackets without end")
    except ValueError as error:  # JSONDecodeError, and what int() says of a number with thousands of digits
        wrong("", f"is not valid JSON: {error}")


def dump(value: object) -> str:
    """The one text of a value: keys in order, no space that says nothing."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def join(path: str, key: object) -> str:
    """The path of a key within a path."""
    text = key if isinstance(key, str) and _PLAIN.fullmatch(key) else ascii(key)[:40]
    return f"{path}.{text}" if path else text


def flag() -> Shape[bool]:
    """True or false."""

    def read(path: str, value: object) -> bool:
        return value if isinstance(value, bool) else wrong(path, "must be true or false")

    return Shape(read, lambda value: value)


def whole(least: int, most: int) -> Shape[int]:
    """A whole number from one to another."""

    def read(path: str, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            wrong(path, f"must be a whole number from {least} to {most}")
        return value

    return Shape(read, lambda value: value)


def number(least: float, most: float) -> Shape[float]:
    """A number from one to another."""

    def read(path: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            wrong(path, f"must be a number from {least:g} to {most:g}")
        return float(value)

    return Shape(read, float)


def words(longest: int, least: int = 0) -> Shape[str]:
    """A text on one line."""

    def read(path: str, value: object) -> str:
        if not isinstance(value, str) or not value.isprintable() or not least <= len(value) <= longest:
            wrong(path, f"must be a text of {least} to {longest} characters on one line")
        return value

    return Shape(read, lambda value: value)


def name() -> Shape[str]:
    """A name as in a configuration."""

    def read(path: str, value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,39}", value):
            wrong(path, "must be a name of letters, digits, - and _ that begins with a letter")
        return value

    return Shape(read, lambda value: value)


def choice(*names: str) -> Shape[Any]:
    """One of these words."""

    def read(path: str, value: object) -> str:
        if not isinstance(value, str) or value not in names:
            hint = nearest(value[:40], names) if isinstance(value, str) else nearest("", names)
            wrong(path, f"is none of the words that may stand here{hint}")
        return value

    return Shape(read, lambda value: value)


def moment() -> Shape[int]:
    """Milliseconds since 1970 as a date and time with its offset from UTC; written with that of China."""

    def read(path: str, value: object) -> int:
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            try:
                return (datetime.fromisoformat(value) - _EPOCH) // timedelta(milliseconds=1)
            except ValueError:
                pass
        wrong(path, 'must be a moment with its offset from UTC, like "2026-12-01T08:00+08:00"')

    def write(value: int) -> str:
        found = (_EPOCH + timedelta(milliseconds=value)).astimezone(_CHINA)
        return found.isoformat(timespec="milliseconds" if value % 1000 else "seconds" if value % 60_000 else "minutes")

    return Shape(read, write)


def day() -> Shape[int]:
    """Days since 1970 as a date."""

    def read(path: str, value: object) -> int:
        if isinstance(value, str) and _DAY.fullmatch(value):
            try:
                return (date.fromisoformat(value) - _FIRST_DAY).days
            except ValueError:
                pass
        wrong(path, 'must be a day like "2026-10-01"')

    return Shape(read, lambda value: (_FIRST_DAY + timedelta(days=value)).isoformat())


def clock() -> Shape[int]:
    """Minutes of the day as a time."""

    def read(path: str, value: object) -> int:
        if not isinstance(value, str) or not re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", value, re.A):
            wrong(path, 'must be a time like "22:00"')
        return int(value[:2]) * 60 + int(value[3:])

    return Shape(read, lambda value: f"{value // 60:02d}:{value % 60:02d}")


def many(one: Shape[T], most: int) -> Shape[tuple[T, ...]]:
    """A list, in its order."""

    def read(path: str, value: object) -> tuple[T, ...]:
        if not isinstance(value, list):
            wrong(path, "must be a list")
        found = cast(list[object], value)
        if len(found) > most:
            wrong(path, f"must be a list of at most {most}")
        return tuple(one.read(f"{path}[{index}]", item) for index, item in enumerate(found))

    return Shape(read, lambda value: [one.write(item) for item in value])


def some(one: Shape[Any], most: int) -> Shape[frozenset[Any]]:
    """A list whose order says nothing, each once."""
    listed = many(one, most)

    def read(path: str, value: object) -> frozenset[Any]:
        found = listed.read(path, value)
        if len(set(found)) != len(found):
            wrong(path, "names something twice")
        return frozenset(found)

    return Shape(read, lambda value: [one.write(item) for item in sorted(value)])


def mapping(key: Shape[Any], one: Shape[T], most: int) -> Shape[Mapping[Any, T]]:
    """An object whose keys are values, too."""

    def read(path: str, value: object) -> Mapping[Any, T]:
        found = table(path, value)
        if len(found) > most:
            wrong(path, f"must hold at most {most} keys")
        return {key.read(join(path, name), name): one.read(join(path, name), item) for name, item in found.items()}

    return Shape(read, lambda value: {cast(str, key.write(name)): one.write(item) for name, item in value.items()})


def record(kind: type[T], shapes: Mapping[str, Shape[Any]], renamed: Mapping[str, str] = _SAME) -> Shape[T]:
    """A dataclass as an object: key -> shape; `renamed` tells the attribute of a key that is called otherwise.

    A key that is missing stands for the default; None is written as nothing.
    """
    attributes = {key: renamed.get(key, key) for key in shapes}
    needed = {field.name for field in fields(cast(Any, kind)) if field.default is field.default_factory is MISSING}

    def read(path: str, value: object) -> T:
        found = table(path, value)
        _check_keys(path, found, shapes, [key for key, attribute in attributes.items() if attribute in needed])
        values = {attributes[key]: shapes[key].read(join(path, key), item) for key, item in found.items()}
        return kind(**values)

    def write(value: T) -> dict[str, object]:
        pairs = ((key, shape, getattr(value, attributes[key])) for key, shape in shapes.items())
        written = ((key, shape.write(item)) for key, shape, item in pairs if item is not None)
        return {key: item for key, item in written if item is not None}

    return Shape(read, write)


def row(shapes: Mapping[str, Shape[Any]]) -> Shape[tuple[Any, ...]]:
    """A tuple as an object: key -> shape, in the tuple's order; no key may be missing."""

    def read(path: str, value: object) -> tuple[Any, ...]:
        found = table(path, value)
        _check_keys(path, found, shapes, shapes)
        return tuple(shape.read(join(path, key), found[key]) for key, shape in shapes.items())

    return Shape(read, lambda value: {key: shapes[key].write(item) for key, item in zip(shapes, value, strict=True)})


def unless(one: Shape[T], nothing: T) -> Shape[T]:
    """A shape of which one value is written as nothing: its record's default."""
    return Shape(one.read, lambda value: None if value == nothing else one.write(value))


def checked(one: Shape[T], check: Callable[[str, T], None]) -> Shape[T]:
    """A shape whose parts must also fit together; `check` raises ShapeError by `wrong`."""

    def read(path: str, value: object) -> T:
        found = one.read(path, value)
        check(path, found)
        return found

    return Shape(read, one.write)


def table(path: str, value: object) -> dict[str, object]:
    """An object. Raises ShapeError."""
    if not isinstance(value, dict):
        wrong(path, "must be an object with keys")
    return cast(dict[str, object], value)


def _check_keys(path: str, found: Mapping[str, object], known: Mapping[str, object], needed: Iterable[str]) -> None:
    for key in found:
        if key not in known:
            wrong(join(path, key), f"unknown key{nearest(key[:40], known)}")
    for key in needed:
        if key not in found:
            wrong(join(path, key), "is missing")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [key for key, _ in pairs]
        twice = next(key for key in names if names.count(key) > 1)
        wrong(join("", twice), "stands twice")
    return found


def _no_number(text: str) -> NoReturn:
    wrong("", f"is not valid JSON: {text} is no number")
