"""The screen's sign of life: sent after a frame was really painted, never by a timer alone."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtQuick import QQuickWindow

BEAT_MS = 800
"""Leaves room below the second in which the core wants to hear of a frame."""


class Heartbeat(QObject):
    """Asks the window for a frame, and tells when it came."""

    asking = Signal()
    """A frame is asked for."""
    painted = Signal()
    """The frame came."""

    def __init__(self, window: QQuickWindow, beat_ms: int = BEAT_MS) -> None:
        super().__init__()
        self._window = window
        self._asked = False
        self._timer = QTimer(self, interval=beat_ms)
        self._timer.timeout.connect(self._ask)
        window.frameSwapped.connect(self._swapped)

    def start(self) -> None:
        """Begin; the first frame counts."""
        self._timer.start()
        self._ask()

    def stop(self) -> None:
        """Ask no more."""
        self._timer.stop()

    @Slot()
    def _ask(self) -> None:
        self._asked = True
        self.asking.emit()
        self._window.update()

    @Slot()
    def _swapped(self) -> None:
        if self._asked:
            self._asked = False
            self.painted.emit()
