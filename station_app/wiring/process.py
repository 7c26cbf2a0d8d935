"""What every process of a station does at its start and its end."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Final

_PR_SET_PDEATHSIG = 1

DATA_PLACES: Final = (
    "/var/lib/rest-station where this user may write to it, else ~/.local/state/rest-station; "
    "systemd's STATE_DIRECTORY goes before both"
)
DATA_HELP: Final = f"data directory (default: {DATA_PLACES})"
"""What `--data` means; `where_data` finds it."""


class UsageError(Exception):
    """The command cannot be carried out as given; the message is one plain sentence."""


def die_with_parent(parent: int, by: signal.Signals = signal.SIGTERM) -> None:
    """Let the kernel end this process when its parent ends; at once if that has happened already (Linux only)."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, by)
    if os.getppid() != parent:
        raise SystemExit(0)


def until_told_to_stop(work: Coroutine[None, None, None]) -> int:
    """Run until SIGTERM or SIGINT; status 0 then. A bug comes out as the exception that it is."""

    async def main() -> int:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        stopped = False

        def stop() -> None:
            nonlocal stopped
            stopped = True
            task.cancel()

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        try:
            await task
        except asyncio.CancelledError:
            if not stopped:
                raise
        return 0

    return asyncio.run(main())


def data_dir(asked: Path | None) -> Path:
    """The data directory, made with mode 0700: as asked, else the system's where writable, else the user's."""
    path = where_data(asked)
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.stat().st_uid == os.geteuid():
            path.chmod(0o700)
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be used as data directory ({error.strerror}); give another with --data"
        ) from None
    return path


def existing_data(asked: Path | None) -> Path:
    """The data directory of a station that was started before; makes nothing, as `--data` may be mistyped.

    Raises UsageError where there is none, or where it is another user's.
    """
    path = where_data(asked)
    try:
        with os.scandir(path / "."):
            return path
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(
            f"there is no station in {path} yet; check --data, or start it once with station run"
        ) from None
    except PermissionError:
        raise of_another_user(path) from None


def of_another_user(path: Path) -> UsageError:
    """What to do about a file or directory that only the station's user can open."""
    return UsageError(f"{path}: belongs to another user; run this as the station's user: sudo -u USER station …")


def where_data(asked: Path | None) -> Path:
    """Where the data directory is; makes nothing."""
    return asked or _default_data_dir()


def _default_data_dir() -> Path:
    state = os.environ.get("STATE_DIRECTORY")  # systemd's StateDirectory=
    if state:
        return Path(state.split(":")[0])
    system = Path("/var/lib/rest-station")
    if os.access(system if system.exists() else system.parent, os.W_OK):
        return system
    home = os.environ.get("XDG_STATE_HOME")
    return (Path(home) if home else Path.home() / ".local" / "state") / "rest-station"
