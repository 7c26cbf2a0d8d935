"""What a technician reads and may type, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from station_app.assets import LANGUAGES, texts
from station_app.selftest.commissioning.talk import Question, fits
from station_app.selftest.commissioning.worded import hint_of, lines_of, meant_by

CHOICE = Question(code="lock.try", kind="choice", choices=("opened", "click"), about={"door": "main", "terminal": "b"})
SOURCES = ("station_app/selftest/commissioning", "station_app/wiring/commission_command.py")
FAMILIES = ("choice.", "detector.", "reader.", "hint.", "sheet.means.", "pulse.", "which.")
"""Texts whose names are put together."""
ACTS = {f"{means}.{when}" for means in ("smoke", "motion", "help", "power-good") for when in ("act", "end")}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["2", "click", "CLICK"])
def test_a_choice_is_made_by_number_or_name(language: str, typed: str) -> None:
    assert meant_by(CHOICE, typed, texts(language)) == "click"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_is_made_by_its_words(language: str) -> None:
    assert meant_by(CHOICE, texts(language)["commission.choice.click"], texts(language)) == "click"


def test_what_is_no_choice_stays_what_was_typed() -> None:
    assert meant_by(CHOICE, "3", texts("en")) == "3"


def test_a_text_is_never_taken_for_a_choice() -> None:
    assert meant_by(Question(code="door.name", kind="text"), "1", texts("en")) == "1"


def test_choices_are_shown_with_their_numbers() -> None:
    assert [line.split()[0] for line in lines_of(CHOICE, texts("en"))[2:]] == ["1", "2"]


def test_a_diagnosis_says_what_was_seen_and_then_what_to_do() -> None:
    about = {"door": "main", "terminal": "board/relay/1"}
    question = Question(code="miswiring.lock-nc", kind="choice", choices=("again",), about=about)
    shown = lines_of(question, texts("en"))[1].splitlines()

    assert shown[0].startswith("!! The door main is free at rest")
    assert shown[1].strip().startswith("Move the lock's wire from NC to NO")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["text", "number", "choice", "done"])
def test_a_wrong_answer_gets_a_hint(language: str, kind: str) -> None:
    question = Question(code="x", kind=kind, choices=("a", "b"))  # type: ignore[arg-type]

    assert hint_of(question, texts(language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "code", ["station.id", "station.help-phone", "station.operator", "hub.url", "door.name", "zone.name"]
)
def test_a_name_that_is_refused_is_told_its_own_rule(language: str, code: str) -> None:
    hint = hint_of(Question(code=code, kind="text"), texts(language))

    assert texts(language)[f"commission.hint.{code}"] in hint


@pytest.mark.parametrize("said", ["0", "248", "99999", "two"])
def test_a_number_that_is_too_high_or_none_is_refused(said: str) -> None:
    assert not fits(Question(code="others.unit", kind="number", high=247), said)


def test_a_refused_number_is_told_the_highest() -> None:
    assert "247" in hint_of(Question(code="others.unit", kind="number", high=247), texts("en"))


def test_no_word_of_commissioning_is_left_over() -> None:
    root = Path(__file__).resolve().parents[2]
    files = [root / SOURCES[1], *(root / SOURCES[0]).glob("*.py")]
    source = "".join(file.read_text(encoding="utf-8") for file in files)
    names = {key.removeprefix("commission.") for key in texts("en") if key.startswith("commission.")}
    single = {name for name in names if not name.startswith(FAMILIES)} - ACTS

    left = {name for name in single if f'"{name.removeprefix("sheet.")}"' not in source}
    assert {name for name in left if f"commission.{name}" not in source} == set()
