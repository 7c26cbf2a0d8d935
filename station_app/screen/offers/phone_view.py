"""A code that phones scan to come in where no scanner reads them: another one every twenty seconds."""

# ruff: noqa: D102 -- a getter is named after the word it holds.

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Property, QTimer, Signal
from PySide6.QtQml import QmlElement

from station_app.core.offers.phone_door import CODE
from station_app.screen.offers.answer_view import SENDING
from station_app.screen.offers.offer_view import OfferView
from station_app.wire import OfferAnswer

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

NEW_EVERY_MS: Final = 20_000
"""The hub takes one for a minute, and somebody has to find his camera."""


@QmlElement
class PhoneView(OfferView):
    """Whether the door opens is no answer of this page: what a phone shows is a credential like any other."""

    turned = Signal()
    qml = "PhonePage"

    def __init__(self, offer: str) -> None:
        super().__init__(offer)
        self._token = ""
        self._begun = False
        self._timer = QTimer(self, interval=NEW_EVERY_MS)
        self._timer.timeout.connect(self._ask)
        # Qt for Python takes a property's own class for the one that has its signal.
        self.changed.connect(self.turned)

    def told(self) -> None:
        """The first code is asked for once the page is there."""
        if not self._begun and self._offers.public_url:
            self._begun = True
            self._timer.start()
            QTimer.singleShot(0, self, self._ask)

    def answered(self, answer: OfferAnswer) -> bool:
        """Take the new code."""
        if answer.result == CODE:
            self._token = str(answer.values.get("token", ""))
            self.turned.emit()
        if answer.result in (SENDING, CODE):
            return True
        self._timer.stop()
        return False

    def _ask(self) -> None:
        self.wants.emit("show", "", [], "")

    def lead_now(self) -> str:
        """What to do."""
        return self.say("lead" if self._offers.public_url else "none")

    @Property(str, notify=turned)
    def code(self) -> str:
        """What the QR code says; empty before it is there, and where phones reach no hub."""
        url = self._offers.public_url
        return f"{url.rstrip('/')}/door/#d{self._token}" if url and self._token else ""

    @Property(str, notify=turned)
    def codeLabel(self) -> str:
        return self.say("code")

    @Property(str, notify=turned)
    def first(self) -> str:
        """Who has no pass on the phone yet."""
        return self.say("first")
