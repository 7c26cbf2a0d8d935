"""Rebuild the two bundled fonts: Noto Sans SC, cut down to GB 2312, the 8,105 general characters, the frequent ones of
Big5 (names and texts in traditional characters) and a few signs. One typeface draws both scripts: its traditional
characters have the forms of the mainland, which everybody in Taiwan reads.

Sources (neither is kept here):

* the static fonts of the npm package `@expo-google-fonts/noto-sans-sc` 0.4.3 (SIL OFL 1.1): `npm pack` it, untar it;
* `Unihan_OtherMappings.txt.bz2` of Debian's package `unicode-data` (property kTGH is the list 通用规范汉字表 of 2013).

Then, with the locked fonttools:

    .venv/bin/python resources/fonts/build.py --package DIR/package \\
        --unihan /usr/share/unicode/Unihan_OtherMappings.txt.bz2

The same sources and the same fonttools give the same bytes: no time stamp is renewed. The licence reserves only the
name "Source", so the family keeps its name; OFL.txt travels with the files.
"""

from __future__ import annotations

import argparse
import bz2
import hashlib
import sys
from pathlib import Path

from fontTools import subset

HERE = Path(__file__).resolve().parent

SOURCES = {
    "NotoSansSC-Regular.ttf": (
        "400Regular/NotoSansSC_400Regular.ttf",
        "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16",
    ),
    "NotoSansSC-Bold.ttf": (
        "700Bold/NotoSansSC_700Bold.ttf",
        "9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96",
    ),
}

LATIN = range(0x20, 0x17F)
SIGNS = "–—…‘’“”†‡•‰′″€℃℉№™Ω←↑→↓↔↕⇒≈≠≤≥∞√①②③④⑤⑥⑦⑧⑨⑩■□▲△▶▷▼▽◀◁◆◇○●★☆☎⚠✓✔✖❌♿⏎"
FULLWIDTH = range(0xFF01, 0xFF5F)
CJK_PUNCTUATION = range(0x3000, 0x3018)


def gb2312() -> set[str]:
    """Every character of GB 2312, by way of Python's own codec."""
    found: set[str] = set()
    for row in range(0xA1, 0xFF):
        for cell in range(0xA1, 0xFF):
            found.update(bytes((row, cell)).decode("gb2312", errors="ignore"))
    return found


def big5_frequent() -> set[str]:
    """The 5,401 frequent characters of Big5 (常用字) and the signs of its first rows, by way of Python's own codec."""
    found: set[str] = set()
    for row in range(0xA4, 0xC7):
        for cell in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            found.update(bytes((row, cell)).decode("big5", errors="ignore"))
    return found


def general_list(unihan: Path) -> set[str]:
    """The 8,105 characters of 通用规范汉字表."""
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        fields = (line.split("\t") for line in lines if not line.startswith("#"))
        found = {chr(int(field[0][2:], 16)) for field in fields if len(field) > 1 and field[1] == "kTGH"}
    if len(found) != 8105:
        raise SystemExit(
            f"{unihan}: expected 8105 characters with kTGH, found {len(found)}; use unicode-data 15 or later"
        )
    return found


def characters(unihan: Path) -> str:
    """What the fonts hold, in code point order."""
    ranges = (chr(code) for span in (LATIN, FULLWIDTH, CJK_PUNCTUATION) for code in span)
    return "".join(sorted(gb2312() | general_list(unihan) | big5_frequent() | set(SIGNS) | set(ranges)))


def cut(source: Path, target: Path, text: str) -> None:
    """Write the part of `source` that `text` needs to `target`."""
    options = subset.Options()
    options.layout_features = ["kern", "liga", "locl", "ccmp", "tnum", "palt", "vert"]
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["vhea", "vmtx", "BASE"]
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def main() -> None:
    """Check the sources, write both fonts."""
    parser = argparse.ArgumentParser(description="Rebuild the bundled fonts from their published sources.")
    parser.add_argument("--package", type=Path, required=True, help="the untarred npm package's folder")
    parser.add_argument("--unihan", type=Path, required=True, help="Unihan_OtherMappings.txt.bz2")
    parser.add_argument("--out", type=Path, default=HERE, help="where the fonts go (default: beside this file)")
    options = parser.parse_args()
    text = characters(options.unihan)
    for name, (inside, digest) in SOURCES.items():
        source = options.package / inside
        if hashlib.sha256(source.read_bytes()).hexdigest() != digest:
            raise SystemExit(f"{source} is not the file of version 0.4.3; pack exactly that version")
        cut(source, options.out / name, text)
        sys.stdout.write(
            f"{options.out / name}: {(options.out / name).stat().st_size} bytes, {len(text)} characters asked\n"
        )


if __name__ == "__main__":
    main()
