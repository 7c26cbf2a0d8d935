"""Umbrellas, power banks, chargers: one tile each to take one along, and one to bring something back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from station_app.screen.offers.answer_view import SENDING
from station_app.screen.offers.offer_view import OfferView, tile
from station_app.wire import OfferAnswer

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

BACK: Final = "back"
_HERE: Final = frozenset({SENDING, "listening"})


@QmlElement
class LoansView(OfferView):
    """While something is brought back its code can be held to the scanner, or its number touched."""

    def __init__(self, offer: str) -> None:
        super().__init__(offer)
        self._returning = False
        self._chosen = False

    def answered(self, answer: OfferAnswer) -> bool:
        """The scanner listens while the numbers stand here; any other answer is a page of its own."""
        return self._returning and not self._chosen and answer.result in _HERE

    def tiles_now(self) -> Iterable[dict[str, str]]:
        """What can be taken along, or what is away."""
        if self._returning:
            for rack in self._offers.racks:
                for number in rack.out:
                    title = self.say("number", number=number)
                    yield tile(f"{rack.id}:{number}", title, f"item-{rack.item}", self.say(f"item-{rack.item}"))
            return
        for rack in self._offers.racks:
            note = self.say("free", count=rack.free) if rack.free else self.say("gone")
            yield tile(rack.id, self.say(f"item-{rack.item}"), f"item-{rack.item}", note)
        yield tile(f":{BACK}", self.say(BACK), "loans-back")

    def lead_now(self) -> str:
        """What to do."""
        return self.say("lead-back") if self._returning else self.say("lead")

    def back(self) -> bool:
        """From bringing back to taking along."""
        was, self._returning, self._chosen = self._returning, False, False
        self.changed.emit()
        return was

    @Slot(str)
    def choose(self, code: str) -> None:
        """Take one along, or bring one back."""
        if code == f":{BACK}":
            self._returning, self._chosen = True, False
            self.changed.emit()
            self.wants.emit("listen", "", [], "")
        elif self._returning:
            rack, _, number = code.partition(":")
            self._chosen = True
            self.wants.emit(BACK, rack, [number], "")
        else:
            self.wants.emit("lend", code, [], "")
