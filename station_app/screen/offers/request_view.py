"""Reporting something by touching one tile: a fault, a hazard, something lost or found, a suggestion."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from station_app.core.offers.requests import MENDED_DAYS
from station_app.screen.offers.offer_view import OfferView, tile

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

MOST_MENDED: Final = 3


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
                date = self.local.day(due, self._text)
                note = self.say("known.due", date=date) if due else self.say(f"known.{known[topic].state}")
            yield tile(topic, self.say(topic), f"{self.offer}-{topic}", note)

    def lead_now(self) -> str:
        """What to do; what came of earlier reports."""
        return " · ".join(part for part in (self.say("lead"), self._came_of_it()) if part)

    def _came_of_it(self) -> str:
        figures = self._offers.figures
        if self.offer == "suggestion" and figures is not None and figures.adopted:
            return self.say("adopted", count=figures.adopted)
        if self.offer != "fault":
            return ""
        since = self.local.now - timedelta(days=MENDED_DAYS)
        lately = [topic for topic, ms in self._offers.mended.items() if self.local.at(ms) >= since]
        names = self._text.get("any.list", "").join(self.say(topic) for topic in lately[:MOST_MENDED])
        return self.say("mended", names=names) if names else ""

    @Slot(str)
    def choose(self, code: str) -> None:
        """Report it."""
        self.wants.emit("ask", "", [code], "")
