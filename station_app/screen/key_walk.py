"""Every control by keys alone: arrows lead as Tab does, and one hardware key, 确认, is enough for all of them.

Whoever has that one key presses it once, and a ring goes from control to control by itself; pressed again, it presses
what the ring stands on. It is how a single switch is used everywhere.
"""

from __future__ import annotations

from typing import Final, cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtQuick import QQuickItem, QQuickWindow

STEP_MS: Final = 2500
"""So long the ring stands on a control: to see it, to decide, and to press with a stiff hand."""
MOST_STEPS: Final = 24
"""Then nobody is there any more."""
_ONWARD: Final = (Qt.Key.Key_Down, Qt.Key.Key_Right)
_BACK: Final = (Qt.Key.Key_Up, Qt.Key.Key_Left)


class KeyWalk(QObject):
    """The ring, and what keys do to it."""

    def __init__(self, window: QQuickWindow, step_ms: int = STEP_MS) -> None:
        super().__init__(window)
        self._window, self._steps = window, 0
        self._heard: int | None = None
        self._timer = QTimer(self, interval=step_ms)
        self._timer.timeout.connect(self._on)

    @property
    def walking(self) -> bool:
        """Whether the ring goes by itself."""
        return self._timer.isActive()

    def heard(self, confirms: int) -> None:
        """Take over how often the key has been pressed by now; what was pressed before this screen came up is past."""
        if self._heard is not None and confirms > self._heard:
            self._confirm()
        self._heard = confirms

    def stop(self) -> None:
        """A finger or a keyboard is there: the ring stays where it is."""
        self._timer.stop()

    def arrow(self, event: QKeyEvent, *, mirrored: bool) -> bool:
        """Go on or back by an arrow; whether it was one."""
        onward = event.key() in _ONWARD
        if not onward and event.key() not in _BACK:
            return False
        if mirrored and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            onward = not onward
        self._press(Qt.Key.Key_Tab if onward else Qt.Key.Key_Backtab)
        return True

    def _confirm(self) -> None:
        if self.walking and self._stands():
            self._timer.stop()
            self._press(Qt.Key.Key_Return)
        else:
            self._steps = 0
            self._on()
            self._timer.start()

    def _stands(self) -> bool:
        # None, whatever Qt's stub says, where nothing has the focus.
        at = cast(QQuickItem | None, self._window.activeFocusItem())
        return at is not None and at.inherits("QQuickAbstractButton") and at.isVisible()

    @Slot()
    def _on(self) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            self._timer.stop()
        else:
            self._press(Qt.Key.Key_Tab)

    def _press(self, key: Qt.Key) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QGuiApplication.sendEvent(self._window, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))
