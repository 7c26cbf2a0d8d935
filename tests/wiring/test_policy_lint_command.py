"""`station policy lint`: findings in both languages, and a status that a script can ask."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest
from small_station import SMALL

from station_app.assets import asset
from station_app.wiring.policy_lint_command import add_lint
from station_app.wiring.process import UsageError

CONFIG = f"""{SMALL}
[cameras.porch]
source = "http://192.0.2.7/snapshot.jpg"
zone = "hall"
sign = true
"""


class Lint:
    """The command with a policy in a file."""

    def __init__(self, folder: Path) -> None:
        self.policy = folder / "policy.json"
        self.config = folder / "station.toml"
        self.config.write_text(CONFIG, encoding="utf-8")

    def says(self, **content: Any) -> None:
        """What stands in the policy."""
        self.policy.write_text(json.dumps({"version": "v", "number": 1, **content}), encoding="utf-8")

    def run(self, *options: str) -> int:
        """Run it; what it gives back is the status."""
        parser = argparse.ArgumentParser()
        add_lint(parser.add_subparsers())
        arguments = parser.parse_args(["lint", str(self.policy), *options])
        return arguments.act(arguments)


@pytest.fixture
def lint(tmp_path: Path) -> Lint:
    return Lint(tmp_path)


def test_the_example_has_no_error_whatever_day_it_is(lint: Lint, capsys: pytest.CaptureFixture[str]) -> None:
    lint.policy = asset("config", "policy.example.json")

    status = lint.run()

    assert status == 0
    assert "0 errors" in capsys.readouterr().out


def test_an_error_is_said_in_both_languages_and_makes_the_status_1(
    lint: Lint, capsys: pytest.CaptureFixture[str]
) -> None:
    lint.says(hours={})

    status = lint.run()

    lines = capsys.readouterr().out.splitlines()
    assert status == 1
    assert lines[0] == "error never-open hours"
    assert "开放" in lines[1] and "never opens" in lines[2]
    assert lines[-1] == f"{lint.policy}: 1 error, 0 warnings"


def test_a_warning_alone_leaves_the_status_0(lint: Lint, capsys: pytest.CaptureFixture[str]) -> None:
    lint.says(zones={"hall": {"capacity": 999}})

    status = lint.run()

    assert status == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("0 errors, 1 warning")


def test_findings_are_had_as_json_lines(lint: Lint, capsys: pytest.CaptureFixture[str]) -> None:
    lint.says(zones={"hall": {"capacity": 999}})

    lint.run("--json")

    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told["code"], told["path"], told["told"]["capacity"]) == ("capacity-large", "zones.hall.capacity", 999)
    assert set(told["sentences"]) == {"zh-CN", "en"}


def test_with_a_config_the_station_is_looked_at_too(lint: Lint, capsys: pytest.CaptureFixture[str]) -> None:
    lint.says(zones={"hall": {"privacy": "private"}, "gym": {}})

    status = lint.run("--config", str(lint.config), "--json")

    codes = [json.loads(line)["code"] for line in capsys.readouterr().out.splitlines()]
    assert (status, codes) == (1, ["zone-unknown", "private-with-camera"])


def granted(number: int, wall: str) -> str:
    """A row of an exported journal."""
    body = {
        "presentation": f"n{number}", "door": "main", "zone": "hall", "credential": "pass", "policy": "built-in",
        "pass_id": f"p{number}", "rule": "welcome",
    }  # fmt: skip
    told = {"seq": number, "epoch": "e", "kind": "access.granted", "version": 1, "wall": wall, "mono": number}
    return json.dumps({**told, "boot": "b", "clock": "trusted", "body": body})


def test_visits_that_really_took_place_speak_against_a_rule(
    lint: Lint, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = tmp_path / "journal.jsonl"
    walls = ["2026-11-23T04:00:00.000Z", "2026-11-23T20:00:00.000Z", "2026-11-24T20:00:00.000Z"]
    journal.write_text("".join(granted(number, wall) + "\n" for number, wall in enumerate(walls, 1)), encoding="utf-8")
    lint.says(hours={day: ["06:00-22:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")})

    status = lint.run("--config", str(lint.config), "--journal", str(journal), "--json")

    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (status, [(one["code"], one["told"]) for one in told]) == (
        0,
        [("would-have-refused", {"zone": "hall", "reason": "closed", "visits": 2})],
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{}", "policy.json: version: is missing"),
        (b"\xff", "policy.json: is not UTF-8 text; save it as UTF-8"),
        (None, r"policy.json: cannot be read \(No such file or directory\); check the path"),
    ],
)
def test_what_is_no_policy_is_said_with_its_file(lint: Lint, content: bytes | None, message: str) -> None:
    if content is not None:
        lint.policy.write_bytes(content)

    with pytest.raises(UsageError, match=message):
        lint.run()
