"""What the hub keeps: facts as they came, and projections that can be made from them again."""

from __future__ import annotations

from django.db import models


class Station(models.Model):
    """A station that has been enrolled."""

    id = models.CharField(primary_key=True, max_length=32)
    name = models.CharField(max_length=60, blank=True)
    public_key = models.CharField(max_length=64)
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_contact = models.DateTimeField(null=True)

    class Meta:
        """Rights beyond Django's add, change, delete and view."""

        permissions = (("export_log", "Can export the log"), ("revoke_station", "Can revoke a station"))

    def __str__(self) -> str:
        return self.name or self.id


class EnrolmentCode(models.Model):
    """A one-time code, as a digest."""

    station = models.CharField(max_length=32, db_index=True)
    digest = models.CharField(max_length=64)
    valid_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    wrong_tries = models.PositiveIntegerField(default=0)


class Epoch(models.Model):
    """One journal of a station; a second one means that the first was replaced."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT)
    epoch = models.CharField(max_length=64)
    acked_through = models.BigIntegerField(default=0)
    head_hash = models.CharField(max_length=64, blank=True)
    """Hash of the last row; empty where the chain begins anew."""
    first_seen = models.DateTimeField()

    class Meta:
        """One row a journal."""

        constraints = (models.UniqueConstraint(fields=("station", "epoch"), name="epoch_once"),)


class Fact(models.Model):
    """One row of a journal, once."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    epoch = models.CharField(max_length=64)
    seq = models.BigIntegerField()
    fact_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=64)
    version = models.IntegerField()
    wall = models.CharField(max_length=40)
    wall_ms = models.BigIntegerField()
    mono = models.BigIntegerField()
    boot = models.CharField(max_length=64)
    clock = models.CharField(max_length=16)
    body = models.TextField()
    salt = models.CharField(max_length=32, blank=True)
    sealed = models.TextField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    zone = models.CharField(max_length=40, blank=True)
    credential = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        """Exactly once under (station, epoch, seq); the indexes carry the log page."""

        constraints = (models.UniqueConstraint(fields=("station", "epoch", "seq"), name="fact_once"),)
        indexes = (
            models.Index(fields=("station", "wall_ms"), name="fact_time"),
            models.Index(fields=("station", "kind", "wall_ms"), name="fact_kind_time"),
        )


class SetAside(models.Model):
    """A row that did not fit, kept as it came, with the reason."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT)
    epoch = models.CharField(max_length=64)
    seq = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    row = models.TextField()
    digest = models.CharField(max_length=64)
    came_at = models.DateTimeField()

    class Meta:
        """The same row sent twice is kept once."""

        constraints = (models.UniqueConstraint(fields=("station", "epoch", "seq", "digest"), name="set_aside_once"),)


class LostRange(models.Model):
    """Rows that a damaged journal no longer holds, as the station declared."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT)
    epoch = models.CharField(max_length=64)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    came_at = models.DateTimeField()

    class Meta:
        """Declared once."""

        constraints = (models.UniqueConstraint(fields=("station", "epoch", "first"), name="lost_once"),)


class Visit(models.Model):
    """Projection: one visit, counted as 人次."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    epoch = models.CharField(max_length=64)
    visit = models.CharField(max_length=64)
    zone = models.CharField(max_length=40, blank=True)
    door = models.CharField(max_length=40, blank=True)
    credential = models.CharField(max_length=40, blank=True)
    person = models.CharField(max_length=128, blank=True)
    started_ms = models.BigIntegerField()
    ended_ms = models.BigIntegerField(null=True)
    minutes = models.IntegerField(null=True)
    evidence = models.CharField(max_length=40, blank=True)
    end_evidence = models.CharField(max_length=40, blank=True)
    inferred = models.BooleanField(default=False)
    clock = models.CharField(max_length=16, blank=True)

    class Meta:
        """One row a visit."""

        constraints = (models.UniqueConstraint(fields=("station", "epoch", "visit"), name="visit_once"),)
        indexes = (models.Index(fields=("station", "started_ms"), name="visit_time"),)


class Incident(models.Model):
    """Projection: one incident."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT)
    epoch = models.CharField(max_length=64)
    incident = models.CharField(max_length=128)
    cause = models.CharField(max_length=80)
    about = models.CharField(max_length=80, blank=True)
    opened_ms = models.BigIntegerField()
    closed_ms = models.BigIntegerField(null=True)

    class Meta:
        """One row an incident."""

        constraints = (models.UniqueConstraint(fields=("station", "epoch", "incident"), name="incident_once"),)


class LostDevice(models.Model):
    """Projection: a device that does not answer now."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT)
    epoch = models.CharField(max_length=64)
    device = models.CharField(max_length=64)
    fault = models.CharField(max_length=64, blank=True)
    since_ms = models.BigIntegerField()

    class Meta:
        """One row a device."""

        constraints = (models.UniqueConstraint(fields=("station", "epoch", "device"), name="lost_device_once"),)


class StationState(models.Model):
    """Projection: what the facts of a station's newest journal tell of it now."""

    station = models.OneToOneField(Station, on_delete=models.PROTECT, primary_key=True)
    epoch = models.CharField(max_length=64, blank=True)
    booted_ms = models.BigIntegerField(null=True)
    version = models.CharField(max_length=40, blank=True)
    policy = models.CharField(max_length=64, blank=True)
    last_fact_ms = models.BigIntegerField(null=True)
    admitting = models.BooleanField(null=True)
    """Whether the last presentation was answered as during opening hours; None when there was none."""
    admitting_ms = models.BigIntegerField(null=True)
    opens_at = models.CharField(max_length=40, blank=True)
