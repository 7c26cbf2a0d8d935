from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "upstream"))

from hub_rig import Enrolled, HubRig, enrolled


@pytest.fixture
def rig() -> Iterator[HubRig]:
    with HubRig() as one:
        yield one


@pytest.fixture
async def station(rig: HubRig) -> Enrolled:
    return await enrolled(rig)


@pytest.fixture
def policy_key() -> Iterator[Path]:
    """A key on the hub that signs policies, as an operator may put one there."""
    from policy_rig import SEED

    from station_app.hub.policy_signing import key_file

    path = key_file()
    path.write_bytes(SEED)
    path.chmod(0o600)
    yield path
    path.unlink()
