"""A session ends after a quarter of an hour in which nobody did anything, and after twelve hours in any case."""

from __future__ import annotations

import time
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone

from station_app.hub.middleware import View

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
_NOTED_EVERY = 60
"""Seconds: not every click is a write."""
_SEEN, _SINCE = "seen", "since"


def end_idle_sessions(get_response: View) -> View:
    """Sign out whoever was away too long; a page that keeps itself fresh does not count as somebody."""

    def view(request: HttpRequest) -> object:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            _judge(request)
        return get_response(request)

    return view  # pyright: ignore[reportReturnType]


def is_over(session: SessionBase) -> bool:
    """Whether a session has ended by its age, or because nobody did anything; the question changes nothing."""
    now = time.time()
    since, seen = session.get(_SINCE, now), session.get(_SEEN, now)
    return not 0 <= now - seen <= IDLE.total_seconds() or not 0 <= now - since <= LONGEST.total_seconds()


def _judge(request: HttpRequest) -> None:
    now, session = time.time(), request.session
    session.setdefault(_SINCE, now)
    seen = session.setdefault(_SEEN, now)
    if is_over(session):
        logout(request)
    elif now - seen > _NOTED_EVERY and "X-Live" not in request.headers:
        session[_SEEN] = now
        UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=timezone.now())
