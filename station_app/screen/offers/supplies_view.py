"""Hand-outs: one tile a round; touching it and laying a card is all."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from station_app.screen.offers.offer_view import OfferView, in_language, tile
from station_app.wire.offers import RoundTold

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class SuppliesView(OfferView):
    """What is handed out here, and how much of it there still is."""

    def tiles_now(self) -> Iterable[dict[str, str]]:
        """The next to end stands first."""
        for one in self._offers.rounds:
            note = self.say("left", count=one.left) if one.left else self.say("gone")
            yield tile(one.id, self._title(one), f"item-{one.item}", note)

    def lead_now(self) -> str:
        """What to do."""
        return self.say("lead")

    def _title(self, one: RoundTold) -> str:
        """In the language of the page, else as the house says it, else what it is."""
        return in_language(one.title, self.say("language"))[0] or self.say(f"item-{one.item}")

    @Slot(str)
    def choose(self, code: str) -> None:
        """Take one."""
        self.wants.emit("take", code, [], "")
