"""How requests fare, in one quiet line: this station's figures beside everybody's."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

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


def calls_line(calls: Sequence[tuple[str, int]], text: Mapping[str, str]) -> str:
    """Which drivers are asked to see the keeper, by vehicle and number; empty for none."""
    named = [
        text["parking.called-one"].format(vehicle=text[f"parking.{kind}"], number=number) for kind, number in calls
    ]
    return text["parking.called"].format(drivers=text["parking.called-and"].join(named)) if named else ""
