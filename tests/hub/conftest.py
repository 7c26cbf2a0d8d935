from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "upstream"))

from hub_rig import Enrolled, HubRig, enrolled


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "every_screen: looks at how pages are laid out, on a phone and at a desk")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What somebody does on pages is done on a phone, where it is harder; HUB_EVERY_SCREEN=1 does it at a desk, too."""
    if os.environ.get("HUB_EVERY_SCREEN"):
        return
    passed_over = [item for item in items if _at_a_desk(item) and item.get_closest_marker("every_screen") is None]
    config.hook.pytest_deselected(items=passed_over)
    left_out = set(passed_over)
    items[:] = [item for item in items if item not in left_out]


def _at_a_desk(item: pytest.Item) -> bool:
    called = getattr(item, "callspec", None)
    in_a_browser = "chromium" in getattr(item, "fixturenames", ())
    return in_a_browser and called is not None and called.id.split("-")[0] == "desk"


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
