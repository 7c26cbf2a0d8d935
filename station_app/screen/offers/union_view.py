"""Joining the union: a code that leads to the form on one's own phone."""

# ruff: noqa: D102 -- a getter is named after the word it holds.

from __future__ import annotations

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from station_app.screen.offers.offer_view import OfferView

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class UnionView(OfferView):
    """The code and what to know before it is scanned."""

    qml = "UnionPage"
    retold = Signal()

    def __init__(self, offer: str) -> None:
        super().__init__(offer)
        # Qt for Python takes a property's own class for the one that has its signal.
        self.changed.connect(self.retold)

    def lead_now(self) -> str:
        """What to do."""
        return self.say("lead")

    @Property(str, notify=retold)
    def code(self) -> str:
        """What the code says."""
        return self._offers.union_url

    @Property(str, notify=retold)
    def about(self) -> str:
        return self.say("about")

    @Property(str, notify=retold)
    def codeLabel(self) -> str:
        return self.say("code")
