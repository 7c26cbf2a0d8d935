"""What somebody has to see to, as people handle it: it outlives the projections that are made anew from facts."""

from __future__ import annotations

from django.conf import settings
from django.db import models

NOTE_LONGEST = 200


class Case(models.Model):
    """One incident in the inbox: told by a station, or found by the hub where no station can tell."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT, db_index=False)
    epoch = models.CharField(max_length=64, blank=True)
    """The journal that tells of it; empty: the hub found it itself."""
    incident = models.CharField(max_length=128)
    cause = models.CharField(max_length=80)
    severity = models.CharField(max_length=16, blank=True)
    drill = models.BooleanField(default=False)
    silent = models.BooleanField(default=False)
    """Nobody at the station may notice it."""
    opened_ms = models.BigIntegerField()
    closed_ms = models.BigIntegerField(null=True)
    came_at = models.DateTimeField()
    """When the hub learnt of it."""
    asked = models.CharField(max_length=40, blank=True)
    """The role that the station asks."""
    level = models.IntegerField(default=0)
    """The station's own escalation step."""
    repeats = models.IntegerField(default=0)
    acknowledged_by = models.CharField(max_length=80, blank=True)
    """As the station tells: a role, or `account-7`."""
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    """Whose it is, here; nobody else is asked any more, whatever the station knows of it."""
    taken_at = models.DateTimeField(null=True)
    round = models.IntegerField(default=0)
    """How often everybody has been asked from the start."""
    told = models.IntegerField(default=0)
    """How many times people were told in this round."""
    next_at = models.DateTimeField(null=True)
    """When the next are told; none where nobody needs to be."""

    class Meta:
        """One row an incident; the indexes carry the inbox and the worker."""

        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("station", "epoch", "incident"), name="case_once"),)
        indexes = (
            models.Index(fields=("station", "opened_ms"), name="case_time"),
            models.Index(fields=("station",), condition=models.Q(closed_ms=None), name="case_open"),
            models.Index(fields=("next_at",), condition=~models.Q(next_at=None), name="case_next"),
        )

    @property
    def state(self) -> str:
        """open, acknowledged or resolved."""
        if self.closed_ms is not None:
            return "resolved"
        return "acknowledged" if self.taken_by_id or self.acknowledged_by else "open"  # pyright: ignore[reportAttributeAccessIssue]

    @property
    def by_hub(self) -> bool:
        """The hub found it; no station knows of it."""
        return not self.epoch


class CaseDeed(models.Model):
    """What somebody did about a case, or the hub by itself; never changed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="deeds")
    at = models.DateTimeField()
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    """None: the hub itself."""
    what = models.CharField(max_length=16)
    """taken, handed, resolving, resolved, noted, ended or found."""
    whom = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    """To whom it was handed."""
    order = models.ForeignKey("hub.Order", on_delete=models.PROTECT, null=True, related_name="+")
    """What was asked of the station with it."""
    detail = models.CharField(max_length=NOTE_LONGEST, blank=True)

    class Meta:
        """Read with their case."""

        default_permissions = ()
