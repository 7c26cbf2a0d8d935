from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser for all tests of a module; its loop would be in the way of other modules' loops."""
    from browser_rig import chromium_with_fonts

    with chromium_with_fonts(tmp_path_factory.mktemp("fonts")) as browser:
        yield browser
