"""Pictures that managers have ordered: each for three days at most."""

from __future__ import annotations

from django.db import models


class Still(models.Model):
    """One picture, bound to the order that wanted it; the row goes when the picture does."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT, db_index=False)
    order = models.OneToOneField("hub.Order", on_delete=models.CASCADE)
    came_at = models.DateTimeField(db_index=True)
    taken_at = models.DateTimeField()
    """By the station's clock."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the picture."""
    width = models.IntegerField()
    height = models.IntegerField()
    picture = models.BinaryField()
    """JPEG, whole, as the camera gave it but for what it says of itself beside the picture."""

    class Meta:
        """A station's newest come first."""

        indexes = (models.Index(fields=("station", "came_at"), name="still_time"),)
