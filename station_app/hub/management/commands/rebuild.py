"""`rebuild`: make all projections anew from the facts."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from station_app.hub.projections import rebuild


class Command(BaseCommand):
    """Make all projections anew from the facts."""

    help = "Make visits, incidents, lost devices and station states anew from the facts."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild."""
        rebuild()
