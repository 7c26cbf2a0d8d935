"""What the core has answered, on any offer's behalf: a sign, a key line, what to do next, a ticket to take along."""

# ruff: noqa: D102 -- a getter is named after the word it holds.

from __future__ import annotations

import math

from PySide6.QtCore import Property, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from station_app.screen.offers.offer_view import OfferView
from station_app.wire import OfferAnswer

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

SENDING = "sending"
LISTENING = "listening"
PRESENT_SECONDS = 30
"""As long as the core waits for a credential."""
_GOOD = frozenset(
    {
        "made",
        "rated",
        "given",
        "lent",
        "returned",
        "joined",
        "left",
        "done",
        "used",
        "noted",
        "counted",
        "yours",
        "parked",
        "gone",
    }
)
_SIGNS = {"present": "card", SENDING: "clock", "late": "clock", LISTENING: "code"}


@QmlElement
class AnswerView(OfferView):
    """An answer as it stands. Texts: `OFFER.RESULT.headline` and `.next`, else `any.RESULT.…` of the menu's file."""

    qml = "AnswerPage"
    ticked = Signal()

    def __init__(self, offer: str) -> None:
        super().__init__(offer)
        self._answer = OfferAnswer(ask="", offer=offer, result=SENDING)
        self._left = 0
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._tick)
        # Qt for Python takes a property's own class for the one that has its signal.
        self.changed.connect(self.ticked)

    def answered(self, answer: OfferAnswer) -> bool:
        """Show this one."""
        self._answer = answer
        if answer.result == "present":
            self._left = PRESENT_SECONDS
            self._timer.start()
        else:
            self._timer.stop()
        self.changed.emit()
        return True

    def _word(self, part: str) -> str:
        result, way = self._answer.result, self._answer.values.get("way", "")
        keys = (f"{self.offer}.{result}.{way}.{part}", f"{self.offer}.{result}.{part}", f"any.{result}.{part}")
        found = next((key for key in keys if key in self._text), None)
        return "" if found is None else self._text[found].format(**self._answer.values)

    def _soon(self) -> list[str]:
        """How long it usually takes until somebody takes a request on, where this station's figures tell it."""
        figures = self._offers.figures
        if self._answer.result != "made" or self.offer != "advice" or figures is None:
            return []
        minutes = figures.accept_minutes
        return [] if minutes is None else [self._text["any.made.soon"].format(minutes=max(1, math.ceil(minutes)))]

    def _ticket(self) -> str:
        return str(self._answer.values.get("ticket", ""))

    @Slot()
    def _tick(self) -> None:
        self._left = max(0, self._left - 1)
        self.ticked.emit()

    @Slot()
    def finish(self) -> None:
        """Somebody has read it."""
        self.done.emit()

    @Property(str, notify=ticked)
    def headline(self) -> str:
        return self._word("headline")

    @Property(str, notify=ticked)
    def advice(self) -> str:
        return self._word("next")

    @Property(str, notify=ticked)
    def tone(self) -> str:
        return "good" if self._answer.result in _GOOD else "wait" if self._answer.result in _SIGNS else "calm"

    @Property(str, notify=ticked)
    def sign(self) -> str:
        return _SIGNS.get(self._answer.result, "tick" if self._answer.result in _GOOD else "note")

    @Property(bool, notify=ticked)
    def presenting(self) -> bool:
        """A credential is waited for."""
        return self._answer.result == "present"

    @Property(int, notify=ticked)
    def left(self) -> int:
        """Seconds until it is waited for no longer."""
        return self._left

    @Property(str, notify=ticked)
    def countdown(self) -> str:
        return self._text.get("any.present.left", "").format(seconds=self._left) if self.presenting else ""

    @Property(str, notify=ticked)
    def ticket(self) -> str:
        """Twelve digits by fours; empty for none."""
        return self._ticket()

    @Property(str, notify=ticked)
    def ticketLabel(self) -> str:
        return self._text.get("any.ticket", "") if self._ticket() else ""

    @Property(str, notify=ticked)
    def code(self) -> str:
        """What the ticket's QR code says: the phone's page of it, or the digits where phones reach no hub."""
        digits = self._ticket().replace(" ", "")
        if not digits:
            return ""
        return f"{self._offers.public_url.rstrip('/')}/t/{digits}" if self._offers.public_url else digits

    @Property("QVariantList", notify=ticked)  # pyright: ignore[reportArgumentType] # Qt takes a name, its stub does not say so
    def lines(self) -> list[str]:
        return [*self._answer.lines, *self._soon()]

    @Property(str, notify=ticked)
    def finishLabel(self) -> str:
        return "" if self._answer.result in (SENDING, "present", LISTENING) else self._text.get("any.finish", "")
