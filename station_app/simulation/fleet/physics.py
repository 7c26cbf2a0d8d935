"""A station as matter: a door, its lock and closer, wires to a board, and who is really inside.

The lock is fail-safe: it holds only while it has supply and neither the exit button, the fire contact nor the relay
takes that away. The exit button's own contact is in the lock's supply, so that it opens without any program.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

ALONE_MS: Final = (2_500, 4_800)
"""How long the closer leaves a door open behind one person."""
NEXT_MS: Final = 2_000
"""By how much each further person keeps it open longer."""
SECOND_MS: Final = 5_100


@dataclass(slots=True, eq=False)
class Lock:
    """An electric lock and everything that can take its supply away."""

    supplied: bool = True
    button_down: bool = False
    fire: bool = False
    relay_until_ms: int = 0
    """True time until which the relay takes the supply away."""
    jammed: bool = False
    """Free, and stuck all the same; pushing again and again helps."""

    def is_free(self, now_ms: int) -> bool:
        """Whether it lets the door be opened."""
        return not self.supplied or self.button_down or self.fire or self.relay_until_ms > now_ms


@dataclass(slots=True, eq=False)
class DoorLeaf:
    """The leaf, its closer and its contact."""

    open: bool = False
    opened_ms: int = 0
    closes_ms: int = 0
    passed: int = 0
    """People who have passed since it opened."""
    kept_open: bool = False
    """Something stands in it: it does not fall shut."""
    lie: Literal["", "open", "closed"] = ""
    """What a broken contact says for ever."""
    seen_open: bool = False
    """What the wire said last."""
    openings: int = 0

    @property
    def wire_open(self) -> bool:
        """What the contact's wire says now."""
        return self.lie == "open" or (self.open and self.lie != "closed")


@dataclass(slots=True, eq=False)
class Building:
    """One station's matter."""

    lock: Lock = field(default_factory=Lock)
    leaf: DoorLeaf = field(default_factory=DoorLeaf)
    mains: bool = True
    board: bool = True
    """The relay board answers: contacts, buttons and sensors are on it, too."""
    reader: bool = True
    scanner: bool = True
    network: bool = True
    disk_ms: int = 0
    """How long the disk keeps an answer waiting."""
    inside: int = 0
    """People who are really in the hall."""
    walking: int = 0
    """People who were let in and have not reached the door."""
    wires: dict[str, bool] = field(default_factory=dict[str, bool])
    """Input -> what its wire says now."""

    def pass_through(self, now_ms: int, people: int, linger_ms: int) -> int:
        """People go through the open door; when the closer shuts it behind them."""
        leaf = self.leaf
        leaf.passed += people
        least = ALONE_MS[0] if leaf.passed < 2 else SECOND_MS + NEXT_MS * (leaf.passed - 2)
        leaf.closes_ms = max(leaf.closes_ms, leaf.opened_ms + least + linger_ms, now_ms + 1_000)
        return leaf.closes_ms
