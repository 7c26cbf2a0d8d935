"""Types: strict everywhere, the hub at pyright's "standard" with django-stubs."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

UNTYPED = "def f(x):\n    return x.y\n"
WRONG = 'from django.http import HttpResponse\n\n\ndef f() -> int:\n    return HttpResponse("x")\n'


def test_basedpyright_finds_nothing(tool) -> None:
    said = tool("basedpyright", "--pythonpath", sys.executable)

    assert said.returncode == 0, said.stdout + said.stderr


@pytest.fixture(scope="module")
def rules_broken(root: Path, tool, tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """What the project's configuration says of bad files: pairs of file and rule."""
    bench = tmp_path_factory.mktemp("types")
    shutil.copy(root / "pyproject.toml", bench)
    for place, text in (("hardware/a.py", UNTYPED), ("station_app/hub/a.py", UNTYPED), ("station_app/hub/b.py", WRONG)):
        (bench / place).parent.mkdir(parents=True, exist_ok=True)
        (bench / place).write_text(text)
    said = tool("basedpyright", "-p", str(bench), "--pythonpath", sys.executable, "--outputjson")
    found = json.loads(said.stdout)["generalDiagnostics"]
    return {(Path(each["file"]).relative_to(bench).as_posix(), each["rule"]) for each in found}


def test_an_untyped_function_is_an_error_in_hardware(rules_broken: set[tuple[str, str]]) -> None:
    assert ("hardware/a.py", "reportMissingParameterType") in rules_broken


def test_an_untyped_function_is_allowed_in_the_hub(rules_broken: set[tuple[str, str]]) -> None:
    assert not [rule for file, rule in rules_broken if file == "station_app/hub/a.py"]


def test_a_wrong_django_type_is_an_error_in_the_hub(rules_broken: set[tuple[str, str]]) -> None:
    assert ("station_app/hub/b.py", "reportReturnType") in rules_broken
