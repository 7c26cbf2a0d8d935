"""`audit`: verify the audit trail."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from station_app.hub.audit import verify


class Command(BaseCommand):
    """Say whether the audit trail is whole."""

    help = "Verify the chain of the audit trail; note its head elsewhere, and nobody can cut off its end unseen."

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 where it is not whole."""
        found = verify()
        if found.wrong is not None:
            raise CommandError(f"audit: row {found.wrong} is missing or was changed; {found.rows} rows before it fit")
        if not found.guarded:
            raise CommandError("audit: the database no longer refuses changes: its triggers are gone")
        self.stdout.write(f"audit: {found.rows} rows, whole; head {found.head}")
