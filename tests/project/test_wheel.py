"""The wheel: code, resources, command and licence, built without the network."""

from __future__ import annotations

import email
import tomllib
import zipfile
from email.message import Message
from pathlib import Path

import pytest

import station_app


@pytest.fixture(scope="module")
def wheel(root: Path, tool, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    place = tmp_path_factory.mktemp("wheel")
    said = tool("hatchling", "build", "--target", "wheel", "--directory", str(place))
    assert said.returncode == 0, said.stdout + said.stderr
    (made,) = place.glob("*.whl")
    return zipfile.ZipFile(made)


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.ZipFile) -> Message:
    (name,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    return email.message_from_bytes(wheel.read(name))


def inside(wheel: zipfile.ZipFile, folder: str) -> set[str]:
    return {name.removeprefix(folder) for name in wheel.namelist() if name.startswith(folder)}


@pytest.mark.parametrize("folder", ["qml", "i18n", "fonts", "sounds", "deploy"])
def test_the_wheel_carries_every_file_of(wheel: zipfile.ZipFile, root: Path, files: list[Path], folder: str) -> None:
    here = root / "resources" / folder
    expected = {path.relative_to(here).as_posix() for path in files if path.is_relative_to(here)}

    assert expected, f"resources/{folder} is empty"
    assert inside(wheel, f"station_app/resources/{folder}/") == expected


@pytest.mark.parametrize("package", ["station_app", "hardware"])
def test_the_wheel_carries_every_module_of(
    wheel: zipfile.ZipFile, root: Path, python_files: list[Path], package: str
) -> None:
    expected = {
        path.relative_to(root / package).as_posix() for path in python_files if path.is_relative_to(root / package)
    }

    assert expected <= inside(wheel, f"{package}/")


def test_the_wheel_holds_no_tests(wheel: zipfile.ZipFile) -> None:
    assert inside(wheel, "tests/") == set()


def test_the_metadata_is_that_of_pyproject(metadata: Message, root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]

    assert (metadata["Name"], metadata["Version"], metadata["Requires-Python"], metadata["License-Expression"]) == (
        project["name"],
        station_app.__version__,
        project["requires-python"],
        project["license"],
    )


def test_both_licence_texts_travel_with_the_wheel(metadata: Message) -> None:
    assert set(metadata.get_all("License-File", [])) == {"LICENSE", "resources/fonts/OFL.txt"}


def test_the_wheel_installs_the_command(wheel: zipfile.ZipFile) -> None:
    (name,) = [name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt")]

    assert "station = station_app.__main__:main" in wheel.read(name).decode()
