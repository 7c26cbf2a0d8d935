"""How requests fare, in one quiet line: this station's figures beside everybody's."""

from __future__ import annotations

import math
from collections.abc import Mapping

from station_app.wire import RequestFigures


def figures_line(figures: RequestFigures | None, text: Mapping[str, str]) -> str:
    """What there is to tell; empty for nothing. A median below a minute is one minute."""
    if figures is None:
        return ""
    parts: list[str] = []
    if figures.accept_minutes is not None:
        here = max(1, math.ceil(figures.accept_minutes))
        if figures.fleet_accept_minutes is None:
            parts.append(text["figures.accept"].format(here=here))
        else:
            fleet = max(1, math.ceil(figures.fleet_accept_minutes))
            parts.append(text["figures.accept-both"].format(here=here, fleet=fleet))
    if figures.answered_percent is not None:
        parts.append(text["figures.answered"].format(percent=math.floor(figures.answered_percent)))
    if figures.rating is not None:
        parts.append(text["figures.rating"].format(stars=f"{figures.rating:.1f}"))
    return text["figures.join"].join(parts)
