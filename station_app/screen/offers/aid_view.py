"""Medical mutual aid and benefits: two questions, then what may be had, who decides, and where to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from station_app.core.offers.handoff import MEMBER, NEEDS
from station_app.screen.offers.advice_view import AdviceView
from station_app.screen.offers.offer_view import OfferView, tile
from station_app.screen.offers.union_view import UnionView

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

ASK: Final = "ask"


@QmlElement
class AidView(OfferView):
    """Two touches; what they say chooses the next page and is kept nowhere."""

    def __init__(self, name: str) -> None:
        offer, self._topic = name.split("/")
        super().__init__(offer)
        self._member = ""

    def tiles_now(self) -> Iterable[dict[str, str]]:
        """In a union or not, then what is needed."""
        if not self._member:
            for code in MEMBER:
                yield tile(code, self.say(f"aid.member.{code}"), f"aid-member-{code}")
            return
        for code in NEEDS[self._topic]:
            yield tile(code, self.say(f"aid.{self._topic}.{code}"), f"aid-need-{code}")

    def title_now(self) -> str:
        """The topic."""
        return self.say(self._topic)

    def lead_now(self) -> str:
        """The question."""
        return self.say("aid.need" if self._member else "aid.member")

    def back(self) -> bool:
        """From the second question to the first."""
        was, self._member = self._member, ""
        self.changed.emit()
        return bool(was)

    @Slot(str)
    def choose(self, code: str) -> None:
        """An answer."""
        if self._member:
            self.goes.emit(f"{self.offer}/{self._topic}/{self._member}/{code}")
        else:
            self._member = code
            self.changed.emit()


@QmlElement
class AidResultView(UnionView):
    """What may be had and who decides; the code leads to the union's page, the key to a person."""

    def __init__(self, name: str) -> None:
        offer, self._topic, self._member, self._need = name.split("/")
        super().__init__(offer)

    def title_now(self) -> str:
        """The topic."""
        return self.say(self._topic)

    def code_now(self) -> str:
        """The hub's address for the district; it says nothing of whoever stands here."""
        return self._offers.links.get(self._topic, "")

    def word(self, key: str, **words: object) -> str:
        """A sentence of this page."""
        return self.say(f"aid.{key}", **words)

    def about_now(self) -> str:
        """An honest word, then what to keep ready."""
        return self.word(f"{self._topic}.is.{self._member}") + "\n" + self.word(f"{self._topic}.for.{self._need}")

    def key_now(self) -> str:
        """There is always a person to ask."""
        return self.word("ask")

    @Slot()
    def call(self) -> None:
        """Ask a person: how the answer is to come."""
        self.goes.emit(f"{self.offer}/{self._topic}/{ASK}")


@QmlElement
class AidAskView(AdviceView):
    """The ways of advice, for a topic that was chosen before."""

    def __init__(self, name: str) -> None:
        offer, topic, _ = name.split("/")
        super().__init__(offer, topic)


AID: Final[Mapping[str, Callable[[str], OfferView]]] = {
    **{f"advice/{topic}": AidView for topic in NEEDS},
    **{f"advice/{topic}/{ASK}": AidAskView for topic in NEEDS},
    **{
        f"advice/{topic}/{member}/{need}": AidResultView
        for topic, needs in NEEDS.items()
        for member in MEMBER
        for need in needs
    },
}
"""Name of a page -> what makes it."""
