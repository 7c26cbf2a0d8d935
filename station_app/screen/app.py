"""The screen process: one Qt loop, the socket to the core, and the kiosk's page."""

from __future__ import annotations

import os
import signal
import socket as sockets
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QSocketNotifier, Qt, Slot
from PySide6.QtGui import QGuiApplication, QImageWriter, QWindow

from station_app.assets import LANGUAGES, asset
from station_app.screen.heartbeat import Heartbeat
from station_app.screen.kept_picture import KeptPicture
from station_app.screen.kiosk import Kiosk, KioskSettings, ScreenError, load_fonts
from station_app.screen.link import CoreLink
from station_app.screen.reading import Reader
from station_app.screen.speaker import Speaker
from station_app.screen.voice import Voice
from station_app.wire import Intent, Snapshot

WINDOW = (540, 960)
TOUCHED_MS = 5000
"""A touch is told no more often than this."""
_TOUCHES = (QEvent.Type.TouchBegin, QEvent.Type.MouseButtonPress)
"""Pixels of the window on a developer's desk."""


def main(
    socket: str,
    *,
    fullscreen: bool = True,
    size: tuple[int, int] | None = None,
    pitch_mm: float | None = None,
    picture: Path | None = None,
) -> int:
    """Show what the core behind this Unix socket publishes, until SIGTERM; the exit status.

    Without a size a full-screen kiosk takes the whole screen; with one it covers just that, as an offscreen run needs.
    A picture is a PNG file that always holds the newest page.
    """
    app = application()
    place = size or (app.primaryScreen().size().toTuple() if fullscreen else WINDOW)
    kiosk = Kiosk(KioskSettings(pitch_mm=pitch_mm, sealed=fullscreen), place)
    link, heartbeat = CoreLink(socket), Heartbeat(kiosk.window)
    process = Process(kiosk, link, heartbeat)
    if picture is not None:
        KeptPicture(kiosk, link, heartbeat, picture)
    watch = Termination(app)
    if fullscreen:
        app.setOverrideCursor(Qt.CursorShape.BlankCursor)
        kiosk.window.setFlag(Qt.WindowType.FramelessWindowHint)
    if fullscreen and size is None:
        kiosk.window.setVisibility(QWindow.Visibility.FullScreen)
    else:
        kiosk.window.show()
    process.start()
    status = app.exec()
    process.quiet()
    kiosk.close()
    watch.close()
    return status


def render(
    snapshot: Snapshot,
    out_png: Path,
    size: tuple[int, int] = (1080, 1920),
    language: str = LANGUAGES[0],
    settings: KioskSettings | None = None,
) -> None:
    """Draw the page of a snapshot into a PNG file, as the kiosk would show it in this language."""
    application()
    kiosk = Kiosk(replace(settings or KioskSettings(), moving=False), size)
    try:
        kiosk.show_snapshot(snapshot)
        kiosk.language.choose(language)
        if kiosk.language.code != language:
            raise ValueError(f"this station does not speak {language!r}")
        writer = QImageWriter(str(out_png))
        # For PNG the lowest quality is the hardest compression; no pixel is lost.
        writer.setQuality(0)
        if not writer.write(kiosk.picture()):
            raise ScreenError(f"{out_png} cannot be written: {writer.errorString()}; check the folder and the name")
    finally:
        kiosk.close()


def application() -> QGuiApplication:
    """The process's one application, with the bundled typeface; made at the first call."""
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    # The software painter needs no GPU driver that could crash, a third of the memory, and no second thread.
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    os.environ.setdefault("QSG_RENDER_LOOP", "basic")
    app = QGuiApplication(["station-screen"])
    load_fonts(asset("fonts"))
    return app


class Process(QObject):
    """Joins the socket, the page and the sign of life."""

    def __init__(
        self,
        kiosk: Kiosk,
        link: CoreLink,
        heartbeat: Heartbeat,
        voice: Voice | None = None,
        reader: Reader | None = None,
    ) -> None:
        super().__init__()
        self._kiosk, self._link, self._heartbeat = kiosk, link, heartbeat
        self._voice = voice or Voice()
        self._speaker = Speaker(self._voice, lambda: kiosk.language.code)
        self._reader = reader or Reader(self._voice)
        # Before the page is drawn: a tone waits for nothing.
        link.arrived.connect(self._speaker.show)
        link.lost.connect(self._speaker.lost)
        # After the door's own sound, which has ended it already.
        link.arrived.connect(self._reader.heed)
        link.lost.connect(self._reader.hush)
        kiosk.offers.reads.connect(self._reader.read)
        self._reader.changed.connect(self._aloud)
        link.arrived.connect(kiosk.show_snapshot)
        link.served.connect(kiosk.show_service)
        link.offered.connect(kiosk.show_offers)
        link.lost.connect(kiosk.show_starting)
        heartbeat.painted.connect(self._painted)
        kiosk.help.asked.connect(self._help)
        kiosk.service.asked.connect(link.send)
        kiosk.offers.asked.connect(link.send)
        kiosk.entry.asked.connect(link.send)
        self._touched = QElapsedTimer()
        kiosk.window.installEventFilter(self)

    def start(self) -> None:
        """Look for the core and begin to paint."""
        self._link.start()
        self._heartbeat.start()

    def quiet(self) -> None:
        """Leave the core, and show no more signs of life."""
        self._heartbeat.stop()
        self._link.close()
        self._reader.quiet()
        self._voice.quiet()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell the core that somebody is there, once in a while; every touch goes on to the page."""
        if event.type() in _TOUCHES and (not self._touched.isValid() or self._touched.hasExpired(TOUCHED_MS)):
            self._touched.start()
            self._link.send(Intent(want="touched"))
        return False

    @Slot()
    def _painted(self) -> None:
        self._link.send(Intent(want="painted", sound=self._voice.standing))

    @Slot()
    def _aloud(self) -> None:
        self._kiosk.offers.set_aloud(able=self._reader.able, reading=self._reader.reading)

    @Slot()
    def _help(self) -> None:
        self._link.send(Intent(want="help"))


class Termination(QObject):
    """Ends the loop at SIGTERM or SIGINT, even when nothing else happens in it."""

    def __init__(self, app: QGuiApplication) -> None:
        super().__init__()
        self._app = app
        self._read, self._write = sockets.socketpair()
        self._write.setblocking(False)
        # Python runs its handlers only between instructions; Qt sleeps in C, so a byte on a socket has to wake it.
        signal.set_wakeup_fd(self._write.fileno())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: None)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)

    def close(self) -> None:
        """Give the signals back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        self._read.close()
        self._write.close()

    @Slot()
    def _woken(self) -> None:
        self._read.recv(64)
        # quit() would ask the window first, and a kiosk's window does not let itself be closed.
        self._app.exit(0)
