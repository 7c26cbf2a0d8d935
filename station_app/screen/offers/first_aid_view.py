"""The first-aid box: what was taken, what is almost gone, and for its keeper how much there is."""

# ruff: noqa: D102 -- a getter is named after the word it holds.

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from station_app.screen.offers.offer_view import OfferView, tile

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

KEEPER: Final = "keeper"
COUNT: Final = "count"
_MOST_DIGITS: Final = 4
_DAY_DIGITS: Final = 8


@QmlElement
class FirstAidView(OfferView):
    """What is in the box; a touch on something asks whether it was taken or is almost gone."""

    def __init__(self, offer: str) -> None:
        super().__init__(offer)
        self._item = ""

    def tiles_now(self) -> Iterable[dict[str, str]]:
        """The things, or what can be said of the one that was touched."""
        if self._item:
            yield tile("used", self.say("used"), "first-aid-used")
            yield tile("low", self.say("low"), "first-aid-low")
            yield tile(COUNT, self.say(COUNT), "first-aid-count", self.say("keeper"))
            return
        for one in self._offers.stock:
            note = "" if one.left is None else self.say("left", count=one.left)
            yield tile(one.item, self.say(f"item-{one.item}"), f"aid-{one.item}", note)

    def lead_now(self) -> str:
        """What to do."""
        return self.say("lead-item", item=self.say(f"item-{self._item}")) if self._item else self.say("lead")

    def back(self) -> bool:
        """From a thing to all of them."""
        was, self._item = self._item, ""
        self.changed.emit()
        return bool(was)

    @Slot(str)
    def choose(self, code: str) -> None:
        """A thing, or what is said of it."""
        if not self._item:
            self._item = code
            self.changed.emit()
        elif code == COUNT:
            self.goes.emit(f"{COUNT}/{self._item}")
        else:
            self.wants.emit(code, "", [self._item], "")


@QmlElement
class CountView(OfferView):
    """A keeper types how many there are, and then the day on which they go bad, or none."""

    typing = Signal()
    qml = "CountPage"

    def __init__(self, item: str) -> None:
        super().__init__("first-aid")
        self._item = item
        self._count: str | None = None
        self._typed = ""
        # Qt for Python takes a property's own class for the one that has its signal.
        self.changed.connect(self.typing)

    def lead_now(self) -> str:
        """What is to be typed."""
        item = self.say(f"item-{self._item}")
        return self.say("ask-count", item=item) if self._count is None else self.say("ask-day", item=item)

    def back(self) -> bool:
        """From the day to the number."""
        if self._count is None:
            return False
        self._typed, self._count = self._count, None
        self.changed.emit()
        return True

    @Slot(str)
    def press(self, digit: str) -> None:
        """One more digit, as far as there is room for it."""
        most = _MOST_DIGITS if self._count is None else _DAY_DIGITS
        if len(digit) == 1 and digit in "0123456789" and len(self._typed) < most:
            self._typed += digit
            self.typing.emit()

    @Slot()
    def erase(self) -> None:
        """The last digit was wrong."""
        self._typed = self._typed[:-1]
        self.typing.emit()

    @Slot()
    def enter(self) -> None:
        """The number is right, or the day: then the keeper's credential is asked for."""
        if not self._whole():
            return
        if self._count is None:
            self._count, self._typed = self._typed, ""
            self.changed.emit()
            return
        day = self._typed and f"{self._typed[:4]}-{self._typed[4:6]}-{self._typed[6:]}"
        self.wants.emit(COUNT, "", [self._item, self._count, day], "")

    def _whole(self) -> bool:
        return bool(self._typed) if self._count is None else len(self._typed) in (0, _DAY_DIGITS)

    @Property(str, notify=typing)
    def shown(self) -> str:
        """What is typed, and of a day the places that are missing."""
        if self._count is None:
            return self._typed or "–"
        whole = self._typed.ljust(_DAY_DIGITS, "–")
        return f"{whole[:4]} {whole[4:6]} {whole[6:]}"

    @Property(bool, notify=typing)
    def whole(self) -> bool:
        return self._whole()

    @Property(str, notify=typing)
    def eraseLabel(self) -> str:
        return self.say("erase")

    @Property(str, notify=typing)
    def enterLabel(self) -> str:
        """Nothing typed for a day says that there is none."""
        return self.say("no-day") if self._count is not None and not self._typed else self.say("enter")
