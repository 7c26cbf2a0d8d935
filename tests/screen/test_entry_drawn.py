"""The entry pages as they are really laid out: nothing cut, nothing too small to touch, every sentence used."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping

import pytest
from entry_visit import FIRST, KNOWN, ROOMS, Entry, change
from screen_world import IDLE, LANDSCAPE, PITCH, PORTRAIT, SMALL, THREE, MakeKiosk, item, kind_of, visible_items
from test_kiosk_drawn import problems

from station_app.assets import LANGUAGES, entry_texts, texts
from station_app.screen.entry.words import Party, beside_of, words_of
from station_app.wire import Snapshot, Way

SIZES = pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, SMALL], ids=["portrait", "landscape", "small"])
SPOKEN = pytest.mark.parametrize("language", LANGUAGES)

HELD = {"held_visits": 12, "held_since": "2026-09-01", "held_until": "2027-02-22", "held_notice": "12"}
PAGES: dict[str, tuple[Snapshot, tuple[str, ...]]] = {
    "consent": (change(IDLE, moment="welcome", questions=FIRST), ()),
    "consent, card": (change(IDLE, moment="take-card", card_on=True, questions=FIRST), ("adult",)),
    "work": (change(IDLE, questions=FIRST), ("agree",)),
    "work alone": (change(IDLE, questions=change(FIRST, consent=False)), ("adult", "child")),
    "welcome, companions": (change(IDLE, moment="welcome", questions=KNOWN), ()),
    "companions": (change(IDLE, moment="welcome", questions=KNOWN), ("party", "adult")),
    "data": (IDLE, ("data",)),
    "sure": (IDLE, ("forget",)),
    **{f"present: {wish}": (change(IDLE, wish=wish), ()) for wish in ("tell", "forget", "withdraw")},
    "present: need": (change(IDLE, wish="need", wish_zone="母婴室"), ()),
    "present: turn": (change(IDLE, wish="turn", wish_zone="淋浴间", ways=THREE), ()),
    "rooms": (change(IDLE, rooms=ROOMS), ("rooms",)),
    "idle, other ways": (change(IDLE, rooms=ROOMS, grace="storm", door="main"), ()),
    "told": (change(IDLE, moment="told", held_occupation="housekeeping", **HELD), ()),
}


def _entry(kiosk_of: MakeKiosk, size: tuple[int, int], language: str) -> Entry:
    entry = Entry(kiosk_of(size, entry_pause_ms=0, untouched_ms=600_000))
    if entry.kiosk.language.code != language:
        entry.kiosk.language.switch()
    return entry


def shown(entry: Entry, page: str) -> None:
    snapshot, touches = PAGES[page]
    entry.kiosk.show_snapshot(IDLE)
    entry.kiosk.show_snapshot(snapshot)
    for name in touches:
        entry.kiosk.entry.touch(name)
    entry.kiosk.picture()


@SPOKEN
@SIZES
def test_every_word_of_every_entry_page_is_seen_whole(
    kiosk_of: MakeKiosk, size: tuple[int, int], language: str
) -> None:
    wrong: dict[str, list[str]] = {}
    for page in PAGES:
        entry = _entry(kiosk_of, size, language)
        shown(entry, page)
        if found := problems(entry.kiosk):
            wrong[page] = found
        entry.kiosk.window.hide()

    assert wrong == {}


@SPOKEN
@SIZES
def test_every_entry_page_keeps_its_promised_sizes(kiosk_of: MakeKiosk, size: tuple[int, int], language: str) -> None:
    shrunk: dict[str, float] = {}
    for page in PAGES:
        entry = _entry(kiosk_of, size, language)
        shown(entry, page)
        if item(entry.kiosk, "page").scale() < 1:
            shrunk[page] = item(entry.kiosk, "page").scale()
        entry.kiosk.window.hide()

    assert shrunk == {}


@SPOKEN
@SIZES
def test_everything_to_touch_is_twenty_millimetres_or_more(
    kiosk_of: MakeKiosk, size: tuple[int, int], language: str
) -> None:
    small: list[str] = []
    for page in PAGES:
        entry = _entry(kiosk_of, size, language)
        shown(entry, page)
        keys = [one for one in visible_items(entry.kiosk.window.contentItem()) if kind_of(one) in ("BigButton", "Tile")]
        small += [f"{page}: {key.objectName()}" for key in keys if min(key.width(), key.height()) * PITCH[size] < 20]
        entry.kiosk.window.hide()

    assert small == []


class Noting(Mapping[str, str]):
    """A language that remembers which of its sentences were asked for."""

    def __init__(self, language: str) -> None:
        self._texts = entry_texts(language)
        self.used: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.used.add(key)
        return self._texts[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def _every_state() -> Iterator[Snapshot]:
    yield from (snapshot for snapshot, _ in PAGES.values())
    for weather in ("heat", "cold"):
        yield change(IDLE, grace=weather, door="main")
    for need in ("nursing", "shower", "prayer", "health", "counselling", "changing"):
        yield change(IDLE, rooms=(change(ROOMS[0], need=need),))
    for first in (True, False):
        for second in (True, False):
            for third in (True, False):
                ways = (Way("id-card", first), Way("tag", second), Way("code", third))
                yield change(IDLE, wish="tell", ways=ways)


@SPOKEN
def test_no_sentence_of_the_entry_is_left_over(language: str) -> None:
    text = Noting(language)
    for snapshot in _every_state():
        for page in ("consent", "work", "party", "data", "sure", "rooms", "present" if snapshot.wish else ""):
            for party in (Party(), Party(adults=1)):
                words_of(page, snapshot, party, text)
        beside_of(snapshot, text, party=True)

    assert set(text) - text.used - set(texts(language)) == set()


def _blanks(words: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(words) if name is not None)


def test_languages_have_the_same_sentences_of_the_entry_with_the_same_blanks() -> None:
    blanks = [{key: _blanks(words) for key, words in entry_texts(language).items()} for language in LANGUAGES]

    assert all(one == blanks[0] for one in blanks)


def test_chinese_sentences_of_the_entry_use_full_width_punctuation() -> None:
    assert [words for words in entry_texts("zh-CN").values() if any(mark in words for mark in ",?!;")] == []
