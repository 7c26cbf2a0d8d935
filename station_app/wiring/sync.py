"""Joins the journal to the hub: rows up, one cursor back. Started after the door serves."""

from __future__ import annotations

from hardware.clock import Clock
from station_app.config import Settings
from station_app.identity.keys import Keys
from station_app.station.log import log
from station_app.upstream.address import HubAddress
from station_app.upstream.client import HubClient, Pinned
from station_app.upstream.pusher import Outbox, Pusher, PushState


def build_pusher(settings: Settings, keys: Keys, outbox: Outbox, clock: Clock) -> Pusher | None:
    """The pusher of an enrolled station; None where there is no hub, or it does not know us yet."""
    if settings.hub is None:
        return None
    known = keys.hub()
    if known is None:
        log("sync").warning("not enrolled: run `station enrol` with a code of the hub; the station works alone until then")
        return None
    if known["url"] != settings.hub.url:
        log("sync").warning("enrolled with %s, the config says %s: enrol again", known["url"], settings.hub.url)
        return None
    pinned = Pinned(station=settings.station.id, key=keys.station(), hub_key=bytes.fromhex(known["public_key"]))
    address = HubAddress(url=settings.hub.url, ca_file=settings.hub.ca_file)
    return Pusher(outbox, HubClient(address, pinned, wall=clock.wall), clock, SyncLog().changed)


class SyncLog:
    """Says once when the hub is reached and once when it is lost."""

    def __init__(self) -> None:
        self._connected: bool | None = None

    def changed(self, state: PushState) -> None:
        """Take a new state."""
        if state.connected == self._connected:
            return
        self._connected = state.connected
        if state.connected:
            log("sync").info("the hub is reached; %s rows wait", state.backlog)
        else:
            log("sync").warning("the hub is not reached: %s; %s rows wait", state.error, state.backlog)
