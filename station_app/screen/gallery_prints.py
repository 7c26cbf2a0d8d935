"""Pictures of every screen, in the languages, panels, palettes and text sizes that somebody may see it in."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtGui import QImage

from station_app.assets import LANGUAGES
from station_app.screen.app import application
from station_app.screen.faults import ScreenError
from station_app.screen.gallery import Scene
from station_app.screen.kiosk import Kiosk, KioskSettings

PANELS: Final[Mapping[str, tuple[tuple[int, int], float]]] = {
    "10": ((800, 1280), 0.17),
    "15.6": ((1920, 1080), 0.18),
    "21.5": ((1080, 1920), 0.248),
    "32": ((1920, 1080), 0.369),
}
"""Inches -> pixels and the pitch in millimetres: 10 and 21.5 upright, 15.6 and 32 lying."""

PALETTES: Final[Mapping[str, tuple[int, bool]]] = {
    "day": (6, False),
    "night": (15, False),
    "high": (6, True),
    "high-night": (15, True),
}
"""Name -> the hour in UTC of a station in Shanghai, and whether in high contrast."""

TEXTS: Final[Mapping[str, int]] = {"1": 1, "1.4": 2, "1.8": 3}
"""How large -> the text step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which pictures of which screens."""

    scenes: Mapping[str, Scene]
    languages: tuple[str, ...] = LANGUAGES
    sizes: tuple[str, ...] = tuple(PANELS)
    palettes: tuple[str, ...] = ("day", "night", "high")
    texts: tuple[str, ...] = ("1",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """One picture."""

    scene: str
    language: str
    size: str
    palette: str
    text: str

    @property
    def file(self) -> str:
        """Its name in the folder."""
        return f"{self.scene}.{self.size.replace('.', '_')}.{self.palette}.{self.language}.{self.text}.png"


def draw(wanted: Wanted, folder: Path, tell: Callable[[Print], None]) -> list[Print]:
    """Draw all that is wanted into a folder, and an index.html beside; tells of each. Raises ScreenError."""
    application()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ScreenError(f"{folder} cannot be made ({error.strerror}); name another folder") from None
    made: list[Print] = []
    for size, palette in product(wanted.sizes, wanted.palettes):
        for one, picture in _drawn(wanted, size, palette):
            if not picture.save(str(folder / one.file)):
                raise ScreenError(f"{folder / one.file} cannot be written; is the disk full?")
            made.append(one)
            tell(one)
    (folder / "index.html").write_text(index_of(made), encoding="utf-8")
    return made


def _drawn(wanted: Wanted, size: str, palette: str) -> Iterator[tuple[Print, QImage]]:
    (pixels, pitch), (hour, vivid) = PANELS[size], PALETTES[palette]
    settings = KioskSettings(pitch_mm=pitch, now=lambda: datetime(2026, 3, 15, hour, 5, tzinfo=UTC), moving=False)
    kiosk = Kiosk(replace(settings, entry_pause_ms=0), pixels)
    try:
        for (name, scene), language, text in product(wanted.scenes.items(), wanted.languages, wanted.texts):
            kiosk.show_starting()  # nothing of the scene before stays
            kiosk.show_snapshot(msgspec.structs.replace(scene.snapshot, languages=LANGUAGES))
            kiosk.language.choose(language)
            kiosk.display.choose(f"text {TEXTS[text]}")
            kiosk.display.choose("contrast high" if vivid else "contrast usual")
            scene.act(kiosk)
            yield (
                Print(scene=name, language=language, size=size, palette=palette, text=text),
                kiosk.picture(),
            )
            kiosk.display.reset()
    finally:
        kiosk.close()


def index_of(made: list[Print]) -> str:
    """One page that shows them all, a screen at a time."""
    parts = [_HEAD]
    for scene in dict.fromkeys(one.scene for one in made):
        parts.append(f'<h2 id="{html.escape(scene)}">{html.escape(scene)}</h2>\n<div>\n')
        for one in (one for one in made if one.scene == scene):
            told = html.escape(f"{one.size} inch, {one.palette}, {one.language}, words x{one.text}")
            file = html.escape(one.file)
            parts.append(
                f'<figure><a href="{file}"><img loading="lazy" src="{file}" alt="{html.escape(scene)}, {told}">'
            )
            parts.append(f"</a><figcaption>{told}</figcaption></figure>\n")
        parts.append("</div>\n")
    return "".join((*parts, "</body></html>\n"))


_HEAD: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Screens of the kiosk</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 24px; background: #e9e6df; color: #1c2a2d; }
div { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; }
figure { margin: 0; } img { height: 420px; display: block; box-shadow: 0 1px 6px #0005; }
figcaption { font-size: 13px; padding: 4px 0; }
</style></head><body>
<h1>Screens of the kiosk</h1>
"""
