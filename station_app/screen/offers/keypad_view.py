"""What a page with a keypad shows around it."""

# ruff: noqa: D102 -- a getter is named after the word it holds.

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from station_app.screen.offers.keypad import Keypad
from station_app.screen.offers.offer_view import OfferView

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class KeypadView(OfferView):
    """A page that shows tiles until it wants digits. `typing` is the step with the keypad."""

    qml = "KeypadPage"
    stepped = Signal()

    def __init__(self, offer: str, keypad: Keypad, *, typing: bool) -> None:
        super().__init__(offer)
        self._keypad = keypad
        self._keypad.setParent(self)
        self._typing = typing
        self.changed.connect(self.stepped)

    def step(self, *, typing: bool) -> None:
        """Show the keypad, or the tiles; no digit outlives its step."""
        self._keypad.clear()
        self._typing = typing
        self.changed.emit()

    def disturbed(self) -> None:
        """Nobody else reads what is half typed."""
        self._keypad.clear()

    def submitted(self, digits: str) -> None:
        """All digits are there and somebody has said so."""

    def other(self) -> None:
        """The key beside the keypad was touched."""

    def other_now(self) -> str:
        """The word of a key beside the keypad; empty for none."""
        return ""

    @Slot()
    def submit(self) -> None:
        """Take what is typed, once it is whole."""
        if self._keypad.whole:
            digits = self._keypad.digits
            self._keypad.clear()
            self.submitted(digits)

    @Slot()
    def touchOther(self) -> None:
        self._keypad.clear()
        self.other()

    @Property(QObject, notify=stepped)
    def keypad(self) -> Keypad:
        return self._keypad

    @Property(bool, notify=stepped)
    def typing(self) -> bool:
        return self._typing

    @Property(str, notify=stepped)
    def otherLabel(self) -> str:
        return self.other_now()

    @Property(str, notify=stepped)
    def submitLabel(self) -> str:
        return self.say("submit")

    @Property(str, notify=stepped)
    def correctLabel(self) -> str:
        return self._text.get("any.keypad.correct", "")

    @Property(str, notify=stepped)
    def clearLabel(self) -> str:
        return self._text.get("any.keypad.clear", "")
