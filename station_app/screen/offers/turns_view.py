"""Rooms that go by turns: which is free, how long the others take, and giving a place back."""

from __future__ import annotations

import time
from collections.abc import Iterable
from math import ceil
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from station_app.assets import offer_signs
from station_app.screen.offers.offer_view import OfferView, tile
from station_app.wire import TurnRoom

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

GIVE_BACK: Final = "give-back"
_MINUTE_MS: Final = 60_000


@QmlElement
class TurnsView(OfferView):
    """A tile a room. Where a need must be declared, its tiles come after a touch on the room."""

    def __init__(self, offer: str) -> None:
        super().__init__(offer)
        self._zone = ""

    def tiles_now(self) -> Iterable[dict[str, str]]:
        """The rooms; or what may be needed in the one that was touched."""
        room = self._room()
        if room is not None:
            for need in room.needs:
                key = f"need.{need}"
                yield tile(need, self.say(key) if self.has(key) else need, _sign(need))
            return
        for one in self._offers.turns:
            yield tile(one.zone, one.title, _sign(one.kind), self._stands(one))
        if self._offers.turns:
            yield tile(GIVE_BACK, self.say("give-back"), "turn-back")

    def lead_now(self) -> str:
        """What to do."""
        return self.say("lead" if self._room() is None else "need")

    def back(self) -> bool:
        """From the needs to the rooms."""
        if not self._zone:
            return False
        self._zone = ""
        self.changed.emit()
        return True

    @Slot(str)
    def choose(self, code: str) -> None:
        """Take a room, say what is needed there, or give back."""
        room = self._room()
        if room is not None:
            self.wants.emit("take", room.zone, [code], "")
        elif code == GIVE_BACK:
            self.wants.emit(GIVE_BACK, "", [], "")
        elif any(one.zone == code and one.needs for one in self._offers.turns):
            self._zone = code
            self.changed.emit()
        else:
            self.wants.emit("take", code, [], "")

    def _room(self) -> TurnRoom | None:
        return next((one for one in self._offers.turns if one.zone == self._zone), None)

    def _stands(self, room: TurnRoom) -> str:
        """How it stands with a room, in a few words."""
        if room.called:
            return self.say("called", number=room.called)
        if room.free:
            return self.say("free")
        if not room.next_ms:
            return self.say("occupied")
        minutes = max(1, ceil((room.next_ms - time.time() * 1000) / _MINUTE_MS))
        return (
            self.say("waiting", waiting=room.waiting, minutes=minutes)
            if room.waiting
            else self.say("soon", minutes=minutes)
        )


def _sign(kind: str) -> str:
    return f"turn-{kind}" if f"turn-{kind}" in offer_signs() else "turn-room"
