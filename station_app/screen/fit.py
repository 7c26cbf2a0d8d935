"""How many pixels a millimetre of the design takes on this screen, and which of them an arm reaches."""

from __future__ import annotations

from dataclasses import dataclass

SHORT_MM, LONG_MM = 136.0, 217.5
"""The page as it is designed: a 10.1-inch panel, the smallest on which every size keeps its promise."""
LARGEST = 1.8
"""Bigger screens are read from further away, so all grows with them, as far as the third text step."""
USUAL_PITCH_MM = 0.248
"""A 21.5-inch panel of 1920x1080; taken when the screen's own word cannot be true."""
BODY_MM, KEY_MM, BUTTON_MM = 5.0, 11.0, 21.0
STEPS = (1.0, 1.4, 1.8)
"""Text steps."""
REACH_MM = (850, 1200)
"""Above the floor: what is touched from a wheelchair lies between these."""
LEAST_MM = 150.0
"""A page with something to touch gets this much height, however high a screen hangs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The shape of the page and its scale."""

    portrait: bool
    unit: float
    """Pixels for one millimetre of the design."""
    scale: float
    """Real millimetres for one of the design; below 1 the page would not fit at its promised sizes."""
    ceiling: int = 0
    """Pixels from the top that cannot be reached from a wheelchair; 0 where all can be."""
    lift: int = 0
    """Pixels from the bottom that are too low for it."""


def pitch_of(dots_per_inch: float) -> float:
    """Millimetres from pixel to pixel by what the screen says of itself, or the usual ones when that is absurd."""
    if not 40 <= dots_per_inch <= 400:
        return USUAL_PITCH_MM
    return 25.4 / dots_per_inch


def fit_of(width: int, height: int, pitch_mm: float, lower_edge_mm: int = REACH_MM[0]) -> Fit:
    """Fit the page to a window of so many pixels whose lower edge is so high above the floor."""
    short, long = sorted((max(width, 1) * pitch_mm, max(height, 1) * pitch_mm))
    scale = min(short / SHORT_MM, long / LONG_MM, LARGEST)
    tall = max(height, 1) * pitch_mm
    lift = min(max(0.0, REACH_MM[0] - lower_edge_mm), max(0.0, tall - LEAST_MM))
    ceiling = min(max(0.0, lower_edge_mm + tall - REACH_MM[1]), max(0.0, tall - lift - LEAST_MM))
    return Fit(
        portrait=height >= width,
        unit=scale / pitch_mm,
        scale=scale,
        ceiling=round(ceiling / pitch_mm),
        lift=round(lift / pitch_mm),
    )
