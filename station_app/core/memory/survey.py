"""What is kept in mind of the survey; none of it is ever written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Whom to ask next."""

    served: int = 0
    """People who were served since the last one was asked."""
    asked: Mapping[str, int] = field(default_factory=dict[str, int])
    """Name that is good for this alone -> wall milliseconds at which its owner was asked."""
    answered_ms: tuple[int, ...] = ()
    """When answers came, within the last hour."""
    invited: bool = False
    """Whoever stands here now is to be asked."""
