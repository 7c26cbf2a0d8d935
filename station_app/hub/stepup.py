"""Asking for the second factor again before something that cannot be taken back: an open door, an export."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

FRESH = timedelta(minutes=5)
_STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_factor(user: Any) -> bool:
    """Whether an account has an authenticator app or a passkey."""
    return is_mfa_enabled(user, _STRONG)


def asked(request: HttpRequest) -> HttpResponseBase | None:
    """Where to go first: to set up a second factor or to confirm with it; None where that was done lately.

    What was sent with a POST is not kept: whoever confirms comes back to the page by GET and sends it again.
    """
    back = urlencode({"next": request.get_full_path()})
    if not has_factor(request.user):
        return redirect(f"{reverse('mfa_index')}?{back}")
    if _is_fresh(request):
        return None
    methods = get_adapter().get_reauthentication_methods(request.user)
    return redirect(f"{methods[0]['url']}?{back}")


def required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view behind a second factor that is not older than five minutes; it must know its reader already."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        first = asked(request)
        return view(request, *args, **kwargs) if first is None else first

    return wrapped


def _is_fresh(request: HttpRequest) -> bool:
    user: Any = request.user
    seconds = [one["at"] for one in get_authentication_records(request, user) if one["method"] == "mfa"]
    # A clock that was set back makes no confirmation last longer.
    return bool(seconds) and 0 <= time.time() - seconds[-1] < FRESH.total_seconds()
