"""Typing the eight digits that a manager has read out on the telephone."""

# ruff: noqa: D102 -- a getter is named after the word it holds.

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from station_app.core.offers.entry_code import TRIED
from station_app.screen.offers.answer_view import SENDING
from station_app.screen.offers.offer_view import OfferView
from station_app.wire import OfferAnswer

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

LENGTH: Final = 8
_GROUP: Final = 4


@QmlElement
class CodeView(OfferView):
    """What is typed stays here until the key that sends it, and goes when it was sent: the door says what it thinks."""

    typing = Signal()
    qml = "CodePage"

    def __init__(self, offer: str) -> None:
        super().__init__(offer)
        self._typed = ""
        # Qt for Python takes a property's own class for the one that has its signal.
        self.changed.connect(self.typing)

    def answered(self, answer: OfferAnswer) -> bool:
        """Whether it was right is no answer of this page: a code is a credential, and the door opens or tells why."""
        if answer.result not in (SENDING, TRIED):
            return False
        self._set("")
        return True

    def lead_now(self) -> str:
        """Where the digits come from."""
        return self.say("lead")

    @Slot(str)
    def press(self, digit: str) -> None:
        """One more digit; a ninth is none."""
        if len(digit) == 1 and digit in "0123456789" and len(self._typed) < LENGTH:
            self._set(self._typed + digit)

    @Slot()
    def erase(self) -> None:
        """The last digit was wrong."""
        self._set(self._typed[:-1])

    @Slot()
    def enter(self) -> None:
        """Present it; fewer digits are no code and cost no try."""
        if len(self._typed) == LENGTH:
            self.wants.emit("enter", "", [], self._typed)

    def _set(self, typed: str) -> None:
        self._typed = typed
        self.typing.emit()

    @Property(str, notify=typing)
    def shown(self) -> str:
        """The digits by fours, and a place for each that is missing."""
        whole = self._typed.ljust(LENGTH, "–")
        return f"{whole[:_GROUP]} {whole[_GROUP:]}"

    @Property(str, notify=typing)
    def spoken(self) -> str:
        """For who cannot see it."""
        return self.say("typed", n=len(self._typed), digits=" ".join(self._typed))

    @Property(bool, notify=typing)
    def whole(self) -> bool:
        return len(self._typed) == LENGTH

    @Property(str, notify=typing)
    def eraseLabel(self) -> str:
        return self.say("erase")

    @Property(str, notify=typing)
    def enterLabel(self) -> str:
        return self.say("enter")
