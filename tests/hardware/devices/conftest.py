"""The bench on which each device meets its twin."""

import pytest
from device_bench import Bench


@pytest.fixture
def bench() -> Bench:
    return Bench()
