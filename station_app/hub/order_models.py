"""What the hub sends down to stations: orders of managers, and published policies."""

from __future__ import annotations

from django.conf import settings
from django.db import models

VERBS = ("open", "mode", "message", "lights", "acknowledge", "resolve", "selftest", "restart-device", "still")
"""What can be ordered; each has a right `hub.order_VERB` of its own."""


class Order(models.Model):
    """Something that a manager wants of one station: handed over in time or not at all, then followed to its end."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT, db_index=False)
    order_id = models.CharField(max_length=36, unique=True)
    """What the station remembers it by; nobody can guess one."""
    verb = models.CharField(max_length=16)
    target = models.CharField(max_length=160, blank=True)
    """The door, zone, incident's cause, device or camera."""
    value = models.CharField(max_length=200, blank=True)
    """The mode, the message, `on` or `off`."""
    minutes = models.FloatField(default=0)
    """How long it is to stand; 0 for no end of its own."""
    reason = models.CharField(max_length=200)
    drill = models.BooleanField(default=False)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    made_at = models.DateTimeField()
    not_after = models.DateTimeField()
    """By the hub's clock; it is not handed over later."""
    handed_at = models.DateTimeField(null=True)
    """When it was handed over last."""
    state = models.CharField(max_length=12, default="waiting")
    """waiting, handed, received, acted, confirmed, expired or refused."""
    detail = models.CharField(max_length=40, blank=True)
    """The evidence or the reason of its end."""
    told_at = models.DateTimeField(null=True)
    """When the hub learnt of the state."""

    class Meta:
        """Rights by verb; the indexes carry the feed and the page."""

        permissions = tuple((f"order_{verb}", f"Can order: {verb}") for verb in VERBS)
        indexes = (
            models.Index(fields=("station", "state", "not_after"), name="order_due"),
            models.Index(fields=("station", "made_at"), name="order_time"),
        )


class PublishedPolicy(models.Model):
    """A signed policy for one station, or for all; the hub cannot make one, it only hands on."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT, null=True)
    """None: for every station."""
    number = models.BigIntegerField()
    envelope = models.TextField()
    """As it was brought: the station verifies it before anything in it is read."""
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    """From then on it is offered no more."""

    class Meta:
        """A number is published once a station."""

        constraints = (models.UniqueConstraint(fields=("station", "number"), name="policy_once"),)
