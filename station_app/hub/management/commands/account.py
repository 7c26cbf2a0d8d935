"""`account NAME [--role ROLE] [--district D ...]`: make an account or give it a new password."""

from __future__ import annotations

from typing import Any

from axes.utils import reset
from django.core.management.base import BaseCommand, CommandParser

from station_app.hub.accounts import ROLES, forget_factors, set_account


class Command(BaseCommand):
    """Make an account, or give it a new password, role and districts."""

    help = "Make an account, or give it a new password, role and districts; lifts its lock-out and ends its sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name, role and districts."""
        parser.add_argument("name")
        parser.add_argument("--role", choices=ROLES, default="", help="a new account is a manager")
        parser.add_argument(
            "--district",
            action="append",
            dest="districts",
            help="a district whose stations it sees, as often as needed; '' for stations without one",
        )
        parser.add_argument(
            "--forget-second-factor",
            action="store_true",
            dest="forget_factors",
            help="for who has lost phone and codes",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the new password once."""
        password = set_account(options["name"], options["role"], options["districts"])
        reset(username=options["name"])
        if options["forget_factors"]:
            forget_factors(options["name"])
        self.stdout.write(f"{options['name']}: {password}")
