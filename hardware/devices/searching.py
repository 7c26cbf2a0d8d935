"""How commissioning may look for a device on a port where anything, or nothing, may be plugged in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hardware.options import OptionValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What may be tried. Whoever allows `asking` promises: until it is proven, the driver sends harmless reads only.

    No search ever moves a relay, changes a setting or restores a device, whatever is plugged in.
    """

    by: Literal["asking", "listening", "naming"]
    """`listening`: it speaks by itself when a card or code is held to it, and is sent nothing. `naming`: a person must
    say first that it is there, because it cannot be told from others or because its start is more than a question."""
    bauds: tuple[int, ...] = ()
    """Rates beside the driver's own, the likeliest first."""
    variants: tuple[Mapping[str, OptionValue], ...] = ()
    """Options beside the defaults under which it may be there (unit numbers, presets), the likeliest first."""
    sizes: tuple[Mapping[str, OptionValue], ...] = ()
    """Options to try when it answers and refuses the defaults: boards of the same kind with fewer relays."""
