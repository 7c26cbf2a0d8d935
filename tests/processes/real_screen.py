"""A display of this machine's memory with a real mouse: Xvfb, and xdotool that moves and clicks."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from pathlib import Path

from process_rig import environment, eventually

SIZE, DOTS_PER_INCH = (800, 1280), 149
"""A 10.1-inch panel."""

WHERE = """
import json, sys
from PySide6.QtCore import QPointF
from station_app.screen.app import application
from station_app.screen.kiosk import Kiosk, KioskSettings
from station_app.wire import Questions, Snapshot, Way
application()
size, pitch, touches, names = json.loads(sys.argv[1])
first = Questions(presentation="p1", notice="1", consent=True, occupation=True)
ways = tuple(Way(kind, True) for kind in ("id-card", "code", "tag"))
shown = Snapshot(serial=1, station="S", zone="Z", moment="welcome", ways=ways, questions=first)
kiosk = Kiosk(KioskSettings(pitch_mm=pitch, moving=False, entry_pause_ms=0), tuple(size))
kiosk.show_snapshot(shown)
for name in touches:
    kiosk.entry.touch(name)
kiosk.picture()
def below(thing):
    yield thing
    for child in thing.childItems():
        yield from below(child)
found = {}
for thing in below(kiosk.window.contentItem()):
    if thing.objectName() in names and thing.isVisible():
        centre = thing.mapToScene(QPointF(thing.width() / 2, thing.height() / 2)).toPoint()
        found[thing.objectName()] = (centre.x(), centre.y())
print(json.dumps(found))
kiosk.close()
"""
"""Where the keys of a page are, by the same program and the same sizes on a screen that nobody sees."""


class RealScreen:
    """One display. Its picture lies in a file of the folder, as X writes it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._picture = folder / "Xvfb_screen0"
        command = ["Xvfb", "-displayfd", "1", "-fbdir", str(folder), "-nolisten", "tcp", "-dpi", str(DOTS_PER_INCH)]
        self._process = subprocess.Popen(
            [*command, "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert self._process.stdout is not None
        self.name = f":{int(self._process.stdout.readline())}"

    def close(self) -> None:
        """Take it down."""
        self._process.terminate()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def pixels(self) -> bytes:
        """What is shown now, without X's header."""
        raw = self._picture.read_bytes()
        header, colours = struct.unpack(">I", raw[:4])[0], struct.unpack(">I", raw[76:80])[0]
        return raw[header + 12 * colours :]

    async def rests(self, other_than: bytes = b"") -> bytes:
        """Wait until the picture is another one and has not changed for a while; that picture."""
        seen: list[bytes] = []

        def still() -> bool:
            now = self.pixels()
            if now == other_than or len(set(now)) < 8:  # nothing is drawn yet
                return False
            if seen and seen[-1] != now:
                seen.clear()
            seen.append(now)
            return len(seen) > 40  # twenty milliseconds apart

        await eventually(still, "a picture that rests")
        return seen[-1]

    def click(self, place: tuple[int, int]) -> None:
        """Move the mouse there and press its button, as X sees a hand do it."""
        where = ["mousemove", str(place[0]), str(place[1]), "click", "1"]
        subprocess.run(["xdotool", *where], env={**os.environ, "DISPLAY": self.name}, check=True)


def places(touched: tuple[str, ...], *names: str) -> dict[str, tuple[int, int]]:
    """Where these keys are in pixels, on the questions' page after some touches."""
    asked = json.dumps([SIZE, 25.4 / DOTS_PER_INCH, touched, names])
    done = subprocess.run(
        [sys.executable, "-c", WHERE, asked],
        env=environment(QT_QPA_PLATFORM="offscreen"),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, tuple[int, int]] = {name: (x, y) for name, (x, y) in json.loads(done.stdout).items()}
    return found
