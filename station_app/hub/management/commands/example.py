"""`example STATION [--by ACCOUNT]`: made-up things for a station's shelves, for a hub that is tried out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from station_app.hub import example
from station_app.hub.models import Station
from station_app.hub.serve import FIRST_MANAGER


class Command(BaseCommand):
    """Give a station a round of hand-outs, a first-aid box, racks and books that are made up."""

    help = "Fill a station's shelves with made-up things, to try the kiosk's services; what is there is left as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        """The station, and in whose name."""
        parser.add_argument("station")
        parser.add_argument("--by", default=FIRST_MANAGER, metavar="ACCOUNT", help="who answers for it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill them."""
        station = Station.objects.filter(pk=options["station"]).first()
        who = User.objects.filter(username=options["by"], is_active=True).first()
        if station is None:
            raise CommandError(f"there is no station {options['station']!r}: enrol it first")
        if who is None:
            raise CommandError(f"there is no account {options['by']!r}: name one with --by")
        example.fill(station, who, timezone.now())
        self.stdout.write(f"filled: {station.pk}")
