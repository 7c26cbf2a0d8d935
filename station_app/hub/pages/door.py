"""The page on a worker's phone: it keeps the key of its pass and shows, with no network, a code for the door.

Anybody may open it, nobody signs in, and nothing that it asks for depends on who asks but the code of an invitation.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from station_app.hub import phone_passes, shown_codes, texts
from station_app.hub.door_texts import NOT_TAKEN
from station_app.hub.middleware import POLICY
from station_app.hub.pass_sheet import mark
from station_app.hub.phone_passes import NotTaken, Request, Taken
from station_app.hub.shown_codes import NotBrought
from station_app.hub.templatetags.hub import versioned

MOST_A_MINUTE: Final = 30
"""Invitations that an address may try: behind one may be many workers, and nobody guesses 128 bits."""
LONGEST_BODY: Final = 2000
PAGE: Final = Path(__file__).parents[1] / "templates/hub/door.html"
ASSETS: Final = ("door/door.css", "vendor/qrcode-generator-2.0.4.js", "door/phone_code.js", "door/door.js")
ICONS: Final = ("door/icon.svg", "door/icon-512.png", "door/icon-180.png")


@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """The page; what is in it comes out of the phone."""
    response = render(request, "hub/door.html", {"assets": _assets(), "not_taken": NOT_TAKEN})
    response["Content-Security-Policy"] = f"{POLICY}; manifest-src 'self'; worker-src 'self'"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to keep the page among its programs."""
    svg, large, small = _icons()
    here = reverse("door")
    told = {
        "id": here,
        "start_url": here,
        "scope": here,
        "name": texts.word("door-title"),
        "short_name": texts.word("door-title"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0b5d3b",
        "icons": [
            {"src": svg, "sizes": "any", "type": "image/svg+xml"},
            {"src": large, "sizes": "512x512", "type": "image/png"},
            {"src": small, "sizes": "180x180", "type": "image/png"},
        ],
    }
    return HttpResponse(json.dumps(told), content_type="application/manifest+json")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, which keeps the page for when there is no network; another one whenever a file is."""
    kept = [*_assets(), *_icons(), reverse("door-manifest")]
    page = PAGE.read_text(encoding="utf-8") + str(translation.get_language())
    name = hashlib.sha256("\n".join([*kept, page]).encode()).hexdigest()[:16]
    told = {"kept": json.dumps([reverse("door"), *kept]), "door": json.dumps(reverse("door")), "name": name}
    script = render_to_string("hub/door_worker.js", told)
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_safe
def clock(request: HttpRequest) -> HttpResponse:
    """The hub's time, for a phone to notice that its own is wrong."""
    return _json({"now_ms": _now_ms()})


@csrf_exempt  # kept pages have no token; nothing is done here in the name of whoever is signed in
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """A phone takes the pass of an invitation; its code is in the body, so it stands in no address and no log."""
    if request.content_type != "application/json" or len(request.body) > LONGEST_BODY:
        return _json({"error": "door-wrong"}, 400)
    if _too_many(request):
        return _json({"error": "door-too-many"}, 429)
    try:
        taken = phone_passes.take(_asked(request.body), timezone.now())
    except NotTaken as error:
        return _json({"error": error.code}, 409)
    return _json(_told(taken))


@csrf_exempt
@require_POST
def show(request: HttpRequest) -> HttpResponse:
    """A phone that has scanned a kiosk shows its code to the station behind it."""
    if request.content_type != "application/json" or len(request.body) > LONGEST_BODY:
        return _json({"error": "door-wrong"}, 400)
    if _too_many(request):
        return _json({"error": "door-too-many"}, 429)
    try:
        told: Any = json.loads(request.body)
        name = shown_codes.bring(str(told["door"]), str(told["code"]), timezone.now())
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return _json({"error": error.code if isinstance(error, NotBrought) else "door-wrong"}, 409)
    return _json({"state": reverse("door-shown", args=[name])})


@require_safe
def shown(request: HttpRequest, name: UUID) -> HttpResponse:
    """What became of it, for whoever was given its name."""
    found = shown_codes.became(str(name), timezone.now())
    if found is None:
        return _json({"error": "door-wrong"}, 404)
    said = texts.code(found.reason) if found.reason else ""
    return _json({"state": found.state, "reason": found.reason, "said": said})


def _asked(body: bytes) -> Request:
    try:
        told: Any = json.loads(body)
        found = {name: told[name] for name in ("code", "point", "signature")}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotTaken("door-wrong") from error
    if not all(isinstance(value, str) for value in found.values()):
        raise NotTaken("door-wrong")
    return Request(**found)


def _told(taken: Taken) -> dict[str, Any]:
    one = taken.one
    return {
        "grant": taken.grant.hex(),
        "mark": mark(one.fingerprint),
        "station": str(one.station) if one.station else "",
        "at": one.station.pk if one.station else "",
        "from_ms": round(one.not_before.timestamp() * 1000),
        "until_ms": round(one.until.timestamp() * 1000),
        "now_ms": _now_ms(),
    }


def _assets() -> list[str]:
    return [versioned(f"hub/{name}") for name in ASSETS]


def _icons() -> list[str]:
    return [versioned(f"hub/{name}") for name in ICONS]


def _now_ms() -> int:
    return round(timezone.now().timestamp() * 1000)


def _too_many(request: HttpRequest) -> bool:
    name = f"door-asked-{request.META.get('REMOTE_ADDR', '')}-{int(timezone.now().timestamp()) // 60}"
    cache.add(name, 0, 90)
    try:
        return cache.incr(name) > MOST_A_MINUTE
    except ValueError:  # it was thrown out in between
        return False


def _json(told: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(told), status=status, content_type="application/json")
