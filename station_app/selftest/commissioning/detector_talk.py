"""The third part: detectors and buttons that belong to no door."""

from __future__ import annotations

from typing import Final

from station_app.core.model import InputMeaning
from station_app.selftest.commissioning.door_talk import there_and_back
from station_app.selftest.commissioning.evidence import followed
from station_app.selftest.commissioning.knowledge import Knowledge
from station_app.selftest.commissioning.learned import LearnedInput, Terminal
from station_app.selftest.commissioning.talk import Talk, tell, yes_no

_ASKED: Final[tuple[tuple[InputMeaning, str], ...]] = (
    ("smoke", "smoke"),
    ("motion", "motion"),
    ("help", "help"),
    ("power-good", "power"),
)
"""What an input may mean, and its name in the configuration."""


def learn_detectors(know: Knowledge) -> Talk[tuple[LearnedInput, ...]]:
    """Ask for each kind whether there is one, and let a person set it off."""
    learned: list[LearnedInput] = []
    if not know.has_inputs:
        return ()
    for means, name in _ASKED:
        if not (yield from yes_no(f"detector.{means}", default="no")):
            continue
        terminal = yield from _learn(know, means)
        if terminal is not None:
            know.taken.append(terminal)
            learned.append(LearnedInput(name=name, means=means, terminal=terminal))
            yield from tell("learned.input", name=name, terminal=terminal.text)
    return tuple(learned)


def _learn(know: Knowledge, means: InputMeaning) -> Talk[Terminal | None]:
    while True:
        moved = yield from there_and_back(know, f"{means}.act", f"{means}.end")
        if moved is None:
            return None
        found = followed(*moved, know.taken)
        if not found:
            if (yield from know.mend("detector-silent")):
                continue
            return None
        terminal = found[0]
        if means == "smoke" and not terminal.inverted:
            # a cut wire must alarm, so nothing but a normally closed detector is ever written down
            if (yield from know.mend("smoke-normally-open", terminal=terminal.text)):
                continue
            return None
        return _power_good(terminal) if means == "power-good" else terminal


def _power_good(terminal: Terminal) -> Terminal:
    """The act was to take the power away, and the input that is on means that there is power."""
    return Terminal(device=terminal.device, kind="input", channel=terminal.channel, inverted=not terminal.inverted)
