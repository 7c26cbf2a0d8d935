"""A local moment of a form is one of China's clocks, or none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hub_rig import template

from station_app.hub.pages.moments import local_moment

assert template()


def test_a_minute_is_one_of_chinas_clocks() -> None:
    assert local_moment("2026-03-15T14:05") == datetime(2026, 3, 15, 6, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "sent",
    [
        "",
        None,
        "soon",
        "2026-02-31T10:00",
        "2026-03-15",
        "2026-03-15T14:05:00",
        "1999-01-01T00:00",
        "2026-03-15T14:05Z",
    ],
)
def test_anything_else_is_none(sent: object) -> None:
    assert local_moment(sent) is None
