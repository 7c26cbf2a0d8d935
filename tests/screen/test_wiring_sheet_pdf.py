"""The wiring sheet as a PDF: one page, in the bundled typeface."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from station_app.assets import asset, texts
from station_app.config import load
from station_app.screen.wiring_sheet import write_pdf
from station_app.selftest.commissioning.sheet import SheetFacts, svg_of


@pytest.fixture
def svg() -> bytes:
    return svg_of(load(asset("config", "demo.toml")), SheetFacts(day="", config_hash="ab" * 32), texts("zh-CN"))


def test_a_page_is_printed_with_a_typeface_that_has_its_characters(
    svg: bytes, tmp_path: Path, qapp: QGuiApplication
) -> None:
    write_pdf(svg, tmp_path / "sheet.pdf")
    printed = (tmp_path / "sheet.pdf").read_bytes()

    assert printed.startswith(b"%PDF") and printed.count(b"/Type /Page\n") == 1
    assert b"NotoSansSC" in printed


def test_a_page_that_cannot_be_written_says_so(svg: bytes, tmp_path: Path, qapp: QGuiApplication) -> None:
    with pytest.raises(FileNotFoundError):
        write_pdf(svg, tmp_path / "nowhere" / "sheet.pdf")
