"""Accounts: made with a random password that is shown once."""

from __future__ import annotations

import secrets

from django.contrib.auth.models import Group, User
from django.db import transaction

ROLES = ("viewer", "manager")


def first_manager(name: str) -> str | None:
    """The password of the first account, or None where there is an account already."""
    if User.objects.exists():
        return None
    return set_account(name, "manager")


def set_account(name: str, role: str) -> str:
    """Make an account, or give it a new password and role; returns the password."""
    password = secrets.token_urlsafe(15)
    with transaction.atomic():
        user, _ = User.objects.get_or_create(username=name)
        user.set_password(password)
        user.is_active = True
        user.save()
        user.groups.set([Group.objects.get(name=role)])
    return password
