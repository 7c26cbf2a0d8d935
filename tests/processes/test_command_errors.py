"""Each command explains itself, and a mistake is answered by one plain sentence and status 2."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from place import Place, new_place
from process_rig import station
from real_hub import RealHub

from station_app.__main__ import main
from station_app.wiring.process import _default_data_dir, data_dir

YEAR = datetime.now(ZoneInfo("Asia/Shanghai")).year
COMMANDS = ("", "demo", "run", "screen", "control-window", "simulate", "enrol", "journal", "check-config", "bench")
TECHNICIANS = "selftest devices readiness bundle camera record commission"
COMMANDS += ("hub", "hub code", "pass", "pass issue")


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence that a refused command has said; it has said nothing else."""
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr.rstrip("\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])

    assert ended.value.code == 0
    assert f"usage: station {command}".strip() in capsys.readouterr().out.replace("\n", " ")


def help_of(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit):
        main([*command.split(), "--help"])
    return " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    "command", [*["demo", "run", "simulate", "enrol", "journal", "bench", "hub"], "hub code", *TECHNICIANS.split()]
)
def test_help_names_the_default_of_the_data_directory(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = help_of(command, capsys).rpartition("--data DATA ")[2].partition(" --")[0]

    assert "(default: " in told


def test_the_hub_can_be_run_without_a_word_more(capsys: pytest.CaptureFixture[str]) -> None:
    told = help_of("hub", capsys)

    assert told.startswith(
        "usage: station hub [-h] [--data DATA] [--port PORT] [--cert CERT --key KEY] [--live-port PORT] "
        "[--database URL|FILE [--workers N]] station hub code"
    )
    assert "instead of running it: code code print a one-time code" in told


def test_the_help_of_pass_says_what_issue_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert "issue print a pass: its text on the first line" in help_of("pass", capsys)


def test_help_is_printed_by_the_installed_command() -> None:
    done = station("--help")

    assert (done.returncode, done.stderr, "check-config" in done.stdout) == (0, "", True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("fly", "station: argument COMMAND: invalid choice: 'fly'"),
        ("run", "station run: the following arguments are required: --config"),
        ("hub --port 99999", "station hub: argument --port: '99999' is no port number"),
        ("hub --port many", "station hub: argument --port: 'many' is no port number"),
        ("hub --cert only.pem", "station: --cert and --key go together: give both or neither"),
        ("hub --cert none.pem --key none.key", "station: none.pem: there is no such file"),
        ("pass issue --data d --station S --minutes 0", "station pass issue: argument --minutes: '0' is no number"),
        ("run --config none.toml", "station: none.toml: cannot be read (No such file or directory); check the path"),
        ("check-config --config none.toml", "station: none.toml: cannot be read"),
        ("simulate --config none.toml", "station: none.toml: cannot be read"),
        ("enrol --config none.toml --code X", "station: none.toml: cannot be read"),
        ("journal verify --config none.toml", "station: none.toml: cannot be read"),
        ("journal mend --config none.toml", "station journal: argument journal_command: invalid choice: 'mend'"),
        ("bench everything", "bench"),
    ],
)
def test_a_mistake_is_answered_by_one_sentence(arguments: str, said: str, tmp_path: Path) -> None:
    assert said in sentence(station(*arguments.split(), cwd=tmp_path))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("capacity = 16", "capasity = 16", "zones.hall.capasity: unknown key; did you mean 'capacity'?"),
        ('"sam-id-reader"', '"sam-reader"', "devices.id_reader.driver: there is no driver 'sam-reader'"),
        ("board/input/1", "bord/input/1", "doors.main.contact: there is no device 'bord'; did you mean 'board'?"),
        ("board/relay/1", "board/relay/9", "doors.main.lock: 'board' has relays 1 to 8, not 9"),
        ("capacity = 16", 'capacity = "many"', "zones.hall.capacity: expected `int`, got `str`"),
        ("[station]", "[station", "is not valid TOML"),
    ],
)
@pytest.mark.parametrize("command", ["run", "check-config"])
def test_a_wrong_config_is_refused_with_its_path(command: str, old: str, new: str, said: str, tmp_path: Path) -> None:
    place = new_place(tmp_path / "station")
    place.config.write_text(place.config.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    assert said in sentence(station(command, "--config", place.config))


def test_a_remote_hub_without_encryption_is_refused(tmp_path: Path) -> None:
    place = new_place(tmp_path / "station", hub="http://hub.example.org")

    assert "hub.url" in sentence(station("check-config", "--config", place.config))


def test_checking_a_config_makes_no_data_directory(place: Place, tmp_path: Path) -> None:
    homes = {name: str(tmp_path / name) for name in ("STATE_DIRECTORY", "XDG_STATE_HOME", "HOME")}
    done = station("check-config", "--config", place.config, **homes)

    assert (done.returncode, done.stdout) == (0, "ok 320206001: 5 devices, 1 door\n")
    assert [path.name for path in tmp_path.rglob("*")] == ["station", "station.toml"]


@pytest.mark.parametrize("what", ["export", "verify"])
def test_a_station_that_never_ran_has_no_journal(what: str, place: Place) -> None:
    said = sentence(station("journal", what, "--config", place.config, "--data", place.data))

    assert "there is no journal yet" in said
    assert not place.data.exists(), "looking for a journal makes no directory"


def test_a_file_that_is_no_journal_is_named(place: Place) -> None:
    place.data.mkdir(parents=True)
    place.journal.write_bytes(b"not a database at all, but long enough to be looked at\n" * 100)

    assert str(place.journal) in sentence(station("journal", "export", "--config", place.config, "--data", place.data))


def test_a_data_directory_that_cannot_be_made_is_named(place: Place) -> None:
    said = sentence(station("run", "--config", place.config, "--data", place.config / "below", "--headless"))

    assert "cannot be used as data directory (Not a directory); give another with --data" in said


@pytest.mark.parametrize(
    "command",
    [
        "pass issue --station S",
        *(f"{name} --config station.toml" for name in ("selftest", "readiness", "devices")),
        "bundle --config station.toml --output b.zip",
    ],
)
def test_a_mistyped_data_directory_is_named_and_not_made(command: str, place: Place) -> None:
    said = sentence(station(*command.split(), "--data", place.data, cwd=place.folder))

    expected = f"there is no station in {place.data} yet; check --data, or start it once with station run"
    assert said == f"station: {expected}"
    assert [path.name for path in place.folder.iterdir()] == ["station.toml"]


def loose_key(place: Place, name: str) -> None:
    place.data.mkdir(mode=0o700)
    station("pass", "issue", "--data", place.data, "--station", place.id)
    key = place.data / "keys" / name
    key.touch()
    key.chmod(0o640)


def test_a_pass_is_not_issued_with_a_key_that_others_can_read(place: Place) -> None:
    loose_key(place, "issuer.key")
    said = sentence(station("pass", "issue", "--data", place.data, "--station", place.id))

    assert "issuer.key is open to other users (mode 640)" in said


@pytest.mark.parametrize("name", ["issuer.key", "issuers.json", f"pseudonym-{YEAR}.key"])
def test_a_station_does_not_start_with_a_key_that_others_can_read(name: str, place: Place) -> None:
    loose_key(place, name)
    said = sentence(station("run", "--config", place.config, "--data", place.data, "--headless"))

    assert f"{name} is open to other users (mode 640)" in said


def test_a_station_does_not_enrol_with_a_key_that_others_can_read(tmp_path: Path) -> None:
    place = new_place(tmp_path / "station", hub="http://127.0.0.1:9")
    loose_key(place, "station.key")
    said = sentence(station("enrol", "--config", place.config, "--data", place.data, "--code", "X"))

    assert "station.key is open to other users (mode 640)" in said


def test_a_config_without_a_hub_cannot_enrol(place: Place) -> None:
    said = sentence(station("enrol", "--config", place.config, "--data", place.data, "--code", "X"))

    assert said == "station: the config has no [hub]; add its url first"


def test_enrolling_with_a_hub_that_is_not_there_says_so(tmp_path: Path) -> None:
    place = new_place(tmp_path / "station", hub="http://127.0.0.1:9")
    said = sentence(station("enrol", "--config", place.config, "--data", place.data, "--code", "X"))

    assert "http://127.0.0.1:9: the hub cannot be reached" in said
    assert "Check that address" in said


def test_a_wrong_code_does_not_enrol(hub: RealHub, tmp_path: Path) -> None:
    place = new_place(tmp_path / "station", hub=hub.url, id="wrong-code")
    hub.code(place.id)
    said = sentence(station("enrol", "--config", place.config, "--data", place.data, "--code", "AAAA-BBBB-CCCC"))

    assert "code" in said
    assert not (place.data / "keys" / "hub.json").exists()


def test_an_expired_code_does_not_enrol(hub: RealHub, tmp_path: Path) -> None:
    place = new_place(tmp_path / "station", hub=hub.url, id="old-code")
    code = hub.code(place.id)
    with closing(sqlite3.connect(hub.data / "hub.db", timeout=10)) as db, db:
        db.execute("UPDATE hub_enrolmentcode SET valid_until = '2020-01-01 00:00:00' WHERE station = ?", (place.id,))
    said = sentence(station("enrol", "--config", place.config, "--data", place.data, "--code", code))

    assert "code" in said


def test_a_hub_does_not_share_a_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = sentence(station("hub", "--data", tmp_path / "hub", "--port", port))

    assert said.endswith(f"port {port} is taken: choose another --port")


def test_a_second_hub_on_the_same_data_is_refused(hub: RealHub) -> None:
    assert "already" in sentence(station("hub", "--data", hub.data, "--port", 0))


def test_systemds_state_directory_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", f"{tmp_path / 'state'}:{tmp_path / 'other'}")

    assert data_dir(None) == tmp_path / "state"


def test_the_systems_directory_is_used_where_it_is_writable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    monkeypatch.setattr("os.access", lambda path, mode: True)

    assert _default_data_dir() == Path("/var/lib/rest-station")


@pytest.mark.parametrize(
    ("home", "where"), [({"XDG_STATE_HOME": "x"}, "x/rest-station"), ({"HOME": "h"}, "h/.local/state/rest-station")]
)
def test_else_the_users_own(home: dict[str, str], where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STATE_DIRECTORY", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, folder in home.items():
        monkeypatch.setenv(name, str(tmp_path / folder))
    monkeypatch.setattr("os.access", lambda path, mode: False)

    assert data_dir(None) == tmp_path / where
    assert (tmp_path / where).stat().st_mode & 0o777 == 0o700
