"""Passes that this hub has issued, and the lists about passes that stations take."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Pass(models.Model):
    """A pass as it was issued: what is needed to find and revoke it, and nothing with which somebody could enter."""

    KINDS = ("worker", "phone", "staff")

    pass_id = models.CharField(max_length=48, unique=True)
    """What stations know it by: `ISSUER:ONE-USE-ID`."""
    fingerprint = models.CharField(max_length=8, db_index=True)
    """Printed on the card, to be typed where nothing can be scanned."""
    kind = models.CharField(max_length=8)
    """worker: admits once at each station that it names. phone: as often as wanted, but only the phone that took the
    invitation. staff: as often as wanted, for a shift. code: eight digits
    to be typed at its station, once."""
    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT, null=True)
    """None: every station that accepts this hub's passes."""
    label = models.CharField(max_length=40, blank=True)
    """What it is for; never a name."""
    subject = models.CharField(max_length=24, blank=True)
    """The holder's name among staff, as in `night-2`; empty for workers."""
    not_before = models.DateTimeField()
    until = models.DateTimeField()
    batch = models.CharField(max_length=16, db_index=True)
    """What was issued in one go has one of these."""
    place = models.IntegerField()
    """Within its batch, from 1."""
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="passes_issued")
    issued_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    """When it is to be revoked, for another one has been issued in its place."""
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="passes_revoked"
    )
    reason = models.CharField(max_length=200, blank=True)
    """Why it was revoked."""

    class Meta:
        """Rights of their own: who lets workers in does not therefore send technicians."""

        default_permissions = ("view",)
        permissions = (
            ("issue_pass", "Can issue passes for workers"),
            ("issue_staff_pass", "Can issue passes for staff"),
            ("revoke_pass", "Can revoke passes"),
        )
        constraints = (models.UniqueConstraint(fields=("batch", "place"), name="pass_once"),)
        indexes = (
            models.Index(fields=("station", "issued_at"), name="pass_station"),
            models.Index(fields=("issued_by", "issued_at"), name="pass_issuer"),
            models.Index(
                fields=("due_at",), name="pass_due", condition=models.Q(due_at__isnull=False, revoked_at=None)
            ),
        )

    def __str__(self) -> str:
        return self.fingerprint


class PhoneInvitation(models.Model):
    """For one phone to take a pass with; the code itself is kept nowhere."""

    one = models.OneToOneField(Pass, on_delete=models.CASCADE, related_name="invitation")
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the code, in hex."""
    until = models.DateTimeField()
    """The moment from which nobody can take it any more."""
    point = models.CharField(max_length=66, blank=True)
    """Public key of the phone that has taken it, in hex; empty for none yet."""
    taken_at = models.DateTimeField(null=True)

    class Meta:
        """Made with its pass, taken by a phone; nobody changes it by hand."""

        default_permissions = ()


class ShownCode(models.Model):
    """What a phone shows that has scanned a kiosk: brought to that station once, and forgotten within minutes."""

    name = models.CharField(max_length=36, unique=True)
    """Facts about it have it as their presentation."""
    station = models.ForeignKey("hub.Station", on_delete=models.CASCADE, db_index=False)
    text = models.CharField(max_length=450, blank=True)
    """Empty once it was handed over."""
    made_at = models.DateTimeField(db_index=True)
    not_after = models.DateTimeField()
    """By the hub's clock; it is not handed over later."""

    class Meta:
        """Made by phones; nobody changes it by hand."""

        default_permissions = ()
        indexes = (models.Index(fields=("station",), name="shown_waiting", condition=~models.Q(text="")),)


class Revocation(models.Model):
    """One line of the list of what is valid no longer; never changed, handed down by its number."""

    number = models.BigIntegerField(unique=True)
    """From 1, in the order in which they can be seen."""
    mark = models.CharField(max_length=8)
    """Random: a hub that was restored from a copy gives its numbers anew, and a station's cursor tells by this."""
    what = models.CharField(max_length=48)
    """A pass's id, or an issuer's key id in hex."""
    until_ms = models.BigIntegerField(default=0)
    """When it would be expired anyway; 0 for a key."""
    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT, null=True)
    """None: for every station."""
    made_at = models.DateTimeField()

    class Meta:
        """Nobody changes it by hand."""

        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("what",), name="revoked_once"),)
        indexes = (models.Index(fields=("station", "number"), name="revocation_station"),)


class PassKeyList(models.Model):
    """A signed list of issuers for one station, or for all; the hub cannot make one, it only hands on."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT, null=True)
    """None: for every station."""
    number = models.BigIntegerField()
    envelope = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        """A number is published once a station."""

        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("station", "number"), name="pass_keys_once"),)


class ListReach(models.Model):
    """Projection: how far a station has the lists, as its own facts tell."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT)
    list = models.CharField(max_length=16)
    """revocations or pass-keys."""
    through = models.BigIntegerField(default=0)
    """Number of the last revocation, or of the list of keys, that it has."""
    waiting = models.IntegerField(default=0)
    """Revocations that wait there for another day."""
    refused = models.CharField(max_length=40, blank=True)
    """Why it has refused the newest; empty where it has not."""
    told_ms = models.BigIntegerField(default=0)

    class Meta:
        """One row a station and list."""

        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("station", "list"), name="list_reach_once"),)
