"""`station readiness` tells a script by its status what the report tells a person."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pytest

from station_app.__main__ import main
from station_app.wire import Service
from station_app.wiring import readiness_command


@pytest.mark.parametrize("form", ["text", "json", "qr"])
@pytest.mark.parametrize(("verdict", "status"), [("ready", 0), ("not-ready", 1), ("unknown", 1)])
def test_only_a_ready_station_has_status_0(
    verdict: str, status: int, form: Literal["text", "json", "qr"], monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service(serial=1, open=False, report_text="report", report_qr="CODE")
    learned = service, json.dumps({"report": {"verdict": verdict}})
    monkeypatch.setattr(readiness_command, "at_station", lambda *_: learned)

    assert readiness_command.readiness(Path("station.toml"), None, form) == status


def test_its_help_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["readiness", "--help"])

    assert "Status 0 when the station is ready, 1 when it is not" in " ".join(capsys.readouterr().out.split())
