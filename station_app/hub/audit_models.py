"""The audit trail: who looked at what and did what, each row bound to the one before it."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class AppendOnly(TypeError):
    """Somebody tried to change or remove what has been recorded."""


class AuditRows(models.QuerySet["Audit"]):
    """Rows can be read and added, one by one; the database refuses the rest as well."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise AppendOnly("the audit trail is append-only")

    def delete(self) -> NoReturn:
        """Refused."""
        raise AppendOnly("the audit trail is append-only")

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Refused: each row follows from the one before it."""
        raise AppendOnly("rows are added one by one: `audit.record`")

    bulk_update = bulk_create
    update_or_create = bulk_create


class Audit(models.Model):
    """One thing that somebody did or looked at; no personal data of a visitor is in it."""

    number = models.BigIntegerField(unique=True)
    """From 1, without gaps."""
    at = models.DateTimeField(db_index=True)
    who = models.CharField(max_length=150, blank=True)
    """The account; empty for a stranger and for the terminal."""
    role = models.CharField(max_length=40, blank=True)
    what = models.CharField(max_length=40)
    """A code of `audit.DEEDS`."""
    station = models.CharField(max_length=32, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AuditRows.as_manager()

    class Meta:
        """Nobody but who may read it has a right to it."""

        default_permissions = ("view",)
        indexes = (
            models.Index(fields=("station", "number"), name="audit_station"),
            models.Index(fields=("who", "number"), name="audit_who"),
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add it; a second time is refused."""
        if not self._state.adding:
            raise AppendOnly("the audit trail is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise AppendOnly("the audit trail is append-only")
