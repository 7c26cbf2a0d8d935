"""`station verify-status`: is a public state of a station genuine, and how old is it?"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from station_app.wiring.process import UsageError

MOST_BYTES = 64 * 1024
AHEAD_SECONDS = 120


def add_status_command(command: Callable[..., argparse.ArgumentParser]) -> None:
    """`station verify-status FILE --key HEX`."""
    about = "Verify a station's public state as its hub gives it; status 1 where it is not genuine, or old."
    one = command("verify-status", _run, about)
    one.add_argument("file", metavar="FILE", help="the document; `-` for standard input")
    one.add_argument(
        "--key", required=True, help="the hub's status key, 64 hex digits, as `/public/key.json` gave it once"
    )
    one.add_argument("--minutes", type=int, default=10, help="older than this is old (default 10)")


def _run(arguments: argparse.Namespace) -> int:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from station_app.upstream.public_status import NotGenuine, age_of, verified

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(arguments.key))
    except ValueError:
        raise UsageError("--key is not a key: 64 hex digits, as `/public/key.json` of the hub gives") from None
    try:
        status = verified(_read(arguments.file), key)
        age = age_of(status, datetime.now(UTC))
    except NotGenuine as error:
        sys.stderr.write(f"not genuine: {error}\n")
        return 1
    fresh = -AHEAD_SECONDS <= age <= arguments.minutes * 60
    sys.stdout.write(json.dumps(status, ensure_ascii=False, indent=1) + "\n")
    sys.stdout.write(f"{'genuine' if fresh else 'genuine, but old or of another time'}: made {age:.0f} s ago\n")
    return 0 if fresh else 1


def _read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read(MOST_BYTES)
    try:
        with Path(file).open("rb") as opened:
            return opened.read(MOST_BYTES)
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror})") from None
