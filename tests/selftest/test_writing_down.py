"""What was learned becomes two files; an older configuration is never lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from station_app.assets import texts
from station_app.config import parse
from station_app.selftest.commissioning.learned import Learned, LearnedDoor, LearnedInput, LearnedZone, Plan, Terminal
from station_app.selftest.commissioning.sights import Wired
from station_app.selftest.commissioning.written import tables_of, toml_of
from station_app.wiring.commission_command import Goal, write_down
from station_app.wiring.devices import checked_settings
from station_app.wiring.process import UsageError
from station_app.wiring.whole_file import write_whole

TEXT = texts("en")
DOOR = LearnedDoor(
    name="main",
    zone="hall",
    lock=Terminal(device="board", kind="relay", channel=3),
    lock_kind="fail-secure",
    contact=Terminal(device="board", kind="input", channel=1, inverted=True),
    exit_button=None,
    readers=("scanner",),
    pulse_seconds=2.5,
    reactions=(0.8, 1.4),
)
LEARNED = Learned(
    station_id="320206001",
    station_name='惠南 "二" 社区\\',
    hub_url="",
    devices=(
        Wired(name="board", driver="modbus-board", port="pty:board", baud=19200, options={"unit": 4}),
        Wired(name="scanner", driver="line-scanner", port="pty:s", baud=9600, details={"told": "one\ntwo = 2"}),
    ),
    doors=(DOOR,),
    inputs=(
        LearnedInput(
            name="smoke", means="smoke", terminal=Terminal(device="board", kind="input", channel=2, inverted=True)
        ),
    ),
    zones=(LearnedZone(name="hall", title="休息区", capacity=12),),
    miswirings=("wrong-baud",),
    write=True,
)


def test_what_was_learned_is_read_back_as_it_was() -> None:
    settings = parse(toml_of(LEARNED, "2026-01-01"))

    assert settings.station.name == LEARNED.station_name
    assert settings.devices["board"].options == {"unit": 4}
    assert settings.house.doors["main"].pulse_seconds == 2.5
    assert settings.house.zones["hall"].capacity == 12


def test_a_configuration_is_the_plan_of_the_next_visit() -> None:
    plan = Plan.of(parse(toml_of(LEARNED, "2026-01-01")))

    assert (plan.door("main").lock, plan.door("main").contact, plan.door("main").exit_button) == (3, 1, 0)
    assert plan.door("main").readers == ("scanner",)


OLD = """
[station]
id = "320206001"   # as on the plate
name = "旧站"
help_phone = "110"
[devices.board]
driver = "modbus-board"
port = "pty:old"
[policy]
same_person_minutes = 5
[policy.hours]
mon = ["06:00-22:00"]
[doors.main]
lock = "board/relay/1"
"""


def test_what_no_wire_decides_stays_as_it_was_written() -> None:
    text = toml_of(replace(LEARNED, kept=tables_of(OLD, ("station", "hub", "policy"))), "2026-01-01")
    settings = parse(text)

    assert (settings.station.name, settings.station.help_phone) == ("旧站", "110")
    assert "# as on the plate" in text
    assert settings.house.policy.same_person_minutes == 5
    assert settings.devices["board"].port == "pty:board"


def test_a_station_without_a_door_is_a_point() -> None:
    assert parse(toml_of(replace(LEARNED, doors=()), "2026-01-01")).station.klass == "point"


def test_the_hub_is_written_where_one_was_given() -> None:
    hub = parse(toml_of(replace(LEARNED, hub_url="https://hub.example"), "2026-01-01")).hub

    assert hub is not None and hub.url == "https://hub.example"


def test_both_files_are_written_and_named(tmp_path: Path) -> None:
    said = write_down(LEARNED, Goal(output=tmp_path / "new" / "station.toml", day="2026-01-01"), TEXT)

    assert checked_settings(tmp_path / "new" / "station.toml").station.id == "320206001"
    assert said == [f"Written: {tmp_path}/new/station.toml", f"Written: {tmp_path}/new/station.wiring.svg"]


def test_the_older_file_is_kept_each_time(tmp_path: Path) -> None:
    output = tmp_path / "station.toml"
    output.write_text("first", encoding="utf-8")
    for _ in range(2):
        write_down(LEARNED, Goal(output=output, day="2026-01-01"), TEXT)

    assert (tmp_path / "station.toml.old1").read_text(encoding="utf-8") == "first"
    assert (tmp_path / "station.toml.old2").read_bytes() == output.read_bytes()


def test_who_might_read_the_older_file_may_read_both_now(tmp_path: Path) -> None:
    output = tmp_path / "station.toml"
    output.write_text("first", encoding="utf-8")
    output.chmod(0o640)
    write_down(LEARNED, Goal(output=output, day="2026-01-01"), TEXT)

    assert [path.stat().st_mode & 0o777 for path in (output, tmp_path / "station.toml.old1")] == [0o640, 0o640]


@pytest.mark.parametrize("name", ["station.toml.new", "station.toml.old1", "station.wiring.svg"])
def test_nothing_is_written_through_a_link_that_somebody_has_laid(tmp_path: Path, name: str) -> None:
    victim, output = tmp_path / "victim", tmp_path / "station.toml"
    output.write_text("first", encoding="utf-8")
    (tmp_path / name).symlink_to(victim)
    write_down(LEARNED, Goal(output=output, day="2026-01-01"), TEXT)

    assert not victim.exists()
    assert checked_settings(output).station.id == "320206001"


def test_no_draft_is_left_or_named(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError) as raised:
        write_whole(tmp_path / "taken", b"anything")

    assert raised.value.filename == str(tmp_path / "taken")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_the_sheet_is_written_where_it_was_asked_for(tmp_path: Path) -> None:
    sheet = tmp_path / "sheets" / "wiring.svg"
    write_down(LEARNED, Goal(output=tmp_path / "station.toml", sheet=sheet, day="2026-01-01"), TEXT)

    assert "board/relay/3" not in sheet.read_text(encoding="utf-8")  # in the board's own words
    assert ">relay 3<" in sheet.read_text(encoding="utf-8")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(UsageError, match="file: cannot be written"):
        write_down(LEARNED, Goal(output=tmp_path / "file" / "station.toml", day="2026-01-01"), TEXT)
