"""A station's computer that was replaced by another: what was known of the old one at that moment."""

from __future__ import annotations

from django.db import models


class Replacement(models.Model):
    """One change of a station's key. The old key is refused from then on, and recognised."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT)
    code = models.ForeignKey("hub.EnrolmentCode", on_delete=models.SET_NULL, null=True)
    """The code it came with: who made it and why."""
    at = models.DateTimeField()
    old_key = models.CharField(max_length=64)
    old_enrolled_at = models.DateTimeField()
    epoch = models.CharField(max_length=64, blank=True)
    """The old computer's newest journal; empty where none had come."""
    acked_through = models.BigIntegerField(default=0)
    """Its last row that the hub had."""
    last_fact_ms = models.BigIntegerField(null=True)
    """When that row was written, by the old computer's clock."""
    backlog = models.BigIntegerField(null=True)
    """Rows that the old computer last said were waiting; None where it never said."""
    oldest_unsent_ms = models.BigIntegerField(null=True)
    told_at = models.DateTimeField(null=True)
    """When it said that."""
    old_seen_at = models.DateTimeField(null=True)
    """When something signed with the old key last asked for anything."""

    class Meta:
        """Looked up by station, the newest first."""

        indexes = (models.Index(fields=("station", "at"), name="replacement_time"),)
