"""Where the files of `resources/` are: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
ROOT = _PACKAGE / "resources" if (_PACKAGE / "resources").is_dir() else _PACKAGE.parent / "resources"


def asset(*parts: str) -> Path:
    """The path of a file or folder under resources/."""
    return ROOT.joinpath(*parts)
