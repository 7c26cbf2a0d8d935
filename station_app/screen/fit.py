"""How many pixels a millimetre of the design takes on this screen."""

from __future__ import annotations

from dataclasses import dataclass

SHORT_MM, LONG_MM = 136.0, 217.5
"""The page as it is designed: a 10.1-inch panel, the smallest on which every size keeps its promise."""
LARGEST = 1.8
"""Bigger screens are read from further away, so all grows with them, up to the third text step."""
USUAL_PITCH_MM = 0.248
"""A 21.5-inch panel of 1920x1080; taken when the screen's own word cannot be true."""
BODY_MM, KEY_MM, BUTTON_MM = 5.0, 11.0, 21.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The shape of the page and its scale."""

    portrait: bool
    unit: float
    """Pixels for one millimetre of the design."""
    scale: float
    """Real millimetres for one of the design; below 1 the page would not fit at its promised sizes."""


def pitch_of(dots_per_inch: float) -> float:
    """Millimetres from pixel to pixel by what the screen says of itself, or the usual ones when that is absurd."""
    if not 40 <= dots_per_inch <= 400:
        return USUAL_PITCH_MM
    return 25.4 / dots_per_inch


def fit_of(width: int, height: int, pitch_mm: float) -> Fit:
    """Fit the page to a window of so many pixels."""
    short, long = sorted((max(width, 1) * pitch_mm, max(height, 1) * pitch_mm))
    scale = min(short / SHORT_MM, long / LONG_MM, LARGEST)
    return Fit(portrait=height >= width, unit=scale / pitch_mm, scale=scale)
