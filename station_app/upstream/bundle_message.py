"""A support bundle as a station sends it: the ZIP file itself, signed by the station. The key says whose it is."""

from __future__ import annotations

import re
from typing import Final

import msgspec

BUNDLE_PATH: Final = "/api/device/v1/bundle"
MOST_BUNDLE: Final = 4 * 1024 * 1024
"""Bytes of the file; more is refused unread."""
MOST_INFLATED: Final = 64 * 1024 * 1024
"""Bytes of all its files together when unpacked."""
BUNDLE_SECONDS: Final = 120.0
"""So long sending may take: 4 MiB over a third of a megabit a second."""
MANIFEST: Final = "manifest.json"
BUNDLE_NAME: Final = re.compile(
    r"README\.txt|(?:config|health|journal|machine|manifest|selftests|timeline|versions)\.json"
    r"|log/(?:systemd|station\.log(?:\.[0-9]{1,2})?)\.txt"
)
"""What a file in a bundle may be called."""


class BundleKept(msgspec.Struct, frozen=True, kw_only=True):
    """The hub has it."""

    station: str
    new: bool
    """False for one that it had already."""
