"""What the hub knows of now, and when it knew nothing."""

from __future__ import annotations

from django.db import models


class Vitals(models.Model):
    """The live state that a station sent last; an older one never takes its place."""

    station = models.OneToOneField("hub.Station", on_delete=models.PROTECT, primary_key=True)
    boot = models.CharField(max_length=64)
    mono = models.BigIntegerField()
    earlier = models.TextField(blank=True)
    """The boots before this one, the newest first, one a line: whatever comes of them is old."""
    came_at = models.DateTimeField()
    """By the hub's clock: how old this is does not depend on the station's."""
    content = models.TextField()


class Silence(models.Model):
    """A time in which nothing was heard of a station; kept when it speaks again."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT, db_index=False)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        """One row a silence."""

        constraints = (models.UniqueConstraint(fields=("station", "since"), name="silence_once"),)
        indexes = (models.Index(fields=("until",), name="silence_until"),)
