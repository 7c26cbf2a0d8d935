"""A readiness report as a station sends it: the code of its QR picture, signed by the station. No tester in it."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from station_app.core.readiness import LONGEST_CODE

READINESS_PATH: Final = "/api/device/v1/readiness"


class ReadinessTold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One report."""

    station: Annotated[str, msgspec.Meta(max_length=64)]
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_CODE)]


class ReadinessKept(msgspec.Struct, frozen=True, kw_only=True):
    """The hub has it."""

    station: str
    new: bool
    """False for one that it had already."""
