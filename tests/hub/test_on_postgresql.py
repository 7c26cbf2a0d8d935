"""The hub's essential tests once more, on PostgreSQL; Django is set up once a process, so they run in others."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hub_database import ON_POSTGRESQL, VARIABLE, postgresql

HERE = Path(__file__).resolve().parent
ONLY_HERE = ("only_moving.py", "only_on_postgresql.py", "only_together.py")
ALSO_HERE = (
    "test_audit_trail.py",
    "test_exactly_once.py",
    "test_feed.py",
    "test_figures.py",
    "test_projections.py",
    "test_request_desk.py",
    "test_set_aside.py",
)
"""Where the databases differ most; `tests/campaigns/postgresql.py` has the others."""


@pytest.mark.timeout(900)
def test_the_hub_does_on_postgresql_what_it_does_on_sqlite() -> None:
    assert not ON_POSTGRESQL, f"this test starts a PostgreSQL of its own: unset {VARIABLE}"
    command = [sys.executable, "-m", "pytest", "-q", "--tb=short"]
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    with postgresql() as url:
        ran = subprocess.run(
            [*command, *(str(HERE / name) for name in (*ONLY_HERE, *ALSO_HERE))],
            env={**own, VARIABLE: url},
            cwd=HERE.parent.parent,
            capture_output=True,
            text=True,
        )

    said = ran.stdout[-20_000:] + ran.stderr[-5_000:]
    assert ran.returncode == 0, said
    assert re.search(r"^\d+ passed in", ran.stdout, re.MULTILINE), f"some were left out:\n{said}"
