"""Two small wrappers round every view: the reader's language and the headers of a careful site."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

View = Callable[[HttpRequest], HttpResponse]
LANGUAGE_COOKIE = "language"
LANGUAGES = ("zh-hans", "en")
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
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
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store")
        return response

    return view
