from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import product

import msgspec
import pytest
from screen_world import IDLE, NEAR, not_traditional

from station_app.assets import LANGUAGES, entry_texts, service_texts, texts
from station_app.core.occupations import TILES
from station_app.core.reasons import REASONS
from station_app.screen.calls import help_words
from station_app.screen.page import page_of, starting_page
from station_app.screen.prompts import PROMPTS, prompt_of
from station_app.wire import Snapshot, Way

change = msgspec.structs.replace
SUNDAY = datetime(2026, 3, 15, 14, 5, tzinfo=UTC)


class Noting(Mapping[str, str]):
    """A language that remembers which of its sentences were asked for."""

    def __init__(self, language: str) -> None:
        self._texts = texts(language)
        self.used: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.used.add(key)
        return self._texts[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def _every_telling() -> Iterator[Snapshot]:
    for reason in ("forgotten", "withdrawn", "not-given"):
        yield change(IDLE, moment="told", reason=reason)
    for work in TILES:
        yield change(IDLE, moment="told", held_visits=0, held_notice="1", held_occupation=work)
    for visits in (0, 12):
        yield change(IDLE, moment="told", held_visits=visits, held_since="2026-09-01", held_until="2027-02-22")


def _every_snapshot() -> Iterator[Snapshot]:
    for moment in ("idle", "reading", "welcome", "goodbye", "take-card", "help"):
        yield change(IDLE, moment=moment)
    for moment in ("evacuation", "lockdown", "shelter", "wellbeing", "turn", "told"):
        yield change(IDLE, moment=moment)
    for reason in ("opened-by-order", "tapped", "your-turn"):
        yield change(IDLE, moment="welcome", reason=reason)
    for reason in ("loud", "called"):
        yield change(IDLE, moment="wellbeing", reason=reason)
    yield from _every_telling()
    for reason in ("", "called", "reminded", "over"):
        yield change(IDLE, moment="turn", reason=reason, number=7, minutes=5)
    yield change(IDLE, moment="welcome", card_on=True)
    for reason in REASONS:
        yield change(IDLE, moment="refused", reason=reason)
    for ways in ((), (Way("tag", True),)):
        yield change(IDLE, moment="refused", reason="card-unreadable", ways=ways)
    yield change(IDLE, moment="refused", reason="closed", opens_at="0 06:00")
    yield change(IDLE, cameras=True)
    for look in ("now", "lately"):
        yield change(IDLE, look=look, look_zone="休息区")
    yield change(IDLE, moment="maintenance", neighbour="人民路驿站")
    for card, tag, code in product((None, True, False), repeat=3):
        ways = (("id-card", card), ("tag", tag), ("code", code))
        yield change(IDLE, ways=tuple(Way(kind, works) for kind, works in ways if works is not None))
    yield change(IDLE, open=False)
    for weekday in range(7):
        yield change(IDLE, open=False, opens_at=f"{weekday} 18:00")
    yield change(IDLE, open=False, opens_at="6 09:00")
    for month in range(1, 13):
        yield change(IDLE, open=False, opens_at=f"2027-{month:02d}-08 09:00")
    yield change(IDLE, inside=16, degraded=True)
    yield change(IDLE, capacity=0, help_phone="", operator="")
    yield from _calls_for_help()
    yield from _open_ones_near()


def _calls_for_help() -> Iterator[Snapshot]:
    for reason, phone in product(("", "taken", "unanswered"), ("12351", "")):
        yield change(IDLE, moment="help", reason=reason, help_phone=phone)
    for asked in range(4):
        yield change(IDLE, moment="help", roles=("keeper", "district", "union", "fire-post"), asked=asked, minutes=1)
    yield change(IDLE, moment="help", roles=("keeper",), help_phone="")
    yield change(IDLE, address="A", emergency_note="B", aed="C", first_aid="D")


def _open_ones_near() -> Iterator[Snapshot]:
    for places in ("", "1-3", "4-9", "10+"):
        yield change(IDLE, moment="maintenance", near=tuple(change(one, places=places) for one in NEAR))
    yield change(IDLE, inside=16, near=NEAR)
    for wind in ("n", "ne", "e", "se", "s", "sw", "w", "nw"):
        yield change(IDLE, moment="maintenance", near=(change(NEAR[0], direction=wind),))


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_says_what_it_is_and_what_to_do_next(language: str, reason: str) -> None:
    text = texts(language)

    assert text[f"reason.{reason}.headline"] and text[f"reason.{reason}.next"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_can_be_spoken(language: str) -> None:
    assert {key.removeprefix("voice.") for key in texts(language) if key.startswith("voice.")} == PROMPTS


@pytest.mark.parametrize("reason", REASONS)
def test_every_refusal_has_a_prompt(reason: str) -> None:
    assert prompt_of(change(IDLE, moment="refused", reason=reason)) in PROMPTS


def test_languages_have_the_same_sentences_with_the_same_blanks() -> None:
    blanks = [{key: _fields(sentence) for key, sentence in texts(language).items()} for language in LANGUAGES]

    assert all(one == blanks[0] for one in blanks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_left_over(language: str) -> None:
    text = Noting(language)
    for snapshot in _every_snapshot():
        help_words(snapshot, text, connected=True)
        page_of(snapshot, text, SUNDAY)
        page_of(snapshot, text, SUNDAY + timedelta(days=3))
    for day in range(365):
        page_of(IDLE, text, SUNDAY + timedelta(days=day))
    for last in (None, IDLE):
        starting_page(last, text, SUNDAY)
    # spoken ones, and those of `station commission`, which its own tests account for
    spoken = {key for key in text if key.startswith(("voice.", "commission.", "miswiring."))}

    chosen = {key for key in text if key.startswith(("display.", "language."))}
    words = {"button.display", "button.before", "button.further"}  # those of the page's own panel
    assert set(text) - text.used - spoken - chosen - words == set()


def test_a_language_is_named_in_itself() -> None:
    assert [texts(one)["language.name"] for one in LANGUAGES] == ["简体中文", "繁體中文", "English"]


def test_a_language_without_texts_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no texts in 'ug'; there are zh-CN, zh-TW, en"):
        texts("ug")


@pytest.mark.parametrize("language", ["zh-CN", "zh-TW"])
def test_chinese_sentences_use_full_width_punctuation(language: str) -> None:
    assert [s for k, s in texts(language).items() if any(mark in s for mark in ",?!;")] == []


def test_traditional_sentences_are_in_the_characters_of_taiwan() -> None:
    assert {s: letters for s in entry_texts("zh-TW").values() if (letters := not_traditional(s))} == {}


@pytest.mark.parametrize("words", [texts, entry_texts, service_texts], ids=["worker", "entry", "technician"])
def test_traditional_sentences_are_in_the_words_of_taiwan(words: Callable[[str], Mapping[str, str]]) -> None:
    mainland = (
        "屏幕",
        "螢屏",
        "信息",
        "網絡",
        "默認",
        "數據",
        "設置",
        "攝像",
        "二維碼",
        "質量",
        "回車",
        "波特率",
        "身份證",
        "“",
    )

    assert [s for s in words("zh-TW").values() if any(word in s for word in mainland)] == []


def test_a_simplified_character_among_traditional_ones_is_found() -> None:
    assert not_traditional("請刷身份证进門") == "证进"
