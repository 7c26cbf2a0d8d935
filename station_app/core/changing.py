"""`replace` for the frozen values of the rules: what `dataclasses.replace` does, in a small part of its time.

A step makes a handful of new states of some thirty fields each. A value that keeps its fields in a dictionary (no
slots) is copied in one go; every other one is left to `dataclasses`.
"""

from __future__ import annotations

import dataclasses
from typing import Any, Final, TypeVar

T = TypeVar("T")

_FIELDS: Final[dict[type, frozenset[str] | None]] = {}
"""Class -> the fields that may be replaced; None where the class itself must make its values."""


def replace(value: T, **changes: Any) -> T:
    """The same value with some fields changed. Raises TypeError for a field that it does not have."""
    kind = type(value)
    if kind not in _FIELDS:
        _FIELDS[kind] = _copied(kind)
    fields = _FIELDS[kind]
    if fields is None:
        return dataclasses.replace(value, **changes)  # pyright: ignore[reportType, reportArgumentType, reportCallIssue, reportUnknownVariableType] - whatever is no dataclass is refused there
    made = object.__new__(kind)
    made.__dict__.update(value.__dict__, **changes)
    if len(made.__dict__) != len(fields):
        raise TypeError(f"{kind.__name__} has no {sorted(changes.keys() - fields)}")
    return made


def _copied(kind: type) -> frozenset[str] | None:
    if not dataclasses.is_dataclass(kind) or hasattr(kind, "__post_init__") or not hasattr(kind, "__dict__"):
        return None
    fields = dataclasses.fields(kind)
    if "__slots__" in kind.__dict__ or not all(field.init for field in fields):
        return None
    return frozenset(field.name for field in fields)
