"""`codes ID ...`: one-time enrolment codes for several stations at once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from station_app.hub.enrolment import new_code


class Command(BaseCommand):
    """Print a code for each station."""

    help = "Print a one-time enrolment code for each station, one a line behind its id; each is valid for an hour."

    def add_arguments(self, parser: CommandParser) -> None:
        """The stations' ids."""
        parser.add_argument("stations", nargs="+", metavar="ID")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them; a station's older unused codes are void."""
        for station in options["stations"]:
            try:
                self.stdout.write(f"{station} {new_code(station, timezone.now())}")
            except ValueError as error:
                raise CommandError(str(error)) from error
