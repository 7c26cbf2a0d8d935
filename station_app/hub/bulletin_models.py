"""Notices for workers, and where they stand."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from station_app.core.offers.bulletins import LONGEST_LINK, LONGEST_TEXT, LONGEST_TITLE


class Bulletin(models.Model):
    """One notice, in up to three languages."""

    code = models.CharField(max_length=16, unique=True)
    """As boards and the public address name it."""
    title = models.CharField(max_length=LONGEST_TITLE)
    english_title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    taiwan_title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    text = models.CharField(max_length=LONGEST_TEXT)
    english_text = models.CharField(max_length=LONGEST_TEXT, blank=True)
    taiwan_text = models.CharField(max_length=LONGEST_TEXT, blank=True)
    link = models.CharField(max_length=LONGEST_LINK, blank=True)
    urgent = models.BooleanField(default=False)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_ms = models.BigIntegerField(db_index=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """Rights of their own."""

        default_permissions = ()
        permissions = (
            ("view_bulletins", "Can see notices for workers"),
            ("change_bulletins", "Can make and withdraw notices for workers"),
        )


class BulletinStation(models.Model):
    """A station where a notice stands."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="places")
    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT)

    class Meta:
        """One row a notice and station."""

        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("bulletin", "station"), name="bulletin_station_once"),)
