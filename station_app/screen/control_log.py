"""The newest things that the demo said, as lines for a newcomer."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from station_app.assets import asset
from station_app.screen.control_lines import Done, Failed, FaultsTold, Heard, LockMoved, PassCame, Recorded

QML_IMPORT_NAME = "StationControlViews"
QML_IMPORT_MAJOR_VERSION = 1

KEPT = 8
_BAD = frozenset({"access.denied", "access.not_entered", "door.forced", "door.held", "incident.opened", "device.lost"})
"""Facts that a newcomer should see at a glance."""


@cache
def control_texts(language: str) -> Mapping[str, str]:
    """The words of the control window in one language; the window shows both."""
    found: dict[str, str] = json.loads(asset("i18n-controls", f"{language}.json").read_text(encoding="utf-8"))
    return MappingProxyType(found)


@QmlElement
class ControlLog(QObject):
    """At most eight entries, the newest first."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._entries: deque[dict[str, str]] = deque(maxlen=KEPT)
        self._count = 0

    @Property(list, notify=changed)
    def entries(self) -> list[dict[str, str]]:
        """Each with `number`, `tone` (`done`, `bad`, `fact` or `pass`), `zh`, `en` and `detail`."""
        return list(self._entries)

    def add(self, heard: Heard) -> None:
        """Show one more line; a lock has its own lamp, and faults have keys of their own."""
        match heard:
            case Done(text):
                self._add("done", "log.done", text)
            case Failed(text):
                self._add("bad", "log.error", text)
            case PassCame():
                self._add("pass", "log.pass", "")
            case Recorded(text):
                self._add_fact(text)
            case LockMoved() | FaultsTold():
                pass

    def _add_fact(self, text: str) -> None:
        first, _, rest = text.partition(" ")
        if first.isdigit() and rest:
            first, _, rest = rest.partition(" ")
        known = f"fact.{first}" in control_texts("en")
        tone = "bad" if first in _BAD else "fact"
        if known:
            self._add(tone, f"fact.{first}", rest)
        else:
            self._add(tone, "log.fact", text)

    def _add(self, tone: str, key: str, detail: str) -> None:
        self._count += 1
        self._entries.appendleft(
            {
                "number": str(self._count),
                "tone": tone,
                "zh": control_texts("zh-CN")[key],
                "en": control_texts("en")[key],
                "detail": detail,
            }
        )
        self.changed.emit()
