"""`passkeys [FILE [--station ID]] [--revoke]`: whose passes the stations are to accept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from station_app.hub import audit, pass_feed, passes
from station_app.hub.models import PassKeyList, Station
from station_app.identity.keys import kid_of
from station_app.identity.pass_key_list import MAX_BYTES, list_of, text_in


class Command(BaseCommand):
    """Tell the key that signs this hub's passes, offer a signed list with it, or revoke it."""

    help = (
        "Without a file: print the public key that signs this hub's passes. With one, as `station pass sign-keys` makes"
        " it: offer it to one station or to all. --revoke: no pass of this hub's key is valid any more."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, for whom, or the end of the key."""
        parser.add_argument("file", type=Path, nargs="?", default=None)
        parser.add_argument("--station", default="", help="one station's id; without it every station is offered it")
        parser.add_argument("--revoke", action="store_true", help="revoke this hub's key at every station")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one of the three."""
        public = passes.public_key()
        if options["revoke"]:
            pass_feed.revoke([(kid_of(public).hex(), 0)], None, timezone.now())
            audit.record(None, "pass-key-revoked", "", kid_of(public).hex())
            self.stdout.write("revoked: move keys/pass-issuer.key away, restart, and have a new key signed")
        elif options["file"] is None:
            self.stdout.write(public.hex())
        else:
            self._publish(options["file"], options["station"])

    def _publish(self, path: Path, station: str) -> None:
        if station and not Station.objects.filter(id=station).exists():
            raise CommandError(f"there is no station {station}")
        try:
            envelope = path.read_bytes()[: MAX_BYTES + 1].decode()
            found = list_of(text_in(envelope))
        except (OSError, ValueError) as error:
            raise CommandError(f"{path}: {error}") from error
        if found.station not in ("*", station):
            raise CommandError(f"the list is meant for {found.station}: say --station {found.station}")
        if PassKeyList.objects.filter(station=station or None, number=found.number).exists():
            raise CommandError(f"number {found.number} has been published already: raise it, sign anew")
        pass_feed.publish_keys(station or None, found.number, envelope)
        audit.record(None, "pass-keys-published", station, str(found.number))
        self.stdout.write(f"published: number {found.number}, {len(found.issuers)} keys")
        if all(one.public != passes.public_key() for one in found.issuers):
            self.stderr.write("this hub's own key is not in it: the hub can issue no passes for these stations")
