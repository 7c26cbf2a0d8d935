"""The canary for PySide6: 6.12.0 loses a reference to True or None with each call on Python 3.11, and then aborts."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

CALLS = 20_000

SCRIPT = f"""
import json, sys
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Bell(QObject):
    rung = Signal()

app = QCoreApplication([])
bell = Bell()
heard = []
bell.rung.connect(lambda: heard.append(1))

def drift(call):
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range({CALLS}):
        call()
    return [sys.getrefcount(None) - before[0], sys.getrefcount(True) - before[1]]

print(json.dumps({{"emit": drift(bell.rung.emit), "void": drift(app.processEvents), "heard": len(heard)}}))
"""


@pytest.fixture(scope="module")
def canary() -> dict[str, list[int] | int]:
    """What 20,000 emits and as many void calls do to the counts of None and True, in a process of its own."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    said = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None and True are immortal: their counts say nothing there")
@pytest.mark.parametrize("call", ["emit", "void"])
def test_qt_gives_back_every_reference_to_none_and_true(canary: dict[str, list[int]], call: str) -> None:
    assert max(map(abs, canary[call])) < CALLS // 100


def test_every_emit_is_heard(canary: dict[str, int]) -> None:
    assert canary["heard"] == CALLS
