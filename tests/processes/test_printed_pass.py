"""`station pass issue`: a text to be sent, and a picture of it that a scanner reads from the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from process_rig import station

MODULE = 4
"""Pixels of one module of the code."""

HALVES = {" ": (0, 0), "\u00a0": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}
"""A terminal's character -> its upper and lower half, 1 where it is lit."""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The lines of one pass."""
    data = tmp_path_factory.mktemp("pass")
    done = station("pass", "issue", "--data", data, "--station", "320206001", "--minutes", "5")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def seen_on_a_dark_terminal(lines: list[str]) -> Image.Image:
    """What a scanner sees of these lines: lit halves are white."""
    width = max(map(len, lines))
    picture = Image.new("L", (width, 2 * len(lines)), 0)
    for row, line in enumerate(lines):
        for column, character in enumerate(line):
            for half, lit in enumerate(HALVES[character]):
                picture.putpixel((column, 2 * row + half), 255 * lit)
    return picture.resize((picture.width * MODULE, picture.height * MODULE), Image.Resampling.NEAREST)


def test_the_text_stands_alone_on_the_first_line(printed: list[str]) -> None:
    assert printed[0].startswith("RS1:")
    assert 0 < len(printed[0]) <= 200


def test_the_picture_below_reads_as_the_text(printed: list[str]) -> None:
    codes = zxingcpp.read_barcodes(seen_on_a_dark_terminal(printed[1:]))

    assert [(code.format, code.text) for code in codes] == [(zxingcpp.BarcodeFormat.QRCode, printed[0])]


def test_no_two_passes_are_the_same(tmp_path: Path) -> None:
    first, second = (station("pass", "issue", "--data", tmp_path, "--station", "S").stdout for _ in "12")

    assert first.splitlines()[0] != second.splitlines()[0]


def test_a_staff_pass_fits_its_picture_too(tmp_path: Path) -> None:
    where = ("--data", tmp_path, "--station", "320206001", "--staff", "night-2", "--minutes", "480")
    lines = station("pass", "issue", *where).stdout.splitlines()
    codes = zxingcpp.read_barcodes(seen_on_a_dark_terminal(lines[1:]))

    assert [code.text for code in codes] == [lines[0]]


def test_a_staff_pass_for_more_than_a_shift_is_refused(tmp_path: Path) -> None:
    where = ("--data", tmp_path, "--station", "320206001", "--staff", "--minutes", "721")
    done = station("pass", "issue", *where)

    assert done.returncode == 2
    assert "twelve hours" in done.stderr
