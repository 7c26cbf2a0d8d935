from __future__ import annotations

import pytest
from core_world import CoreStation


@pytest.fixture
def station() -> CoreStation:
    """One door, closed; sixteen places; Monday noon."""
    return CoreStation()
