"""House rules that a machine can watch."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

FILE_LINES = 400
FUNCTION_LINES = 40
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "common", "manager", "misc"}

# Written in two parts, so that this file does not find itself.
SLEEP = re.compile(r"\btime\.sleep" + r"\(|from time import .*\bsleep\b")
WAIT_FOR = re.compile(r"\basyncio\.wait_for" + r"\(")
SOMEBODYS_FOLDER = re.compile("/wor" + "k/|/tm" + r"p/|/home/\w|/roo" + "t/")


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="ignore")


def name_of(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def test_no_python_file_is_too_long_to_read(python_files: list[Path], root: Path) -> None:
    long = {name_of(path, root): text_of(path).count("\n") for path in python_files}

    assert {name: lines for name, lines in long.items() if lines > FILE_LINES} == {}


@pytest.mark.parametrize("package", ["station_app", "hardware"])
def test_no_function_is_too_long_to_hold_in_mind(python_files: list[Path], root: Path, package: str) -> None:
    long: list[str] = []
    for path in python_files:
        if path.is_relative_to(root / package):
            for node in ast.walk(ast.parse(text_of(path))):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    lines = (node.end_lineno or node.lineno) - node.lineno + 1
                    long += [f"{name_of(path, root)}:{node.name} {lines}"] if lines > FUNCTION_LINES else []

    assert long == []


def test_every_module_is_named_after_something(python_files: list[Path], root: Path) -> None:
    parts = {(part, path) for path in python_files for part in Path(name_of(path, root)).with_suffix("").parts}

    assert [name_of(path, root) for part, path in parts if part in EMPTY_NAMES] == []


def test_time_is_never_slept_away(python_files: list[Path], root: Path) -> None:
    assert [name_of(path, root) for path in python_files if SLEEP.search(text_of(path))] == []


def test_no_order_to_stop_is_lost_in_a_wait(python_files: list[Path], root: Path) -> None:
    # Before Python 3.12 `asyncio.wait_for` forgets that it was cancelled if what it waits for is done just then.
    ours = [path for path in python_files if not path.is_relative_to(root / "tests")]

    assert [name_of(path, root) for path in ours if WAIT_FOR.search(text_of(path))] == []


def test_no_file_names_somebodys_own_folder(files: list[Path], root: Path) -> None:
    texts = [path for path in files if path.suffix not in {".png", ".ttf", ".wav"}]

    assert [name_of(path, root) for path in texts if SOMEBODYS_FOLDER.search(text_of(path))] == []


def test_no_two_test_modules_share_a_name(root: Path) -> None:
    # tests/ has no packages: of two modules of one name, pytest would hand the first to whoever asks for the second.
    names = Counter(path.name for path in (root / "tests").rglob("*.py") if "campaigns" not in path.parts)

    assert [name for name, count in names.items() if count > 1 and name != "conftest.py"] == []
