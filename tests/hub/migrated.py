"""A hub's tables, made once for a process of tests: to make them anew takes a hub four seconds of its start."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path

MAKE = (
    "import sys; from pathlib import Path; from station_app.hub.serve import prepared;"
    "prepared(Path(sys.argv[1]));"
    "from django.db import connections; connections.close_all()"
)


def begin_with_tables(data: Path) -> None:
    """Give a data directory that is new a database without a row of anybody's."""
    if data.exists():
        return
    data.mkdir(mode=0o700, parents=True)
    Path(shutil.copy(_made() / "hub.db", data)).chmod(0o600)


@lru_cache(maxsize=1)
def _made() -> Path:
    if (rig := sys.modules.get("hub_rig")) is not None:  # has made them for this process already
        return Path(rig.template()).parent
    folder = Path(tempfile.mkdtemp(prefix="hub-tables-"))
    subprocess.run([sys.executable, "-c", MAKE, str(folder)], check=True, timeout=200)
    return folder
