"""What the control window shows and what a click in it says: one view-model for each kind of thing."""

# ruff: noqa: D102 -- a getter is named after the word it holds.

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Set
from functools import partial

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from station_app.screen.control_lines import Done, Failed, FaultsTold, Heard, PassCame

QML_IMPORT_NAME = "StationControlViews"
QML_IMPORT_MAJOR_VERSION = 1

PRESS_MS = 300
OTHER_CODE = "https://example.org/menu"
"""A code that somebody might well hold to the scanner, and that is no pass."""
UNANSWERED = 64


def _nothing() -> None:
    pass


def _verb(line: str) -> str:
    return line.split(" ", 1)[0]


class Outbox:
    """Says control lines, and takes back what the window showed too soon when the answer is an error.

    Answers come in the order of the lines; one that names its verb also settles lines before it that got none.
    """

    def __init__(self, say: Callable[[str], None], pass_commands: tuple[str, ...] = ("pass",)) -> None:
        self._say = say
        self._pass_verbs = frozenset(_verb(command) for command in pass_commands)
        self._unanswered: deque[tuple[str, Callable[[], None]]] = deque(maxlen=UNANSWERED)

    def say(self, line: str, undo: Callable[[], None] = _nothing) -> None:
        """Say one line; `undo` is called if it is answered by an error."""
        self._unanswered.append((_verb(line), undo))
        self._say(line)

    def answered(self, heard: Heard) -> None:
        """Settle the line that this answers, if it answers one."""
        match heard:
            case Failed() if self._unanswered:
                _, undo = self._unanswered.popleft()
                undo()
            case Done(text):
                self._settle({_verb(text)})
            case FaultsTold():
                self._settle({"faults"})
            case PassCame():
                self._settle(self._pass_verbs)
            case _:
                pass

    def _settle(self, verbs: Set[str]) -> None:
        if any(said in verbs for said, _ in self._unanswered):
            while self._unanswered.popleft()[0] not in verbs:
                pass


@QmlElement
class CardControl(QObject):
    """One card in somebody's hand, or on a reader."""

    changed = Signal()

    def __init__(self, label: str, number: str, sign: str = "card") -> None:
        super().__init__()
        self._sign = sign
        self._zh, _, self._en = label.partition("/")
        # Plain fields of Python: a number never gets as far as the page.
        self.number = number
        self.lies_on = ""

    @Property(str, constant=True)
    def zh(self) -> str:
        return self._zh

    @Property(str, constant=True)
    def en(self) -> str:
        return self._en

    @Property(str, constant=True)
    def sign(self) -> str:
        """`card` for one that is laid down, `tag` for one that is held to a reader."""
        return self._sign

    @Property(str, notify=changed)
    def reader(self) -> str:
        return self.lies_on

    def put(self, reader: str) -> None:
        """Lie on this reader; on none when empty."""
        if reader != self.lies_on:
            self.lies_on = reader
            self.changed.emit()


@QmlElement
class CardTable(QObject):
    """The cards, and the reader that the next one is laid on."""

    changed = Signal()

    def __init__(
        self,
        readers: tuple[str, ...],
        cards: tuple[tuple[str, str], ...],
        outbox: Outbox,
        sizes: Mapping[str, int] | None = None,
    ) -> None:
        """With `sizes`, bytes of an id by reader, the cards are held to their readers instead of laid on them."""
        super().__init__()
        self._readers, self._outbox, self._sizes = readers, outbox, sizes
        self._chosen = readers[0] if readers else ""
        sign = "card" if sizes is None else "tag"
        self._cards = [CardControl(label, number, sign) for label, number in cards] if readers else []
        for card in self._cards:
            card.setParent(self)

    @Property(list, constant=True)
    def cards(self) -> list[CardControl]:
        return self._cards

    @Property(list, constant=True)
    def places(self) -> list[str]:
        return list(self._readers)

    @Property(str, notify=changed)
    def chosen(self) -> str:
        return self._chosen

    @Slot(str)
    def choose(self, reader: str) -> None:
        """Lay the next card here."""
        self._chosen = reader
        self.changed.emit()

    @Slot(int)
    def toggle(self, index: int) -> None:
        """Lay this card, or lift it."""
        card = self._cards[index]
        if card.lies_on:
            self._lift(card)
            return
        for other in self._cards:
            if other.lies_on == self._chosen:
                self._lift(other)
        self._outbox.say(self._laid(card), partial(card.put, ""))
        card.put(self._chosen)

    def _laid(self, card: CardControl) -> str:
        if self._sizes is None:
            return f"card {self._chosen} {card.number}"
        return f"touch {self._chosen} {card.number[: 2 * self._sizes[self._chosen]]}"

    def _lift(self, card: CardControl) -> None:
        reader = card.lies_on
        self._outbox.say(f"lift {reader}", partial(card.put, reader))
        card.put("")


@QmlElement
class CodeControl(QObject):
    """A phone with a code on it."""

    changed = Signal()

    def __init__(self, scanners: tuple[str, ...], pass_command: str, staff_command: str, outbox: Outbox) -> None:
        super().__init__()
        self._scanners, self._outbox = scanners, outbox
        self._pass_command, self._staff_command = pass_command, staff_command
        self._chosen = scanners[0] if scanners else ""
        self._pass = ""
        self._shown = False

    @Property(list, constant=True)
    def places(self) -> list[str]:
        return list(self._scanners)

    @Property(str, notify=changed)
    def chosen(self) -> str:
        return self._chosen

    @Property(bool, constant=True)
    def passes(self) -> bool:
        return bool(self._pass_command)

    @Property(bool, constant=True)
    def staff(self) -> bool:
        return bool(self._staff_command)

    @Property(bool, notify=changed)
    def ready(self) -> bool:
        return bool(self._pass)

    @Property(bool, notify=changed)
    def shown(self) -> bool:
        return self._shown

    def take(self, text: str) -> None:
        """Have this pass on the phone."""
        self._pass, self._shown = text, False
        self.changed.emit()

    @Slot(str)
    def choose(self, scanner: str) -> None:
        """Show the next code here."""
        self._chosen = scanner
        self.changed.emit()

    @Slot()
    def ask(self) -> None:
        """Ask for a pass."""
        self._outbox.say(self._pass_command)

    @Slot()
    def askStaff(self) -> None:
        """Ask for a pass that opens the technician's pages."""
        self._outbox.say(self._staff_command)

    @Slot()
    def show(self) -> None:
        """Hold the pass to the scanner."""
        if self._pass:
            self._outbox.say(f"code {self._chosen} {self._pass}")
            self._shown = True
            self.changed.emit()

    @Slot()
    def showOther(self) -> None:
        """Hold something else to the scanner."""
        self._outbox.say(f"code {self._chosen} {OTHER_CODE}")


@QmlElement
class DoorControl(QObject):
    """One door, its lock's lamp and its exit button."""

    changed = Signal()

    def __init__(self, name: str, terminal: str, outbox: Outbox, press_ms: int = PRESS_MS) -> None:
        super().__init__()
        self._name, self._terminal, self._outbox = name, terminal, outbox
        self._opened = False
        self._lock = ""
        self._hold = QTimer(self, singleShot=True, interval=press_ms)
        self._hold.timeout.connect(self.let_go)

    @Property(str, constant=True)
    def name(self) -> str:
        return self._name

    @Property(bool, constant=True)
    def hasExit(self) -> bool:
        return bool(self._terminal)

    @Property(bool, notify=changed)
    def opened(self) -> bool:
        return self._opened

    @Property(bool, notify=changed)
    def pressed(self) -> bool:
        return self._hold.isActive()

    @Property(str, notify=changed)
    def lock(self) -> str:
        """`released`, `locked`, or empty while nobody has said."""
        return self._lock

    def light(self, released: bool) -> None:
        """Light the lamp, or put it out."""
        self._lock = "released" if released else "locked"
        self.changed.emit()

    @Slot()
    def toggle(self) -> None:
        """Push the door open, or let it fall shut."""
        before = self._opened
        self._outbox.say(f"{'close' if before else 'open'} {self._name}", partial(self._move, before))
        self._move(not before)

    @Slot()
    def pressExit(self) -> None:
        """Press the exit button for a moment."""
        if not self._hold.isActive():
            self._hold.start()
            self._outbox.say(f"press {self._terminal}")
            self.changed.emit()

    def finish(self) -> None:
        """Leave no button pressed."""
        if self._hold.isActive():
            self._hold.stop()
            self.let_go()

    @Slot()
    def let_go(self) -> None:
        """Take the finger off the exit button."""
        self._outbox.say(f"release {self._terminal}")
        self.changed.emit()

    def _move(self, opened: bool) -> None:
        self._opened = opened
        self.changed.emit()


@QmlElement
class CableControl(QObject):
    """One device's cable."""

    changed = Signal()

    def __init__(self, device: str, outbox: Outbox) -> None:
        super().__init__()
        self._device, self._outbox = device, outbox
        self._cut = False

    @Property(str, constant=True)
    def device(self) -> str:
        return self._device

    @Property(bool, notify=changed)
    def cut(self) -> bool:
        return self._cut

    @Slot()
    def toggle(self) -> None:
        """Pull the cable, or put it back."""
        before = self._cut
        self._outbox.say(f"{'mend' if before else 'cut'} {self._device}", partial(self._set, before))
        self._set(not before)

    def _set(self, cut: bool) -> None:
        self._cut = cut
        self.changed.emit()
