"""Every branch of the rules is taken by a test of the rules."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.timeout(900)  # the rules' own tests once more, and measured
def test_every_branch_of_the_core_is_taken(root: Path, tmp_path: Path) -> None:
    def coverage(command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "coverage", command, f"--data-file={tmp_path / 'coverage'}", *arguments]
        return subprocess.run(line, cwd=root, capture_output=True, text=True, check=False)

    # Without what Hypothesis reaches by luck: each branch has a test that means it.
    tests = ("-m", "pytest", "tests/core", "-q", "-n", "0", "-m", "not hypothesis")
    ran = coverage("run", "--branch", "--source=station_app/core", *tests)
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]

    told = coverage("report", "--skip-covered", "--show-missing", "--fail-under=100")
    assert told.returncode == 0, told.stdout
