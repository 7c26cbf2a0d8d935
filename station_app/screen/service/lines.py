"""A list of frozen rows for QML, which learns only of what changed: nobody's place in a list is lost each second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, ClassVar, Protocol, cast

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QPersistentModelIndex, Qt

_FIRST = int(Qt.ItemDataRole.UserRole) + 1


class Row(Protocol):
    """A frozen dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


class Lines(QAbstractListModel):
    """Rows of one kind; each field is a role, and `key` says which row is which."""

    def __init__(self, kind: type[Row], key: str) -> None:
        super().__init__()
        self._names = [field.name for field in fields(kind)]
        self._key = key
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return self._rows

    def apply(self, rows: Sequence[Row]) -> None:
        """Take over new rows; tell which roles of which rows changed, or that it is another list."""
        before = self._rows
        if [getattr(row, self._key) for row in before] != [getattr(row, self._key) for row in rows]:
            self.beginResetModel()
            self._rows = tuple(rows)
            self.endResetModel()
            return
        self._rows = tuple(rows)
        for place, (old, new) in enumerate(zip(before, self._rows, strict=True)):
            changed = [
                _FIRST + role for role, name in enumerate(self._names) if getattr(old, name) != getattr(new, name)
            ]
            if changed:
                self.dataChanged.emit(self.index(place), self.index(place), changed)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        """Qt's call: a list has rows only at its root."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's call: one field of one row."""
        name = role - _FIRST
        if not index.isValid() or not 0 <= name < len(self._names):
            return None
        return _plain(getattr(self._rows[index.row()], self._names[name]))

    def roleNames(self) -> dict[int, QByteArray]:
        """Qt's call: the fields by the numbers of their roles."""
        return {_FIRST + role: QByteArray(name.encode()) for role, name in enumerate(self._names)}


def _plain(value: object) -> object:
    # QML knows lists, not tuples.
    if not isinstance(value, tuple):
        return value
    return [_plain(part) for part in cast("tuple[object, ...]", value)]
