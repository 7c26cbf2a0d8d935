"""Accounts: made with a random password that is shown once, by an admin on a page or at the hub's terminal (None)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.utils import reset as lift_lock_out
from django.contrib.auth.models import Group, User
from django.db import transaction

from station_app.hub import audit
from station_app.hub.models import Scope
from station_app.hub.roles import ADMIN, ROLES, role_of

__all__ = ["ROLES"]
FIRST_ROLE = "manager"
PASSWORD_BYTES = 15


class Refused(ValueError):
    """What would leave nobody to manage accounts, or was asked by the account itself; the code says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def first_manager(name: str) -> str | None:
    """The password of the first account, which may do everything, or None where there is an account already."""
    if User.objects.exists():
        return None
    return set_account(name, ADMIN)


def set_account(name: str, role: str = "", districts: Sequence[str] | None = None, *, by: User | None = None) -> str:
    """Make an account, or give it a new password; returns the password.

    Role and districts stay as they are where none are told; a new account is a manager of the stations without one.
    """
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    with transaction.atomic():
        user, made = User.objects.get_or_create(username=name)
        user.set_password(password)
        user.is_active = True
        user.save()
        if role or not role_of(user):
            user.groups.set([Group.objects.get(name=role or FIRST_ROLE)])
        if districts is not None or made:
            _set_districts(user, ("",) if districts is None else districts)
        _record(user, by)
    return password


def make(name: str, role: str, districts: Sequence[str], by: User) -> str | None:
    """A new account's password; None where there is one of this name."""
    with transaction.atomic():
        if User.objects.filter(username__iexact=name).exists():
            return None
        return set_account(name, role, districts, by=by)


def change(user: User, role: str, districts: Sequence[str], by: User) -> None:
    """Give an account another role and other districts; it counts with its next request. Raises Refused."""
    with transaction.atomic():
        _judge(user, by, stays=role == ADMIN)
        user.groups.set([Group.objects.get(name=role)])
        _set_districts(user, districts)
        _record(user, by)


def new_password(user: User, by: User, *, forget: bool = False) -> str:
    """A new password for an account, which ends its sessions and switches it on; returns it. Raises Refused.

    `forget`: its second factors are gone, too; whoever knew the old password must not be the one to set up the next.
    """
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    with transaction.atomic():
        _judge(user, by, stays=True)
        user.set_password(password)
        user.is_active = True
        user.save()
        _end_sessions(user)
        lift_lock_out(username=user.get_username())
        audit.record(by, "password-made", detail=f"“{user.get_username()}”")
        if forget:
            forget_factors(user.get_username(), by=by)
    return password


def stop(user: User, by: User) -> None:
    """Switch an account off: every session of it ends at once, and nobody signs in with it. Raises Refused."""
    with transaction.atomic():
        _judge(user, by, stays=False)
        user.is_active = False
        user.save()
        _end_sessions(user)
        audit.record(by, "account-stopped", detail=f"“{user.get_username()}”")


def forget_factors(name: str, *, by: User | None = None) -> None:
    """Take an account's second factors away, for somebody who has lost them; the next sign-in sets one up."""
    user = User.objects.get(username=name)
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        audit.record(by, "factor-removed", detail=f"“{name}”")


def _judge(user: User, by: User, *, stays: bool) -> None:
    """Whether this may be done; `stays`: the account remains an admin where it is one."""
    if user.pk == by.pk:
        raise Refused("acc-own")
    # Locked, so that of two admins who end each other the second one waits; then asked anew, for a question that has
    # waited still answers of before where only roles have changed.
    admins = User.objects.filter(groups__name=ADMIN, is_active=True).order_by("pk")
    list(admins.select_for_update(of=("self",), no_key=True))
    if {one.pk for one in admins.all()} == {user.pk} and not stays:
        raise Refused("acc-last-admin")


def _end_sessions(user: User) -> None:
    for one in UserSession.objects.filter(user=user):
        one.end()


def _record(user: User, by: User | None) -> None:
    told = ", ".join(each or "-" for each in Scope.objects.filter(user=user).values_list("district", flat=True))
    audit.record(by, "account-changed", detail=f"“{user.get_username()}” {role_of(user)} {told}")


def _set_districts(user: User, districts: Sequence[str]) -> None:
    Scope.objects.filter(user=user).delete()
    Scope.objects.bulk_create(Scope(user=user, district=district) for district in sorted(set(districts)))
