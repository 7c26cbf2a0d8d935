"""The devices on which an account is signed in, and ending what one does not know."""

from __future__ import annotations

from typing import cast

from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from station_app.hub import audit

_SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")
_BROWSERS = ("MicroMessenger", "DingTalk", "Edg", "Firefox", "Chrome", "Safari")


@require_safe
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Every session of this account that is still open, the newest first."""
    user = cast(User, request.user)
    found = sorted(UserSession.objects.purge_and_list(user), key=lambda one: one.created_at, reverse=True)
    mine = request.session.session_key
    told = [{"session": one, "device": device(one.user_agent), "this": one.session_key == mine} for one in found]
    return render(request, "hub/sessions.html", {"sessions": told})


@require_POST
@login_required
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End one session of one's own."""
    get_object_or_404(UserSession, pk=number, user=request.user).end()
    audit.record(request.user, "session-ended")
    return redirect("sessions")


@require_POST
@login_required
def end_others(request: HttpRequest) -> HttpResponse:
    """End all but this one."""
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    for one in others:
        one.end()
        audit.record(request.user, "session-ended")
    return redirect("sessions")


def device(agent: str) -> str:
    """`iPhone · Safari`, as far as a browser tells."""
    found = (next((one for one in names if one in agent), "") for names in (_SYSTEMS, _BROWSERS))
    return " · ".join(
        {"Edg": "Edge", "MicroMessenger": "WeChat", "Macintosh": "Mac"}.get(one, one) for one in found if one
    )
