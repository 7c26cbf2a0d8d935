"""A moment as a browser's field for a local one sends it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from station_app.hub.templatetags.hub import CHINA

_SENT: Final = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")


def local_moment(sent: object) -> datetime | None:
    """The moment, by the clocks of China; None for anything else."""
    text = str(sent or "")
    try:
        return datetime.fromisoformat(text).replace(tzinfo=CHINA) if _SENT.fullmatch(text) else None
    except ValueError:  # as on the 31st of February
        return None
