"""Runs the hub's tests on a PostgreSQL of their own; the suite has those where databases differ most.

    python tests/campaigns/postgresql.py [options of pytest]

Ends with pytest's status.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path += [str(TESTS / "hub")]

from hub_database import VARIABLE, postgresql  # noqa: E402 - found only after the line above
from test_on_postgresql import ALSO_HERE, ONLY_HERE  # noqa: E402

OTHERS = (
    "test_device_api.py",
    "test_fleet_page.py",
    "test_hub_erasure.py",
    "test_outage.py",
    "test_reports.py",
    "test_vitals_api.py",
)


def main(*options: str) -> int:
    files = [str(TESTS / "hub" / name) for name in (*ONLY_HERE, *ALSO_HERE, *OTHERS)]
    with postgresql() as url:
        command = [sys.executable, "-m", "pytest", "-q", *options, *files]
        return subprocess.run(command, env={**os.environ, VARIABLE: url}, cwd=TESTS.parent).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
