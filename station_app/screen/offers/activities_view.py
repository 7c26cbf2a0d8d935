"""Classes and events: one tile each; behind it when and where, signing up, coming, giving back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from station_app.core.offers.activities import COME, EARLY_MS, JOIN, LEAVE
from station_app.screen.offers.offer_view import OfferView, in_language, tile
from station_app.wire.offers import ActivityTold

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

_ACTS: Final = {JOIN: "activity-join", COME: "activity-come", LEAVE: "activity-leave"}
"""What can be done with one, and the drawing of it."""


@QmlElement
class ActivitiesView(OfferView):
    """What takes place here, the next one first."""

    def __init__(self, offer: str) -> None:
        super().__init__(offer)
        self._open = ""

    def tiles_now(self) -> Iterable[dict[str, str]]:
        """What takes place; or what can be done with the one that was touched."""
        now, one = self.local.wall_ms, self._one()
        if one is None:
            for each in self._offers.activities:
                if now < each.until_ms:
                    note = self.say("note", begins=self._when(each), stands=self._stands(each, now))
                    yield tile(each.id, self._word(each.title), f"activity-{each.kind}", note)
            return
        if one.cancelled:
            return
        if now < one.join_until_ms:
            yield tile(JOIN, self.say(JOIN), _ACTS[JOIN])
        if one.from_ms - EARLY_MS <= now:
            yield tile(COME, self.say(COME), _ACTS[COME])
        yield tile(LEAVE, self.say(LEAVE), _ACTS[LEAVE])

    def lead_now(self) -> str:
        """What to do; or all that is known of the one that was touched."""
        one = self._one()
        if one is None:
            return self.say("lead")
        until = f"{self.local.at(one.until_ms):%H:%M}"
        told = self.say("told", title=self._word(one.title), begins=self._when(one), ends=until, where=one.where)
        if one.cancelled:
            return f"{told} {self.say('cancelled', reason=one.cancelled)}"
        return " ".join(part for part in (told, self._word(one.about), self._stands(one, self.local.wall_ms)) if part)

    def back(self) -> bool:
        """From one of them to all."""
        if not self._open:
            return False
        self._open = ""
        self.changed.emit()
        return True

    @Slot(str)
    def choose(self, code: str) -> None:
        """Open one, or do something with it."""
        if self._one() is None:
            self._open = code
            self.changed.emit()
        elif code in _ACTS:
            self.wants.emit(code, self._open, [], "")

    def _one(self) -> ActivityTold | None:
        return next((one for one in self._offers.activities if one.id == self._open), None)

    def _stands(self, one: ActivityTold, now: int) -> str:
        """Whether there is a place."""
        if one.cancelled:
            return self.say("off")
        if now >= one.join_until_ms:
            return self.say("shut")
        return self.say("left", count=one.left) if one.left else self.say("line" if one.waiting else "full")

    def _when(self, one: ActivityTold) -> str:
        return self.local.said(one.from_ms, self._text)

    def _word(self, words: Mapping[str, str]) -> str:
        return in_language(words, self.say("language"))[0]
