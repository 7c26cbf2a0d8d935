"""A large keypad of digits, as a model: what is typed, how it is grouped, and that it does not stay to be read."""

# ruff: noqa: D102 -- a getter is named after the word it holds.

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

HIDDEN_MS = 10_000
"""After so long without a key, what was typed shows as dots: whoever comes by cannot read it."""
MOBILE, LONGEST_FIXED = 11, 12


def telephone_groups(digits: str) -> list[int]:
    """A mobile number as 138 0013 8000, one with an area code as 0510 8000 0000."""
    return [3, 4, 4] if digits.startswith("1") else [4, 4, 4] if digits.startswith("0") else [4, 4]


def telephone_room(digits: str) -> int:
    """How many digits a number that begins so can have."""
    return MOBILE if digits.startswith("1") else LONGEST_FIXED if digits.startswith("0") else 8


def is_telephone(digits: str) -> bool:
    """Whether that can be a whole number: a mobile one, one with an area code, or a local one."""
    if digits.startswith("1"):
        return len(digits) == MOBILE
    return 10 <= len(digits) <= LONGEST_FIXED if digits.startswith("0") else len(digits) in (7, 8)


@QmlElement
class Keypad(QObject):
    """Digits, keyed one by one; never a number that stands there whole for long."""

    changed = Signal()

    def __init__(
        self,
        groups: Callable[[str], list[int]],
        room: Callable[[str], int],
        whole: Callable[[str], bool],
        hidden_ms: int = HIDDEN_MS,
    ) -> None:
        super().__init__()
        self._groups, self._room, self._whole = groups, room, whole
        self.digits = ""
        self._hidden = 0
        self._timer = QTimer(self, singleShot=True, interval=hidden_ms)
        self._timer.timeout.connect(self._hide)

    @Slot(str)
    def press(self, digit: str) -> None:
        """One more digit; what has no room is left out."""
        if len(digit) == 1 and digit in "0123456789" and len(self.digits) < self._room(self.digits + digit):
            self.digits += digit
            self._timer.start()
            self.changed.emit()

    @Slot()
    def correct(self) -> None:
        """Take the last digit back."""
        self.digits = self.digits[:-1]
        self._hidden = min(self._hidden, len(self.digits))
        self.changed.emit()

    @Slot()
    def clear(self) -> None:
        """Forget all of it."""
        self._timer.stop()
        self.digits, self._hidden = "", 0
        self.changed.emit()

    @Slot()
    def _hide(self) -> None:
        self._hidden = len(self.digits)
        self.changed.emit()

    @Property(str, notify=changed)
    def shown(self) -> str:
        """In groups; dots for what has stood there long enough."""
        seen = "•" * self._hidden + self.digits[self._hidden :]
        found: list[str] = []
        for size in self._groups(self.digits):
            found.append(seen[:size])
            seen = seen[size:]
        return " ".join(group for group in [*found, seen] if group)

    @Property(bool, notify=changed)
    def empty(self) -> bool:
        return not self.digits

    @Property(bool, notify=changed)
    def whole(self) -> bool:
        """Whether that can be all of it."""
        return self._whole(self.digits)
