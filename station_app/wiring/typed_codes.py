"""Which codes a hub can make for this station, worked out once the door serves."""

from __future__ import annotations

import asyncio

from station_app.identity.finder import Identity
from station_app.identity.keys import Keys
from station_app.identity.typed_code import CodeBook
from station_app.identity.vault import KeyFault
from station_app.station.log import log


async def know_codes(identity: Identity, keys: Keys, station: str) -> None:
    """Let codes be typed from now on; without them every code is a wrong one."""
    try:
        identity.codes = await asyncio.to_thread(_book, keys, station)
    except (KeyFault, ValueError) as fault:
        log("passes").warning("codes of the hub cannot be typed here: %s", fault)


def _book(keys: Keys, station: str) -> CodeBook | None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from station_app.identity.typed_code import agreed
    from station_app.upstream.ferry import opening_key, sealing_key

    hub = keys.hub()
    if hub is None:
        return None
    theirs = Ed25519PublicKey.from_public_bytes(bytes.fromhex(hub["public_key"]))
    return agreed(opening_key(keys.station()), sealing_key(theirs), station)
