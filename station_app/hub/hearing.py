"""What the audit trail hears of by itself: sign-ins, second factors, orders, policies, enrolments."""

from __future__ import annotations

from typing import Any

from allauth.mfa import signals as factor
from axes.signals import user_locked_out
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_save

from station_app.hub import audit
from station_app.hub.models import EnrolmentCode, Order, PublishedPolicy


def start() -> None:
    """Listen from now on."""
    user_logged_in.connect(_logged_in, dispatch_uid="audit-login")
    user_logged_out.connect(_logged_out, dispatch_uid="audit-logout")
    user_login_failed.connect(_login_failed, dispatch_uid="audit-login-failed")
    user_locked_out.connect(_locked_out, dispatch_uid="audit-locked")
    factor.authenticator_added.connect(_factor_added, dispatch_uid="audit-factor-added")
    factor.authenticator_reset.connect(_factor_added, dispatch_uid="audit-factor-reset")
    factor.authenticator_removed.connect(_factor_removed, dispatch_uid="audit-factor-removed")
    factor.authenticator_used.connect(_factor_used, dispatch_uid="audit-factor-used")
    factor.authentication_failed.connect(_factor_failed, dispatch_uid="audit-factor-failed")
    post_save.connect(_ordered, sender=Order, dispatch_uid="audit-order")
    post_save.connect(_published, sender=PublishedPolicy, dispatch_uid="audit-policy")
    post_save.connect(_code_made, sender=EnrolmentCode, dispatch_uid="audit-code")


def _logged_in(user: Any, **_: Any) -> None:
    audit.record(user, "login")


def _logged_out(user: Any, **_: Any) -> None:
    if user is not None:
        audit.record(user, "logout")


def _login_failed(credentials: dict[str, Any], **_: Any) -> None:
    _about_a_name("login-failed", str(credentials.get("username") or ""))


def _locked_out(username: str | None = None, **_: Any) -> None:
    _about_a_name("login-locked", username or "")


def _about_a_name(what: str, name: str) -> None:
    # Only a name that is one of ours is kept: people type passwords into the wrong field.
    known = User.objects.filter(username=name).first()
    audit.record(known or AnonymousUser(), what, detail="" if known else "unknown-account")


def _factor_added(user: Any, authenticator: Any, **_: Any) -> None:
    audit.record(user, "factor-added", detail=str(authenticator.type))


def _factor_removed(user: Any, authenticator: Any, **_: Any) -> None:
    audit.record(user, "factor-removed", detail=str(authenticator.type))


def _factor_used(user: Any, authenticator: Any, **_: Any) -> None:
    audit.record(user, "factor-confirmed", detail=str(authenticator.type))


def _factor_failed(user: Any, **_: Any) -> None:
    audit.record(user, "factor-failed")


def _ordered(instance: Order, created: bool, **_: Any) -> None:
    if created:
        # Message and reason are free text: they stay with the order.
        audit.record(instance.who, "ordered", instance.station.pk, f"{instance.verb} {instance.target}".strip())


def _published(instance: PublishedPolicy, created: bool, **_: Any) -> None:
    if created:
        audit.record(None, "policy-published", instance.station.pk if instance.station else "", str(instance.number))


def _code_made(instance: EnrolmentCode, created: bool, **_: Any) -> None:
    if created:
        audit.record(instance.made_by, "code-made", instance.station)
