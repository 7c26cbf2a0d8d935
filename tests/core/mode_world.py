"""Modes of a station, as tests say it."""

from __future__ import annotations

from order_world import OrderedStation

from station_app.core.flow import next_deadline

DAY = 86_400


def evacuations(desk: OrderedStation) -> list[float]:
    """When the door was released for an evacuation: seconds between, as the boards would feel it."""
    return [hold.seconds for hold in desk.pulses if hold.cause == "evacuation"]


def run(desk: OrderedStation, seconds: float) -> None:
    """Let the rules be told of time exactly when they want to be."""
    ends = desk.at.mono_ms + round(seconds * 1000)
    while desk.at.mono_ms < ends:
        desk.wait(min(next_deadline(desk.state, desk.at), (ends - desk.at.mono_ms) / 1000))
