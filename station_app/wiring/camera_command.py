"""`station camera still`: one picture for one person with a reason; entered in the register first, kept nowhere."""

from __future__ import annotations

import asyncio
import os
import stat
import sys
from pathlib import Path
from typing import Final

from hardware.errors import DeviceFault
from station_app.cameras import CameraTable
from station_app.config import Settings, nearest
from station_app.identity.memory import forbid_core_dumps
from station_app.wiring.devices import checked_settings
from station_app.wiring.process import UsageError, data_dir, where_data
from station_app.wiring.service_client import running_station
from station_app.wiring.service_messages import View

_LONGEST_PASSWORD: Final = 256
_SHORTEST_REASON: Final = 4
_REMEDY: Final = "Open the camera's address in a browser; if that fails too, check its power and network cable."


def still(config: Path, data: Path | None, view: View, output: Path) -> int:
    """Enter the view in the register, take the picture, write it for its owner only."""
    settings = checked_settings(config)
    camera = _camera(settings, view.camera)
    _check_words(view)
    password = password_of(view.camera, camera)
    forbid_core_dumps()
    handle = _new_file(output)
    try:
        _enter(settings, data, view)
        picture = asyncio.run(_taken(view.camera, camera, password))
        with os.fdopen(os.dup(handle), "wb") as file:
            file.write(picture)
    except BaseException:
        output.unlink(missing_ok=True)
        raise
    finally:
        os.close(handle)
    sys.stdout.write(f"ok {output}: {len(picture)} bytes; the journal says who looked and why\n")
    return 0


def _camera(settings: Settings, name: str) -> CameraTable:
    camera = settings.cameras.get(name)
    if camera is None:
        raise UsageError(f"there is no camera {name!r}{nearest(name, settings.cameras)}")
    if not camera.enabled:
        raise UsageError(f"cameras.{name} is switched off; write enabled = true when it may be used")
    return camera


def _check_words(view: View) -> None:
    if not view.by.strip():
        raise UsageError("--by must say who looks")
    if len(view.reason.strip()) < _SHORTEST_REASON:
        raise UsageError(f"--reason must say why, in {_SHORTEST_REASON} characters at the least")


def _enter(settings: Settings, data: Path | None, view: View) -> None:
    with running_station(where_data(data)) as talk:
        if talk is not None:
            talk.register(view)
            return
    from station_app.wiring.access_register import enter_without_station
    from station_app.wiring.core_process import JOURNAL_NAME

    asyncio.run(enter_without_station(settings, data_dir(data) / JOURNAL_NAME, view))


async def _taken(name: str, camera: CameraTable, password: str) -> bytes:
    from hardware.devices.still_camera import Login, StillCamera

    login = Login(user=camera.user, password=password) if camera.user else None
    try:
        return await StillCamera(name, camera.source, login).still()
    except DeviceFault as fault:
        # what a kind of fault advises by itself is for serial wires
        serial = type(fault).__module__ == DeviceFault.__module__ and "remedy" not in vars(fault)
        raise UsageError(f"{fault}. {_REMEDY if serial else fault.remedy}") from None


def password_of(name: str, camera: CameraTable) -> str:
    """What its password file holds, empty where it has none. Raises UsageError, which never tells it."""
    if not camera.password_file:
        return ""
    path, where = Path(camera.password_file), f"cameras.{name}.password_file"
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise UsageError(f"{where}: {path} may be read by others; run: chmod 600 {path}")
        password = path.read_text("utf-8").rstrip("\r\n")
    except OSError as error:
        raise UsageError(f"{where}: {path} cannot be read ({error.strerror}); check the path and its owner") from None
    except UnicodeDecodeError:
        password = ""
    if not 0 < len(password) <= _LONGEST_PASSWORD or not password.isprintable():
        raise UsageError(f"{where}: {path} must hold the password on one line and nothing else")
    return password


def _new_file(path: Path) -> int:
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UsageError(f"{path}: exists already and is left alone; give another name with --output") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); give another place with --output") from None
