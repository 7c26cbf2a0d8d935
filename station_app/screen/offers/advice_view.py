"""Help and advice: what it is about, then how the answer is to come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from station_app.core.offers.handoff import NEEDS
from station_app.screen.offers.keypad import Keypad, is_telephone, telephone_groups, telephone_room
from station_app.screen.offers.keypad_view import KeypadView
from station_app.screen.offers.offer_view import tile

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

WAYS: Final = ("ticket", "call", "sign", "phone")


@QmlElement
class AdviceView(KeypadView):
    """Two touches, or a telephone number besides; nothing is sent before the last one."""

    def __init__(self, offer: str, topic: str = "") -> None:
        super().__init__(offer, Keypad(telephone_groups, telephone_room, is_telephone), typing=False)
        self._topic = self._first = topic
        """Where it is known from the first what it is about, going back leaves the page."""

    def tiles_now(self) -> Iterable[dict[str, str]]:
        """Topics, then ways."""
        if not self._topic:
            for topic in self._offers.topics.get(self.offer, ()):
                yield tile(topic, self.say(topic), f"{self.offer}-{topic}")
            return
        for way in WAYS:
            if (way != "call" or self._offers.calls) and (way != "phone" or self._offers.public_url):
                yield tile(way, self.say(f"way.{way}"), f"way-{way}", self.say(f"way.{way}.note"))

    def lead_now(self) -> str:
        """What to do; for some topics, what helps."""
        if self._typing:
            return self.say("number")
        if not self._topic:
            return self.say("lead")
        helps = f"helps.{self._topic}"
        return self.say(helps) if self.has(helps) else self.say("how")

    def back(self) -> bool:
        """From the number to the ways, from the ways to the topics."""
        if self._typing:
            self.step(typing=False)
            return True
        if self._topic != self._first:
            self._topic = ""
            self.step(typing=False)
            return True
        return False

    @Slot(str)
    def choose(self, code: str) -> None:
        """A topic, or a way."""
        if not self._topic and code in NEEDS:
            self.goes.emit(f"{self.offer}/{code}")
        elif not self._topic:
            self._topic = code
            self.step(typing=False)
        elif code == "call":
            self.step(typing=True)
        elif code == "sign":
            self.wants.emit("sign", "", [self._topic], "")
        else:
            self.wants.emit("ask", "", [self._topic, "phone"] if code == "phone" else [self._topic], "")

    def submitted(self, digits: str) -> None:
        """Call back at this number; it goes to the core's shell alone, which seals it."""
        self.wants.emit("call", "", [self._topic], digits)
