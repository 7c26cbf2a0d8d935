"""Qt draws into memory here, with the station's own typeface, on the painter that the kiosk uses."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"
os.environ["QSG_RENDER_LOOP"] = "basic"
os.environ["QT_ACCESSIBILITY"] = "1"

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from screen_world import PITCH, PORTRAIT, Core, MakeKiosk, Wall
from service_visit import Visit, Visiting

from station_app.assets import asset
from station_app.screen.kiosk import Kiosk, KioskSettings, load_fonts


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.fixture(scope="session")
def typeface(qapp: QGuiApplication) -> None:
    load_fonts(asset("fonts"))


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def kiosk_of(typeface: None, wall: Wall) -> Iterator[MakeKiosk]:
    """Makes kiosks of a size, shown and laid out; closes them afterwards."""
    with ExitStack() as stack:

        def make(size: tuple[int, int] = PORTRAIT, **changes: object) -> Kiosk:
            settings = KioskSettings(pitch_mm=PITCH.get(size, 0.248), now=wall, moving=False)
            kiosk = Kiosk(replace(settings, **changes), size)  # pyright: ignore[reportArgumentType] # test shorthand
            stack.callback(kiosk.close)
            return kiosk

        yield make


@pytest.fixture
def core(qapp: QGuiApplication, tmp_path: Path) -> Iterator[Core]:
    """A core that listens on a socket of its own."""
    core = Core(str(tmp_path / "screen.sock"))
    yield core
    core.die()


@pytest.fixture
def visiting(kiosk_of: MakeKiosk) -> Visiting:
    """Makes kiosks at which a technician may work."""
    return lambda **changes: Visit(kiosk_of(**changes))
