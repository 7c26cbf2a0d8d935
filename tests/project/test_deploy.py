"""The systemd units call commands that exist, and never write a core dump."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

UNITS = ["station.service", "station-screen.service"]


@pytest.fixture(params=UNITS)
def unit(request: pytest.FixtureRequest, root: Path) -> str:
    return (root / "resources" / "deploy" / request.param).read_text()


def test_the_command_of_the_unit_has_these_options(unit: str, tool) -> None:
    command = re.search(r"bin/station (\w+)(.*)$", unit, re.MULTILINE)
    assert command
    said = tool("station", command[1], "--help")

    assert [option for option in re.findall(r"--[\w-]+", command[2]) if option not in said.stdout] == []


def test_the_unit_writes_no_core_dump(unit: str) -> None:
    assert "\nLimitCORE=0\n" in unit


def test_the_unit_runs_as_a_user_of_its_own(unit: str) -> None:
    assert re.search(r"^User=station", unit, re.MULTILINE)


def test_both_units_mean_the_same_socket(root: Path) -> None:
    texts = [(root / "resources" / "deploy" / name).read_text() for name in UNITS]
    sockets = [re.findall(r"ExecStart=.*socket (\S+)", text) for text in texts]

    assert sockets[0] == sockets[1] == ["/run/rest-station/screen.sock"]
