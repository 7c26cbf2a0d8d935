"""The book shelf: take one along, bring one back, or see which ones one has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from station_app.screen.offers.offer_view import OfferView, tile

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

ACTS: Final = ("lend", "back", "mine")


@QmlElement
class BooksView(OfferView):
    """Three tiles; the book itself says the rest, by the barcode on its back."""

    def tiles_now(self) -> Iterable[dict[str, str]]:
        """What can be done."""
        return (tile(act, self.say(act), f"books-{act}", self.say(f"{act}.note")) for act in ACTS)

    def lead_now(self) -> str:
        """What to do."""
        return self.say("lead")

    @Slot(str)
    def choose(self, code: str) -> None:
        """Do it."""
        self.wants.emit(code, "", [], "")
