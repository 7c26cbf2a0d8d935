"""`station bundle`: support can use it, and nobody's number, name, pass, card or key is in it, in any writing."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.clock import SystemClock
from hardware.protocols.id_card import check_digit
from station_app.core.facts import fact
from station_app.core.instant import Instant
from station_app.identity.keys import Keys
from station_app.store.journal import Journal
from station_app.wire import DeviceRow, Service
from station_app.wiring import bundle_command
from station_app.wiring.bundle_command import Wanted, bundle
from station_app.wiring.bundle_words import Cleaner, own_words
from station_app.wiring.process import UsageError

NUMBERS = ("320299198501020012", "11010519491231002X", "911398190112310028", "UTO110001010112", "320299850102001")
NAMES = ("欧阳锋铭", "Zebulon Quartermaine", "阿卜杜拉·买买提")
PASS = "RS1:6BFOXN*TS0BI$ZDYSHQWBXBMTGA1QBX4WJ%K5Q0"
UIDS = ("04A1B2C3D4E5F6", "01000734E0", "DEADBEEF")
DECIMAL_UID = "0007480544"
PHONES = ("13912345678", "0510-82345678")
KEY_HEX = "9f1c0b7a5e3d24688642f0e1d2c3b4a5"
PEM_LINE = "MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF"
PEM = f"-----BEGIN PRIVATE KEY-----\n{PEM_LINE}\n-----END PRIVATE KEY-----"
PERSON = "person-pseudonym-4f9a2c"
SECRETS = (*NUMBERS, *NAMES, PASS, *UIDS, DECIMAL_UID, *PHONES, KEY_HEX, PEM_LINE, PERSON)

AT = Instant(wall_ms=1_799_035_200_000, mono_ms=1, boot="boot-1", clock="trusted", utc_offset_minutes=480)

CONFIG = f"""
[station]
id = "320206001"
name = "{NAMES[0]}的驿站"
help_phone = "{PHONES[0]}"
operator = "{NAMES[1]} {NUMBERS[0]}"
neighbour = "{PHONES[1]}"
class = "point"
[hub]
url = "https://{NUMBERS[0]}.example.org/{KEY_HEX}"
[devices.board]
driver = "modbus-board"
port = "tcp:192.168.7.9:4001"
unit = 3
[devices.scanner]
driver = "line-scanner"
port = "/dev/serial/by-id/usb-{UIDS[0]}"
prefix = "{PASS}"
terminator = "crlf"
[devices.usb]
driver = "lcus-relay"
port = "usb:1a86:7523:{UIDS[2]}"
"""


def encodings(secret: str) -> list[bytes]:
    """Every way in which it may be written."""
    raws = [secret.encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")]
    texts = [raw.hex() for raw in raws] + [raw.hex(" ") for raw in raws]
    sixty_four = [base64.b64encode(raw).decode().rstrip("=") for raw in raws]
    escaped = [json.dumps(secret)[1:-1], secret.lower(), secret.upper()]
    return [*raws, *(text.encode() for text in [*texts, *(text.upper() for text in texts), *sixty_four, *escaped])]


def found(raw: bytes, secrets: tuple[str, ...] = SECRETS) -> list[str]:
    return [secret for secret in secrets if any(form in raw for form in encodings(secret))]


def planted_log() -> bytes:
    lines = [b"2026-11-25 23:19:06,123 WARNING station.device: no sign of life yet from: board, scanner"]
    for secret in SECRETS:
        lines += [b"2026-11-25 23:19:06,123 ERROR station.door: " + form + b" was seen" for form in encodings(secret)]
        lines.append(f"Traceback: KeyError: '{secret}' in {{'{secret}': 1}}".encode())
        lines.append("".join(f"{digit} " for digit in secret).encode())
    lines.append(PEM.encode())
    return b"\n".join(lines)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "station.toml").write_text(CONFIG, "utf-8")
    data = tmp_path / "data"
    (data / "log").mkdir(parents=True, mode=0o700)
    data.chmod(0o700)
    (data / "log" / "station.log").write_bytes(planted_log())
    (data / "log" / "station.log.1").write_bytes(planted_log())
    (data / "notes.txt").write_bytes(planted_log())
    Keys(data).issuing()
    return tmp_path


def filled(data: Path) -> None:
    """A journal with secrets in its facts, as if a bug had put them there."""

    async def fill() -> None:
        journal = Journal.open(data / "journal.db", boot="boot-1", clock=SystemClock(), ballast_bytes=0)
        for secret in SECRETS:
            denied = {"presentation": secret, "door": "main", "zone": "hall", "credential": "id-card"}
            await journal.append(
                [
                    fact("access.denied", AT, **denied, reason="card-unreadable", policy="built-in", person=secret),
                    fact("incident.opened", AT, incident=secret, cause=f"device/{secret}", device="board"),
                    fact("maintenance.started", AT, by=secret),
                    fact(
                        "selftest.checked",
                        AT,
                        check=f"{secret}.reads",
                        result="red",
                        run=secret,
                        device=secret,
                        fault=secret,
                        tester=secret,
                        measured=f"said={secret} {secret}=1",
                    ),
                ]
            )
        await journal.close()

    asyncio.run(fill())


def made(place: Path, **more: Any) -> dict[str, bytes]:
    output = place / "support.zip"
    assert bundle(place / "station.toml", place / "data", Wanted(output=output, **more)) == 0
    with zipfile.ZipFile(output) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def told(parts: dict[str, bytes], name: str) -> Any:
    return json.loads(parts[name])


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A station that answers, and has let secrets slip into what it tells."""
    row = DeviceRow(
        name="board",
        driver="modbus-board",
        state="lost",
        fault="no-answer",
        counts={"losses": 2},
        sent=("01 02 00 00 00 08 79 CC", NUMBERS[0].encode("utf-16-le").hex(" ").upper()),
        heard=(f"{PASS}", "1295 bytes", NUMBERS[0].encode().hex(" ")),
        values={"firmware": "V2.00", "owner": f"{NAMES[1]} {UIDS[1]}"},
    )
    service = Service(serial=1, open=False, tester=NAMES[0], devices=(row,))
    monkeypatch.setattr(bundle_command, "ask_running", lambda _data, _verb: service)
    yield


@pytest.fixture
def no_systemd(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_command.shutil, "which", lambda _name: None)


@pytest.mark.usefixtures("running")
def test_nothing_that_was_planted_is_in_the_bundle(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(place / "data")
    for number, secret in enumerate(SECRETS):
        monkeypatch.setenv(f"PLANTED_{number}", secret)
    parts = made(place)

    assert {name: found(raw) for name, raw in parts.items() if found(raw)} == {}
    assert found((place / "support.zip").read_bytes()) == []


def test_a_file_beside_the_logs_is_not_taken_for_one_whatever_it_is_called(place: Path) -> None:
    folder = place / "data" / "log"
    (place / "elsewhere").write_text("door", "utf-8")
    (folder / f"station.log.{NUMBERS[0]}").write_text("door", "utf-8")
    (folder / "station.log\\..\\x").write_text("door", "utf-8")
    (folder / "station.log.2").symlink_to(place / "elsewhere")

    logs = {name for name in made(place) if name.startswith("log/station")}
    assert logs == {"log/station.log.txt", "log/station.log.1.txt"}


def test_the_test_itself_would_find_them(place: Path) -> None:
    assert found((place / "data" / "log" / "station.log").read_bytes()) == list(SECRETS)
    assert len(found((place / "station.toml").read_bytes())) >= 9


def test_no_key_of_the_key_folder_is_in_the_bundle(place: Path) -> None:
    files = [path for path in (place / "data").rglob("*") if path.is_file() and path.parent.name not in ("log", "data")]
    raws = [path.read_bytes() for path in files if path.stat().st_size >= 16]
    whole = b"".join(made(place).values())

    assert raws != []
    assert [
        raw for raw in raws if any(form in whole for form in (raw, raw.hex().encode(), base64.b64encode(raw)))
    ] == []


def test_a_line_of_the_log_that_says_nothing_of_anybody_is_kept_whole(place: Path) -> None:
    line = b"2026-11-25 23:19:06,123 WARNING station.device: no sign of life yet from: board, scanner\n"
    assert made(place)["log/station.log.txt"].startswith(line)


def test_a_traceback_can_be_followed(place: Path) -> None:
    trace = "  File \"/opt/rest-station/station_app/store/journal.py\", line 217, in append\nKeyError: 'kind'\n"
    (place / "data" / "log" / "station.log").write_text(trace, "utf-8")

    kept = made(place)["log/station.log.txt"].decode()
    assert [
        word for word in ("station_app/store/journal.py", "line 217, in append", "KeyError: 'kind'") if word not in kept
    ] == []


def test_the_config_keeps_what_a_driver_needs_and_masks_the_rest(place: Path) -> None:
    config = told(made(place), "config.json")["config"]

    assert config["devices"] == {
        "board": {"driver": "modbus-board", "port": "tcp:…", "unit": 3},
        "scanner": {
            "driver": "line-scanner",
            "port": "/dev/…",
            "prefix": f"({len(PASS)} characters)",
            "terminator": "crlf",
        },
        "usb": {"driver": "lcus-relay", "port": "usb:1a86:7523…"},
    }
    assert config["station"]["id"] == "320206001"
    assert config["station"]["name"] == "(7 characters)"


@pytest.mark.parametrize("broken", ["[station\nname = 'x'", "\xff", "[station]\nname = '" + NAMES[0] + "'\nname = 'y'"])
def test_a_config_that_cannot_be_read_is_no_reason_for_no_bundle(place: Path, broken: str) -> None:
    (place / "station.toml").write_text(broken, "utf-8")

    parts = made(place)
    assert told(parts, "config.json")["unreadable"] == "the file is no TOML"
    assert found(parts["config.json"]) == []


def test_a_config_that_is_not_there_is_told_to_whoever_mistyped_it(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = bundle(place / "statoin.toml", place / "data", Wanted(output=place / "support.zip"))

    assert status == 0
    assert "statoin.toml: there is no such file" in capsys.readouterr().err


@pytest.mark.usefixtures("running")
def test_the_health_of_each_device_is_told(place: Path) -> None:
    [board] = told(made(place), "health.json")["devices"]

    assert (board["state"], board["fault"], board["counts"], board["sent"][0], board["values"]["firmware"]) == (
        "lost",
        "no-answer",
        {"losses": 2},
        "01 02 00 00 00 08 79 CC",
        "V2.00",
    )


def test_without_a_running_station_health_is_unknown_and_says_so(place: Path) -> None:
    health = told(made(place), "health.json")
    assert (health["running"], "unknown" in health["devices"]) == (False, True)


def test_the_journal_is_told_by_kinds_head_and_audit(place: Path) -> None:
    filled(place / "data")

    journal = told(made(place), "journal.json")
    kinds = ("access.denied", "maintenance.started", "selftest.checked")
    assert journal["kinds"] == {kind: len(SECRETS) for kind in kinds}
    assert (journal["audit"], journal["whole_rows"], journal["head"]["seq"]) == (
        "ok",
        4 * len(SECRETS),
        4 * len(SECRETS),
    )


def test_a_stopped_stations_self_tests_and_timeline_are_in_the_bundle(place: Path) -> None:
    filled(place / "data")
    parts = made(place)

    assert told(parts, "selftests.json")["checks"] != {}
    assert {one["kind"] for one in told(parts, "timeline.json")["facts"]} == {
        *("incident.opened", "maintenance.started", "selftest.checked")
    }


@pytest.mark.usefixtures("no_systemd")
def test_the_readme_promises_logs_only_where_there_are_some(place: Path) -> None:
    with_logs = made(place)["README.txt"].decode()
    for path in (place / "data" / "log").iterdir():
        path.unlink()
    (place / "support.zip").unlink()
    without = made(place)["README.txt"].decode()

    assert ("Support bundle: logs," in with_logs, "There are no logs" in with_logs) == (True, False)
    assert ("logs," in without, "There are no logs" in without) == (False, True)


def test_a_damaged_journal_is_told_with_its_row(place: Path) -> None:
    import sqlite3

    filled(place / "data")
    with sqlite3.connect(place / "data" / "journal.db") as db:
        db.execute("UPDATE journal SET wall = '2020-01-01T00:00:00.000Z' WHERE seq = 3")
    db.close()

    assert told(made(place), "journal.json")["audit"]["damaged_at"] == 3


def test_a_file_that_is_no_journal_is_told_as_such(place: Path) -> None:
    (place / "data" / "journal.db").write_bytes(b"no database" * 1000)
    journal = told(made(place), "journal.json")
    assert journal.get("journal") == "cannot be read" or journal["audit"] != "ok"


def test_the_manifest_has_the_hash_of_every_other_file(place: Path) -> None:
    parts = made(place)
    hashes = {name: one["sha256"] for name, one in told(parts, "manifest.json")["files"].items()}

    assert hashes == {name: hashlib.sha256(raw).hexdigest() for name, raw in parts.items() if name != "manifest.json"}


def test_only_its_owner_can_read_it(place: Path) -> None:
    made(place)
    assert stat.S_IMODE((place / "support.zip").stat().st_mode) == 0o600


def test_an_older_bundle_is_never_overwritten(place: Path) -> None:
    (place / "support.zip").write_text("kept", "utf-8")
    with pytest.raises(UsageError, match="exists already"):
        bundle(place / "station.toml", place / "data", Wanted(output=place / "support.zip"))


def test_the_command_makes_a_bundle(place: Path) -> None:
    command = [sys.executable, "-m", "station_app", "bundle", "--config", str(place / "station.toml")]
    done = subprocess.run(
        [*command, "--data", str(place / "data"), "--output", str(place / "b.zip")], capture_output=True, check=True
    )
    assert done.stdout.startswith(f"ok {place / 'b.zip'}: ".encode())


# the last defence


@settings(max_examples=200, deadline=None)
@given(
    day=st.integers(0, 999),
    before=st.text(max_size=12).filter(lambda text: not text.strip().isdigit()),
    after=st.text(max_size=12),
    form=st.integers(0, 30),
)
def test_no_number_survives_in_any_surroundings(day: int, before: str, after: str, form: int) -> None:
    digits = f"32029919850101{day:03d}"
    number = digits + chr(check_digit(digits.encode()))
    forms = encodings(number)
    planted = forms[form % len(forms)].decode("utf-8", "replace")

    kept = Cleaner(()).words(f"{before} {planted} {after}")
    assert found(kept.encode(), (number,)) == []


@pytest.mark.parametrize("spelt", ["320299 19850102 0012", "320299-19850102-0012", "3202 9919 8501 0200 12"])
def test_a_number_in_groups_is_a_number(spelt: str) -> None:
    assert Cleaner(()).words(f"card {spelt} was read") == "card […] was read"


def test_what_is_spelt_out_is_taken_out() -> None:
    assert Cleaner(()).words("saw 0 4 A 1 B 2 C 3 there") == "saw […] there"


def test_every_word_of_this_program_is_harmless() -> None:
    assert [word for word in own_words() if any(name.lower() in word for name in (*NAMES, *UIDS))] == []


@pytest.mark.parametrize(
    "shown",
    ["AA AA AA 96 69 00 04 00 00 90 94 ×16", "AA AA AA 96 69 05 08 00 00 90 … 1295 bytes", "00 11 22 33 44 55 66"],
)
def test_a_frame_is_kept_whole(shown: str) -> None:
    assert Cleaner(()).frame(shown) == shown


def test_names_of_the_stations_own_parts_are_kept() -> None:
    assert Cleaner(["hall-reader_7"]).words("hall-reader_7 lost") == "hall-reader_7 lost"
