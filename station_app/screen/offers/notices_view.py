"""Notices: a list, each one in full, the code by which it is taken along, and reading it aloud."""

# ruff: noqa: D102 -- a getter is named after the word it holds.

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec
from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from station_app.core.offers.bulletins import NOTICES, stands
from station_app.screen.offers.local_time import Local
from station_app.screen.offers.offer_view import HOUSE, OfferView, Texts, in_language, tile
from station_app.wire import Offers
from station_app.wire.offers import BulletinTold

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

ONE: Final = "notices/one"
"""The page of one notice; its id follows behind a colon."""
CODE: Final = "notices/code"
"""The page of its code."""
MOST_CODE_BYTES: Final = 800
"""More than this in a code of a hand's size, and an old phone does not read it."""


def current(offers: Offers, local: Local) -> Offers:
    """The offers with the notices that stand now; where none does, there is no tile for them either."""
    left = tuple(one for one in offers.bulletins if stands(one.from_ms, one.until_ms, local.wall_ms))
    offered = offers.offered if left else tuple(name for name in offers.offered if name != NOTICES)
    if (left, offered) == (offers.bulletins, offers.offered):
        return offers
    return msgspec.structs.replace(offers, bulletins=left, offered=offered)


def urgent_line(bulletins: Iterable[BulletinTold], text: Texts) -> str:
    """The newest urgent notice's title, and how many more there are; empty for none."""
    titles = [in_language(one.title, text["notices.language"])[0] for one in bulletins if one.urgent]
    if not titles:
        return ""
    key = "notices.urgent-line" if len(titles) == 1 else "notices.urgent-more"
    return text[key].format(title=titles[0], count=len(titles) - 1)


@QmlElement
class NoticesView(OfferView):
    """What stands now, urgent ones first, then the newest."""

    def tiles_now(self) -> Iterable[dict[str, str]]:
        """One for each."""
        for one in self._offers.bulletins:
            title, _ = in_language(one.title, self.say("language"))
            until = self.local.said(one.until_ms, self._text)
            note = self.say("urgent-until" if one.urgent else "until", until=until)
            yield tile(one.id, title, "notices-urgent" if one.urgent else "notices-one", note)

    def lead_now(self) -> str:
        """What to do."""
        return self.say("lead" if self._offers.bulletins else "none")

    @Slot(str)
    def choose(self, code: str) -> None:
        """Open it."""
        self.goes.emit(f"{ONE}:{code}")


class _OfOne(OfferView):
    """A page about one notice, whose id stands behind a colon."""

    def __init__(self, name: str) -> None:
        super().__init__(NOTICES)
        self._id = name.partition(":")[2]

    @property
    def _one(self) -> BulletinTold | None:
        """None where it is over by now."""
        return next((one for one in self._offers.bulletins if one.id == self._id), None)

    def _title(self) -> tuple[str, str]:
        """Its title, and the language that is in."""
        return ("", HOUSE) if self._one is None else in_language(self._one.title, self.say("language"))

    def _words(self) -> tuple[str, str]:
        return ("", HOUSE) if self._one is None else in_language(self._one.text, self.say("language"))

    def _code(self) -> str:
        """The hub's public page of it; where phones reach no hub, the text itself if it fits."""
        one, url = self._one, self._offers.public_url
        if one is None:
            return ""
        if url:
            return f"{url.rstrip('/')}/n/{one.id}"
        text = "\n".join(part for part in (self._title()[0], self._words()[0], one.link) if part)
        return text if len(text.encode()) <= MOST_CODE_BYTES else ""


@QmlElement
class BulletinView(_OfOne):
    """One notice; when it is over while somebody reads it, that is said instead."""

    qml = "BulletinPage"
    retold = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._able = self._reading = False
        # Qt for Python takes a property's own class for the one that has its signal.
        self.changed.connect(self.retold)

    def aloud(self, *, able: bool, reading: bool) -> None:
        """Whether it can be read aloud now, and whether it is being read."""
        self._able, self._reading = able, reading
        self.changed.emit()

    def told(self) -> None:
        """Whoever listens to a notice that is over, or in another language, listens no more."""
        if self._reading:
            self.reads.emit("", "")

    def lead_now(self) -> str:
        """Until when it stands."""
        one = self._one
        if one is None:
            return self.say("over")
        until = self.local.said(one.until_ms, self._text)
        return self.say("urgent-until" if one.urgent else "until", until=until)

    @Slot()
    def take(self) -> None:
        """Show the code."""
        self.goes.emit(f"{CODE}:{self._id}")

    @Slot()
    def read(self) -> None:
        """Read it aloud, or stop that."""
        if self._reading:
            self.reads.emit("", "")
        elif self._able:
            (text, language), (title, spoken) = self._words(), self._title()
            self.reads.emit(f"{title}\n{text}" if spoken == language else text, language)

    @Property(str, notify=retold)
    def heading(self) -> str:
        return self._title()[0] or self.say("title")

    @Property(str, notify=retold)
    def words(self) -> str:
        return self._words()[0]

    @Property(str, notify=retold)
    def link(self) -> str:
        return self.say("link", link=self._one.link) if self._one is not None and self._one.link else ""

    @Property(bool, notify=retold)
    def urgent(self) -> bool:
        return self._one is not None and self._one.urgent

    @Property(str, notify=retold)
    def takeLabel(self) -> str:
        """The key for taking it along; empty where it cannot be."""
        return self.say("take") if self._code() else ""

    @Property(str, notify=retold)
    def readLabel(self) -> str:
        """The key for reading it aloud; empty where nothing can be heard."""
        if self._one is None or not (self._able or self._reading):
            return ""
        return self.say("stop" if self._reading else "read")


@QmlElement
class BulletinCodeView(_OfOne):
    """The code by which a notice is taken along."""

    qml = "BulletinCodePage"
    retold = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name)
        # Qt for Python takes a property's own class for the one that has its signal.
        self.changed.connect(self.retold)

    def lead_now(self) -> str:
        """What to do."""
        if self._one is None:
            return self.say("over")
        return self.say("scan" if self._offers.public_url else "scan-text")

    @Property(str, notify=retold)
    def heading(self) -> str:
        return self._title()[0] or self.say("title")

    @Property(str, notify=retold)
    def code(self) -> str:
        """What the QR code says."""
        return self._code()

    @Property(str, notify=retold)
    def codeLabel(self) -> str:
        return self.say("code")
