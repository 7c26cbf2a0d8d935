"""A station of values: events go into `step`, facts and commands come out, and time is a number that a test moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from station_app.core.commands import Command, HoldLock, Record, Show
from station_app.core.events import (
    CardArrived,
    CardTaken,
    ContactMoved,
    DeviceFailed,
    DeviceWorks,
    Event,
    ExitPressed,
    ExitReleased,
    HelpAsked,
    Known,
    LockFailed,
    LockMoved,
    Presented,
    Started,
    Ticked,
    Unknown,
)
from station_app.core.facts import Fact
from station_app.core.flow import step
from station_app.core.hours import Hours
from station_app.core.instant import Instant
from station_app.core.model import Credential, Door, House, StationState, Zone
from station_app.core.policy import Policy
from station_app.core.reasons import Denial

NOON_MS = int(datetime(2026, 11, 23, 4, tzinfo=UTC).timestamp() * 1000)
MONDAY_NOON = Instant(wall_ms=NOON_MS, mono_ms=5_000_000, boot="b1")
"""Monday 2026-11-23, 12:00 in Shanghai."""

ANNA, BO, CHEN = "person-a", "person-b", "person-c"


def one_door(*, capacity: int = 16, hours: Hours | None = None, **door: object) -> House:
    """A house of one door and one zone."""
    main = Door(name="main", zone="hall", readers=("reader", "scanner"), contact_board="board")
    return House(
        doors={"main": replace(main, **door)},  # pyright: ignore[reportArgumentType] - any field of Door
        zones={"hall": Zone(name="hall", title="Hall", capacity=capacity)},
        policy=Policy(version="p7", hours=hours or Hours.always()),
    )


class CoreStation:
    """One station under `step`; `told` holds the last answer, `facts` everything recorded."""

    def __init__(self, house: House | None = None, at: Instant = MONDAY_NOON, contact: bool | None = False) -> None:
        """`contact` is what the door contact says first: open, closed, or (None) nothing yet."""
        self.state = StationState.fresh(house or one_door())
        self.at = at
        self.told: Sequence[Command] = ()
        self.facts: list[Fact] = []
        self._presentations = 0
        if contact is not None and self.state.house.doors["main"].has_contact:
            self.hear(ContactMoved(at=self.at, door="main", open=contact))

    def hear(self, event: Event) -> Sequence[Command]:
        """Answer one event."""
        self.state, self.told = step(self.state, event)
        facts = [command.fact for command in self.told if isinstance(command, Record)]
        assert all(fact.at == event.at for fact in facts), "a fact is of another moment than what it was told by"
        self.facts += facts
        return self.told

    def later(self, seconds: float) -> None:
        """Time passes; nobody has told the rules yet."""
        milliseconds = round(seconds * 1000)
        self.at = replace(self.at, wall_ms=self.at.wall_ms + milliseconds, mono_ms=self.at.mono_ms + milliseconds)

    def wait(self, seconds: float) -> None:
        """Time passes and the rules are told."""
        self.later(seconds)
        self.hear(Ticked(at=self.at))

    def card(self, person: str = ANNA, valid_until: str | None = None, reader: str = "reader") -> None:
        """A genuine ID card."""
        self.show(Known(person=person, valid_until=valid_until), "id-card", reader)

    def pass_(self, pass_id: str, minutes: float = 10) -> None:
        """A genuine pass, valid for so many minutes of the present wall clock."""
        self.show(Known(person=None, pass_id=pass_id, pass_until_ms=self.at.wall_ms + round(minutes * 60_000)), "pass")

    def refuse(self, reason: Denial, credential: Credential = "code") -> None:
        """Something that is not genuine."""
        self.show(Unknown(reason=reason), credential)

    def show(self, finding: Known | Unknown, credential: Credential, reader: str = "scanner") -> None:
        """Present a credential."""
        self._presentations += 1
        name = f"presentation-{self._presentations}"
        self.hear(Presented(at=self.at, id=name, reader=reader, credential=credential, finding=finding))

    def open(self, door: str = "main") -> None:
        """The contact opens."""
        self.hear(ContactMoved(at=self.at, door=door, open=True))

    def close(self, door: str = "main") -> None:
        """The contact closes."""
        self.hear(ContactMoved(at=self.at, door=door, open=False))

    def enter(self, person: str = ANNA) -> None:
        """Somebody lays a card down, walks through, and the door falls shut."""
        self.card(person)
        self.open()
        self.close()

    def press_exit(self) -> None:
        """Somebody inside presses the exit button, and lets it go."""
        told = self.hear(ExitPressed(at=self.at, door="main"))
        self.hear(ExitReleased(at=self.at, door="main"))
        self.told = told

    def leave(self) -> None:
        """Somebody goes out."""
        self.press_exit()
        self.open()
        self.close()

    def lock_answers(self, fault: str = "") -> None:
        """The relay did it, or did not."""
        hold = HoldLock(door="main", seconds=3.0, cause="entry")
        if fault:
            self.hear(LockFailed(at=self.at, hold=hold, fault=fault))
        else:
            self.hear(LockMoved(at=self.at, hold=hold))

    def lose(self, device: str, fault: str = "link-lost") -> None:
        """A device stops working."""
        self.hear(DeviceFailed(at=self.at, device=device, fault=fault))

    def restore(self, device: str) -> None:
        """A device works."""
        self.hear(DeviceWorks(at=self.at, device=device))

    def lay_card(self, reader: str = "reader") -> None:
        """A card lies on the reader."""
        self.hear(CardArrived(at=self.at, reader=reader))

    def take_card(self, reader: str = "reader") -> None:
        """The card is taken along."""
        self.hear(CardTaken(at=self.at, reader=reader))

    def ask_help(self) -> None:
        """Somebody touches help."""
        self.hear(HelpAsked(at=self.at))

    def start_again(self) -> None:
        """The program starts anew; it remembers visits, passes and incidents, as the store gives them back."""
        old = self.state
        remembered = StationState.fresh(old.house)
        self.state = replace(remembered, visits=old.visits, used_passes=old.used_passes, incidents=old.incidents)
        self.hear(Started(at=self.at, version="1.0"))

    def kinds(self) -> list[str]:
        """Kinds of all facts so far."""
        return [fact.kind for fact in self.facts]

    def count(self, kind: str) -> int:
        """How often a kind was recorded."""
        return self.kinds().count(kind)

    def last(self, kind: str) -> Fact:
        """The newest fact of a kind."""
        return next(fact for fact in reversed(self.facts) if fact.kind == kind)

    def causes(self, kind: str) -> list[object]:
        """Causes of all facts of a kind, oldest first."""
        return [fact.body["cause"] for fact in self.facts if fact.kind == kind]

    @property
    def inside(self) -> int:
        """People inside."""
        return self.state.inside("hall")

    @property
    def holds(self) -> list[HoldLock]:
        """Holds of the last answer."""
        return [command for command in self.told if isinstance(command, HoldLock)]

    @property
    def shown(self) -> str:
        """What the kiosk says now."""
        return self.state.screen.moment


def shape(commands: Sequence[Command]) -> list[str]:
    """An answer in brief: `access.granted`, `hold entry`, `show welcome`."""
    words: list[str] = []
    for command in commands:
        match command:
            case Record(fact=fact):
                words.append(fact.kind)
            case HoldLock(cause=cause):
                words.append(f"hold {cause}")
            case Show(screen=screen):
                words.append(f"show {screen.moment}")
    return words
