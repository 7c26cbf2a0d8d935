"""What holds for every test."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import settings

# A machine that does much else is no fault of the code: how fast something is, is asked by `station bench`.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

LONG: Final = (
    "hub/test_on_postgresql.py",
    "processes/test_demo_fleet.py",
    "processes/test_selftest_command.py",
    "hardware/matrix/",
    "hub/test_managers_day.py",
    "in_browser.py",
    "processes/test_commission_process.py",
    "processes/test_kills.py",
    "store/test_power_cut.py",
    "project/test_types.py",
    "processes/",
    "test_story_selftest",
    "hub/test_serve.py",
    "hub/",
    "scenarios/",
    "project/",
)
"""Parts of paths of files that take long, the longest first: begun last, one of them would keep a core alone."""


def _place(item: pytest.Item) -> int:
    return next((place for place, part in enumerate(LONG) if part in item.path.as_posix()), len(LONG))


def pytest_collection_modifyitems(config: pytest.Config, items: Sequence[pytest.Item]) -> None:
    """Where several processes share the tests, those begin first that take long."""
    if hasattr(config, "workerinput"):
        items[:] = sorted(items, key=_place)  # type: ignore[index] - pytest hands a list over
