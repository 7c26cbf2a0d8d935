"""Who may see a page."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponseBase

Page = Callable[..., HttpResponseBase]


def page(permission: str = "hub.view_station") -> Callable[[Page], Page]:
    """Signed in, and with this right; anybody else is asked to sign in, or told that it is not allowed."""

    def wrap(view: Page) -> Page:
        return login_required(permission_required(permission, raise_exception=True)(view))

    return wrap
