"""Readiness reports that stations have sent."""

from __future__ import annotations

from django.db import models


class ReadinessReport(models.Model):
    """One report in brief, genuine by the key that the station had when it came."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT)
    digest = models.CharField(max_length=64)
    """SHA-256 of the code."""
    code = models.TextField()
    """As the station's QR code has it: text and signature."""
    at = models.DateTimeField()
    """By the station's clock."""
    came_at = models.DateTimeField()
    verdict = models.CharField(max_length=16)

    class Meta:
        """The same report is kept once; a station's newest come first."""

        constraints = (models.UniqueConstraint(fields=("station", "digest"), name="readiness_once"),)
        indexes = (models.Index(fields=("station", "came_at"), name="readiness_time"),)
