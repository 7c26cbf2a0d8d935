"""Where the hub is: https with a known authority, plain http for this machine only."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class HubAddress:
    """Where the hub is and whose certificates count."""

    url: str
    ca_file: str = ""
    """PEM file of the authority to trust instead of the system's."""

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"hub.url must be https://HOST[:PORT], got {self.url!r}")
        if parts.username or parts.password or parts.query or parts.fragment or parts.path.strip("/"):
            raise ValueError(f"hub.url must hold host and port only, got {self.url!r}")
        if parts.scheme == "http" and not _is_loopback(parts.hostname):
            raise ValueError(
                f"hub.url {self.url!r} would send without encryption: use https (http is for this machine only)"
            )

    @property
    def base(self) -> str:
        """The address without a trailing slash."""
        return self.url.rstrip("/")

    def beside(self, address: str) -> str:
        """`address` where it is another port of the same hub, reached in the same way; else empty."""
        try:
            ours, theirs = urlsplit(self.url), urlsplit(address)
            same = (ours.scheme, ours.hostname) == (theirs.scheme, theirs.hostname) and theirs.port is not None
        except ValueError:
            return ""
        return address if same and address == f"{theirs.scheme}://{theirs.netloc}" and not theirs.username else ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
