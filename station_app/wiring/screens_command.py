"""`station screens`: a picture of every screen, to be looked at by those who will stand before it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from station_app.assets import LANGUAGES
from station_app.wiring.process import UsageError

if TYPE_CHECKING:
    from station_app.screen.gallery_prints import Print

T = TypeVar("T")
_SIZES: Final = ("10", "15.6", "21.5", "32")
_PALETTES: Final = ("day", "night", "high", "high-night")
_TEXTS: Final = ("1", "1.4", "1.8")


def add_screens_command(command: Callable[..., argparse.ArgumentParser]) -> None:
    """`station screens --out DIR [--screen NAME] [--language CODE] …`."""
    about = "Draw every screen of the kiosk in each language, size and palette into PNG files, with an index.html."
    one = command("screens", _run, about)
    one.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder for the pictures")
    one.add_argument("--screen", action="append", metavar="NAME", help="only these: `idle`, or `refused*` for all such")
    one.add_argument("--language", action="append", choices=LANGUAGES, help="only in these (default: all)")
    one.add_argument("--size", action="append", choices=_SIZES, help="only on panels of so many inches (default: all)")
    one.add_argument("--palette", action="append", choices=_PALETTES, help="only in these (default: day, night, high)")
    one.add_argument("--text", action="append", choices=_TEXTS, help="with words so large (default: 1)")


def _run(arguments: argparse.Namespace) -> int:
    # Nobody's display is needed for a picture.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from station_app.screen.faults import ScreenError
    from station_app.screen.gallery import every_scene
    from station_app.screen.gallery_prints import Wanted, draw

    wanted = Wanted(
        scenes=_chosen(every_scene(), arguments.screen),
        languages=tuple(arguments.language or LANGUAGES),
        sizes=tuple(arguments.size or _SIZES),
        palettes=tuple(arguments.palette or _PALETTES[:3]),
        texts=tuple(arguments.text or _TEXTS[:1]),
    )
    try:
        made = draw(wanted, arguments.out, _tell)
    except ScreenError as error:
        raise UsageError(str(error)) from None
    sys.stdout.write(f"{len(made)} pictures; open {arguments.out / 'index.html'}\n")
    return 0


def _chosen(scenes: Mapping[str, T], names: list[str] | None) -> dict[str, T]:
    if not names:
        return dict(scenes)
    found: dict[str, T] = {}
    for name in names:
        start = name.removesuffix("*")
        fits = {key: scene for key, scene in scenes.items() if key == name or (start != name and key.startswith(start))}
        if not fits:
            raise UsageError(f"there is no screen {name!r}; there are {', '.join(scenes)}")
        found |= fits
    return found


def _tell(one: Print) -> None:
    if sys.stdout.isatty():
        sys.stdout.write(f"\r\x1b[K{one.file}\r")
        sys.stdout.flush()
