"""Who may see a page."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.models import PermissionsMixin
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from station_app.hub.models import Station
from station_app.hub.scope import stations_for

Page = Callable[..., HttpResponseBase]


def page(permission: str = "hub.view_station") -> Callable[[Page], Page]:
    """Signed in, and with this right; anybody else is asked to sign in, or told that it is not allowed."""

    def wrap(view: Page) -> Page:
        return login_required(permission_required(permission, raise_exception=True)(view))

    return wrap


def seen_station(request: HttpRequest, station_id: str) -> Station:
    """A station of the reader's districts; another one's is as unknown as one that does not exist."""
    return get_object_or_404(stations_for(request.user), id=station_id)


def sees_silent(request: HttpRequest) -> bool:
    """Whether a reader may learn of incidents that nobody at the station may notice."""
    user = request.user
    return isinstance(user, PermissionsMixin) and user.has_perm("hub.view_silent_incident")
