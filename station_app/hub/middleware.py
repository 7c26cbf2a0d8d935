"""Small wrappers round every view: what no text can hold, the reader's language, the headers of a careful site."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import translation

from station_app.hub.live_at import origin_for

View = Callable[[HttpRequest], HttpResponse]
LANGUAGE_COOKIE = "language"
LANGUAGES = ("zh-hans", "en")
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def language(get_response: View) -> View:
    """Chinese, unless this browser was switched; what the phone's system speaks does not matter."""

    def view(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
        with translation.override(chosen if chosen in LANGUAGES else LANGUAGES[0]):
            response = get_response(request)
            response["Content-Language"] = translation.get_language() or LANGUAGES[0]
            return response

    return view


def security_headers(get_response: View) -> View:
    """Nothing from elsewhere, nothing inline, nothing kept by a shared cache."""

    def view(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        policy = POLICY.replace("connect-src 'self'", f"connect-src 'self' {origin_for(request)}".rstrip())
        response.setdefault("Content-Security-Policy", policy)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store")
        return response

    return view


class NoNul:
    """Nothing that anybody asks for holds a NUL, and PostgreSQL keeps none; in a filter it says nothing."""

    def __init__(self, get_response: View) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """What the address holds."""
        while "%00" in request.META.get("QUERY_STRING", ""):  # what stands round one may make another: %%0000
            request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", "")
        return _bad() if "\0" in request.path else self._get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """What a form holds; not before page and reader are known, for a file is read by what they may."""
        form = request.POST.values() if request.method == "POST" and request.content_type in _FORMS else ()
        return _bad() if any("\0" in each for each in form) else None


def _bad() -> HttpResponse:
    return HttpResponseBadRequest("NUL", content_type="text/plain")


_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
