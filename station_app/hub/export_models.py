"""Files taken out of a log: who asked, who approved, what was in it; and how many lines an account has looked at."""

from __future__ import annotations

from django.conf import settings
from django.db import models

STATES = ("waiting", "approved", "refused", "withdrawn", "taken")


class Export(models.Model):
    """One file of a station's log, from asking to its end. The file itself is nowhere kept."""

    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports", db_index=False)
    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT)
    asked_at = models.DateTimeField()
    form = models.CharField(max_length=4)
    """csv or xlsx."""
    query = models.CharField(max_length=400)
    """The filter, with its beginning written out."""
    top = models.BigIntegerField()
    """The newest row that was there: what comes later is in no file that was asked for before."""
    lines = models.IntegerField()
    persons = models.IntegerField()
    """Lines that are about one visitor: `exports.ABOUT_A_PERSON`."""
    reason = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12)
    """One of STATES; what nobody decided, or fetched, in time has lapsed without being written here."""
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="exports_decided", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    starts = models.PositiveSmallIntegerField(default=0)
    """How often it was begun to be sent."""
    taken_at = models.DateTimeField(null=True)

    class Meta:
        """The indexes carry the lists and the sum of what an account took alone."""

        indexes = (
            models.Index(fields=("who", "asked_at"), name="export_who"),
            models.Index(fields=("state", "asked_at"), name="export_state"),
        )


class Looked(models.Model):
    """How many lines about visitors an account has been shown on one day."""

    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    day = models.IntegerField()
    """Station day."""
    lines = models.IntegerField(default=0)

    class Meta:
        """One row a day."""

        constraints = (models.UniqueConstraint(fields=("who", "day"), name="looked_once"),)
