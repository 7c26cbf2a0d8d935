"""The lock file: every dependency pinned, hashed, and named by no particular registry."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

REGISTRY = re.compile(
    r"https?://[^\s\"'<>)]*(pypi\.|pythonhosted\.|npmjs\.|artifactory|registry\.)|--(extra-)?index-url|--find-links\b"
)


@pytest.fixture(scope="module")
def lock(root: Path) -> str:
    return (root / "requirements.lock").read_text()


@pytest.fixture(scope="module")
def pins(lock: str) -> dict[str, list[Version]]:
    found: dict[str, list[Version]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock, re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append(Version(version))
    return found


@pytest.fixture(scope="module")
def wanted(root: Path) -> list[Requirement]:
    project = tomllib.loads((root / "pyproject.toml").read_text())
    return [Requirement(each) for each in (*project["project"]["dependencies"], *project["dependency-groups"]["dev"])]


def test_every_dependency_is_pinned_as_wanted(wanted: list[Requirement], pins: dict[str, list[Version]]) -> None:
    wrong = [
        str(each)
        for each in wanted
        if not any(each.specifier.contains(pin) for pin in pins.get(canonicalize_name(each.name), []))
    ]

    assert wrong == [], "lock again after a change of pyproject.toml"


def test_every_pin_has_a_hash(lock: str) -> None:
    blocks = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)[1:]

    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_pyside_stays_below_the_version_that_aborts(pins: dict[str, list[Version]]) -> None:
    assert max(pins["pyside6-essentials"]) < Version("6.12")


def test_no_gpl_only_part_of_qt_is_locked(pins: dict[str, list[Version]]) -> None:
    assert {"pyside6", "pyside6-addons"} & pins.keys() == set()


def test_run_finds_the_pin_of_uv_in_the_lock(lock: str) -> None:
    assert re.search(r"^uv==\S+ \\\n(    --hash=sha256:\w{64} \\\n)*    --hash=sha256:\w{64}\n", lock, re.MULTILINE)


def test_no_file_names_a_registry(files: list[Path], root: Path) -> None:
    guilty = [
        str(path.relative_to(root))
        for path in files
        if path != Path(__file__) and REGISTRY.search(path.read_bytes().decode("utf-8", errors="ignore"))
    ]

    assert guilty == []
