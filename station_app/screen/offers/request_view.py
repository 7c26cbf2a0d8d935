"""Reporting something by touching one tile: a fault, a hazard, something lost or found, a suggestion."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from station_app.screen.offers.offer_view import OfferView, tile

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

_CHINA: Final = timezone(timedelta(hours=8))


@QmlElement
class RequestView(OfferView):
    """One touch makes the report. What is known already says so on its tile, with the time it is meant to be mended."""

    def tiles_now(self) -> Iterable[dict[str, str]]:
        """What it can be about."""
        known = {one.topic: one for one in self._offers.faults} if self.offer == "fault" else {}
        for topic in self._offers.topics.get(self.offer, ()):
            note = ""
            if topic in known:
                due = known[topic].due_ms
                note = self.say("known.due", date=_day(due)) if due else self.say(f"known.{known[topic].state}")
            yield tile(topic, self.say(topic), f"{self.offer}-{topic}", note)

    def lead_now(self) -> str:
        """What to do."""
        return self.say("lead")

    @Slot(str)
    def choose(self, code: str) -> None:
        """Report it."""
        self.wants.emit("ask", "", [code], "")


def _day(wall_ms: int) -> str:
    at = datetime.fromtimestamp(wall_ms / 1000, _CHINA)
    return f"{at.month}-{at.day:02d}"
