"""Classes and events, and who has signed up for them: numbers, nobody's name."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Activity(models.Model):
    """A class or an event at one station."""

    code = models.CharField(max_length=32, unique=True)
    """As facts and boards name it."""
    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=16)
    title = models.CharField(max_length=24)
    english = models.CharField(max_length=40, blank=True)
    taiwan = models.CharField(max_length=24, blank=True)
    about = models.CharField(max_length=120, blank=True)
    where = models.CharField(max_length=40)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    join_until = models.DateTimeField()
    places = models.SmallIntegerField()
    waiting = models.SmallIntegerField(default=0)
    """How many may wait for a place."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    cancelled = models.CharField(max_length=60, blank=True)
    """Why it does not take place; empty where it does."""

    class Meta:
        """The rights are those of things."""

        default_permissions = ()
        indexes = (models.Index(fields=("station", "ends_at"), name="activity_station"),)


class ActivityPlace(models.Model):
    """Somebody signed up, gave it back, came: whichever fact came first makes the row."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT, db_index=False)
    code = models.CharField(max_length=32)
    """Of the activity."""
    place = models.CharField(max_length=64)
    taken_ms = models.BigIntegerField(null=True)
    freed_ms = models.BigIntegerField(null=True)
    came_ms = models.BigIntegerField(null=True)

    class Meta:
        """One row a station and place."""

        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("station", "place"), name="activity_place_once"),)
        indexes = (models.Index(fields=("code", "station"), name="activity_place_code"),)
