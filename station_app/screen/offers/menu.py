"""The first page: a tile for each thing that is offered here."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from station_app.core.offers.bulletins import NOTICES
from station_app.screen.offers.offer_view import OfferView, tile

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

MENU = "menu"


@QmlElement
class MenuView(OfferView):
    """What is offered, of all that this screen has a page for."""

    def __init__(self, known: frozenset[str]) -> None:
        super().__init__(MENU)
        self._known = known

    def tiles_now(self) -> Iterable[dict[str, str]]:
        """One for each; an offer that this screen is too old to know is left out."""
        for name in self._offers.offered:
            if name in self._known:
                yield tile(name, self._text.get(f"{name}.title", name), name, self._note(name))

    def _note(self, name: str) -> str:
        """How much there is behind a tile, where that is told before it is touched."""
        count = len(self._offers.bulletins)
        return self._text["notices.count"].format(count=count) if name == NOTICES else ""

    def lead_now(self) -> str:
        """What to do."""
        return self.say("lead")

    @Slot(str)
    def choose(self, code: str) -> None:
        """Open it."""
        self.goes.emit(code)
