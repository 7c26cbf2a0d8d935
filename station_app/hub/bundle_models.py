"""Support bundles that stations have sent."""

from __future__ import annotations

from django.db import models


class SupportBundle(models.Model):
    """One file as it came, and what its page tells of it."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT)
    digest = models.CharField(max_length=64)
    """SHA-256 of the file."""
    content = models.BinaryField()
    size = models.IntegerField()
    came_at = models.DateTimeField(db_index=True)
    told = models.TextField()
    """A `bundle_reading.Told` as JSON, read from the file once."""

    class Meta:
        """The same file is kept once; a station's newest come first."""

        default_permissions = ("view",)
        constraints = (models.UniqueConstraint(fields=("station", "digest"), name="bundle_once"),)
        indexes = (models.Index(fields=("station", "came_at"), name="bundle_time"),)
