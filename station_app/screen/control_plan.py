"""What the control window of the demo offers: told once, at its start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPlan:
    """The things of one station that a newcomer can play with; names are those of the control lines."""

    readers: tuple[str, ...] = ()
    scanners: tuple[str, ...] = ()
    doors: tuple[str, ...] = ()
    exit_inputs: Mapping[str, str] = field(default_factory=dict[str, str])
    """Door to the terminal of its exit button, like `board/input/2`."""
    devices: tuple[str, ...] = ()
    """Whatever has a cable."""
    cards: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Label, like `师傅甲/Courier A`, and the made-up number that goes onto the wire and is never drawn."""
    pass_command: str = "pass"
    """The line that asks for a pass; empty where nobody issues one."""

    def __post_init__(self) -> None:
        for name in (*self.readers, *self.scanners, *self.doors, *self.devices, *self.exit_inputs.values()):
            if not _is_word(name):
                raise ValueError(f"{name!r} cannot stand in a control line; a name is one word")
        for door in self.exit_inputs:
            if door not in self.doors:
                raise ValueError(f"the exit button belongs to {door!r}, which is no door of the plan")
        for label, number in self.cards:
            # The number itself stays out of the message.
            if not label.strip() or not _is_word(number) or number in label:
                raise ValueError("a card needs a label without its number, and a number of one word")
        if self.pass_command and not self.pass_command.isprintable():
            raise ValueError(f"{self.pass_command!r} is not one line")


def _is_word(text: str) -> bool:
    return text.isprintable() and text.split() == [text]
