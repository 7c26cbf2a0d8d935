"""`account NAME [--role viewer|manager]`: make an account or give it a new password."""

from __future__ import annotations

from typing import Any

from axes.utils import reset
from django.core.management.base import BaseCommand, CommandParser

from station_app.hub.accounts import ROLES, set_account


class Command(BaseCommand):
    """Make an account, or give it a new password and role."""

    help = "Make an account, or give it a new password and role; lifts its lock-out."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name and role."""
        parser.add_argument("name")
        parser.add_argument("--role", choices=ROLES, default="manager")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the new password once."""
        password = set_account(options["name"], options["role"])
        reset(username=options["name"])
        self.stdout.write(f"{options['name']}: {password}")
