"""What every page of an offer is: words and tiles for QML, touches for Python, one wish to the core at the end."""

# ruff: noqa: D102 -- a getter is named after the word it holds.

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from station_app.assets import offer_signs
from station_app.screen.offers.local_time import Local
from station_app.wire import OfferAnswer, Offers

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

Texts = Mapping[str, str]


HOUSE: Final = "zh-CN"
"""The language that everything is said in, whatever others there are."""


def in_language(words: Mapping[str, str], language: str) -> tuple[str, str]:
    """Words of a hub in this language, else in the house's; and which of them it is."""
    return (words[language], language) if words.get(language) else (words.get(HOUSE, ""), HOUSE)


def tile(code: str, title: str, sign: str, note: str = "") -> dict[str, str]:
    """One picture tile: what a touch says, its word, its drawing, and a small line below."""
    return {"code": code, "title": title, "path": offer_signs().get(sign, ""), "note": note}


@QmlElement
class OfferView(QObject):
    """A page: a title, tiles or keys of its own, and what happens when one is touched.

    A page that needs more than tiles has a view-model of its own that derives from this one, and a QML page that
    `qml` names. A page is made when it is opened and let go when it is left: nobody's touches outlive it.
    """

    changed = Signal()
    wants = Signal(str, str, list, str)
    """act, about, choice, digits: one wish of whoever stands here; `OffersPages` makes an `Ask` of it."""
    goes = Signal(str)
    """The name of another page of `registry.PAGES` that is to be opened on top of this one."""
    done = Signal()
    """Whoever stood here has finished: back to the menu."""
    listens = Signal()
    """The code of a ticket that is held to the scanner is meant for this page, as long as it is on top."""

    reads = Signal(str, str)
    """Words to be read aloud and their language; no words: be silent."""

    qml = "TilesPage"
    """The page that shows it, of `resources/qml/StationOffers`."""
    secret = "digits"
    """The field of an `Ask` that takes what is typed here."""

    def __init__(self, offer: str) -> None:
        super().__init__()
        self.offer = offer
        self._text: Texts = {}
        self._offers = Offers(serial=0)
        self.local = Local()

    def surfaced(self) -> None:
        """The page is on top now, for the first time or again."""

    def disturbed(self) -> None:
        """Somebody at the reader was refused meanwhile: what is typed may not be for their eyes."""

    def aloud(self, *, able: bool, reading: bool) -> None:
        """Whether something can be read aloud now, and whether it is; for a page that has something to read."""

    def tell(self, offers: Offers, text: Texts) -> None:
        """Take over what the core told and the words of the language."""
        if (offers, text) != (self._offers, self._text):
            self._offers, self._text = offers, text
            self.told()
            self.changed.emit()

    def told(self) -> None:
        """Something that is told has changed; for a page that works it out once."""

    def answered(self, answer: OfferAnswer) -> bool:
        """Take an answer; False leaves it to the page that shows any answer."""
        del answer
        return False

    def back(self) -> bool:
        """Go one step back within the page; False where this is its first step."""
        return False

    def say(self, key: str, **words: object) -> str:
        """A sentence of this offer; the key itself where a language lacks it, which a test finds."""
        return self._text.get(f"{self.offer}.{key}", f"{self.offer}.{key}").format(**words)

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return f"{self.offer}.{key}" in self._text

    def tiles_now(self) -> Iterable[dict[str, str]]:
        """The tiles of the present step."""
        return ()

    def title_now(self) -> str:
        """What the page is called."""
        return self.say("title")

    def lead_now(self) -> str:
        """One sentence above the tiles."""
        return ""

    @Slot(str)
    def choose(self, code: str) -> None:
        """A tile was touched."""

    @Property(str, notify=changed)
    def title(self) -> str:
        return self.title_now()

    @Property(str, notify=changed)
    def lead(self) -> str:
        return self.lead_now()

    @Property("QVariantList", notify=changed)  # pyright: ignore[reportArgumentType] # Qt takes a name, its stub does not say so
    def tiles(self) -> list[dict[str, str]]:
        return list(self.tiles_now())
