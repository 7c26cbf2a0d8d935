"""The two shapes in which rules speak: an answer to an event, and what a recorded fact leaves in mind."""

from __future__ import annotations

from collections.abc import Callable

from station_app.core.commands import Command
from station_app.core.facts import Fact
from station_app.core.model import StationState

Step = tuple[StationState, list[Command]]
"""The new state, and what is to be done, in order."""

Recall = Callable[[StationState, Fact], StationState]
"""What the state is after a fact that was recorded: nothing is decided, recorded or done anew."""
