"""`station bundle --send`: what it says where there is no hub, no network, no room, or no place at all."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from station_app.__main__ import main
from station_app.upstream.faults import HubUnreachable
from station_app.wiring import bundle_command
from station_app.wiring.bundle_command import Wanted, bundle
from station_app.wiring.process import UsageError

CONFIG = '[station]\nid = "ST-1"\n'


class Hub:
    """Takes bundles, or cannot be reached."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault
        self.got: list[bytes] = []

    async def bundle(self, raw: bytes) -> bool:
        if self.fault is not None:
            raise self.fault
        self.got.append(raw)
        return len(self.got) == 1

    async def close(self) -> None:
        pass


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "station.toml").write_text(CONFIG, "utf-8")
    (tmp_path / "data" / "log").mkdir(parents=True)
    (tmp_path / "data" / "log" / "station.log").write_text("door ready\n" * 50, "utf-8")
    monkeypatch.setattr("station_app.wiring.devices.checked_settings", lambda _: None)
    monkeypatch.setattr(bundle_command.shutil, "which", lambda _: None)
    return tmp_path


def tried(place: Path, monkeypatch: pytest.MonkeyPatch, hub: Any, **wanted: Any) -> int:
    monkeypatch.setattr("station_app.wiring.sync.hub_client", lambda *_: hub)
    return bundle(place / "station.toml", place / "data", Wanted(send=True, **wanted))


def test_what_is_sent_is_the_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub()
    status = tried(place, monkeypatch, hub, output=place / "support.zip")

    assert (status, hub.got) == (0, [(place / "support.zip").read_bytes()])


def test_nothing_is_written_where_it_is_only_sent(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (tried(place, monkeypatch, Hub()), list(place.rglob("*.zip"))) == (0, [])


def test_without_a_network_it_says_what_to_do_instead(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub(HubUnreachable("the hub cannot be reached: no route"))

    with pytest.raises(UsageError, match=r"not sent: the hub cannot be reached.*--output FILE and carry that"):
        tried(place, monkeypatch, hub)


def test_what_could_not_be_sent_is_in_its_file_all_the_same(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = place / "support.zip"
    with pytest.raises(UsageError, match=f"carry {file}"):
        tried(place, monkeypatch, Hub(HubUnreachable("away")), output=file)

    assert zipfile.is_zipfile(file)


def test_a_station_without_a_hub_is_told_so(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="not sent: this station is not enrolled"):
        tried(place, monkeypatch, None)


@pytest.mark.parametrize("limit", ["MOST_BUNDLE", "MOST_INFLATED"])
def test_what_is_too_large_is_not_sent_and_says_what_to_do(
    place: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(bundle_command, limit, 100)
    hub = Hub()

    with pytest.raises(UsageError, match=r"give fewer lines of the logs.*or write it to a file"):
        tried(place, monkeypatch, hub)
    assert hub.got == []


def test_fewer_lines_of_the_logs_are_the_newest(place: Path) -> None:
    (place / "data" / "log" / "station.log").write_text("door\nready\nboard\n", "utf-8")
    bundle(place / "station.toml", place / "data", Wanted(output=place / "b.zip", log_lines=2))

    with zipfile.ZipFile(place / "b.zip") as archive:
        assert archive.read("log/station.log.txt") == b"ready\nboard\n"


def test_a_bundle_that_goes_nowhere_is_not_made(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["bundle", "--config", "station.toml"])

    assert (status, capsys.readouterr().err) == (
        2,
        "station: where does the bundle go? give --output FILE, --send, or both\n",
    )


@pytest.mark.parametrize("lines", ["0", "-1", "x", "1000001"])
def test_a_number_of_lines_that_is_none_is_refused(lines: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["bundle", "--config", "station.toml", "--send", "--log-lines", lines])

    assert "no number of lines" in capsys.readouterr().err
