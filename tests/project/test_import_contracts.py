"""The floors of the house: who may import whom."""

from __future__ import annotations

import tomllib
from pathlib import Path


def test_every_import_contract_is_kept(tool) -> None:
    said = tool("lint-imports", "--no-cache")

    assert said.returncode == 0, said.stdout + said.stderr


def test_a_new_top_level_package_must_find_its_floor(root: Path) -> None:
    contracts = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    exhaustive = {name for each in contracts if each.get("exhaustive") for name in each["containers"]}

    assert exhaustive == {"station_app", "hardware"}
