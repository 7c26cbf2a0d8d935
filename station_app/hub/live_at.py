"""Where the live process of this hub is, for whoever has asked another part of it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

from station_app.hub.live.paths import EVENTS_PATH


def origin(scheme: str, host: str) -> str:
    """As `http://HOST:PORT`, seen from where `host` (with or without a port) is this hub; empty without a live process.

    Behind a proxy that hands the live paths on there is nothing to tell: they are where everything else is.
    """
    port: int = settings.HUB_LIVE_PORT
    domain, _ = split_domain_port(host)
    return f"{scheme}://{domain}:{port}" if port and domain else ""


def origin_beside(url: str) -> str:
    """The same, for whoever has asked `url`."""
    parts = urlsplit(url)
    return origin(parts.scheme, parts.netloc)


def origin_for(request: HttpRequest) -> str:
    """The same, for a page."""
    return origin(request.scheme or "http", request.get_host())


def live(request: HttpRequest) -> dict[str, str]:
    """For templates: where a page hears of changes; empty where it cannot."""
    found = origin_for(request)
    return {"live_events": found + EVENTS_PATH if found else ""}
