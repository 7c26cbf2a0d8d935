"""The script `run`, with the system's commands replaced by stand-ins that only tell what they were asked."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

STAND_INS = {
    "dpkg-query": 'cat "$STAND_INS/installed"',
    "id": 'cat "$STAND_INS/uid"',
    "sudo": "exit 1",
    "apt-get": 'echo "apt-get $*" >>"$STAND_INS/asked"',
}


class Machine:
    """A copy of `run` in an empty folder, on a pretended system."""

    def __init__(self, root: Path, place: Path) -> None:
        self.checkout = place / "checkout"
        self.stand_ins = place / "bin"
        for folder in (self.checkout, self.stand_ins):
            folder.mkdir()
        for name in ("run", "requirements.lock", "pyproject.toml"):
            shutil.copy(root / name, self.checkout)
        for name, body in STAND_INS.items():
            self.script(self.stand_ins / name, body)
        (self.stand_ins / "uid").write_text("1000\n")
        (self.stand_ins / "installed").write_text("")

    @staticmethod
    def script(path: Path, body: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def install(self, *packages: str) -> None:
        lines = [f"installed {package} \n" for package in packages]
        (self.stand_ins / "installed").write_text("".join(lines))

    def make_ready(self) -> None:
        """An environment as an earlier start left it."""
        self.script(self.checkout / ".venv" / "bin" / "python", 'echo "python $*"')
        self.script(self.checkout / ".venv" / "bin" / "station", 'echo "station $*"')
        stamp = subprocess.run(
            "cat requirements.lock pyproject.toml | sha256sum", shell=True, cwd=self.checkout, capture_output=True
        )
        (self.checkout / ".venv" / "stamp").write_bytes(f"{self.checkout.resolve()}\n".encode() + stamp.stdout)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"PATH": f"{self.stand_ins}:{os.environ['PATH']}", "STAND_INS": str(self.stand_ins)}
        return subprocess.run(
            ["sh", "./run", *arguments],
            cwd=self.checkout,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(root: Path, tmp_path: Path) -> Machine:
    return Machine(root, tmp_path)


@pytest.fixture
def demo_packages(machine: Machine) -> list[str]:
    """What `./run demo` asks for on an empty system, in its own words."""
    return asked_for(machine.run("demo"))


def asked_for(said: subprocess.CompletedProcess[str]) -> list[str]:
    line = re.search(r"--no-install-recommends (.*)", said.stderr)
    return line[1].split() if line else []


@pytest.mark.parametrize("arguments", [(), ("dance",), ("setup", "more")])
def test_an_unknown_task_is_answered_by_the_usage(machine: Machine, arguments: tuple[str, ...]) -> None:
    said = machine.run(*arguments)

    assert (said.returncode, said.stderr.startswith("usage: ./run demo")) == (2, True)


def test_without_root_the_exact_line_to_run_is_printed(machine: Machine) -> None:
    said = machine.run("demo")

    assert said.returncode == 2
    assert "apt-get update && apt-get install -y --no-install-recommends ca-certificates libglib2.0-0" in said.stderr


def test_without_root_apt_is_not_called(machine: Machine) -> None:
    machine.run("demo")

    assert not (machine.stand_ins / "asked").exists()


def test_browser_display_and_mouse_are_asked_for_by_the_tests_only(machine: Machine, demo_packages: list[str]) -> None:
    assert set(asked_for(machine.run("test"))) - set(demo_packages) == {"chromium", "libatomic1", "xvfb", "xdotool"}


def test_a_package_under_its_new_name_is_not_missing(machine: Machine, demo_packages: list[str]) -> None:
    others = [package for package in demo_packages if package != "libglib2.0-0"]
    machine.make_ready()
    machine.install(*others, "libglib2.0-0t64 libglib2.0-0 (= 2.84)")

    assert machine.run("setup").returncode == 0


def test_one_missing_package_is_named_alone(machine: Machine, demo_packages: list[str]) -> None:
    machine.install(*demo_packages[1:])

    assert asked_for(machine.run("demo")) == demo_packages[:1]


def test_with_root_apt_installs_what_is_missing(machine: Machine, demo_packages: list[str]) -> None:
    machine.make_ready()
    machine.install(*demo_packages[1:])
    (machine.stand_ins / "uid").write_text("0\n")
    machine.run("setup")

    asked = (machine.stand_ins / "asked").read_text().splitlines()
    assert asked == ["apt-get update -q", f"apt-get install -y --no-install-recommends {demo_packages[0]}"]


def test_a_ready_environment_is_used_as_it_is(machine: Machine, demo_packages: list[str]) -> None:
    machine.make_ready()
    machine.install(*demo_packages)

    assert machine.run("demo", "--tour").stdout == "station demo --tour\n"


def test_options_of_a_test_run_go_to_pytest(machine: Machine, demo_packages: list[str]) -> None:
    machine.make_ready()
    machine.install(*demo_packages, "chromium", "libatomic1", "xvfb", "xdotool")

    told = machine.run("test", "-k", "door").stdout
    assert (told.startswith("python -m pytest -n "), told.endswith(" -k door\n")) == (True, True)
