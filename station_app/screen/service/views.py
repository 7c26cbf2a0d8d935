"""The view-models of the technician's pages: Python fills them, QML binds to them; they decide nothing."""

# ruff: noqa: D102 -- a getter is named after the word it holds; `page` and `checks` say what the word is.

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from station_app.screen.service.checks import PromptWords
from station_app.screen.service.page import FrameWords, ReportWords
from station_app.wire import Intent

QML_IMPORT_NAME = "StationServiceViews"
QML_IMPORT_MAJOR_VERSION = 1

TABS = ("selftest", "devices", "report", "offline")


@QmlElement
class FrameView(QObject):
    """What stands round the pages: title, tabs and buttons."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = FrameWords()

    def apply(self, words: FrameWords) -> None:
        """Take over new words; say so only then."""
        if words != self._words:
            self._words = words
            self.changed.emit()

    @Property(str, notify=changed)
    def title(self) -> str:
        return self._words.title

    @Property(str, notify=changed)
    def tester(self) -> str:
        return self._words.tester

    @Property(str, notify=changed)
    def language(self) -> str:
        return self._words.language

    @Property(str, notify=changed)
    def selftest(self) -> str:
        return self._words.selftest

    @Property(str, notify=changed)
    def devices(self) -> str:
        return self._words.devices

    @Property(str, notify=changed)
    def report(self) -> str:
        return self._words.report

    @Property(str, notify=changed)
    def run(self) -> str:
        return self._words.run

    @Property(str, notify=changed)
    def stop(self) -> str:
        return self._words.stop

    @Property(str, notify=changed)
    def stopAgain(self) -> str:
        return self._words.stop_again

    @Property(str, notify=changed)
    def make(self) -> str:
        return self._words.make

    @Property(str, notify=changed)
    def close(self) -> str:
        return self._words.close

    @Property(str, notify=changed)
    def offline(self) -> str:
        return self._words.offline

    @Property("QVariantList", notify=changed)  # pyright: ignore[reportArgumentType] # Qt takes a name, its stub does not say so
    def offlineGroups(self) -> list[dict[str, str]]:
        return list(self._words.offline_groups)

    @Property(bool, notify=changed)
    def running(self) -> bool:
        return self._words.running

    @Property(str, notify=changed)
    def noChecks(self) -> str:
        return self._words.no_checks

    @Property(str, notify=changed)
    def noDevices(self) -> str:
        return self._words.no_devices

    @Property(str, notify=changed)
    def sent(self) -> str:
        return self._words.sent

    @Property(str, notify=changed)
    def heard(self) -> str:
        return self._words.heard

    @Property("QVariantList", notify=changed)  # pyright: ignore[reportArgumentType] # Qt takes a name, its stub does not say so
    def tally(self) -> list[dict[str, str]]:
        return list(self._words.tally)


@QmlElement
class PromptView(QObject):
    """What the technician is asked to do now."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = PromptWords()

    def apply(self, words: PromptWords) -> None:
        """Take over new words; say so only then."""
        if words != self._words:
            self._words = words
            self.changed.emit()

    @Property(bool, notify=changed)
    def shown(self) -> bool:
        return self._words.shown

    @Property(str, notify=changed)
    def symbol(self) -> str:
        return self._words.symbol

    @Property(str, notify=changed)
    def device(self) -> str:
        return self._words.device

    @Property(str, notify=changed)
    def title(self) -> str:
        return self._words.title

    @Property(str, notify=changed)
    def titleAlso(self) -> str:
        return self._words.title_also

    @Property(str, notify=changed)
    def advice(self) -> str:
        return self._words.advice

    @Property(str, notify=changed)
    def adviceAlso(self) -> str:
        return self._words.advice_also

    @Property(str, notify=changed)
    def seconds(self) -> str:
        return self._words.seconds

    @Property(str, notify=changed)
    def unit(self) -> str:
        return self._words.unit

    @Property(str, notify=changed)
    def count(self) -> str:
        return self._words.count

    @Property(float, notify=changed)
    def done(self) -> float:
        return self._words.done

    @Property(bool, notify=changed)
    def confirm(self) -> bool:
        return self._words.confirm

    @Property(str, notify=changed)
    def yes(self) -> str:
        return self._words.yes

    @Property(str, notify=changed)
    def no(self) -> str:
        return self._words.no

    @Property(str, notify=changed)
    def check(self) -> str:
        return self._words.check

    @Property(str, notify=changed)
    def skip(self) -> str:
        return self._words.skip


@QmlElement
class ReportView(QObject):
    """The readiness report."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = ReportWords()
        self._revision = 0

    def apply(self, words: ReportWords) -> None:
        """Take over new words; say so only then."""
        if words != self._words:
            self._revision += words.qr != self._words.qr
            self._words = words
            self.changed.emit()

    @Property(str, notify=changed)
    def text(self) -> str:
        return self._words.text

    @Property(str, notify=changed)
    def qr(self) -> str:
        return self._words.qr

    @Property(int, notify=changed)
    def revision(self) -> int:
        """Another number for each other code, so that its picture is drawn anew."""
        return self._revision

    @Property(str, notify=changed)
    def hint(self) -> str:
        return self._words.hint


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPauses:
    """How long keys wait, in milliseconds."""

    still: int = 700
    """A finger that was on its way when a key got another meaning has come down after this."""
    sure: int = 3_000
    """The second touch that stops a run comes within this."""


@QmlElement
class ServiceKeys(QObject):
    """What a technician's touch asks for, and which page is shown."""

    asked = Signal(object)
    """An Intent for the core."""
    switched = Signal()
    """The other language, please."""
    changed = Signal()

    def __init__(self, pauses: KeyPauses) -> None:
        super().__init__()
        self._tab = TABS[0]
        self._still = QTimer(self, interval=pauses.still, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._sure = QTimer(self, interval=pauses.sure, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        for timer in (self._still, self._sure):
            timer.timeout.connect(self.changed)

    @Property(str, notify=changed)
    def tab(self) -> str:
        return self._tab

    @Property(bool, notify=changed)
    def still(self) -> bool:
        """The main key has just got another meaning: a touch now was meant for the one before."""
        return self._still.isActive()

    @Property(bool, notify=changed)
    def sure(self) -> bool:
        """Stop was touched once; the next touch stops."""
        return self._sure.isActive()

    @Slot(str)
    def choose(self, tab: str) -> None:
        """Show this page."""
        if tab in TABS and tab != self._tab:
            self._tab = tab
            self._sure.stop()
            self.changed.emit()

    def bring(self, tab: str) -> None:
        """Show this page though nobody has asked for it."""
        if tab != self._tab:
            self.choose(tab)
            self.settle()

    def settle(self) -> None:
        """The main key has another meaning now, and nobody at the screen knows it yet."""
        self._sure.stop()
        self._still.start()
        self.changed.emit()

    @Slot()
    def run(self) -> None:
        """Check everything."""
        self._ask(Intent(want="service-run"))

    @Slot(str)
    def runOne(self, check: str) -> None:
        """Run one check, or all of one device."""
        self.asked.emit(Intent(want="service-run-one", check=check))

    @Slot()
    def stop(self) -> None:
        """Stop what runs, at the second touch; what is not finished counts as failed."""
        if self._still.isActive():
            return
        if self._sure.isActive():
            self._sure.stop()
            self._ask(Intent(want="service-stop"))
        else:
            self._sure.start()
        self.changed.emit()

    @Slot(str)
    def skip(self, check: str) -> None:
        """Leave this check unfinished and go on with the next."""
        self._ask(Intent(want="service-skip", check=check))

    @Slot()
    def confirm(self) -> None:
        """Yes, it was so."""
        self.asked.emit(Intent(want="service-yes"))

    @Slot()
    def deny(self) -> None:
        """No, it was not."""
        self.asked.emit(Intent(want="service-no"))

    @Slot()
    def report(self) -> None:
        """Make a readiness report."""
        self._ask(Intent(want="service-report"))

    @Slot()
    def close(self) -> None:
        """Open the station again."""
        self.asked.emit(Intent(want="service-close"))

    @Slot()
    def switchLanguage(self) -> None:
        """Speak the other language."""
        self.switched.emit()

    def _ask(self, intent: Intent) -> None:
        if not self._still.isActive():
            self.asked.emit(intent)
