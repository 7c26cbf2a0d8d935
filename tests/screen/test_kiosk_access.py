"""Every page in every language and every text step, held against what people need; and the checks against bad pages."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pytest
from page_checks import layout_problems, name_problems, page_problems, size_problems, touched_of
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow
from screen_world import IDLE, MakeKiosk, item
from test_kiosk_drawn import PAGES

from station_app.assets import LANGUAGES, asset
from station_app.screen.kiosk import Kiosk

PANELS = {
    "10 inch upright": ((800, 1280), 0.17),
    "15.6 inch lying": ((1920, 1080), 0.18),
    "21.5 inch upright": ((1080, 1920), 0.248),
    "32 inch lying": ((1920, 1080), 0.369),
}
EVERY = (*PAGES, "display")
STEPS = {1: 1.0, 2: 1.4, 3: 1.8}

panels = pytest.mark.parametrize("panel", PANELS)
steps = pytest.mark.parametrize("step", STEPS)
languages = pytest.mark.parametrize("language", LANGUAGES)


def _pages(
    kiosk_of: MakeKiosk, panel: str, step: int, language: str, wanted: Collection[str] = EVERY
) -> Iterator[tuple[str, Kiosk]]:
    """Each page of a kiosk on this panel, drawn."""
    size, pitch = PANELS[panel]
    kiosk = kiosk_of(size, pitch_mm=pitch)
    for page in wanted:
        snapshot = PAGES.get(page)
        kiosk.show_snapshot(snapshot or IDLE)
        kiosk.language.choose(language)
        kiosk.display.choose(f"text {step}")
        if page == "display":
            kiosk.display.open()
        if page == "notice":
            kiosk.notice.open()
        if page == "starting":
            kiosk.show_starting()
        kiosk.picture()
        yield page, kiosk


@panels
@steps
@languages
def test_every_text_fits_and_every_target_is_large_and_named(
    kiosk_of: MakeKiosk, panel: str, step: int, language: str
) -> None:
    pitch = PANELS[panel][1]
    problems = {
        page: wrong
        for page, kiosk in _pages(kiosk_of, panel, step, language)
        if (wrong := page_problems(kiosk.window, pitch, STEPS[step]))
    }

    assert problems == {}


@panels
@languages
def test_what_happens_at_the_door_is_seen_at_once_in_large_words(
    kiosk_of: MakeKiosk, panel: str, language: str
) -> None:
    wanted = ("idle", "reading", "welcome", "take-card", "goodbye", "help", "refused: full", "evacuation", "wellbeing")
    turned = [
        page
        for page, kiosk in _pages(kiosk_of, panel, 2, language, wanted)
        if item(kiosk, "sheet").property("interactive")
    ]

    assert turned == []


@pytest.fixture
def bad_page(qapp: object, typeface: None) -> Iterator[QQuickWindow]:
    """A page on which everything is wrong: what the checks must find."""
    engine = QQmlApplicationEngine()
    engine.addImportPath(str(asset("qml")))
    engine.loadData(
        b"""
        import QtQuick
        import StationKiosk
        Window {
            width: 800; height: 1280; visible: true
            Words {
                x: 20; y: 100; width: 200
                text: "elided elided elided"; elide: Text.ElideRight; wrapMode: Text.NoWrap; font.pixelSize: 40
            }
            Words { x: 20; y: 300; text: "outside"; font.pixelSize: 60 }
            Words { x: 700; y: 300; text: "outside, too"; font.pixelSize: 60 }
            Words { x: 20; y: 500; text: "one"; font.pixelSize: 60 }
            Words { x: 30; y: 510; text: "other"; font.pixelSize: 60 }
            Words { x: 20; y: 700; text: "small"; font.pixelSize: 12 }
            Words { x: 300; y: 100; width: 150; text: "unbreakable"; font.pixelSize: 60 }
            BigButton { x: 20; y: 800; text: "tiny"; width: 60; height: 60 }
            BigButton { x: 20; y: 1000; sign: "bell"; width: 200; height: 200 }
        }
        """
    )
    window = engine.rootObjects()[0]
    assert isinstance(window, QQuickWindow)
    window.grabWindow()
    yield window
    engine.deleteLater()


@pytest.mark.parametrize(
    "found",
    [
        "cut: elided elided elided",
        "outside the window: outside, too",
        "on each other: one | other",
        "broken: unbreakable",
    ],
)
def test_words_that_do_not_fit_are_found(bad_page: QQuickWindow, found: str) -> None:
    assert found in layout_problems(bad_page)


@pytest.mark.parametrize("found", ["small words: small 2.0 mm", "small target: tiny 10.2 mm"])
def test_what_is_too_small_is_found(bad_page: QQuickWindow, found: str) -> None:
    assert found in size_problems(bad_page, 0.17, 1.0)


def test_a_text_that_does_not_grow_with_its_step_is_found(bad_page: QQuickWindow) -> None:
    assert any(one.startswith("small words: elided") for one in size_problems(bad_page, 0.17, 1.8))


def test_a_control_without_a_name_is_found(bad_page: QQuickWindow) -> None:
    assert len(touched_of(bad_page)) == 2
    assert name_problems(bad_page) == ["no name: BigButton"]
