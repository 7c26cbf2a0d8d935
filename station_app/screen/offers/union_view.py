"""Joining the union: a code that leads to the form on one's own phone; without one, a number to call back."""

# ruff: noqa: D102 -- a getter is named after the word it holds.

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from station_app.screen.offers.keypad import Keypad, is_telephone, telephone_groups, telephone_room
from station_app.screen.offers.keypad_view import KeypadView
from station_app.screen.offers.offer_view import OfferView, tile

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

CALL: Final = "union/call"
"""The name of the page that takes a number."""


@QmlElement
class UnionView(OfferView):
    """The code and what to know before it is scanned."""

    qml = "UnionPage"
    retold = Signal()

    def __init__(self, offer: str) -> None:
        super().__init__(offer)
        # Qt for Python takes a property's own class for the one that has its signal.
        self.changed.connect(self.retold)

    def code_now(self) -> str:
        """The address in the code; empty for none."""
        return self._offers.union_url

    def word(self, key: str, **words: object) -> str:
        """A sentence of this page."""
        return self.say(key, **words)

    def about_now(self) -> str:
        """What to know before."""
        return self.word("about") if self.code_now() else self.word("about-call")

    def key_now(self) -> str:
        """The key for whoever has no phone; empty where nobody can be called back."""
        return self.word("call") if self._offers.calls else ""

    def lead_now(self) -> str:
        """What to do; without a code there is the key alone."""
        return self.word("lead") if self.code_now() else self.word("lead-call")

    @Slot()
    def call(self) -> None:
        """No phone at hand: where to join, and a number."""
        self.goes.emit(CALL)

    @Property(str, notify=retold)
    def code(self) -> str:
        """What the code says."""
        return self.code_now()

    @Property(str, notify=retold)
    def about(self) -> str:
        return self.about_now()

    @Property(str, notify=retold)
    def callLabel(self) -> str:
        return self.key_now()

    @Property(str, notify=retold)
    def codeLabel(self) -> str:
        return self.word("code")

    @Property(str, notify=retold)
    def host(self) -> str:
        """Where the code leads, in letters: nobody scans what they cannot read."""
        code = self.code_now()
        return self.word("host", host=urlsplit(code).netloc) if code else ""


@QmlElement
class UnionCallView(KeypadView):
    """By which of one's places, then a number; nothing is sent before the number is there."""

    def __init__(self, name: str) -> None:
        super().__init__(name.partition("/")[0], Keypad(telephone_groups, telephone_room, is_telephone), typing=False)
        self._place = ""

    def tiles_now(self) -> Iterable[dict[str, str]]:
        """The places by which somebody can join."""
        for place in self._offers.topics.get(self.offer, ()):
            yield tile(place, self.say(place), f"{self.offer}-{place}")

    def lead_now(self) -> str:
        """What to do."""
        return self.say("number") if self._typing else self.say("place")

    def back(self) -> bool:
        """From the number to the places."""
        was = self._typing
        self.step(typing=False)
        return was

    @Slot(str)
    def choose(self, code: str) -> None:
        """A place."""
        self._place = code
        self.step(typing=True)

    def submitted(self, digits: str) -> None:
        """Call back at this number; it goes to the core's shell alone, which seals it."""
        self.wants.emit("call", "", [self._place], digits)
