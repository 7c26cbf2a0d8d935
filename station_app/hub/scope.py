"""Which stations an account may see: those of its districts, or all. Every page and every export asks here."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.db.models import QuerySet

from station_app.hub.models import Scope, Station

EVERY_DISTRICT = "hub.every_district"
User = AbstractBaseUser | AnonymousUser


def stations_for(user: User) -> QuerySet[Station]:
    """The stations that this account may see; none for a stranger.

    A station without a district belongs to the accounts that have the district "", as a new account does.
    """
    if not isinstance(user, PermissionsMixin) or not user.is_active:
        return Station.objects.none()
    if user.has_perm(EVERY_DISTRICT):
        return Station.objects.all()
    return Station.objects.filter(district__in=Scope.objects.filter(user=user).values("district"))


def may(user: User, permission: str, station: Station) -> bool:
    """Whether this account has this right, as `hub.export_log`, at this station."""
    allowed = isinstance(user, PermissionsMixin) and user.has_perm(permission)
    return allowed and stations_for(user).filter(pk=station.pk).exists()


def districts_of(user: User) -> tuple[str, ...]:
    """The districts of an account, in order; meaningless for one that sees every district."""
    if not isinstance(user, PermissionsMixin):
        return ()
    return tuple(Scope.objects.filter(user=user).order_by("district").values_list("district", flat=True))
