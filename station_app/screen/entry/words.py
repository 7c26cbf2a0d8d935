"""The words of the entry pages: from a snapshot, a page's name and a language. No Qt, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from station_app.core.occupations import TILES
from station_app.screen.leading_on import WAYS, next_keys
from station_app.wire import RoomNeed, Snapshot

Texts = Mapping[str, str]

_SIGNS: Final[Mapping[str, str]] = {"help": "bell", "ways": "next", "rooms": "house"}
UNSAID: Final = "unsaid"
"""The tile of whoever would rather not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyWords:
    """Something to touch."""

    name: str
    label: str
    sign: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who comes along, as far as it was said."""

    adults: int = 0
    children: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWords:
    """One entry page."""

    banner: str = ""
    """That the door is open: it waits for nothing that is asked here."""
    title: str = ""
    lines: tuple[str, ...] = ()
    tiles: tuple[KeyWords, ...] = ()
    keys: tuple[KeyWords, ...] = ()
    party_keys: tuple[KeyWords, ...] = ()
    seconds: int = 0
    """How long something is awaited; 0 for no such thing."""
    waiting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideWords:
    """Keys on pages that are not of the entry."""

    idle: tuple[KeyWords, ...] = ()
    data: str = ""
    """The key beside the notice that leads to one's own data."""
    moment: tuple[KeyWords, ...] = ()


def words_of(page: str, snapshot: Snapshot, party: Party, text: Texts) -> EntryWords:
    """The words of a page by its name."""
    match page:
        case "consent":
            return _with_party(_consent(snapshot, text), party, text)
        case "work":
            words = _work(snapshot, text)
            only = snapshot.questions is not None and not snapshot.questions.consent
            return _with_party(words, party, text) if only else words
        case "party":
            done = KeyWords(name="done", label=text["party.done"], sign="tick")
            words = EntryWords(banner=_banner(snapshot, text), title=text["party.title"], keys=(done,))
            return _with_party(words, party, text)
        case "data":
            return _data(text)
        case "sure":
            return _sure(text)
        case "rooms":
            return _rooms(snapshot, text)
        case "present":
            return _present(snapshot, text)
        case _:
            return EntryWords()


def beside_of(snapshot: Snapshot, text: Texts, *, party: bool) -> BesideWords:
    """The keys of a snapshot; `party` where somebody has just come in and may say who comes along."""
    moment: tuple[KeyWords, ...] = ()
    if snapshot.moment == "refused":
        moment = tuple(
            KeyWords(name=name, label=text[f"key.{name}"], sign=_SIGNS[name])
            for name in next_keys(snapshot, snapshot.reason)
        )
    elif snapshot.moment == "told":
        moment = (_back(text),)
    elif snapshot.moment == "welcome" and party:
        moment = (KeyWords(name="party", label=text["key.party"], sign="people"),)
    return BesideWords(idle=_idle_keys(snapshot, text), data=text["key.data"], moment=moment)


def _idle_keys(snapshot: Snapshot, text: Texts) -> tuple[KeyWords, ...]:
    """Other ways than a credential, on the idle page."""
    keys: list[KeyWords] = []
    if snapshot.grace and snapshot.door:
        keys.append(KeyWords(name="grace", label=text[f"key.grace.{snapshot.grace}"], sign="open", strong=True))
    if snapshot.rooms:
        keys.append(KeyWords(name="rooms", label=text["key.rooms"], sign="house"))
    return tuple(keys)


def _banner(snapshot: Snapshot, text: Texts) -> str:
    if snapshot.card_on:
        return text["banner.card"]
    return text["banner.come-in" if snapshot.moment == "welcome" else "banner.open"]


def _consent(snapshot: Snapshot, text: Texts) -> EntryWords:
    return EntryWords(
        banner=_banner(snapshot, text),
        title=text["consent.title"],
        lines=(text["consent.what"], text["consent.else"]),
        keys=(
            KeyWords(name="later", label=text["consent.later"]),
            KeyWords(name="agree", label=text["consent.agree"]),
        ),
    )


def _work(snapshot: Snapshot, text: Texts) -> EntryWords:
    tiles = tuple(KeyWords(name=f"work:{code}", label=text[f"work.{code}"], sign=code) for code in (*TILES, UNSAID))
    return EntryWords(banner=_banner(snapshot, text), title=text["work.title"], lines=(text["work.why"],), tiles=tiles)


def _with_party(words: EntryWords, party: Party, text: Texts) -> EntryWords:
    keys = (_count("adult", party.adults, text), _count("child", party.children, text))
    return replace(words, party_keys=keys)


def _count(who: str, count: int, text: Texts) -> KeyWords:
    return KeyWords(name=who, label=text[f"party.{who}.count"].format(count=count) if count else text[f"party.{who}"])


def _data(text: Texts) -> EntryWords:
    return EntryWords(
        title=text["data.title"],
        lines=(text["data.what"], text["data.how"]),
        keys=(
            KeyWords(name="tell", label=text["data.tell"]),
            KeyWords(name="withdraw", label=text["data.withdraw"]),
            KeyWords(name="forget", label=text["data.forget"]),
            _back(text),
        ),
    )


def _sure(text: Texts) -> EntryWords:
    erase = KeyWords(name="erase", label=text["sure.erase"])
    return EntryWords(title=text["sure.title"], lines=(text["sure.what"], text["sure.kept"]), keys=(_back(text), erase))


def _rooms(snapshot: Snapshot, text: Texts) -> EntryWords:
    tiles = tuple(
        KeyWords(name=f"room:{number}", label=_room(room, text), sign="room")
        for number, room in enumerate(snapshot.rooms)
    )
    return EntryWords(title=text["rooms.title"], lines=(text["rooms.what"],), tiles=tiles, keys=(_back(text),))


def _room(room: RoomNeed, text: Texts) -> str:
    need = text.get(f"need.{room.need}", "")
    return text["room.one"].format(room=room.title, need=need) if need else room.title


def _present(snapshot: Snapshot, text: Texts) -> EntryWords:
    working = {way.kind for way in snapshot.ways if way.works}
    which = "-".join(name for kind, name in WAYS.items() if kind in working) or "none"
    elsewhere = snapshot.wish == "need"
    return EntryWords(
        title=text["present.room" if elsewhere else f"present.{which}"],
        lines=(text[f"present.{snapshot.wish}"].format(room=snapshot.wish_zone),),
        keys=(_back(text),),
        seconds=30,
        waiting=text["present.wait"],
    )


def _back(text: Texts) -> KeyWords:
    return KeyWords(name="back", label=text["key.back"], sign="back")
