from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from screen_world import PITCH

from station_app.screen.fit import USUAL_PITCH_MM, fit_of, pitch_of
from station_app.screen.kiosk import KioskSettings


@pytest.mark.parametrize("size", PITCH)
def test_sizes_are_kept_on_every_usual_panel(size: tuple[int, int]) -> None:
    assert fit_of(*size, PITCH[size]).scale > 0.9999


@given(st.integers(1, 8000), st.integers(1, 8000), st.floats(0.05, 1.0))
def test_the_page_never_asks_for_more_than_the_screen_has(width: int, height: int, pitch: float) -> None:
    fit = fit_of(width, height, pitch)

    assert 136 * fit.unit <= min(width, height) * 1.000001 and 217.5 * fit.unit <= max(width, height) * 1.000001


@pytest.mark.parametrize("dots", [0.0, 12.0, 5000.0])
def test_a_screen_that_lies_about_itself_is_taken_as_a_usual_one(dots: float) -> None:
    assert pitch_of(dots) == USUAL_PITCH_MM


def test_an_honest_screen_is_believed() -> None:
    assert pitch_of(254.0) == pytest.approx(0.1)


def test_an_impossible_pitch_is_refused_with_its_range() -> None:
    with pytest.raises(ValueError, match=r"0\.05 to 1\.0 mm, got 25\.4"):
        KioskSettings(pitch_mm=25.4)
