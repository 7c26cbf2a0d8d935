"""The bundled fonts draw everything the screens may say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

WEIGHTS = {"Regular": 400, "Bold": 700}


@pytest.fixture(scope="module", params=WEIGHTS)
def font(request: pytest.FixtureRequest, root: Path) -> TTFont:
    return TTFont(root / "resources" / "fonts" / f"NotoSansSC-{request.param}.ttf")


def missing(font: TTFont, text: str) -> set[str]:
    drawable = font.getBestCmap()
    return {character for character in text if character.isprintable() and ord(character) not in drawable}


def test_every_sentence_of_every_language_can_be_drawn(font: TTFont, root: Path) -> None:
    tables = [json.loads(path.read_text()) for path in (root / "resources").glob("i18n*/**/*.json")]

    assert missing(font, json.dumps(tables, ensure_ascii=False)) == set()


def test_every_sign_written_in_qml_can_be_drawn(font: TTFont, root: Path) -> None:
    assert missing(font, "".join(path.read_text() for path in (root / "resources" / "qml").rglob("*.qml"))) == set()


def test_names_outside_gb2312_can_be_drawn(font: TTFont) -> None:
    assert missing(font, "喆堃镕") == set()


def test_names_in_traditional_characters_can_be_drawn(font: TTFont) -> None:
    assert missing(font, "臺灣臺北市環衛驛站龍鬱籲") == set()


def test_signs_of_a_station_can_be_drawn(font: TTFont) -> None:
    assert missing(font, "25℃ ✓ × → ← ·—“”《》，。：；？！…%") == set()


def test_each_weight_says_its_own_weight(font: TTFont) -> None:
    assert font["OS/2"].usWeightClass == WEIGHTS[font["name"].getDebugName(2)]


def test_both_weights_are_one_family(font: TTFont) -> None:
    assert font["name"].getDebugName(1) == "Noto Sans SC"
