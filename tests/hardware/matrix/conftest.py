"""Prints the matrix at the end of a run in which its cells were tried."""

from typing import Any

import pytest
from matrix_table import as_text

_KEY = pytest.StashKey[set[tuple[str, str]]]()


@pytest.fixture
def matrix_seen(request: pytest.FixtureRequest) -> set[tuple[str, str]]:
    """The cells that have kept their promise so far."""
    return request.config.stash.setdefault(_KEY, set())


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The matrix, as far as it was tried."""
    seen = terminalreporter.config.stash.get(_KEY, set())
    if seen:
        terminalreporter.section("mishaps and promises")
        terminalreporter.write_line(as_text(seen))
