import subprocess
import sys

from station_app.identity.keys import Keys

HEAVY = ("argon2", "base45", "cbor2", "cryptography", "cwt", "qrcode")
PROGRAM = """
import sys
from pathlib import Path
from station_app.core.model import Instant
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
