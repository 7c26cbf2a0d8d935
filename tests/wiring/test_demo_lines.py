"""The lines that only the demo knows: a pass for a visitor, and one for staff."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from station_app.core.events import Known, Unknown
from station_app.identity.keys import Keys
from station_app.identity.passes import PassReader
from station_app.wiring.demo import _answer, set_stage
from station_app.wiring.process import data_dir

TWINS = SimpleNamespace(controls=SimpleNamespace(answer=lambda line: f"ok {line}"))


def judged(line: str, folder: Path) -> Known | Unknown:
    """What the station says of the pass that a line asks for."""
    stage = set_stage(data_dir(folder / "demo"), 8400)
    verb, _, text = _answer(line, stage, TWINS).partition(" ")  # type: ignore[arg-type]
    assert verb == "pass"
    reader = PassReader(Keys(stage.station).issuers(), stage.settings.station.id)
    return reader.verify(text, int(time.time() * 1000), lambda issuer, subject: f"{issuer}/{subject}")


@pytest.mark.parametrize(("line", "staff"), [("pass", False), ("staff-pass", True)])
def test_a_pass_of_the_demo_is_accepted_as_what_it_is(line: str, staff: bool, tmp_path: Path) -> None:
    found = judged(line, tmp_path)

    assert isinstance(found, Known) and found.staff is staff


def test_any_other_line_is_for_the_world(tmp_path: Path) -> None:
    stage = set_stage(data_dir(tmp_path / "demo"), 8400)

    assert _answer("lift id_reader", stage, TWINS) == "ok lift id_reader"  # type: ignore[arg-type]
