"""A still as a station sends it: one JPEG picture, bound to the order that wanted it."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

STILL_PATH: Final = "/api/device/v1/still"
MAX_PICTURE: Final = 1024 * 1024
"""Bytes: a camera with more pixels is set to a lower quality."""
MAX_STILL: Final = MAX_PICTURE * 4 // 3 + 4096
"""Bytes of the whole message: base64 and what stands round it."""


class StillTold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One picture."""

    station: Annotated[str, msgspec.Meta(max_length=64)]
    order: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    """Id of the order; a picture that nobody has ordered is refused."""
    taken_ms: Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
    """By the station's clock."""
    picture: bytes
    """JPEG, in base64."""


class StillKept(msgspec.Struct, frozen=True, kw_only=True):
    """The hub has it."""

    station: str
    new: bool
    """False for one that it had already."""
