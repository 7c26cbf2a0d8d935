"""Reading an answer: by the ticket's digits, by its code at the scanner, or by the credential that signed."""

# ruff: noqa: D102 -- a getter is named after the word it holds.

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from station_app.core.offers.slips import DIGITS, is_ticket
from station_app.screen.offers.keypad import Keypad
from station_app.screen.offers.keypad_view import KeypadView
from station_app.screen.offers.offer_view import OfferView
from station_app.wire import OfferAnswer

QML_IMPORT_NAME = "StationOfferViews"
QML_IMPORT_MAJOR_VERSION = 1

RATED: Final = ("answered", "closed")
"""States in which an answer can be rated."""
_MINUTES_A_DAY: Final = 1440


def _fours(digits: str) -> list[int]:
    del digits
    return [4, 4, 4]


def _twelve(digits: str) -> int:
    del digits
    return DIGITS


@QmlElement
class AnswersView(KeypadView):
    """The number of the slip; while this is on top, the slip itself can be scanned."""

    def __init__(self, offer: str) -> None:
        super().__init__(offer, Keypad(_fours, _twelve, is_ticket), typing=True)

    def surfaced(self) -> None:
        """A slip at the scanner is meant for this page from now on."""
        self.listens.emit()

    def disturbed(self) -> None:
        """The digits of a slip stay: another code was held to the scanner, and the slip's are typed instead."""

    def lead_now(self) -> str:
        """What to do."""
        return self.say("lead")

    def other_now(self) -> str:
        """By the credential instead."""
        return self.say("mine")

    def other(self) -> None:
        """The next credential is shown what was signed with it."""
        self.wants.emit("mine", "", [], "")

    def submitted(self, digits: str) -> None:
        """Read it."""
        self.wants.emit("read", "", [digits], "")


@QmlElement
class ReplyView(OfferView):
    """One request: where it stands, since when, who answers, the answer, and what it was worth."""

    qml = "ReplyPage"
    ticked = Signal()

    def __init__(self, offer: str) -> None:
        super().__init__(offer)
        self._reply = OfferAnswer(ask="", offer=offer, result="told")
        self.changed.connect(self.ticked)

    def answered(self, answer: OfferAnswer) -> bool:
        """Take what was told; what follows, like thanks for a rating, is shown by the page for any answer."""
        if answer.result != "told":
            return False
        self._reply = answer
        self.changed.emit()
        return True

    def _value(self, name: str) -> str:
        return str(self._reply.values.get(name, ""))

    def _ms(self, name: str) -> int:
        return int(self._reply.values.get(name, 0))

    def _long(self, minutes: int) -> str:
        """A span as people say it: 12 minutes, 3 hours, 2 days."""
        if minutes < 60:
            return self.say("minutes", count=minutes)
        if minutes < 2 * _MINUTES_A_DAY:
            return self.say("hours", count=minutes // 60)
        return self.say("days", count=minutes // _MINUTES_A_DAY)

    @Slot(int)
    def rate(self, stars: int) -> None:
        """Say what the answer was worth, once."""
        if self.rated_can():
            self.wants.emit("rate", self._value("request"), [str(stars)], "")

    def rated_can(self) -> bool:
        """Whether it can be rated now."""
        return self._value("state") in RATED and not self._ms("stars")

    @Slot()
    def finish(self) -> None:
        """Somebody has read it."""
        self.done.emit()

    @Property(str, notify=ticked)
    def state(self) -> str:
        return self.say(f"state.{self._value('state')}") if self._value("state") else ""

    @Property(str, notify=ticked)
    def tone(self) -> str:
        state = self._value("state")
        return "good" if state in RATED else "calm" if state == "returned" else "wait"

    @Property("QVariantList", notify=ticked)  # pyright: ignore[reportArgumentType] # Qt takes a name, its stub does not say so
    def clocks(self) -> list[str]:
        """What happened when, a line each; nothing about what has not happened."""
        made, accepted, answered, due = (self._ms(name) for name in ("made", "accepted", "answered", "due"))
        said: Callable[[int], str] = lambda ms: self.local.said(ms, self._text)  # noqa: E731 - four short uses below
        lines: list[str] = []
        if made:
            lines.append(self.say("made", time=said(made)))
        if not accepted and not answered and made:
            lines.append(self.say("waiting", long=self._long(self.local.minutes_since(made))))
        if accepted:
            took = self._long(max(0, accepted - made) // 60_000) if made else ""
            lines.append(self.say("accepted", time=said(accepted), long=took) if took else
                         self.say("accepted-at", time=said(accepted)))  # fmt: skip
        if answered:
            lines.append(self.say("answered", time=said(answered)))
        if due and not answered:
            lines.append(self.say("due", date=self.local.day(due, self._text)))
        return lines

    @Property(str, notify=ticked)
    def desk(self) -> str:
        desk = self._value("desk")
        return self.say("desk", desk=desk) if desk else ""

    @Property(str, notify=ticked)
    def reply(self) -> str:
        return self._value("text")

    @Property(int, notify=ticked)
    def stars(self) -> int:
        """What was given already; 0 for nothing."""
        return self._ms("stars")

    @Property(str, notify=ticked)
    def rateLabel(self) -> str:
        """The question above the stars; empty where nothing can be rated."""
        if self._value("state") not in RATED:
            return ""
        return self.say("rated") if self._ms("stars") else self.say("rate")

    @Property("QVariantList", notify=ticked)  # pyright: ignore[reportArgumentType] # as above
    def starLabels(self) -> list[str]:
        """For those who cannot see the stars."""
        return [self.say(f"stars.{count}") for count in range(1, 6)]

    @Property(str, notify=ticked)
    def finishLabel(self) -> str:
        return self._text.get("any.finish", "")
