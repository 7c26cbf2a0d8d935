"""The kiosk's page: view-models, QML and the window, joined once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import shiboken6
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer, Slot
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QImage, QKeyEvent
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from station_app.assets import asset, texts
from station_app.screen.call_views import CallView, EmergencyView
from station_app.screen.calls import help_words
from station_app.screen.controls import UNTOUCHED_MS, FitView, HelpView, LanguageView, NoticeView
from station_app.screen.display import DisplayView
from station_app.screen.entry.pages import PAUSE_MS, EntryPages
from station_app.screen.faults import ScreenError
from station_app.screen.fit import REACH_MM, fit_of, pitch_of
from station_app.screen.key_walk import STEP_MS, KeyWalk
from station_app.screen.offers.pages import UNTOUCHED_MS as OFFERS_UNTOUCHED_MS
from station_app.screen.offers.pages import OffersPages
from station_app.screen.offers.pictures import NAME as OFFER_PICTURES
from station_app.screen.offers.pictures import OfferPictures
from station_app.screen.page import page_of, starting_page
from station_app.screen.service.pages import UNTOUCHED_MS as SERVICE_UNTOUCHED_MS
from station_app.screen.service.pages import ServicePages
from station_app.screen.service.views import KeyPauses
from station_app.screen.views import ClockView, MomentView, StationView, WayView
from station_app.wire import Offers, Service, Snapshot

__all__ = ["Kiosk", "KioskSettings", "ScreenError", "load_fonts"]

_PERSON = frozenset({"welcome", "goodbye", "refused", "take-card", "help"})
"""Moments after which the next person begins afresh."""

_TOUCHES = frozenset({QEvent.Type.TouchBegin, QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress})

_FINGERS = frozenset({QEvent.Type.TouchBegin, QEvent.Type.MouseButtonPress})


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


def load_fonts(folder: Path) -> None:
    """Use the bundled typeface for all text: a sealed kiosk may have no other. Raises ScreenError."""
    families: list[str] = []
    house = [folder / f"NotoSansSC-{weight}.ttf" for weight in ("Regular", "Bold")]
    # Others are for scripts that the house typeface does not have: Qt takes their letters from them.
    for path in (*house, *sorted(set(folder.glob("*.ttf")) - set(house))):
        number = QFontDatabase.addApplicationFont(str(path))
        if number < 0:
            raise ScreenError(f"the typeface {path} is missing or broken; install the program again")
        families += QFontDatabase.applicationFontFamilies(number)
    font = QFont(families[0])
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    QGuiApplication.setFont(font)


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskSettings:
    """How the kiosk stands in its place."""

    pitch_mm: float | None = None
    """Millimetres between pixels, where the screen's own word is wrong."""
    untouched_ms: int = UNTOUCHED_MS
    entry_pause_ms: int = PAUSE_MS
    walk_ms: int = STEP_MS
    service_untouched_ms: int = SERVICE_UNTOUCHED_MS
    offers_untouched_ms: int = OFFERS_UNTOUCHED_MS
    service_pauses: KeyPauses | None = None
    """None for those of the technician's keys themselves."""
    sealed: bool = False
    """Nobody at the screen can close the window."""
    moving: bool = True
    """Off for pictures: everything stands where it comes to rest."""
    now: Callable[[], datetime] = utc_now

    def __post_init__(self) -> None:
        if self.pitch_mm is not None and not 0.05 <= self.pitch_mm <= 1.0:
            raise ValueError(f"the pixel pitch must be 0.05 to 1.0 mm, got {self.pitch_mm}")


class Kiosk(QObject):
    """One window that shows the newest snapshot, or that there is none."""

    def __init__(self, settings: KioskSettings, size: tuple[int, int]) -> None:
        super().__init__()
        self._settings = settings
        self._last: Snapshot | None = None
        self._connected = False
        self.clock, self.station, self.moment = ClockView(), StationView(), MomentView()
        self.card, self.tag, self.code = WayView(), WayView(), WayView()
        self.language, self.notice = LanguageView(settings.untouched_ms), NoticeView()
        self.help, self.fit = HelpView(), FitView()
        self.offers = OffersPages(settings.offers_untouched_ms)
        self._offer_pictures = OfferPictures()
        self.display = DisplayView(self.language, settings.untouched_ms)
        self.call, self.emergency = CallView(), EmergencyView()
        self.entry = EntryPages(pause_ms=settings.entry_pause_ms)
        self.entry.over.connect(self._done)
        self.language.changed.connect(self.refresh)
        self._measure(*size)
        self.refresh()
        self._engine, self.window = self._load(size)
        self.walk = KeyWalk(self.window, settings.walk_ms)
        self.service = ServicePages(self._engine, self.window, settings.service_untouched_ms, settings.service_pauses)
        self.window.widthChanged.connect(self._resized)
        self.window.heightChanged.connect(self._resized)
        self.window.installEventFilter(self)
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self.refresh)
        self._tick.start()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show this from now on."""
        before = self.moment.kind
        self._heed_help(snapshot)
        self._last, self._connected = snapshot, True
        self.language.offer(snapshot.languages)
        self.offers.moment(snapshot.moment)
        self.entry.show(snapshot)
        if snapshot.moment != "idle":
            self.notice.close()
        elif before in _PERSON and not self.entry.asking:
            self.language.reset()
            self.display.reset()
        if snapshot.moment != before:
            self.display.close()
        self._measure(self.window.width(), self.window.height())
        self.refresh()
        self.walk.heard(snapshot.confirms)

    def show_offers(self, offers: Offers) -> None:
        """Take over what the core tells of the offers."""
        self.offers.show_offers(offers)

    def _heed_help(self, snapshot: Snapshot) -> None:
        """Pressed again while it is told where the call stands, the help key asks for more; the door goes before."""
        last = self._last
        if snapshot.moment not in ("idle", "help"):
            self.emergency.close()
        elif last is not None and self._connected and 0 < last.number < snapshot.number and snapshot.moment == "help":
            self.emergency.open()

    def show_service(self, service: Service) -> None:
        """Show the technician's pages over all else, or nothing of them any more."""
        self.notice.close()
        self.offers.close()
        self.display.close()
        self.emergency.close()
        self.service.show(service, self.language.code, self._last.utc_offset_minutes if self._last else 480)

    @Slot()
    def show_starting(self) -> None:
        """Say calmly that the core is not there yet."""
        self._connected = False
        self.service.close()
        self.notice.close()
        self.offers.close()
        self.entry.lost()
        self.display.close()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Write the page anew; what did not change is not drawn again."""
        offset = self._last.utc_offset_minutes if self._last else 480
        now = self._settings.now() + timedelta(minutes=offset)
        text = texts(self.language.code)
        if self._last is not None and self._connected:
            page = page_of(self._last, text, now)
        else:
            page = starting_page(self._last, text, now)
        self.clock.apply(page.clock)
        self.station.apply(page.station)
        self.card.apply(page.card)
        self.tag.apply(page.tag)
        self.code.apply(page.code)
        self.notice.apply(page.notice)
        self.help.apply(page.help)
        words = help_words(self._last, text, connected=self._connected)
        self.call.apply(words.call)
        self.emergency.apply(words.emergency)
        self.moment.apply(page.moment)
        self.offers.set_clock(now, offset)
        self.offers.speak(self.language.code)
        self.entry.speak(self.language.code)

    @Slot()
    def _done(self) -> None:
        """Whoever was asked something is done: the next person begins afresh."""
        self.language.reset()
        self.display.reset()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See each touch and key before the page does: somebody is there. Only arrows are kept from it."""
        if event.type() in _TOUCHES:
            self.language.touched()
            self.entry.touched()
            self.display.touched()
            self.emergency.touched()
            self.service.touched()
            self.offers.touched()
        if event.type() in _FINGERS:
            self.walk.stop()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self.walk.arrow(event, mirrored=self.display.from_right)
        return False

    def picture(self) -> QImage:
        """What the window shows, as an image; shows the window, because an unseen one is not laid out."""
        self.drawn()
        return self.window.grabWindow()

    def drawn(self) -> None:
        """Wait until the window has drawn what it shows now; an unseen one is shown first."""
        self.window.show()
        painted = QEventLoop()
        self.window.frameSwapped.connect(painted.quit)
        self.window.update()
        painted.exec()
        self.window.frameSwapped.disconnect(painted.quit)

    def close(self) -> None:
        """Take the window down, and all that belongs to it."""
        self._tick.stop()
        self.service.close()
        shiboken6.delete(self._engine)

    def _load(self, size: tuple[int, int]) -> tuple[QQmlApplicationEngine, QQuickWindow]:
        engine = QQmlApplicationEngine()
        engine.addImportPath(str(asset("qml")))
        views: dict[str, QObject] = {
            "clock": self.clock,
            "station": self.station,
            "card": self.card,
            "tag": self.tag,
            "code": self.code,
            "moment": self.moment,
            "display": self.display,
            "notice": self.notice,
            "help": self.help,
            "fit": self.fit,
            "offers": self.offers,
            "call": self.call,
            "emergency": self.emergency,
            "entry": self.entry,
        }
        engine.addImageProvider(OFFER_PICTURES, self._offer_pictures)
        for view in (*views.values(), self.language):
            # An engine takes its pages down before its children: no page outlives what it is bound to.
            view.setParent(engine)
        engine.setInitialProperties(
            {
                **views,
                "width": size[0],
                "height": size[1],
                "sealed": self._settings.sealed,
                "moving": self._settings.moving,
            }
        )
        engine.loadFromModule("StationKiosk", "Main")
        roots = engine.rootObjects()
        if not roots or not isinstance(roots[0], QQuickWindow):
            raise ScreenError(f"the pages under {asset('qml')} do not load; install the program again")
        return engine, roots[0]

    @Slot()
    def _resized(self) -> None:
        self._measure(self.window.width(), self.window.height())

    def _measure(self, width: int, height: int) -> None:
        pitch = self._settings.pitch_mm or pitch_of(QGuiApplication.primaryScreen().physicalDotsPerInch())
        fit = fit_of(width, height, pitch, self._last.lower_edge_mm if self._last else REACH_MM[0])
        self.fit.apply(fit)
        self.display.measure(tall=fit.ceiling > 0 or fit.lift > 0)
