"""What reports are read from: sums over station days and longer periods, without any name."""

from __future__ import annotations

from django.db import models


class Figure(models.Model):
    """Projection: one sum of one station over one day, week, month, quarter or year."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT, db_index=False, db_constraint=False)
    period = models.CharField(max_length=10)
    """As `core.counting.label` names it: 2026-11-23, 2026-W48, 2026-11, 2026-Q4, 2026."""
    measure = models.CharField(max_length=24)
    cell = models.CharField(max_length=40, blank=True)
    """Which part of a breakdown; empty of a sum."""
    value = models.BigIntegerField()

    class Meta:
        """One row a sum; in the order in which reports read."""

        constraints = (models.UniqueConstraint(fields=("period", "measure", "station", "cell"), name="figure_once"),)


class Watch(models.Model):
    """Projection: how far a journal tells of its station's time, and what keeps its doors from being ready."""

    station = models.ForeignKey("hub.Station", on_delete=models.PROTECT, db_constraint=False)
    epoch = models.CharField(max_length=64)
    first_ms = models.BigIntegerField()
    last_ms = models.BigIntegerField()
    blockers = models.TextField(blank=True)
    """One a line."""

    class Meta:
        """One row a journal."""

        constraints = (models.UniqueConstraint(fields=("station", "epoch"), name="watch_once"),)
