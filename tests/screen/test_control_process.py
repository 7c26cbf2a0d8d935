"""The window as a process of its own: a click goes out, lines come in, and it ends when it should."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtQuick import QQuickItem
from station_app.screen.app import application
from station_app.screen.control_window import ControlPlan, main

app = application()
clicked = []

def look() -> None:
    for window in app.allWindows():
        for name in ("show", "ask"):
            key = window.findChild(QQuickItem, name)
            if key is not None and key.isEnabled() and name not in clicked:
                clicked.append(name)
                key.click()

timer = QTimer(interval=20)
timer.timeout.connect(look)
timer.start()
sys.exit(main(ControlPlan(scanners=("scanner",))))
"""


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    """A window in which somebody asks for a pass, and shows it as soon as there is one."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    ) as running:
        yield running
        running.kill()


def test_the_window_ends_with_its_input(process: subprocess.Popen[bytes]) -> None:
    _, errors = process.communicate(b"", timeout=120)

    assert (process.returncode, errors) == (0, b"")


def test_the_window_ends_at_sigterm(process: subprocess.Popen[bytes]) -> None:
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=120) == 0


def test_what_is_asked_is_answered_and_shown(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None and process.stdout is not None
    asked = process.stdout.readline()
    process.stdin.write(b"nonsense\npass 6BF%T $X\n")
    process.stdin.flush()

    assert (asked, process.stdout.readline()) == (b"pass\n", b"code scanner 6BF%T $X\n")
