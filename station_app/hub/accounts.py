"""Accounts: made with a random password that is shown once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.db import transaction

from station_app.hub import audit
from station_app.hub.models import Scope
from station_app.hub.roles import ADMIN, ROLES, role_of

__all__ = ["ROLES", "first_manager", "forget_factors", "set_account"]
FIRST_ROLE = "manager"


def first_manager(name: str) -> str | None:
    """The password of the first account, which may do everything, or None where there is an account already."""
    if User.objects.exists():
        return None
    return set_account(name, ADMIN)


def set_account(name: str, role: str = "", districts: Sequence[str] | None = None) -> str:
    """Make an account, or give it a new password; returns the password.

    Role and districts stay as they are where none are told; a new account is a manager of the stations without one.
    """
    password = secrets.token_urlsafe(15)
    with transaction.atomic():
        user, made = User.objects.get_or_create(username=name)
        user.set_password(password)
        user.is_active = True
        user.save()
        if role or not role_of(user):
            user.groups.set([Group.objects.get(name=role or FIRST_ROLE)])
        if districts is not None or made:
            _set_districts(user, ("",) if districts is None else districts)
        told = ", ".join(each or "-" for each in Scope.objects.filter(user=user).values_list("district", flat=True))
        audit.record(None, "account-changed", detail=f"“{name}” {role_of(user)} {told}")
    return password


def forget_factors(name: str) -> None:
    """Take an account's second factors away, for somebody who has lost them; the next sign-in sets one up."""
    user = User.objects.get(username=name)
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        audit.record(None, "factor-removed", detail=f"“{name}”")


def _set_districts(user: User, districts: Sequence[str]) -> None:
    Scope.objects.filter(user=user).delete()
    Scope.objects.bulk_create(Scope(user=user, district=district) for district in sorted(set(districts)))
