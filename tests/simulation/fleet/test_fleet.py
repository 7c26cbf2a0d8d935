"""The same seed gives the same lives, and whoever asks for them gets bytes, a summary and a status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from station_app.__main__ import main
from station_app.core.chain import GENESIS
from station_app.simulation.fleet.fleet import Order, run_fleet
from station_app.simulation.fleet.summary import lines
from station_app.simulation.fleet.world import Plan, World


def journals(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_one_process_and_two_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()

    alone = run_fleet(Order(stations=4, days=2, faults=True, jobs=1, out=one))
    together = run_fleet(Order(stations=4, days=2, faults=True, jobs=2, out=two))

    assert journals(one) == journals(two)
    assert lines(alone) == lines(together)


def test_another_seed_gives_another_life() -> None:
    first = World(Plan(seed=1, station=0, days=1)).run()
    second = World(Plan(seed=2, station=0, days=1)).run()

    assert [fact.at.wall_ms for fact in first.facts] != [fact.at.wall_ms for fact in second.facts]


def test_a_station_lives_alike_alone_and_among_others() -> None:
    [_, among] = run_fleet(Order(stations=2, days=1))
    alone = World(Plan(seed=1, station=1, days=1)).run()

    assert among.kinds == alone.kinds


def test_journals_have_the_rows_of_an_export_and_are_chained(tmp_path: Path) -> None:
    run_fleet(Order(stations=1, days=1, out=tmp_path))

    [path] = tmp_path.iterdir()
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["prev"] for row in rows] == [GENESIS, *(row["hash"] for row in rows[:-1])]
    assert rows[0].keys() == {
        "seq", "epoch", "id", "kind", "version", "wall", "mono", "boot", "clock", "body", "prev", "hash",
    }  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_breaks_whatever_goes_wrong(seed: int) -> None:
    reports = run_fleet(Order(stations=8, days=2, seed=seed, faults=True))

    assert [
        f"station {report.station} at {report.broken_at}: {report.broken}" for report in reports if report.broken
    ] == []


def test_the_command_tells_a_summary_and_speed(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["fleet", "--stations", "1", "--days", "1"])

    told = capsys.readouterr()
    assert (status, told.err) == (0, "")
    assert "simulated days per second" in told.out
    assert "occupations, %" in told.out


@pytest.mark.parametrize("wrong", [["--stations", "0"], ["--days", "many"], ["--jobs", "-1"]])
def test_bad_usage_is_status_2(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["fleet", *wrong])

    assert ended.value.code == 2
    assert "is no number" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_bad_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")

    status = main(["fleet", "--stations", "1", "--days", "1", "--out", str(tmp_path / "file" / "below")])

    assert status == 2
    assert "is no directory" in capsys.readouterr().err
