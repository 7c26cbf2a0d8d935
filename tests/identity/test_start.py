import subprocess
import sys

from station_app.identity.keys import Keys

HEAVY = ("argon2", "base45", "cbor2", "cryptography", "cwt", "qrcode")
LATER = (
    "difflib",
    "serial.tools.list_ports",
    "station_app.core.explain",
    "station_app.core.lint",
    "station_app.core.policy_text",
    "station_app.core.shapes",
    "station_app.core.whatif",
    "station_app.store.audit",
    "station_app.store.carve",
)
PROGRAM = """
import sys
from pathlib import Path
from station_app.core.instant import Instant
from station_app.identity.finder import Identity
from station_app.identity.keys import Keys
now = Instant(wall_ms=1_800_000_000_000, mono_ms=0, boot="b")
Identity(Keys(Path(sys.argv[1])), "320206001", lambda: now)
sys.stdout.write(" ".join(sorted(set(sys.modules) & set(sys.argv[2:]))))
"""


def test_a_start_waits_for_no_heavy_library(tmp_path):
    Keys(tmp_path).issuing()
    told = subprocess.run([sys.executable, "-c", PROGRAM, tmp_path, *HEAVY], capture_output=True, text=True, check=True)
    assert told.stdout == ""


def test_the_core_process_imports_nothing_that_only_damage_export_or_a_policy_file_needs():
    program = "import sys, station_app.wiring.core_process; print(*sorted({*sys.modules} & {*sys.argv[1:]}), end='')"
    told = subprocess.run([sys.executable, "-c", program, *LATER], capture_output=True, text=True, check=True)
    assert told.stdout == ""
