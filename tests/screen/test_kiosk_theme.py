"""Contrast, computed from the colours that are really drawn with."""

from __future__ import annotations

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


@pytest.fixture(params=[False, True], ids=["day", "night"])
def theme(qapp: object, request: pytest.FixtureRequest) -> QObject:
    engine = QQmlApplicationEngine()
    request.addfinalizer(engine.deleteLater)
    engine.addImportPath(str(asset("qml")))
    found: QObject = engine.singletonInstance("StationKiosk", "Theme")
    found.setProperty("night", request.param)
    return found


@pytest.mark.parametrize(("ink", "ground"), KEY)
def test_key_lines_stand_out_seven_to_one(theme: QObject, ink: str, ground: str) -> None:
    assert contrast(theme.property(ink), theme.property(ground)) >= 7


@pytest.mark.parametrize(("ink", "ground"), BODY)
def test_all_other_words_stand_out_four_and_a_half_to_one(theme: QObject, ink: str, ground: str) -> None:
    assert contrast(theme.property(ink), theme.property(ground)) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_of_controls_stand_out_three_to_one(theme: QObject, edge: str, ground: str) -> None:
    assert contrast(theme.property(edge), theme.property(ground)) >= 3


def test_contrast_of_black_on_white_is_twenty_one() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
