"""The offers' pages as a whole: opened by whoever stands here, closed when they leave, and nothing of them stays."""

# ruff: noqa: D102 -- a getter is named after the word it holds.

from __future__ import annotations

import uuid
from datetime import datetime

from PySide6.QtCore import Property, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from station_app.assets import offer_texts
from station_app.core.offers.survey import SURVEY
from station_app.screen.offers.answer_view import LISTENING, SENDING, AnswerView
from station_app.screen.offers.figures_line import calls_line, figures_line
from station_app.screen.offers.local_time import Local
from station_app.screen.offers.menu import MenuView
from station_app.screen.offers.notices_view import current, urgent_line
from station_app.screen.offers.offer_view import OfferView
from station_app.screen.offers.registry import INNER, PAGES, READERS
from station_app.wire import Ask, Intent, OfferAnswer, Offers

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

UNTOUCHED_MS = 60_000
_ON_ITS_WAY = frozenset({"present", "asking", LISTENING})
"""Results after which another one follows."""
_STAYS = frozenset({"idle", "reading", "take-card", "turn", "told"})
"""Moments under which whoever uses the pages goes on."""


@QmlElement
class OffersPages(QObject):
    """A stack of pages; the top one is shown. A wish is sent once, and its answer takes the page's place."""

    changed = Signal()
    page_changed = Signal()
    asked = Signal(object)
    """An Ask, or the Intent that says that nobody is here any more."""
    reads = Signal(str, str)
    """Words to be read aloud and their language; no words: be silent."""

    def __init__(self, untouched_ms: int = UNTOUCHED_MS) -> None:
        super().__init__()
        self._told = self._offers = Offers(serial=0)
        """What the core told, and what is left of it by the clock."""
        self._aloud = (False, False)
        self._language = ""
        self._stack: list[OfferView] = []
        self._awaited = ""
        self._listening = False
        """What was asked for waits for a code; a touch may ask for something else instead."""
        self._slip = ""
        """The ask under which the code of a slip would be told of."""
        self._local = Local()
        self._covered = False
        self._timer = QTimer(self, singleShot=True, interval=untouched_ms, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.close)
        self.page_changed.connect(self._silence)

    @property
    def left_ms(self) -> int:
        """Milliseconds until nobody counts as there; -1 while the pages are closed."""
        return self._timer.remainingTime()

    def show_offers(self, offers: Offers) -> None:
        """Take over what the core told."""
        self._told, self._offers = offers, current(offers, self._local)
        if not offers.offered:
            self.close()
        answer = offers.answer
        if answer is not None and answer.ask and answer.ask in (self._awaited, self._slip):
            self._listening = answer.result == LISTENING
            self._awaited = answer.ask if answer.result in _ON_ITS_WAY else ""
            self._slip = ""
            self._take(answer)
        self._retell()
        self.changed.emit()

    def set_clock(self, now: datetime, offset_minutes: int) -> None:
        """What the clock on the wall says, for sentences that name a time."""
        self._local = Local(now, offset_minutes)
        for page in self._stack:
            page.local = self._local
        left = current(self._told, self._local)
        if left != self._offers:
            self._offers = left
            self._retell()
            self.changed.emit()

    def set_aloud(self, *, able: bool, reading: bool) -> None:
        """Whether something can be read aloud now, and whether it is."""
        if (able, reading) != self._aloud:
            self._aloud = (able, reading)
            for page in self._stack:
                page.aloud(able=able, reading=reading)

    def speak(self, language: str) -> None:
        """Say everything in this language from now on."""
        if language != self._language:
            self._language = language
            self._retell()
            self.changed.emit()

    def moment(self, kind: str) -> None:
        """What the door does: an admission or an alarm ends what somebody does here, a refusal only covers it."""
        if kind not in _STAYS and kind != "refused":
            self.close()
        covered = kind == "refused"
        if covered != self._covered:
            self._covered = covered
            if covered and self._stack:
                self._stack[-1].disturbed()
            self.page_changed.emit()

    def touched(self) -> None:
        """Somebody is there."""
        if self._stack:
            self._timer.start()

    @Slot()
    def open(self) -> None:
        """Show what is offered."""
        if not self._stack and self.available:
            self._push(MenuView(frozenset(PAGES)))
            self._timer.start()

    @Slot(str)
    def choose(self, code: str) -> None:
        """Touch a tile of the page on top."""
        if self._stack:
            self._stack[-1].choose(code)

    @Slot()
    def back(self) -> None:
        """One step back; from the first page, away."""
        if self._stack and self._stack[-1].back():
            return
        self._awaited = ""
        if len(self._stack) <= 1:
            self.close()
        else:
            self._pop()
            self.asked.emit(Intent(want="offers-left"))
            self._stack[-1].surfaced()

    @Slot()
    def close(self) -> None:
        """Leave nothing on the screen."""
        if not self._stack:
            return
        self._timer.stop()
        self._awaited = self._slip = ""
        pages, self._stack = self._stack, []
        self.page_changed.emit()
        for page in pages:
            page.deleteLater()
        self.asked.emit(Intent(want="offers-left"))

    def _take(self, answer: OfferAnswer) -> None:
        if not self._stack:
            return
        if answer.result != SENDING:
            self._timer.start()  # whoever asked has as long to read it as anybody
        shown = READERS.get((answer.offer, answer.result), AnswerView)
        if shown is not AnswerView and isinstance(self._stack[-1], AnswerView):
            self._pop()
        if not self._stack[-1].answered(answer):
            self._push(shown(answer.offer))
            self._stack[-1].answered(answer)

    def _push(self, page: OfferView) -> None:
        page.setParent(self)
        page.wants.connect(self._wants)
        page.goes.connect(self._goes)
        page.done.connect(self._done)
        page.listens.connect(self._listens)
        page.reads.connect(self.reads)
        page.aloud(able=self._aloud[0], reading=self._aloud[1])
        page.local = self._local
        self._stack.append(page)
        self._retell()
        self.page_changed.emit()

    def _pop(self) -> None:
        page = self._stack.pop()
        self.page_changed.emit()
        page.deleteLater()

    def _retell(self) -> None:
        if self._stack and self._language:
            text = offer_texts(self._language)
            for page in self._stack:
                page.tell(self._offers, text)

    @Slot(str, str, list, str)
    def _wants(self, act: str, about: str, choice: list[str], digits: str) -> None:
        page = self._stack[-1]
        if self._awaited and not self._listening:
            return  # a second tap on what is on its way
        secret = {page.secret: digits}
        ask = Ask(id=uuid.uuid4().hex, offer=page.offer, act=act, about=about, choice=tuple(choice), **secret)
        self._awaited, self._listening = ask.id, False
        self._take(OfferAnswer(ask=ask.id, offer=page.offer, result=SENDING))
        self.asked.emit(ask)

    @Slot()
    def _listens(self) -> None:
        ask = Ask(id=uuid.uuid4().hex, offer=self._stack[-1].offer, act="listen")
        self._slip = ask.id
        self.asked.emit(ask)

    @Slot(str)
    def _goes(self, name: str) -> None:
        kind = name.partition(":")[0]
        make = PAGES.get(kind) or INNER.get(kind)
        if make is not None:
            self._push(make(name))
            self._stack[-1].surfaced()

    @Slot()
    def _silence(self) -> None:
        """Whoever listened has left the page."""
        if self._aloud[1]:
            self.reads.emit("", "")

    @Slot()
    def _done(self) -> None:
        """Back to the menu, with nothing of the last page left; or to the survey, where this one is asked."""
        self._awaited = ""
        asked = self._offers.invited and self._stack[-1].offer != SURVEY
        while len(self._stack) > 1:
            self._pop()
        self.asked.emit(Intent(want="offers-left"))
        if asked:
            self._goes(SURVEY)

    @Property(bool, notify=changed)
    def available(self) -> bool:
        """Whether there is anything to open."""
        return bool(PAGES.keys() & set(self._offers.offered))

    @Property(str, notify=changed)
    def label(self) -> str:
        return offer_texts(self._language)["menu.key"] if self._language else ""

    @Property(str, notify=changed)
    def figures(self) -> str:
        """Drivers who are asked to see the keeper; else how requests fare, in one line; empty where neither is told."""
        if not self._language:
            return ""
        text = offer_texts(self._language)
        return calls_line(self._offers.parking.calls, text) or figures_line(self._offers.figures, text)

    @Property(str, notify=changed)
    def urgent(self) -> str:
        """What everybody should know, in one line; empty for nothing."""
        return urgent_line(self._offers.bulletins, offer_texts(self._language)) if self._language else ""

    @Property(str, notify=changed)
    def backLabel(self) -> str:
        return offer_texts(self._language)["menu.back"] if self._language else ""

    @Property(bool, notify=page_changed)
    def shown(self) -> bool:
        return bool(self._stack) and not self._covered

    @Property(str, notify=page_changed)
    def page(self) -> str:
        """The QML page on top; empty while the pages are closed."""
        return self._stack[-1].qml if self._stack else ""

    @Property(QObject, notify=page_changed)
    def view(self) -> QObject | None:
        return self._stack[-1] if self._stack else None
