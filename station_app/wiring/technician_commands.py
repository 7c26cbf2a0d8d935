"""The technician's commands: parsers only; what each does is imported when it runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def add_technician_commands(command: Add) -> None:
    """Teach the `station` command what technicians need."""
    _traffic_commands(command)


def _decode(arguments: argparse.Namespace) -> int:
    from station_app.wiring.decode_command import decode

    return decode(arguments.driver, arguments.direction, synthetic=arguments.synthetic)


def _traffic_commands(command: Add) -> None:
    decode = command(
        "decode",
        _decode,
        "Read hex on standard input, one piece a line, and print each frame, reading or noise as one JSON line. "
        "Status 1 when there was noise or a line that is no hex, else 0.",
    )
    decode.add_argument("driver", help="whose bytes they are, as in a config")
    decode.add_argument("--synthetic", action="store_true", help="the bytes are nobody's: show numbers and codes whole")
    decode.add_argument(
        "--direction", choices=("in", "out"), default="in", help="said by the device (in, the default) or to it (out)"
    )
