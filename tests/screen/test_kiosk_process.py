"""The sign of life, and the screen as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from screen_world import IDLE, Core, MakeKiosk

import station_app
from station_app.assets import asset
from station_app.screen.heartbeat import Heartbeat
from station_app.screen.kiosk import ScreenError, load_fonts
from station_app.wire import Intent

RUN = "import sys; from station_app.screen.app import main; sys.exit(main(sys.argv[1], size=(540, 960)))"


def test_a_window_that_paints_is_alive_again_and_again(kiosk_of: MakeKiosk, qtbot: QtBot) -> None:
    kiosk = kiosk_of((540, 960))
    kiosk.window.show()
    beats: list[int] = []
    heartbeat = Heartbeat(kiosk.window, beat_ms=10)
    heartbeat.painted.connect(lambda: beats.append(1))
    heartbeat.start()

    qtbot.waitUntil(lambda: len(beats) >= 5)
    heartbeat.stop()


def test_a_window_that_does_not_paint_gives_no_sign_of_life(kiosk_of: MakeKiosk, qtbot: QtBot) -> None:
    kiosk = kiosk_of((540, 960))
    kiosk.picture()
    kiosk.window.hide()
    beats: list[int] = []
    asked: list[int] = []
    heartbeat = Heartbeat(kiosk.window, beat_ms=10)
    heartbeat.painted.connect(lambda: beats.append(1))
    heartbeat.asking.connect(lambda: asked.append(1))
    heartbeat.start()
    qtbot.waitUntil(lambda: len(asked) >= 10)
    heartbeat.stop()

    assert beats == []


def test_frames_between_two_beats_are_one_sign_of_life(kiosk_of: MakeKiosk, qtbot: QtBot) -> None:
    kiosk = kiosk_of((540, 960))
    beats: list[int] = []
    heartbeat = Heartbeat(kiosk.window, beat_ms=600_000)
    heartbeat.painted.connect(lambda: beats.append(1))
    kiosk.window.show()
    heartbeat.start()
    for _ in range(4):
        with qtbot.waitSignal(kiosk.window.frameSwapped):
            kiosk.window.update()
    heartbeat.stop()

    assert beats == [1]


def test_a_missing_typeface_is_named(qapp: object, tmp_path: Path) -> None:
    with pytest.raises(ScreenError, match=r"NotoSansSC-Regular\.ttf is missing or broken; install the program again"):
        load_fonts(tmp_path)


@pytest.fixture
def screen(core: Core, qtbot: QtBot) -> subprocess.Popen[bytes]:
    """The real process, connected."""
    process = subprocess.Popen([sys.executable, "-c", RUN, core.path], stderr=subprocess.PIPE)
    qtbot.waitUntil(lambda: core.connected, timeout=60_000)
    return process


def _end(process: subprocess.Popen[bytes], qtbot: QtBot) -> tuple[int | None, bytes]:
    os.kill(process.pid, signal.SIGTERM)
    qtbot.waitUntil(lambda: process.poll() is not None, timeout=60_000)
    assert process.stderr is not None
    with process.stderr as stream:
        return process.returncode, stream.read()


def test_the_process_paints_and_ends_cleanly_when_told(
    screen: subprocess.Popen[bytes], core: Core, qtbot: QtBot
) -> None:
    core.show(IDLE)
    qtbot.waitUntil(lambda: [one.want for one in core.heard[:2]] == ["painted"] * 2, timeout=60_000)

    assert _end(screen, qtbot) == (0, b"")


def test_the_process_lives_on_without_a_core(screen: subprocess.Popen[bytes], core: Core, qtbot: QtBot) -> None:
    core.die()
    core.heard.clear()
    core.listen()
    qtbot.waitUntil(lambda: Intent(want="painted") in core.heard, timeout=60_000)

    assert _end(screen, qtbot) == (0, b"")


MODULES = {
    "StationViews": ("views", "controls", "display", "call_views"),
    "StationServiceViews": ("service/views",),
    "StationOfferViews": (
        "offers/offer_view",  # what the others derive from comes first
        *(
            f"offers/{path.stem}"
            for path in sorted((Path(station_app.__file__).parent / "screen" / "offers").glob("*.py"))
            if "@QmlElement" in path.read_text(encoding="utf-8") and path.stem != "offer_view"
        ),
    ),
    "StationEntryViews": ("entry/pages",),
}
"""QML module -> the Python modules with its view-models."""


@pytest.mark.parametrize("folder", ["StationKiosk", "StationService", "StationOffers"])
def test_python_and_qml_agree_on_every_name(folder: str, tmp_path: Path) -> None:
    """Qt's own linter, told of the Python view-models as a build would tell it."""
    for module, sources in MODULES.items():
        _describe(tmp_path / module, sources)
    pages = sorted(str(page) for page in asset("qml", folder).glob("*.qml"))

    assert _tool(_tool_path("qmllint"), "-I", str(tmp_path), "-I", str(asset("qml")), *pages) == ""


def _describe(module: Path, sources: tuple[str, ...]) -> None:
    package = Path(__file__).parents[2] / "station_app" / "screen"
    module.mkdir()
    described = module / "views.json"
    _tool(_tool_path("metaobjectdump"), *(str(package / f"{source}.py") for source in sources), "-o", str(described))
    _tool(
        *(_tool_path("qmltyperegistrar"), f"--generate-qmltypes={module / 'views.qmltypes'}"),
        *("--import-name", module.name, "--major-version", "1", "--minor-version", "0"),
        *("-o", str(module / "unused.cpp"), str(described)),
    )
    (module / "qmldir").write_text(f"module {module.name}\ntypeinfo views.qmltypes\ndepends QtQuick\n")


def _tool_path(name: str) -> Path:
    return Path(sys.executable).parent / f"pyside6-{name}"


def _tool(*command: object) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr
