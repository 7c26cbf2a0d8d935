"""The entry pages: which one stands, what a touch means, and when it is over. Nothing of anybody stays behind."""

# ruff: noqa: D102 -- a getter is named after the word it holds; `words` says what the word is.

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Property, QElapsedTimer, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from station_app.assets import LANGUAGES, entry_texts
from station_app.screen.entry.words import UNSAID, BesideWords, EntryWords, KeyWords, Party, beside_of, words_of
from station_app.wire import Intent, Questions, Snapshot

QML_IMPORT_NAME = "StationEntryViews"
QML_IMPORT_MAJOR_VERSION = 1

ASKED_MS: Final = 25_000
"""So long without a touch, and a question is taken for skipped."""
OWN_MS: Final = 60_000
"""So long without a touch, and a page that somebody has opened is closed."""
PAUSE_MS: Final = 350
"""So long after a page has changed a touch is the second one of a double tap, meant for what stood there before."""
MOST: Final = 6
"""Companions of a sort; one touch more is none again, for whoever has touched too often."""

_QUIET: Final = frozenset({"idle", "welcome", "take-card"})
"""Moments beside which somebody may be asked."""


@QmlElement
class EntryPages(QObject):
    """One entry page at a time, or none."""

    changed = Signal()
    page_changed = Signal()
    asked = Signal(object)
    """An Intent for the core."""
    over = Signal()
    """What somebody was asked or has opened is done with."""

    def __init__(self, asked_ms: int = ASKED_MS, own_ms: int = OWN_MS, pause_ms: int = PAUSE_MS) -> None:
        super().__init__()
        self._pause_ms = pause_ms
        self._text: Mapping[str, str] = entry_texts(LANGUAGES[0])
        self._snapshot: Snapshot | None = None
        self._asking: Questions | None = None
        self._answered = ""
        """The admission about which nothing is asked any more."""
        self._step = self._own = self._page = ""
        self._agreed = False
        self._party = Party()
        self._words, self._beside = EntryWords(), BesideWords()
        self._asked_timer = QTimer(self, singleShot=True, interval=asked_ms, timerType=Qt.TimerType.PreciseTimer)
        self._asked_timer.timeout.connect(self._end_asking)
        self._own_timer = QTimer(self, singleShot=True, interval=own_ms)
        self._own_timer.timeout.connect(self._own_over)
        self._since = QElapsedTimer()

    # -- what is told ----------------------------------------------------------------------------------------------

    @property
    def asking(self) -> bool:
        """Whether somebody is being asked."""
        return self._step != ""

    @property
    def left_ms(self) -> int:
        """Milliseconds until a question is taken for skipped; -1 while nobody is asked."""
        return self._asked_timer.remainingTime()

    def show(self, snapshot: Snapshot) -> None:
        """Take over a snapshot."""
        self._snapshot = snapshot
        quiet = snapshot.moment in _QUIET and snapshot.reason in ("", "tapped")
        if self._asking is not None and (not quiet or not _same(self._asking, snapshot.questions)):
            self._end_asking()
        if snapshot.moment != "idle":
            self._leave()
        asked = snapshot.questions
        if quiet and asked is not None and self._asking is None and asked.presentation != self._answered:
            self._begin(asked)
        self._tell()

    def lost(self) -> None:
        """There is no core: nobody is asked, and nothing is kept for later."""
        self._snapshot = None
        self._forget()
        self._answered = ""
        self._leave()
        self._tell()

    def speak(self, language: str) -> None:
        """Say it in another language."""
        text = entry_texts(language)
        if text is not self._text:
            self._text = text
            self._tell()

    def touched(self) -> None:
        """Somebody is at the screen: wait on."""
        for timer in (self._asked_timer, self._own_timer):
            if timer.isActive():
                timer.start()

    # -- what is touched -------------------------------------------------------------------------------------------

    @Slot(str)
    def touch(self, name: str) -> None:
        """Do what a key or a tile means; the second touch of a double tap means nothing."""
        if self._since.isValid() and self._since.elapsed() < self._pause_ms:
            return
        kind, _, about = name.partition(":")
        match kind:
            case "later" | "agree":
                self._decided(agreed=kind == "agree")
            case "work":
                self._answer("" if about == UNSAID else about)
            case "adult" | "child":
                self._comes_along(kind)
            case "party":
                self._to_step("party")
            case "done":
                self._end_asking()
                self._tell()
            case "room":
                self._room(int(about))
            case _:
                self._go(kind)

    def _go(self, kind: str) -> None:
        match kind:
            case "data" | "rooms":
                self._open(kind)
            case "forget":
                self._open("sure")
            case "tell" | "withdraw":
                self._wish(Intent(want=kind))
            case "erase":
                self._wish(Intent(want="forget"))
            case "grace" if self._snapshot is not None:
                self.asked.emit(Intent(want="entry", door=self._snapshot.door))
            case "help":
                self.asked.emit(Intent(want="help"))
            case "back" | "ways":
                self._back()
            case _:
                pass

    @Slot()
    def silent(self) -> None:
        """The hidden sign for help: nothing on the screen shows that it was made."""
        self.asked.emit(Intent(want="silent-help"))

    # -- the questions ---------------------------------------------------------------------------------------------

    def _begin(self, asked: Questions) -> None:
        self._asking, self._agreed, self._party = asked, False, Party()
        self._step = "consent" if asked.consent else "work" if asked.occupation else ""
        self._asked_timer.start()

    def _to_step(self, step: str) -> None:
        if self._asking is not None:
            self._step = step
            self._tell()

    def _decided(self, *, agreed: bool) -> None:
        if self._asking is None or self._step != "consent":
            return
        self._agreed = agreed
        if self._asking.occupation:
            self._to_step("work")
        else:
            self._answer("")

    def _answer(self, occupation: str) -> None:
        asked = self._asking
        if asked is None:
            return
        self.asked.emit(
            Intent(
                want="answer",
                presentation=asked.presentation,
                notice=asked.notice,
                remember=self._agreed,
                occupation=occupation,
            )
        )
        self._forget()
        self._tell()
        self.over.emit()

    def _comes_along(self, who: str) -> None:
        if self._asking is None:
            return
        now = self._party
        if who == "adult":
            party = Party(adults=(now.adults + 1) % (MOST + 1), children=now.children)
        else:
            party = Party(adults=now.adults, children=(now.children + 1) % (MOST + 1))
        self._party, about = party, self._asking.presentation
        self.asked.emit(Intent(want="companions", presentation=about, adults=party.adults, children=party.children))
        self._tell()

    @Slot()
    def _end_asking(self) -> None:
        """Skipped, or somebody else is there. Who had agreed by then has agreed."""
        if self._asking is not None and self._step in ("consent", "work"):
            self._answer("")
            return
        self._forget()
        self._tell()
        self.over.emit()

    def _forget(self) -> None:
        if self._asking is not None:
            self._answered = self._asking.presentation
        self._asking, self._step, self._agreed, self._party = None, "", False, Party()
        self._asked_timer.stop()

    # -- pages that somebody opens ---------------------------------------------------------------------------------

    def _open(self, page: str) -> None:
        if self._snapshot is not None and self._snapshot.moment == "refused":
            self.asked.emit(Intent(want="back"))  # what was refused has been read; the page stands once that is over
        self._own = page
        self._own_timer.start()
        self._tell()

    def _wish(self, intent: Intent) -> None:
        self.asked.emit(intent)
        self._leave()
        self._tell()

    def _room(self, number: int) -> None:
        rooms = self._snapshot.rooms if self._snapshot is not None else ()
        if number < len(rooms):
            self._wish(Intent(want="need", zone=rooms[number].zone, need=rooms[number].need))

    def _back(self) -> None:
        if self._own == "sure":
            self._open("data")
            return
        if not self._own:  # a wish, or something that was told, which the core knows of
            self.asked.emit(Intent(want="back"))
        self._leave()
        self._tell()

    @Slot()
    def _own_over(self) -> None:
        self._leave()
        self._tell()
        self.over.emit()

    def _leave(self) -> None:
        self._own = ""
        self._own_timer.stop()

    # -- what is shown ---------------------------------------------------------------------------------------------

    def _shown(self) -> str:
        snapshot = self._snapshot
        if snapshot is None:
            return ""
        if self._step:
            return self._step
        if snapshot.moment != "idle":
            return ""
        return "present" if snapshot.wish else self._own

    def _tell(self) -> None:
        snapshot, page = self._snapshot, self._shown()
        words, beside = EntryWords(), BesideWords()
        if snapshot is not None:
            words = words_of(page, snapshot, self._party, self._text)
            beside = beside_of(snapshot, self._text, party=self._asking is not None)
        if (words, beside) != (self._words, self._beside):
            self._words, self._beside = words, beside
            self.changed.emit()
        if page != self._page:
            self._page = page
            self._since.start()
            self.page_changed.emit()

    @Property(str, notify=page_changed)
    def page(self) -> str:
        return self._page

    @Property(str, notify=changed)
    def banner(self) -> str:
        return self._words.banner

    @Property(str, notify=changed)
    def title(self) -> str:
        return self._words.title

    @Property("QVariantList", notify=changed)  # pyright: ignore[reportArgumentType] # Qt takes a name, its stub does not say so
    def lines(self) -> list[str]:
        return list(self._words.lines)

    @Property("QVariantList", notify=changed)  # pyright: ignore[reportArgumentType] # Qt takes a name, its stub does not say so
    def tiles(self) -> list[dict[str, object]]:
        return as_rows(self._words.tiles)

    @Property("QVariantList", notify=changed)  # pyright: ignore[reportArgumentType] # Qt takes a name, its stub does not say so
    def keys(self) -> list[dict[str, object]]:
        return as_rows(self._words.keys)

    @Property("QVariantList", notify=changed)  # pyright: ignore[reportArgumentType] # Qt takes a name, its stub does not say so
    def partyKeys(self) -> list[dict[str, object]]:
        return as_rows(self._words.party_keys)

    @Property(int, notify=changed)
    def seconds(self) -> int:
        return self._words.seconds

    @Property(str, notify=changed)
    def waiting(self) -> str:
        return self._words.waiting

    @Property("QVariantList", notify=changed)  # pyright: ignore[reportArgumentType] # Qt takes a name, its stub does not say so
    def idleKeys(self) -> list[dict[str, object]]:
        return as_rows(self._beside.idle)

    @Property(str, notify=changed)
    def dataLabel(self) -> str:
        return self._beside.data

    @Property("QVariantList", notify=changed)  # pyright: ignore[reportArgumentType] # Qt takes a name, its stub does not say so
    def momentKeys(self) -> list[dict[str, object]]:
        return as_rows(self._beside.moment)


def as_rows(keys: tuple[KeyWords, ...]) -> list[dict[str, object]]:
    """Keys as QML takes them."""
    return [{"name": key.name, "label": key.label, "sign": key.sign, "strong": key.strong} for key in keys]


def _same(asked: Questions, now: Questions | None) -> bool:
    return now is not None and now.presentation == asked.presentation
