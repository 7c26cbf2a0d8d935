"""Notices for workers, as the hub tells a station of them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """One notice; nobody's wish and nobody's data."""

    id: str
    """As the hub's public page names it, too."""
    title: dict[str, str] = field(default_factory=dict[str, str])
    """Language -> at most 40 characters; Chinese is always there."""
    text: dict[str, str] = field(default_factory=dict[str, str])
    """Language -> at most 600 characters."""
    link: str = ""
    """Where there is more to read; empty for nowhere."""
    urgent: bool = False
    from_ms: int = 0
    until_ms: int = 0
    """Wall times between which it stands."""
