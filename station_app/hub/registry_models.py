"""What is known of a station as a place: the registry, and what of it anybody may read."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class RegistryEntry(models.Model):
    """The registry's entry of one station; `registry.FIELDS` says what is in it."""

    station = models.OneToOneField("hub.Station", on_delete=models.PROTECT, primary_key=True)
    content = models.TextField(default="{}")
    """JSON: name of a field -> its text in one form; empty ones are not there."""
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)


class PublishedStation(models.Model):
    """A station whose state anybody may read; one without such a row is unknown to the public."""

    station = models.OneToOneField("hub.Station", on_delete=models.PROTECT, primary_key=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)

    class Meta:
        """A right of its own, which only an admin has."""

        permissions = (("publish_station", "Can publish a station's state"),)
