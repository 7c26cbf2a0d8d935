"""Signing in and out, the language, and the pages for what went wrong."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import perform_login
from allauth.decorators import rate_limit
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme

from station_app.hub.middleware import LANGUAGE_COOKIE, LANGUAGES


class SignIn(LoginView):
    """Django's own with our page, then allauth's second factor."""

    template_name = "hub/login.html"
    redirect_authenticated_user = True

    @method_decorator(rate_limit(action="login"))
    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Thirty tries a minute from one address, whatever the names are."""
        return super().dispatch(*args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """The password is right: the second factor is next, where the account has one."""
        return perform_login(self.request, form.get_user(), "none", redirect_url=self.get_redirect_url() or None)


def locked_out(request: HttpRequest, credentials: Any = None, *args: Any) -> HttpResponse:
    """Said by axes after five wrong tries."""
    return render(request, "hub/login.html", {"locked": True}, status=429)


def choose_language(request: HttpRequest, chosen: str) -> HttpResponse:
    """Remember the language in this browser and go back."""
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = redirect(back)
    if chosen in LANGUAGES:
        year = 365 * 24 * 3600
        response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=year, samesite="Lax", secure=request.is_secure())
    return response


def healthy(request: HttpRequest) -> HttpResponse:
    """For whoever waits until the hub answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def not_active(request: HttpRequest) -> HttpResponse:
    """The account was switched off between its password and its second factor."""
    return render(request, "hub/wrong.html", {"word": "not-active"}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return render(request, "hub/wrong.html", {"word": "page-not-found"}, status=404)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return render(request, "hub/wrong.html", {"word": "not-allowed"}, status=403)
