"""The name under which somebody holds something: good for one thing only, and for nothing else.

Who takes a bottle of a round is not to take another one tomorrow, and is not to be followed by that. So the fact
names neither the day nor the year's pseudonym, but a digest of the latter and of the thing: whoever has the journal can
join the takings of one round, and no round with another one or with a visit. Where a credential names nobody, nobody
can be told from anybody.
"""

from __future__ import annotations

import hashlib
from typing import Final

from station_app.core.events import Known

_LENGTH: Final = 32


def holder(known: Known, thing: str) -> str | None:
    """The name for a thing, like `handout/2026-heat-1`; None for a credential that names nobody."""
    # With the pseudonym of the year it is the same on every day until the year ends; of a pass it is the pass.
    name = known.lasting or known.person or known.pass_id
    if name is None:
        return None
    return hashlib.sha256(f"holder:{thing}:{name}".encode()).hexdigest()[:_LENGTH]
