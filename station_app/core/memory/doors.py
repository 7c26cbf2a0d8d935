"""What is remembered of a door besides its contact: vain tries, doubts about the contact, the exit button."""

from __future__ import annotations

from dataclasses import dataclass

from station_app.core.instant import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """A grant whose lock has moved and after which the door has not been seen to open."""

    presentation: str
    person: str | None
    at: Instant


@dataclass(frozen=True, kw_only=True)  # no slots: copied whole, see `changing`
class Doubts:
    """What speaks against a strike or a contact since the contact last moved as it should."""

    tries: tuple[Try, ...] = ()
    """Oldest first."""
    presses: tuple[Instant, ...] = ()
    """Of the exit button, without an opening after them."""
    contrary: int = 0
    """How often people have evidently passed a contact that claims closed."""
    contrary_at: Instant | None = None
    entries_open: int = 0
    exits_open: int = 0
    """Grants and presses of the exit button while the contact has claimed open for long."""


@dataclass(frozen=True, kw_only=True)  # no slots: copied whole, see `changing`
class ExitButton:
    """The exit button's own life: it may be stuck, and opens all the same."""

    pressed: Instant | None = None
    """Since when it is held down; None while it is not, or nobody knows."""
    released: Instant | None = None
    presses: tuple[Instant, ...] = ()
    """The newest presses, as many as would be too many in a minute."""
