"""`station camera still`: who looks is in the journal before there is a picture, and the picture is nowhere else."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from hardware.clock import SystemClock
from hardware.simulators.generated_picture import picture
from hardware.simulators.still_camera import SimulatedStillCamera
from station_app.__main__ import main
from station_app.config import parse
from station_app.station.stamp import Stamp
from station_app.store.audit import export, verify
from station_app.store.faults import DiskFull
from station_app.store.journal import Journal
from station_app.wiring.access_register import AccessRegister
from station_app.wiring.camera_command import still
from station_app.wiring.process import UsageError
from station_app.wiring.service_messages import View
from station_app.wiring.service_socket import ServiceSocket
from station_app.wiring.twins import Twins

PASSWORD = "s3cret-of-the-porch"
VIEW = View(camera="porch", by="值班员 7", reason="门口有人求助")


class Place:
    """A station with one camera on its porch."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self.config, self.output, self.secret = folder / "station.toml", folder / "porch.jpg", folder / "secret"
        self.data.mkdir(mode=0o700)
        self.secret.write_text(PASSWORD + "\n", "utf-8")
        self.secret.chmod(0o600)
        self.twin = SimulatedStillCamera(SystemClock(), "viewer", PASSWORD)

    def write(self, address: str, **more: object) -> str:
        enabled = str(more.get("enabled", True)).lower()
        text = f"""
[station]
id = "320206001"
name = "测试站"
class = "point"
[zones.hall]
name = "休息区"
capacity = 16
[cameras.porch]
source = "{address}/still.jpg"
zone = "hall"
sign = true
user = "viewer"
password_file = "{self.secret}"
enabled = {enabled}
"""
        self.config.write_text(text, "utf-8")
        return text

    def look(self, view: View = VIEW) -> int:
        return still(self.config, self.data, view, self.output)

    @property
    def views(self) -> list[dict[str, Any]]:
        path = self.data / "journal.db"
        return [fact["body"] for fact in export(path) if fact["kind"] == "camera.viewed"] if path.exists() else []


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


ENTRY = {"camera": "porch", "zone": "hall", "by": VIEW.by, "reason": VIEW.reason}


async def looked(place: Place, look: Callable[[], int] | None = None, **more: object) -> int:
    async with place.twin.listening() as address:
        place.write(address, **more)
        return await asyncio.to_thread(look or place.look)


async def test_a_picture_is_written_for_its_owner_only(place: Place) -> None:
    assert await looked(place) == 0
    assert place.output.read_bytes() == picture(1)
    assert stat.S_IMODE(place.output.stat().st_mode) == 0o600


async def test_who_looked_and_why_is_in_the_journal(place: Place) -> None:
    await looked(place)

    assert place.views == [ENTRY]
    assert verify(place.data / "journal.db").fault is None


async def test_the_entry_is_written_before_the_picture_is_asked_for(place: Place) -> None:
    seen: list[int] = []
    real = place.twin._next  # the moment at which the camera makes a picture

    def made() -> bytes:
        seen.append(len(place.views))
        return real()

    place.twin._next = made  # type: ignore[method-assign]
    await looked(place)

    assert seen == [1]


async def test_a_picture_that_did_not_come_is_entered_all_the_same_and_leaves_no_file(place: Place) -> None:
    place.twin.fault("not-a-picture", on=True)
    with pytest.raises(UsageError, match="no usable picture"):
        await looked(place)

    assert (place.views, place.output.exists()) == ([ENTRY], False)


async def test_a_camera_on_the_network_has_no_baud_rate(place: Place) -> None:
    place.twin.fault("broken-http", on=True)
    with pytest.raises(UsageError, match="Open the camera's address in a browser"):
        await looked(place)


async def test_the_picture_is_nowhere_in_the_data_directory(place: Place) -> None:
    await looked(place)

    files = [path for path in place.data.rglob("*") if path.is_file() and "ballast" not in path.name]
    assert [path.name for path in files if picture(1)[200:400] in path.read_bytes()] == []


async def test_the_password_is_nowhere_but_in_its_file(
    place: Place, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    await looked(place)
    place.twin.fault("refuses-login", on=True)
    place.output.unlink()
    with pytest.raises(UsageError) as refused:
        await looked(place)

    written = b"".join(path.read_bytes() for path in place.data.rglob("*") if path.is_file())
    told = str(refused.value) + caplog.text + "".join(capfd.readouterr())
    assert (PASSWORD.encode() in written, PASSWORD in told) == (False, False)


async def refusal(place: Place, look: Callable[[], int] | None = None, **more: object) -> str:
    """Why there is no picture; nobody has looked then."""
    with pytest.raises(UsageError) as refused:
        await looked(place, look, **more)
    assert (place.views, place.twin.asked) == ([], [])
    return str(refused.value)


async def test_a_camera_that_is_switched_off_gives_nothing(place: Place) -> None:
    assert "switched off; write enabled = true" in await refusal(place, enabled=False)


async def test_a_camera_that_there_is_not_is_named(place: Place) -> None:
    look = lambda: place.look(View(camera="porhc", by="x", reason="a reason"))  # noqa: E731
    assert "did you mean 'porch'" in await refusal(place, look)


@pytest.mark.parametrize(("by", "reason", "told"), [("  ", "a reason", "--by"), ("x", " y  ", "--reason")])
async def test_nobody_looks_without_a_name_and_a_reason(place: Place, by: str, reason: str, told: str) -> None:
    assert told in await refusal(place, lambda: place.look(View(camera="porch", by=by, reason=reason)))


async def test_a_password_that_others_may_read_is_refused(place: Place) -> None:
    place.secret.chmod(0o644)
    assert f"chmod 600 {place.secret}" in await refusal(place)


@pytest.mark.parametrize("content", [b"", b"\n", b"two\nlines\n", b"\xff\xfe"])
async def test_a_password_file_that_holds_something_else_is_refused(place: Place, content: bytes) -> None:
    place.secret.write_bytes(content)
    assert "must hold the password on one line" in await refusal(place)


async def test_a_password_file_that_is_not_there_is_named(place: Place) -> None:
    place.secret.unlink()
    assert "cannot be read" in await refusal(place)


async def test_an_older_file_is_never_overwritten(place: Place) -> None:
    place.output.write_text("kept", "utf-8")

    assert "exists already" in await refusal(place)
    assert place.output.read_text("utf-8") == "kept"


# beside a running station


@asynccontextmanager
async def station_running(place: Place, **more: object) -> AsyncIterator[Journal]:
    """The journal and the service socket of a station at work."""
    async with place.twin.listening() as address:
        settings = parse(place.write(address, **more))
        clock = SystemClock()
        journal = Journal.open(place.data / "journal.db", boot="boot-1", clock=clock, ballast_bytes=0)
        register = AccessRegister(settings, journal, Stamp(clock, settings.zone, "boot-1"))
        serving = asyncio.ensure_future(ServiceSocket(place.data, cast(Any, None), register.enter).run())
        try:
            await asyncio.sleep(0.05)
            yield journal
        finally:
            serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await serving
            await journal.close()


async def test_a_running_station_writes_the_entry_itself(place: Place) -> None:
    async with station_running(place):
        await asyncio.to_thread(place.look)

    assert (place.views, place.output.read_bytes()) == ([ENTRY], picture(1))


async def test_the_zone_that_was_looked_into_is_told_on(place: Place) -> None:
    clock = SystemClock()
    settings = parse(place.write("http://127.0.0.1:9"))
    journal = Journal.open(place.data / "journal.db", boot="boot-1", clock=clock, ballast_bytes=0)
    zones: list[str] = []
    await AccessRegister(settings, journal, Stamp(clock, settings.zone, "boot-1"), zones.append).enter(VIEW)
    await journal.close()

    assert zones == ["hall"]


async def test_a_register_that_cannot_be_written_means_no_picture(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_facts: object) -> None:
        raise DiskFull("the disk is full")

    async with station_running(place) as journal:
        monkeypatch.setattr(journal, "append", full)
        with pytest.raises(UsageError, match=r"cannot be written .* so no picture is taken"):
            await asyncio.to_thread(place.look)

    assert (place.views, place.twin.asked, place.output.exists()) == ([], [], False)


async def test_a_station_that_runs_with_an_older_config_refuses(place: Place) -> None:
    async with station_running(place, enabled=False):
        place.write(f"http://127.0.0.1:{place.twin.port}")
        with pytest.raises(UsageError, match="no camera 'porch' that is switched on; restart it"):
            await asyncio.to_thread(place.look)

    assert (place.views, place.twin.asked) == ([], [])


# the command line


@pytest.mark.parametrize("missing", ["--by", "--reason", "--output"])
def test_the_command_asks_for_who_why_and_where(missing: str, place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    given = {"--by": "x", "--reason": "a reason", "--output": str(place.output), "--config": str(place.config)}
    words = [word for name, value in given.items() if name != missing for word in (name, value)]
    with pytest.raises(SystemExit):
        main(["camera", "still", "porch", *words])
    assert missing in capsys.readouterr().err


@pytest.mark.parametrize("text", ["x" * 61, "two\nlines"])
def test_who_looks_fits_on_a_line(text: str, place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["camera", "still", "porch", "--by", text, "--reason", "why", "--output", "x", "--config", "y"])
    assert "at most 60 characters on one line" in capsys.readouterr().err


# its twin in the simulator


@pytest.fixture
def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


async def test_the_simulator_plays_a_camera_of_this_machine_and_its_faults(place: Place, free_port: int) -> None:
    settings = parse(place.write(f"http://127.0.0.1:{free_port}"))
    async with Twins(settings, place.data, SystemClock()) as twins:
        await asyncio.to_thread(place.look)
        assert twins.controls.answer("fault porch not-a-picture on") == "ok fault porch not-a-picture on"
        place.output.rename(place.folder / "first.jpg")
        with pytest.raises(UsageError, match="no usable picture"):
            await asyncio.to_thread(place.look)

    assert (place.folder / "first.jpg").read_bytes() == picture(1)


async def test_the_simulator_names_the_faults_of_a_camera(place: Place, free_port: int) -> None:
    settings = parse(place.write(f"http://127.0.0.1:{free_port}"))
    async with Twins(settings, place.data, SystemClock()) as twins:
        assert set(twins.controls.answer("faults porch").split()[3:]) == place.twin.faults
        assert "knows no fault 'sulking'" in twins.controls.answer("fault porch sulking on")


async def test_the_simulator_leaves_a_real_camera_alone(place: Place) -> None:
    async with Twins(parse(place.write("http://192.0.2.7")), place.data, SystemClock()) as twins:
        assert twins.controls.answer("faults porch").startswith("error there is no device 'porch'")


async def test_a_port_that_is_taken_is_named(place: Place) -> None:
    async with place.twin.listening() as address:
        with pytest.raises(UsageError, match=f"port {place.twin.port} cannot be served"):
            async with Twins(parse(place.write(address)), place.data, SystemClock()):
                pass
