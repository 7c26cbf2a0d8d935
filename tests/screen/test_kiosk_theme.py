"""Contrast, computed from the colours that are really drawn with."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor
from PySide6.QtQml import QQmlApplicationEngine

from station_app.assets import asset

KEY = [
    ("ink", "paper"),
    ("ink", "raised"),
    ("heroInk", "hero"),
    ("good", "goodPaper"),
    ("calm", "calmPaper"),
    ("wait", "waitPaper"),
    ("alarm", "alarmPaper"),
    ("ink", "badPaper"),
    ("ink", "calmPaper"),
]
BODY = [
    ("soft", "paper"),
    ("heroSoft", "hero"),
    ("lamp", "hero"),
    ("away", "awayPaper"),
    ("good", "raised"),
    ("accentInk", "accent"),
    ("goodSign", "good"),
    ("calmSign", "calm"),
    ("waitSign", "wait"),
    ("alarmSign", "alarm"),
    ("calm", "raised"),
    ("calm", "paper"),
    ("bad", "raised"),
    ("bad", "paper"),
    ("bad", "badPaper"),
    ("badSign", "bad"),
    ("good", "paper"),
    ("soft", "raised"),
    ("soft", "waitPaper"),
    ("away", "raised"),
    ("wait", "paper"),
    ("wait", "raised"),
]
EDGES = [
    ("line", "paper"),
    ("line", "raised"),
    ("accent", "paper"),
    ("away", "paper"),
    ("wait", "raised"),
    ("bad", "raised"),
    ("heroSoft", "hero"),
]


def _luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2: 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


PAIRS = [(pair, 7.0) for pair in KEY] + [(pair, 4.5) for pair in BODY] + [(pair, 3.0) for pair in EDGES]
Palette = Mapping[str, QColor]


def contrast_problems(palette: Palette, least: float = 0.0) -> list[str]:
    """The pairs that stand out less than they must; in high contrast at least so much, whatever they are."""
    return [
        f"{ink} on {ground} {found:.1f}"
        for (ink, ground), wanted in PAIRS
        if (found := contrast(palette[ink], palette[ground])) < max(wanted, least)
    ]


def palette_of(theme: QObject) -> Palette:
    """The colours of the theme as it stands."""
    names = {name for pair, _ in PAIRS for name in pair}
    return {name: QColor(theme.property(name)) for name in names}


@pytest.fixture
def theme(qapp: object, request: pytest.FixtureRequest) -> QObject:
    engine = QQmlApplicationEngine()
    request.addfinalizer(engine.deleteLater)
    engine.addImportPath(str(asset("qml")))
    return engine.singletonInstance("StationKiosk", "Theme")


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
def test_all_words_and_edges_stand_out(theme: QObject, night: bool) -> None:
    theme.setProperty("night", night)

    assert contrast_problems(palette_of(theme)) == []


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
def test_in_high_contrast_everything_stands_out_seven_to_one(theme: QObject, night: bool) -> None:
    theme.setProperty("night", night)
    theme.setProperty("vivid", True)

    assert contrast_problems(palette_of(theme), 7.0) == []


@pytest.mark.parametrize(
    ("name", "colour", "found"),
    [
        ("ink", "#777777", "ink on paper"),
        ("accentInk", "#E08A50", "accentInk on accent"),
        ("line", "#E5DECF", "line on paper"),
        ("goodPaper", "#2E7D52", "good on goodPaper"),
    ],
)
def test_a_broken_theme_is_found(theme: QObject, name: str, colour: str, found: str) -> None:
    broken = {**palette_of(theme), name: QColor(colour)}

    assert any(one.startswith(found) for one in contrast_problems(broken))


def test_the_usual_theme_is_not_taken_for_high_contrast(theme: QObject) -> None:
    assert contrast_problems(palette_of(theme), 7.0) != []


def test_contrast_of_black_on_white_is_twenty_one() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
