"""What the project's own checks share: the checkout's folder, its files, and the tools of this environment."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", "__pycache__", ".hypothesis", ".pytest_cache", ".ruff_cache"} | {
    ".import_linter_cache",
    ".grimp_cache",
}
NOT_OURS_AT_TOP = {"dist", "build", "var"}

Tool = Callable[..., subprocess.CompletedProcess[str]]


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in NOT_OURS or (folder == ROOT and path.name in NOT_OURS_AT_TOP):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        elif path.is_file() and path.suffix != ".pyc" and not path.name.startswith(".coverage"):
            yield path


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def files() -> list[Path]:
    """Every file of the project, found without git, because an unpacked archive is tested too."""
    return list(_walk(ROOT))


@pytest.fixture(scope="session")
def python_files(files: list[Path]) -> list[Path]:
    return [path for path in files if path.suffix == ".py"]


@pytest.fixture(scope="session")
def tool() -> Tool:
    """Run a command of this environment in the checkout, and bring back what it said."""

    def run(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = Path(sys.executable).with_name(name)
        return subprocess.run([command, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)

    return run
