"""The technician's pages as a whole: there while the core says so, loaded when they open and let go when they close."""

from __future__ import annotations

import ctypes

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtQml import QQmlComponent, QQmlEngine
from PySide6.QtQuick import QQuickItem, QQuickWindow

from station_app.assets import LANGUAGES, service_texts
from station_app.screen.faults import ScreenError
from station_app.screen.service.checks import CheckLine
from station_app.screen.service.devices import DeviceLine
from station_app.screen.service.lines import Lines
from station_app.screen.service.page import service_page_of
from station_app.screen.service.pictures import NAME, ServicePictures
from station_app.screen.service.views import FrameView, KeyPauses, PromptView, ReportView, ServiceKeys
from station_app.screen.service.words import Tongues
from station_app.wire import Intent, Service

UNTOUCHED_MS = 120_000
"""A technician who went away leaves no open pages behind."""


class OpenPages(QObject):
    """The pages from their opening to their end: view-models and QML."""

    def __init__(
        self,
        engine: QQmlEngine,
        window: QQuickWindow,
        pictures: ServicePictures,
        language: str,
        pauses: KeyPauses,
    ) -> None:
        super().__init__()
        self._pictures = pictures
        self.frame, self.prompt, self.report = FrameView(), PromptView(), ReportView()
        self.checks, self.devices = Lines(CheckLine, "check"), Lines(DeviceLine, "name")
        self.keys = ServiceKeys(pauses)
        self.language, self._other = language, _other(language)
        self._engine, self._window = engine, window
        self._told: tuple[Service, int] | None = None
        self._item: QQuickItem | None = None
        for view in (self.frame, self.prompt, self.report, self.checks, self.devices, self.keys):
            # What has no parent belongs to the engine's garbage collector as soon as a page has seen it.
            view.setParent(self)
        self.keys.switched.connect(self._switch)

    @property
    def running(self) -> bool:
        """Whether checks run."""
        return self._told is not None and self._told[0].running

    def show(self, service: Service, utc_offset_minutes: int) -> None:
        """Take over what the core told; a new prompt brings its page to the front."""
        prompted = self.prompt.shown
        turned = self._told is not None and self._told[0].running != service.running
        self._told = (service, utc_offset_minutes)
        self._write()
        if self.prompt.shown and not prompted:
            self.keys.bring("selftest")
        if turned:  # the main key runs or stops: who touched it for the one does not mean the other
            self.keys.settle()
        if self._item is None:
            self._item = self._load()

    def take_down(self) -> None:
        """Let go of everything that was loaded."""
        item, self._item = self._item, None
        if item is not None:
            # Not shiboken6.delete: a wrapper that Qt's tree and Python's both know is then freed twice.
            item.deleteLater()
            QCoreApplication.sendPostedEvents(item, QEvent.Type.DeferredDelete.value)
            self._window.setProperty("serving", False)
            self._engine.collectGarbage()
            self._engine.trimComponentCache()
            _give_back()

    @Slot()
    def _switch(self) -> None:
        self.language, self._other = self._other, self.language
        self._write()

    def _write(self) -> None:
        assert self._told is not None
        tongues = Tongues(text=service_texts(self.language), other=service_texts(self._other))
        page = service_page_of(self._told[0], tongues, self._told[1])
        self.frame.apply(page.frame)
        self.prompt.apply(page.prompt)
        self._pictures.report = page.report.qr
        self.report.apply(page.report)
        self.checks.apply(page.checks)
        self.devices.apply(page.devices)

    def _load(self) -> QQuickItem:
        component = QQmlComponent(self._engine)
        component.loadFromModule("StationService", "Pages")
        if not component.isReady():
            raise ScreenError(
                f"the technician's pages do not load, install the program again: {component.errorString()}"
            )
        item = component.createWithInitialProperties(
            {
                "frame": self.frame,
                "prompt": self.prompt,
                "report": self.report,
                "checks": self.checks,
                "devices": self.devices,
                "keys": self.keys,
            }
        )
        assert isinstance(item, QQuickItem), component.errorString()
        # Its maker would take it along.
        item.setParent(self._window)
        item.setParentItem(self._window.contentItem())
        self._window.setProperty("serving", True)
        return item


class ServicePages(QObject):
    """Opens and closes the pages as the core says, and asks for their end when nobody is there."""

    asked = Signal(object)
    """An Intent; only while the pages are open."""

    def __init__(
        self,
        engine: QQmlEngine,
        window: QQuickWindow,
        untouched_ms: int = UNTOUCHED_MS,
        pauses: KeyPauses | None = None,
    ) -> None:
        super().__init__()
        self._pauses = pauses or KeyPauses()
        self._engine, self._window = engine, window
        self._pictures = ServicePictures()
        engine.addImageProvider(NAME, self._pictures)
        self.pages: OpenPages | None = None
        """None while they are closed."""
        self._timer = QTimer(self, interval=untouched_ms, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._untouched)

    @property
    def left_ms(self) -> int:
        """Milliseconds until nobody counts as there; -1 while the pages are closed."""
        return self._timer.remainingTime()

    def show(self, service: Service, language: str, utc_offset_minutes: int) -> None:
        """Take over what the core told; the language is that of pages which open now."""
        if not service.open:
            self.close()
            return
        if self.pages is None:
            self.pages = OpenPages(self._engine, self._window, self._pictures, language, self._pauses)
            self.pages.keys.asked.connect(self.asked)
            self._timer.start()
        elif self.pages.running:
            # Who waits for a long run has not gone away; the time counts from its end.
            self._timer.start()
        self.pages.show(service, utc_offset_minutes)

    @Slot()
    def close(self) -> None:
        """Take the pages away, if they are there."""
        self._timer.stop()
        pages, self.pages = self.pages, None
        if pages is not None:
            pages.take_down()

    def touched(self) -> None:
        """Somebody is there."""
        if self.pages is not None:
            self._timer.start()

    @Slot()
    def _untouched(self) -> None:
        if self.pages is not None and not self.pages.running:
            self.asked.emit(Intent(want="service-close"))


def _give_back() -> None:
    # What is free again is kept by the C library unless it is told; some 10 MB here.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _other(language: str) -> str:
    return next(other for other in LANGUAGES if other[:2] != language[:2])
