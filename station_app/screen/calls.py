"""What the page of a call for help says beside its moment, and the emergency page: who is asked, whom to ring, where
this is. No Qt, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from station_app.wire import Snapshot

Texts = Mapping[str, str]

MOST_ROWS: Final = 4
NUMBERS: Final = ("110", "119", "120")
"""Police, fire, ambulance, in the order in which everybody knows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One of those whom a call asks."""

    role: str
    state: str
    stage: Literal["before", "now", "later"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWords:
    """Who was asked, is asked and will be."""

    rows: tuple[Asked, ...] = ()
    emergency: str = ""
    """The key to the emergency page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """One number to ring."""

    number: str
    title: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Something that is needed, and where it is."""

    label: str
    place: str
    sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyWords:
    """Whom to ring, what to say, what is at hand. What nobody has configured is left out."""

    title: str = ""
    how: str = ""
    dials: tuple[Dial, ...] = ()
    places: tuple[Where, ...] = ()
    call: str = ""
    """Where a call for help stands, in one line; empty for none."""
    back: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpWords:
    """All words of both pages."""

    call: CallWords = field(default_factory=CallWords)
    emergency: EmergencyWords = field(default_factory=EmergencyWords)


def help_words(snapshot: Snapshot | None, text: Texts, *, connected: bool) -> HelpWords:
    """The words of both pages; of a core that is away, what it has told before, but not where a call stands."""
    calls = connected and snapshot is not None and snapshot.moment == "help"
    call = CallWords(
        rows=_rows(snapshot, text) if calls and snapshot is not None else (), emergency=text["emergency.key"]
    )
    emergency = EmergencyWords(
        title=text["emergency.title"],
        how=text["emergency.how"],
        dials=tuple(
            Dial(number=one, title=text[f"emergency.{one}.title"], about=text[f"emergency.{one}.about"])
            for one in NUMBERS
        ),
        places=_places(snapshot, text) if snapshot is not None else (),
        call=headline(snapshot, text) if calls and snapshot is not None else "",
        back=text["button.back"],
    )
    return HelpWords(call=call, emergency=emergency)


def headline(snapshot: Snapshot, text: Texts) -> str:
    """Where a call stands."""
    return text[f"{_kind(snapshot)}.headline"].format(role=role_word(_role(snapshot, 0), text))


def advice(snapshot: Snapshot, text: Texts) -> str:
    """What happens next by itself, and what to do."""
    kind, following = _kind(snapshot), _role(snapshot, 1)
    if kind != "help":
        return text[f"{kind}.next"]
    last = "help.next.last" if snapshot.help_phone else "help.next.alone"
    said = text["help.next" if following else last]
    return said.format(minutes=max(1, snapshot.minutes), role=role_word(following, text))


def phone(snapshot: Snapshot, text: Texts) -> str:
    """Which number to ring; empty where none is known."""
    number = snapshot.help_phone.replace(" ", "\u00a0")
    key = "help.unanswered.phone" if snapshot.reason == "unanswered" else "help.phone"
    return text[key].format(phone=number) if number else ""


def role_word(role: str, text: Texts) -> str:
    """A role of the policy's chain as people call it; one without a name of its own is staff."""
    key = f"role.{role}"
    return text[key if key in text else "role.other"]


def _kind(snapshot: Snapshot) -> str:
    if snapshot.reason == "unanswered" and not snapshot.help_phone:
        return "help.alone"
    return f"help.{snapshot.reason}" if snapshot.reason in ("taken", "unanswered") else "help"


def _role(snapshot: Snapshot, further: int) -> str:
    place = snapshot.asked + further
    return snapshot.roles[place] if place < len(snapshot.roles) else ""


def _rows(snapshot: Snapshot, text: Texts) -> tuple[Asked, ...]:
    """Of a long chain those round the one who is asked."""
    if snapshot.reason == "taken":
        return ()
    first = max(0, min(snapshot.asked - 1, len(snapshot.roles) - MOST_ROWS))
    shown = range(first, min(first + MOST_ROWS, len(snapshot.roles)))
    return tuple(_row(snapshot, place, text) for place in shown)


def _row(snapshot: Snapshot, place: int, text: Texts) -> Asked:
    role = role_word(snapshot.roles[place], text)
    if place < snapshot.asked or snapshot.reason == "unanswered":
        return Asked(role=role, state=text["call.before"], stage="before")
    if place == snapshot.asked:
        return Asked(role=role, state=text["call.now"].format(minutes=max(1, snapshot.minutes)), stage="now")
    return Asked(role=role, state=text["call.later"], stage="later")


def _places(snapshot: Snapshot, text: Texts) -> tuple[Where, ...]:
    told = (
        ("address", "pin", "\n".join(line for line in (snapshot.address, snapshot.emergency_note) if line)),
        ("aed", "heart", snapshot.aed),
        ("first-aid", "first-aid", snapshot.first_aid),
    )
    return tuple(Where(label=text[f"emergency.{key}"], place=place, sign=sign) for key, sign, place in told if place)
