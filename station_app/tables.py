"""Reads TOML tables into structs. What is wrong is said with its path and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin

import msgspec

from station_app.core.nearest import nearest

__all__ = ["ConfigError", "Name", "convert", "known", "named", "nearest", "table_of"]

Name = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}\Z")]
S = TypeVar("S", bound=msgspec.Struct)


class ConfigError(ValueError):
    """The file cannot be used; the message is one sentence for the person who wrote it."""


def known(path: str, table: Mapping[str, Any], names: Iterable[str]) -> None:
    """Refuse a key that is not among `names`. Raises ConfigError."""
    names = tuple(names)
    for key in table:
        if key not in names:
            raise ConfigError(f"{_join(path, key)}: unknown key{nearest(key, names)}")


def named(top: Mapping[str, Any], key: str) -> dict[str, dict[str, Any]]:
    """The tables [key.NAME], each by its name. Raises ConfigError."""
    tables = top.get(key, {})
    if not isinstance(tables, dict):
        raise ConfigError(f"{key}: must be tables like [{key}.main]")
    for name, table in cast(dict[str, Any], tables).items():
        if not isinstance(table, dict):
            raise ConfigError(f"{key}.{name}: must be a table: write [{key}.{name}] and its keys below")
        try:
            msgspec.convert(name, Name)
        except msgspec.ValidationError:
            raise ConfigError(f"{key}.{name}: use letters, digits, - and _, beginning with a letter") from None
    return cast(dict[str, dict[str, Any]], tables)


def table_of(kind: type[S], top: Mapping[str, Any], key: str) -> S:
    """The table [key], which must be there. Raises ConfigError."""
    table = top.get(key)
    if not isinstance(table, dict):
        raise ConfigError(f"{key}: the table [{key}] is missing" if table is None else f"{key}: must be a table")
    return convert(kind, cast(dict[str, Any], table), key)


def convert(kind: type[S], table: dict[str, Any], path: str) -> S:
    """A table as its struct; whatever is wrong is said with its path. Raises ConfigError."""
    fields = msgspec.structs.fields(kind)
    known(path, table, [field.encode_name for field in fields])
    for field in fields:
        if field.required and field.encode_name not in table:
            raise ConfigError(f"{_join(path, field.encode_name)}: is missing")
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `")
        key = where.removeprefix("key` in `").removeprefix("$.").rstrip("`")
        hint = _nearest_choice(kind, key, message) if message.startswith("Invalid enum value") else ""
        raise ConfigError(f"{_join(path, key)}: {message[:1].lower()}{message[1:]}{hint}") from None


def _nearest_choice(kind: type[msgspec.Struct], key: str, message: str) -> str:
    field = next(f for f in msgspec.structs.fields(kind) if f.encode_name == key.partition("[")[0])
    return nearest(message.removeprefix("Invalid enum value ").strip("'"), _choices(field.type))


def _choices(hint: object) -> list[str]:
    if get_origin(hint) is Literal:
        return list(get_args(hint))
    return [choice for part in get_args(hint) for choice in _choices(part)]


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path and key else path or key
