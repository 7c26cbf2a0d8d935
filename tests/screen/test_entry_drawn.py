"""The entry pages as they are really laid out: nothing cut, nothing too small to touch, every sentence used."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping

from entry_visit import FIRST, KNOWN, ROOMS, Entry, change
from page_checks import page_problems
from screen_world import IDLE, THREE, MakeKiosk, item
from test_kiosk_access import PANELS, STEPS, languages, panels, steps

from station_app.assets import LANGUAGES, entry_texts, texts
from station_app.screen.entry.words import Party, beside_of, words_of
from station_app.wire import Snapshot, Way

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


def _entry(kiosk_of: MakeKiosk, panel: str, step: int, language: str) -> Entry:
    size, pitch = PANELS[panel]
    entry = Entry(kiosk_of(size, pitch_mm=pitch, entry_pause_ms=0, untouched_ms=600_000))
    entry.kiosk.language.choose(language)
    entry.kiosk.display.choose(f"text {step}")
    return entry


def shown(entry: Entry, page: str) -> None:
    snapshot, touches = PAGES[page]
    entry.start_afresh()
    entry.kiosk.show_snapshot(snapshot)
    for name in touches:
        entry.kiosk.entry.touch(name)
    entry.kiosk.picture()


@panels
@steps
@languages
def test_every_text_of_the_entry_fits_and_every_target_is_large_and_named(
    kiosk_of: MakeKiosk, panel: str, step: int, language: str
) -> None:
    pitch, wrong = PANELS[panel][1], dict[str, list[str]]()
    entry = _entry(kiosk_of, panel, step, language)
    for page in PAGES:
        shown(entry, page)
        window = entry.kiosk.window
        found = page_problems(window, pitch, STEPS[step])
        if found:
            wrong[page] = found

    assert wrong == {}


@panels
@languages
def test_no_page_of_the_entry_has_to_be_turned_in_the_usual_size(
    kiosk_of: MakeKiosk, panel: str, language: str
) -> None:
    turned: list[str] = []
    entry = _entry(kiosk_of, panel, 1, language)
    for page in PAGES:
        shown(entry, page)
        if item(entry.kiosk, "sheet").property("interactive"):
            turned.append(page)

    assert turned == []


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
    for reason in ("card-unreadable", "no-staff", "need-not-declared"):
        yield change(IDLE, moment="refused", reason=reason, rooms=ROOMS)
    for weather in ("heat", "cold"):
        yield change(IDLE, grace=weather, door="main")
    for need in ("nursing", "shower", "prayer", "health", "counselling", "changing"):
        yield change(IDLE, rooms=(change(ROOMS[0], need=need),))
    for first in (True, False):
        for second in (True, False):
            for third in (True, False):
                ways = (Way("id-card", first), Way("tag", second), Way("code", third))
                yield change(IDLE, wish="tell", ways=ways)


@languages
def test_no_sentence_of_the_entry_is_left_over(language: str) -> None:
    text = Noting(language)
    for snapshot in _every_state():
        for page in ("consent", "work", "party", "data", "sure", "rooms", "present" if snapshot.wish else ""):
            for party in (Party(), Party(adults=1, children=1)):
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
