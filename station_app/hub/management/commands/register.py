"""`register FILE [--by ACCOUNT] [--publish]`: take a registry's CSV file at the terminal, and publish its stations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from station_app.hub import publishing, registering
from station_app.hub.models import Station
from station_app.hub.registry_csv import BadFile, lines_of
from station_app.hub.serve import FIRST_MANAGER


class Command(BaseCommand):
    """Fill the registry as the page for files does: good rows are taken, each bad one is told with its reasons."""

    help = "Take a CSV file of the registry, as its page hands out and takes; in the name of an account."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and who answers for it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", default=FIRST_MANAGER, metavar="ACCOUNT", help="who answers for it")
        parser.add_argument("--publish", action="store_true", help="let anybody read the state of these stations")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it; ends with a fault where a row was not taken."""
        who = User.objects.filter(username=options["by"], is_active=True).first()
        if who is None:
            raise CommandError(f"there is no account {options['by']!r}: name one with --by")
        if options["publish"] and not who.has_perm("hub.publish_station"):
            raise CommandError(f"the account {who.username!r} may not publish: name an admin with --by")
        try:
            lines = lines_of(options["file"].read_bytes())
        except (OSError, BadFile) as error:
            raise CommandError(f"{options['file']} cannot be read: {error}") from error
        now = timezone.now()
        outcome = registering.take(lines, Station.objects.all(), who, now)
        wrong = {number for number, _, _ in outcome.wrong}
        good = [line.station for line in lines if line.number not in wrong]
        if options["publish"]:
            for station in Station.objects.filter(pk__in=good):
                publishing.publish(station, who, now)
        self.stdout.write(f"taken: {outcome.taken}, unchanged: {outcome.same}")
        if outcome.wrong:
            told = [f"row {number} ({station}): {'; '.join(why)}" for number, station, why in outcome.wrong]
            raise CommandError("not taken: " + " / ".join(told))
