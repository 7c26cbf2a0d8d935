"""Vehicles that stand at a station, and its places."""

from __future__ import annotations

from django.db import models


class ParkingLot(models.Model):
    """How many places a station has; without a row it offers no parking."""

    station = models.OneToOneField("hub.Station", on_delete=models.PROTECT)
    places = models.SmallIntegerField(default=0)

    class Meta:
        """One row a station; the right is that of things."""

        default_permissions = ()


class ParkedVehicle(models.Model):
    """A vehicle that was parked, or that left, or both: whichever fact came first makes the row."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT, db_index=False)
    parking = models.CharField(max_length=64)
    vehicle = models.CharField(max_length=16)
    number = models.SmallIntegerField()
    parked_ms = models.BigIntegerField(null=True)
    """As the station told it; None: only that it left has come yet."""
    left_ms = models.BigIntegerField(null=True)
    called_at = models.DateTimeField(null=True)
    """When somebody here asked its driver to see the keeper."""
    contact = models.TextField(blank=True)
    """A plate that only the hub's contact key opens; emptied on leaving, or after two days."""

    class Meta:
        """One row a station and parking."""

        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("station", "parking"), name="parking_once"),)
        indexes = (models.Index(fields=("station", "left_ms", "parked_ms"), name="parking_now"),)
