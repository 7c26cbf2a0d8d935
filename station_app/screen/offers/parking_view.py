"""Parking: which vehicle, what a plate is for and that it may be left out, its characters one by one; and leaving."""

# ruff: noqa: D102 -- a getter is named after the word it holds.

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Property, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from station_app.core.offers.parking import MOST_HOURS, VEHICLES
from station_app.core.offers.plates import DIGITS, LETTERS, PROVINCES, following, is_plate
from station_app.screen.offers.keypad import HIDDEN_MS
from station_app.screen.offers.offer_view import OfferView, tile

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

LEAVE: Final = ":leave"
CARD: Final = ":card"
PLATE: Final = ":plate"
WITHOUT: Final = ":without"
_BEFORE: Final = {"consent": "kinds", "leave": "kinds", "plate": "consent"}


@QmlElement
class ParkingView(OfferView):
    """Steps of one page; no plate outlives its step."""

    qml = "ParkingPage"
    secret = "plate"
    stepped = Signal()

    def __init__(self, offer: str, hidden_ms: int = HIDDEN_MS) -> None:
        super().__init__(offer)
        self._step = "kinds"
        self._vehicle = ""
        self._plate = ""
        self._hidden = 0
        self._timer = QTimer(self, singleShot=True, interval=hidden_ms)
        self._timer.timeout.connect(self._hide)
        # Qt for Python takes a property's own class for the one that has its signal.
        self.changed.connect(self.stepped)

    def _go(self, step: str) -> None:
        self._step = step
        self.clear()

    def tiles_now(self) -> Iterable[dict[str, str]]:
        """The vehicles; or whether to leave a plate; or what stands here."""
        match self._step:
            case "kinds":
                for vehicle in VEHICLES:
                    yield tile(vehicle, self.say(vehicle), f"parking-{vehicle}")
                if self._offers.parking.taken:
                    yield tile(LEAVE, self.say("leave"), "parking-leave")
            case "consent":
                yield tile(WITHOUT, self.say("without"), f"parking-{self._vehicle}", self.say("without.note"))
                yield tile(PLATE, self.say("plate"), "parking-plate", self.say("plate.note"))
            case "leave":
                yield tile(CARD, self.say("card"), "parking-card", self.say("card.note"))
                for number in self._offers.parking.taken:
                    yield tile(str(number), self.say("number", number=number), "parking-leave")
            case _:
                return

    def lead_now(self) -> str:
        """What to do."""
        if self._step == "kinds":
            parking = self._offers.parking
            return self.say("lead", taken=len(parking.taken), places=parking.places)
        return self.say(f"lead-{self._step}", hours=MOST_HOURS)

    def back(self) -> bool:
        """One step back."""
        before = _BEFORE.get(self._step)
        if before is None:
            return False
        self._go(before)
        return True

    def disturbed(self) -> None:
        """Nobody else reads what is half typed."""
        self.clear()

    @Slot(str)
    def choose(self, code: str) -> None:
        """A vehicle, a plate or none, or which one leaves."""
        match self._step, code:
            case "kinds", ":leave":
                self._go("leave")
            case "kinds", _:
                self._vehicle = code
                # Without the hub's key nobody could read a plate: it is not asked for.
                if self._offers.calls:
                    self._go("consent")
                else:
                    self.wants.emit("park", "", [code], "")
            case "consent", ":plate":
                self._go("plate")
            case "consent", _:
                self.wants.emit("park", "", [self._vehicle], "")
            case "leave", ":card":
                self.wants.emit("leave-card", "", [], "")
            case "leave", _:
                self.wants.emit("leave", code, [], "")
            case _:
                return

    @Slot(str)
    def press(self, one: str) -> None:
        """One more character; what no plate goes on with is left out."""
        if one in following(self._plate):
            self._plate += one
            self._timer.start()
            self.changed.emit()

    @Slot()
    def correct(self) -> None:
        """Take the last character back."""
        self._plate = self._plate[:-1]
        self._hidden = min(self._hidden, len(self._plate))
        self.changed.emit()

    @Slot()
    def clear(self) -> None:
        """Forget all of it."""
        self._timer.stop()
        self._plate, self._hidden = "", 0
        self.changed.emit()

    @Slot()
    def submit(self) -> None:
        """Park with this plate."""
        self._send("park")

    @Slot()
    def sign(self) -> None:
        """The same, and a credential that signs off and forgets later."""
        self._send("sign")

    def _send(self, act: str) -> None:
        if is_plate(self._plate):
            plate = self._plate
            self.clear()
            self.wants.emit(act, "", [self._vehicle], plate)

    @Slot()
    def _hide(self) -> None:
        self._hidden = len(self._plate)
        self.changed.emit()

    @Property(bool, notify=stepped)
    def typing(self) -> bool:
        return self._step == "plate"

    @Property(str, notify=stepped)
    def shown(self) -> str:
        """What is typed; dots for what has stood there long enough."""
        seen = "•" * self._hidden + self._plate[self._hidden :]
        return " · ".join(part for part in (seen[:2], seen[2:]) if part)

    @Property("QVariantList", notify=stepped)  # pyright: ignore[reportArgumentType] # Qt takes a name, its stub does not say so
    def keys(self) -> list[dict[str, object]]:
        """Provinces first; then letters and digits that keep their places, and what may end a plate."""
        if not self.typing:
            return []
        able = following(self._plate)
        fixed = LETTERS + DIGITS if self._plate else PROVINCES
        ends = "".join(sorted(able - set(fixed)))
        return [{"code": one, "on": one in able} for one in fixed + ends]

    @Property(bool, notify=stepped)
    def whole(self) -> bool:
        return is_plate(self._plate)

    @Property(str, notify=stepped)
    def submitLabel(self) -> str:
        return self.say("submit")

    @Property(str, notify=stepped)
    def signLabel(self) -> str:
        return self.say("sign")

    @Property(str, notify=stepped)
    def correctLabel(self) -> str:
        return self._text.get("any.keypad.correct", "")
